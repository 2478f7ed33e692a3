from __future__ import annotations

from django.urls import path

from levelground.formation.views import board, rounds, seats

app_name = "formation"
urlpatterns = [
    path("forming/", rounds.rounds, name="rounds"),
    path("forming/new/", rounds.create, name="create"),
    path("forming/<int:pk>/", rounds.show, name="show"),
    path("forming/<int:pk>/people/", rounds.people, name="people"),
    path("forming/<int:pk>/people/taken/", rounds.taken, name="taken"),
    path("forming/<int:pk>/rules/", rounds.rules, name="rules"),
    path("forming/<int:pk>/search/", rounds.search, name="search"),
    path("forming/<int:pk>/search/stop/", rounds.stop, name="stop"),
    path("forming/<int:pk>/proposal/", board.proposal, name="proposal"),
    path("forming/<int:pk>/changes/", board.changes, name="changes"),
    path("forming/<int:pk>/undo/", board.undo, name="undo"),
    path("forming/<int:pk>/why/", board.why, name="why"),
    path("forming/<int:pk>/addresses/", board.addresses, name="addresses"),
    path("forming/<int:pk>/publication/", board.publication, name="publication"),
    path("forming/<int:pk>/reminders/", board.reminders, name="reminders"),
    path("forming/<int:pk>/finishing/", rounds.finishing, name="finishing"),
    path("forming/<int:pk>/erasing/", rounds.erasing, name="erasing"),
    path("seats/", seats.my_seats, name="my_seats"),
    path("seats/<int:pk>/", seats.seat, name="seat"),
    path("seats/<int:pk>/wrong/", seats.wrong, name="wrong"),
]
