from __future__ import annotations

from levelground.core.data_map import (
    OURS,
    SECRET,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _
from levelground.credentials.actions import DEVICE_KEPT, forget_devices

UNTIL = _("Until you remove it, or close your account")

HOLDINGS = (
    Holding(
        model="credentials.Passkey",
        about=_("Your passkeys"),
        why=_("So that you can sign in with your fingerprint, face or PIN"),
        readers=_("You. We keep the public half, which opens nothing"),
        until=UNTIL,
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "name": shown(Class.ACCOUNT, _("Name")),
            "credential_id": SECRET,
            "credential": unshown(Class.KEY, "the public half of a key, as WebAuthn writes it"),
            "counter": OURS,
            "made_at": shown(Class.ACCOUNT, _("Added")),
            "used_at": shown(Class.ACCOUNT, _("Last used")),
        },
    ),
    Holding(
        model="credentials.RecoveryCode",
        about=_("Your recovery codes"),
        why=_("So that you can sign in when you've lost your passkey"),
        readers=_("No one: we keep a fingerprint of each"),
        until=_("Until you use it, get new ones, or close your account"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={"fingerprint": SECRET},
    ),
    Holding(
        model="credentials.Identity",
        about=_("Your single sign-on"),
        why=_("So that you can sign in with your organisation's account"),
        readers=_("You, and those who run this place"),
        until=UNTIL,
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "issuer": shown(Class.ACCOUNT, _("Provider")),
            "subject": shown(Class.ACCOUNT, _("Its number for you")),
            "made_at": shown(Class.ACCOUNT, _("Connected")),
        },
    ),
    Holding(
        model="credentials.KnownDevice",
        about=_("Browsers you've signed in with"),
        why=_("So that we can email you when someone signs in on a new one"),
        readers=_("You. Each has a random number in a cookie, kept here as a fingerprint"),
        until=_("400 days after you last signed in there, or until you sign out everywhere"),
        whose="person",
        erasing=Erasing.DELETED,
        clock=Clock(since="seen_at", after=DEVICE_KEPT, forget=forget_devices),
        fields={
            "fingerprint": SECRET,
            "seen_at": shown(Class.ACCOUNT, _("Signed in last")),
        },
    ),
)
