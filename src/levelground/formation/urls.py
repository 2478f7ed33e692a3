from __future__ import annotations

from django.urls import path

from levelground.formation import board_views, round_views, seat_views

app_name = "formation"
urlpatterns = [
    path("forming/", round_views.rounds, name="rounds"),
    path("forming/new/", round_views.create, name="create"),
    path("forming/<int:pk>/", round_views.show, name="show"),
    path("forming/<int:pk>/people/", round_views.people, name="people"),
    path("forming/<int:pk>/people/taken/", round_views.taken, name="taken"),
    path("forming/<int:pk>/rules/", round_views.rules, name="rules"),
    path("forming/<int:pk>/search/", round_views.search, name="search"),
    path("forming/<int:pk>/search/stop/", round_views.stop, name="stop"),
    path("forming/<int:pk>/proposal/", board_views.proposal, name="proposal"),
    path("forming/<int:pk>/changes/", board_views.changes, name="changes"),
    path("forming/<int:pk>/undo/", board_views.undo, name="undo"),
    path("forming/<int:pk>/why/", board_views.why, name="why"),
    path("forming/<int:pk>/addresses/", board_views.addresses, name="addresses"),
    path("forming/<int:pk>/publication/", board_views.publication, name="publication"),
    path("forming/<int:pk>/reminders/", board_views.reminders, name="reminders"),
    path("forming/<int:pk>/finishing/", round_views.finishing, name="finishing"),
    path("forming/<int:pk>/erasing/", round_views.erasing, name="erasing"),
    path("seats/", seat_views.my_seats, name="my_seats"),
    path("seats/<int:pk>/", seat_views.seat, name="seat"),
    path("seats/<int:pk>/wrong/", seat_views.wrong, name="wrong"),
]
