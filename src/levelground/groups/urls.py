from __future__ import annotations

from django.urls import path

from levelground.groups.views import decisions, groups

app_name = "groups"
urlpatterns = [
    path("", groups.home, name="home"),
    path("groups/new/", groups.create, name="create"),
    path("groups/<int:pk>/", groups.show, name="show"),
    path("groups/<int:pk>/edit/", groups.edit, name="edit"),
    path("groups/<int:pk>/invitations/", groups.invitations, name="invitations"),
    path(
        "groups/<int:pk>/invitations/<int:invitation_pk>/withdrawal/",
        decisions.withdrawal,
        name="withdrawal",
    ),
    path("groups/<int:pk>/questions/<int:question_pk>/", decisions.answer, name="answer"),
    path("groups/<int:pk>/merging/", decisions.merging, name="merging"),
    path("groups/<int:pk>/ending/", decisions.ending, name="ending"),
    path("groups/<int:pk>/leaving/", groups.leaving, name="leaving"),
    path("invitations/<str:secret>/", groups.invitation, name="invitation"),
]
