"""Only those of allauth's pages that a sign-in by code needs, under our own addresses."""

from __future__ import annotations

from django.urls import path

from levelground.accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_request_login_code"),
    path("sign-in/", views.sign_in, name="account_signup"),  # one way in, for new people too
    path("sign-in/", views.sign_in, name="account_reset_password"),  # allauth's letters name it
    path("sign-in/code/", views.code, name="account_confirm_login_code"),
    path("sign-in/name/", views.name, name="account_name"),
    path("sign-in/closed/", views.closed, name="account_inactive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/", views.account, name="account"),
    path("account/", views.account, name="account_email"),  # allauth sends people there
    path("account/again/", views.again, name="account_reauthenticate"),
    path("language/", views.language, name="language"),
    path("who-can-see-what/", views.who_can_see_what, name="who_can_see_what"),
]
