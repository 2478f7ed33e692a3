from __future__ import annotations

from django.urls import path

from levelground.formation import views

app_name = "formation"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/people/taken/", views.taken, name="taken"),
    path("<int:pk>/rules/", views.rules, name="rules"),
    path("<int:pk>/search/", views.search, name="search"),
    path("<int:pk>/search/stop/", views.stop, name="stop"),
    path("<int:pk>/proposal/", views.proposal, name="proposal"),
    path("<int:pk>/changes/", views.changes, name="changes"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/why/", views.why, name="why"),
    path("<int:pk>/addresses/", views.addresses, name="addresses"),
    path("<int:pk>/publication/", views.publication, name="publication"),
    path("<int:pk>/erasing/", views.erasing, name="erasing"),
]
