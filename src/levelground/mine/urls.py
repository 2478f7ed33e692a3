from __future__ import annotations

from django.urls import path

from levelground.mine import views

app_name = "mine"
urlpatterns = [
    path("mine/", views.show, name="show"),
    path("mine/download/", views.download, name="download"),
    path("mine/activity/", views.activity, name="activity"),
    path("mine/address/", views.address, name="address"),
    path("mine/closing/", views.closing, name="closing"),
    path("mine/closed/", views.closed, name="closed"),
]
