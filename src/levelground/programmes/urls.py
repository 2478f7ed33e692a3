from __future__ import annotations

from django.urls import path

from levelground.programmes import own_views, views

app_name = "programmes"
urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/new/", views.create, name="create"),
    path("programmes/<int:pk>/", views.show, name="show"),
    path("programmes/<int:pk>/edit/", views.edit, name="edit"),
    path("programmes/<int:pk>/people/", views.people, name="people"),
    path("programmes/<int:pk>/people/taken/", views.taken, name="taken"),
    path("programmes/<int:pk>/people/undone/", views.undone, name="undone"),
    path("programmes/<int:pk>/people/one/", views.one, name="one"),
    path("programmes/<int:pk>/letters/", views.letters, name="letters"),
    path("programmes/<int:pk>/list/", views.as_list, name="list"),
    path("programmes/<int:pk>/coordinators/", views.coordinators, name="coordinators"),
    path("programmes/<int:pk>/leaving/", views.leaving, name="leaving"),
    path("programmes/asked/<int:pk>/", views.coordinating, name="coordinating"),
    path("asked/<int:pk>/", own_views.asked, name="asked"),
    path("asked/<int:pk>/about-you/", own_views.answers, name="answers"),
    path("asked/<int:pk>/in-confidence/", own_views.confidence, name="confidence"),
    path("asked/<int:pk>/times/", own_views.times, name="times"),
    path("asked/<int:pk>/yes/", own_views.yes, name="yes"),
    path("asked/<int:pk>/no/", own_views.no, name="no"),
    path("about-you/", own_views.about_you, name="about_you"),
    path("about-you/answers/", own_views.own_answers, name="own_answers"),
    path("about-you/in-confidence/", own_views.own_confidence, name="own_confidence"),
    path("about-you/times/", own_views.own_times, name="own_times"),
]
