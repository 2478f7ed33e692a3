from __future__ import annotations

from django.urls import path

from levelground.groups import deciding, views

app_name = "groups"
urlpatterns = [
    path("", views.home, name="home"),
    path("groups/new/", views.create, name="create"),
    path("groups/<int:pk>/", views.show, name="show"),
    path("groups/<int:pk>/edit/", views.edit, name="edit"),
    path("groups/<int:pk>/invitations/", views.invitations, name="invitations"),
    path(
        "groups/<int:pk>/invitations/<int:invitation_pk>/withdrawal/",
        deciding.withdrawal,
        name="withdrawal",
    ),
    path("groups/<int:pk>/questions/<int:question_pk>/", deciding.answer, name="answer"),
    path("groups/<int:pk>/merging/", deciding.merging, name="merging"),
    path("groups/<int:pk>/ending/", deciding.ending, name="ending"),
    path("groups/<int:pk>/leaving/", views.leaving, name="leaving"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
]
