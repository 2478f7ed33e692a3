from __future__ import annotations

from django.urls import path

from levelground.programmes.views import coordinator, invitee

app_name = "programmes"
urlpatterns = [
    path("programmes/", coordinator.programmes, name="programmes"),
    path("programmes/new/", coordinator.create, name="create"),
    path("programmes/<int:pk>/", coordinator.show, name="show"),
    path("programmes/<int:pk>/edit/", coordinator.edit, name="edit"),
    path("programmes/<int:pk>/people/", coordinator.people, name="people"),
    path("programmes/<int:pk>/people/taken/", coordinator.taken, name="taken"),
    path("programmes/<int:pk>/people/undone/", coordinator.undone, name="undone"),
    path("programmes/<int:pk>/people/one/", coordinator.one, name="one"),
    path("programmes/<int:pk>/letters/", coordinator.letters, name="letters"),
    path("programmes/<int:pk>/list/", coordinator.as_list, name="list"),
    path("programmes/<int:pk>/coordinators/", coordinator.coordinators, name="coordinators"),
    path("programmes/<int:pk>/leaving/", coordinator.leaving, name="leaving"),
    path("programmes/asked/<int:pk>/", coordinator.coordinating, name="coordinating"),
    path("asked/<int:pk>/", invitee.asked, name="asked"),
    path("asked/<int:pk>/about-you/", invitee.answers, name="answers"),
    path("asked/<int:pk>/in-confidence/", invitee.confidence, name="confidence"),
    path("asked/<int:pk>/times/", invitee.times, name="times"),
    path("asked/<int:pk>/yes/", invitee.yes, name="yes"),
    path("asked/<int:pk>/no/", invitee.no, name="no"),
    path("about-you/", invitee.about_you, name="about_you"),
    path("about-you/answers/", invitee.own_answers, name="own_answers"),
    path("about-you/in-confidence/", invitee.own_confidence, name="own_confidence"),
    path("about-you/times/", invitee.own_times, name="own_times"),
]
