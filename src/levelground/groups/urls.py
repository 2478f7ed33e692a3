from __future__ import annotations

from django.urls import path

from levelground.groups import views

app_name = "groups"
urlpatterns = [
    path("", views.home, name="home"),
    path("groups/new/", views.create, name="create"),
    path("groups/<int:pk>/", views.show, name="show"),
    path("groups/<int:pk>/edit/", views.edit, name="edit"),
    path("groups/<int:pk>/invitations/", views.invitations, name="invitations"),
    path("groups/<int:pk>/leaving/", views.leaving, name="leaving"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
]
