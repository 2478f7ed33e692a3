from __future__ import annotations

from django.urls import path

from levelground.reports import picture, views

app_name = "reports"
urlpatterns = [
    path("picture/", picture.overview, name="overview"),
    path("picture/<slug:key>/", picture.show, name="picture"),
    path("picture/<slug:key>/csv/", picture.csv_file, name="picture_csv"),
    path("picture/<slug:key>/pdf/", picture.pdf, name="picture_pdf"),
    path("picture/<slug:key>/export/", picture.export_file, name="export"),
    path("picture/<slug:key>/removal/", picture.removal, name="removal"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/hours/", views.hours, name="hours"),
    path("certificates/new/", views.create, name="create"),
    path("certificates/<int:pk>/", views.certificate, name="certificate"),
    path("certificates/<int:pk>/pdf/", views.pdf, name="pdf"),
    path("certificates/<int:pk>/revocation/", views.revocation, name="revocation"),
    path("certificates/check/", views.check, name="check"),
    path("certificates/check/<slug:code>/", views.checked, name="checked"),
]
