from __future__ import annotations

from django.urls import include, path

from levelground.config.security_txt import security_txt

handler400 = "levelground.config.errors.bad_request"
handler403 = "levelground.config.errors.permission_denied"
handler404 = "levelground.config.errors.page_not_found"
handler500 = "levelground.config.outages.failed"

urlpatterns = [
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("levelground.accounts.urls")),
    path("", include("levelground.credentials.urls")),
    path("", include("levelground.groups.urls")),
    path("sessions/", include("levelground.sessions.urls")),
    path("", include("levelground.formation.urls")),
    path("", include("levelground.programmes.urls")),
    path("", include("levelground.agreements.urls")),
    path("", include("levelground.schedule.urls")),
    path("", include("levelground.commitments.urls")),
    path("", include("levelground.reviews.urls")),
    path("", include("levelground.reports.urls")),
    path("", include("levelground.mine.urls")),
]
