from __future__ import annotations

from django.urls import path

from levelground.commitments import views

app_name = "commitments"
urlpatterns = [
    path("groups/<int:group_pk>/commitments/", views.of_group, name="of_group"),
    path("commitments/reminders/", views.reminders, name="reminders"),
    path("commitments/<int:pk>/", views.show, name="show"),
    path("for-me-alone/", views.alone, name="alone"),
    path("for-me-alone/kept/", views.keep, name="keep"),
    path("for-me-alone/deletion/", views.delete, name="delete"),
]
