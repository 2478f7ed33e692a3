from __future__ import annotations

from django.urls import path

from levelground.reports import views

app_name = "reports"
urlpatterns = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/hours/", views.hours, name="hours"),
    path("certificates/new/", views.create, name="create"),
    path("certificates/<int:pk>/", views.certificate, name="certificate"),
    path("certificates/<int:pk>/pdf/", views.pdf, name="pdf"),
    path("certificates/<int:pk>/revocation/", views.revocation, name="revocation"),
    path("certificates/check/", views.check, name="check"),
    path("certificates/check/<slug:code>/", views.checked, name="checked"),
]
