from __future__ import annotations

from django.urls import path

from levelground.reviews import views

app_name = "reviews"
urlpatterns = [
    path("groups/<int:group_pk>/picture/", views.picture, name="picture"),
    path("groups/<int:group_pk>/picture/dismissal/", views.dismissal, name="dismissal"),
]
