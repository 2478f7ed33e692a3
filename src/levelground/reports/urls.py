from __future__ import annotations

from django.urls import path

from levelground.reports.views import certificates, picture

app_name = "reports"
urlpatterns = [
    path("picture/", picture.overview, name="overview"),
    path("picture/<slug:key>/", picture.show, name="picture"),
    path("picture/<slug:key>/csv/", picture.csv_file, name="picture_csv"),
    path("picture/<slug:key>/pdf/", picture.pdf, name="picture_pdf"),
    path("picture/<slug:key>/export/", picture.export_file, name="export"),
    path("picture/<slug:key>/removal/", picture.removal, name="removal"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/hours/", certificates.hours, name="hours"),
    path("certificates/new/", certificates.create, name="create"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/pdf/", certificates.pdf, name="pdf"),
    path("certificates/<int:pk>/revocation/", certificates.revocation, name="revocation"),
    path("certificates/check/", certificates.check, name="check"),
    path("certificates/check/<slug:code>/", certificates.checked, name="checked"),
]
