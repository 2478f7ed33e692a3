from __future__ import annotations

from django.urls import path

from levelground.formation import seat_views, views

app_name = "formation"
urlpatterns = [
    path("forming/", views.rounds, name="rounds"),
    path("forming/new/", views.create, name="create"),
    path("forming/<int:pk>/", views.show, name="show"),
    path("forming/<int:pk>/people/", views.people, name="people"),
    path("forming/<int:pk>/people/taken/", views.taken, name="taken"),
    path("forming/<int:pk>/rules/", views.rules, name="rules"),
    path("forming/<int:pk>/search/", views.search, name="search"),
    path("forming/<int:pk>/search/stop/", views.stop, name="stop"),
    path("forming/<int:pk>/proposal/", views.proposal, name="proposal"),
    path("forming/<int:pk>/changes/", views.changes, name="changes"),
    path("forming/<int:pk>/undo/", views.undo, name="undo"),
    path("forming/<int:pk>/why/", views.why, name="why"),
    path("forming/<int:pk>/addresses/", views.addresses, name="addresses"),
    path("forming/<int:pk>/publication/", views.publication, name="publication"),
    path("forming/<int:pk>/reminders/", views.reminders, name="reminders"),
    path("forming/<int:pk>/finishing/", views.finishing, name="finishing"),
    path("forming/<int:pk>/erasing/", views.erasing, name="erasing"),
    path("seats/", seat_views.my_seats, name="my_seats"),
    path("seats/<int:pk>/", seat_views.seat, name="seat"),
    path("seats/<int:pk>/wrong/", seat_views.wrong, name="wrong"),
]
