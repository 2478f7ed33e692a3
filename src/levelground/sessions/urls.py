from __future__ import annotations

from django.urls import path

from levelground.sessions import plan_views, views

app_name = "sessions"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("of/<int:group_pk>/new/", plan_views.create, name="create"),
    path("of-date/<int:date_pk>/", plan_views.of_date, name="of-date"),
    path("<int:pk>/", views.show, name="show"),
    path("plans/<int:pk>/", plan_views.plan, name="plan"),
    path("plans/<int:pk>/cancelled/", plan_views.cancelled, name="cancelled"),
    path("<int:pk>/moves/", views.move, name="move"),
    path("<int:pk>/words/", views.words, name="words"),
    path("<int:pk>/worth/", views.worth, name="worth"),
    path("<int:pk>/words/<uuid:words_id>/change/", views.change, name="change"),
    path("<int:pk>/words/<uuid:words_id>/take-back/", views.taken_back, name="take-back"),
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("<int:pk>/pad/", views.pad, name="pad"),
    path("<int:pk>/room/", views.room, name="room"),
    path("<int:pk>/ticks/", views.ticks, name="ticks"),
]
