from __future__ import annotations

from django.urls import path

from levelground.credentials.views import devices, more, passkeys, single_sign_on

app_name = "credentials"
urlpatterns = [
    path("sign-in/passkey/options/", passkeys.use_options, name="use_options"),
    path("sign-in/passkey/", passkeys.use, name="use_passkey"),
    path("sign-in/provider/", single_sign_on.start, name="single_sign_on"),
    path("sign-in/provider/back/", single_sign_on.back, name="single_sign_on_back"),
    path("sign-in/more/", more.show, name="more"),
    path("sign-in/recovery-code/", more.recovery_code, name="recovery_code"),
    path("account/sign-in/", devices.show, name="show"),
    path("account/devices/sign-out/", devices.sign_out, name="sign_out_device"),
    path("sign-out/everywhere/", devices.sign_out_all, name="sign_out_everywhere"),
    path("account/passkeys/options/", passkeys.make_options, name="passkey_options"),
    path("account/passkeys/", passkeys.add, name="add_passkey"),
    path("account/passkeys/<int:pk>/", passkeys.rename, name="passkey"),
    path("account/passkeys/<int:pk>/removal/", passkeys.remove, name="remove_passkey"),
    path("account/recovery-codes/", more.recovery_codes, name="recovery_codes"),
    path("account/provider/", single_sign_on.connect, name="connect"),
    path("account/provider/removal/", single_sign_on.disconnect, name="disconnect"),
]
