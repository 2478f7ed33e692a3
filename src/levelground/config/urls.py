from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("levelground.accounts.urls")),
    path("", include("levelground.groups.urls")),
    path("sessions/", include("levelground.sessions.urls")),
    path("forming/", include("levelground.formation.urls")),
]
