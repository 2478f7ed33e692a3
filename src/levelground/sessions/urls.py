from __future__ import annotations

from django.urls import path

from levelground.sessions.views import plan, session

app_name = "sessions"
urlpatterns = [
    path("join/", session.join, name="join"),
    path("of/<int:group_pk>/new/", plan.create, name="create"),
    path("of-date/<int:date_pk>/", plan.of_date, name="of-date"),
    path("<int:pk>/", session.show, name="show"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    path("plans/<int:pk>/cancelled/", plan.cancelled, name="cancelled"),
    path("<int:pk>/moves/", session.move, name="move"),
    path("<int:pk>/words/", session.words, name="words"),
    path("<int:pk>/worth/", session.worth, name="worth"),
    path("<int:pk>/words/<uuid:words_id>/change/", session.change, name="change"),
    path("<int:pk>/words/<uuid:words_id>/take-back/", session.taken_back, name="take-back"),
    path("<int:pk>/draft/", session.draft, name="draft"),
    path("<int:pk>/pad/", session.pad, name="pad"),
    path("<int:pk>/room/", session.room, name="room"),
    path("<int:pk>/ticks/", session.ticks, name="ticks"),
]
