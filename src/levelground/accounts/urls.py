"""Only those of allauth's pages that a sign-in by code needs, under our own addresses."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path

from levelground.accounts import views

sign_in = allauth.request_login_code

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="account_request_login_code"),
    path("sign-in/", sign_in, name="account_reset_password"),  # allauth's letters name it
    path("sign-in/code/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("sign-up/", allauth.signup, name="account_signup"),
    path("sign-up/code/", allauth.email_verification_sent, name="account_email_verification_sent"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-in/closed/", allauth.account_inactive, name="account_inactive"),
    path("account/", views.account, name="account"),
    path("account/", views.account, name="account_email"),  # allauth sends people there
    path("who-can-see-what/", views.who_can_see_what, name="who_can_see_what"),
]
