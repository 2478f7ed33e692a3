from __future__ import annotations

from levelground.accounts.actions.people import UNFINISHED, forget_unfinished
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

EMPTY = _("Nobody, and nothing is kept: the library brings the table, we leave it empty")

HOLDINGS = (
    Holding(
        model="accounts.Person",
        about=_("Your account"),
        why=_("So that you can sign in, and the others know what to call you"),
        readers=_("Your name: your groups. Your address: you, and those who run this place"),
        until=_("As long as you have an account"),
        whose="pk",
        erasing=Erasing.DELETED,
        clock=Clock(
            since="joined_at",
            after=UNFINISHED,
            forget=forget_unfinished,
            only={"name": "", "last_login": None},
        ),
        fields={
            "password": unshown(Class.KEY, "nobody has one; it is a mark that says so"),
            "last_login": shown(Class.ACCOUNT, _("Signed in last")),
            "email": shown(Class.ACCOUNT, _("Address")),
            "name": shown(Class.ACCOUNT, _("Name")),
            "is_staff": shown(Class.ACCOUNT, _("Coordinates")),
            "is_active": shown(Class.ACCOUNT, _("Account is open")),
            "joined_at": shown(Class.ACCOUNT, _("Came here")),
            "time_zone": shown(Class.ACCOUNT, _("Time zone")),
            "language": shown(Class.ACCOUNT, _("Language")),
        },
    ),
    # What libraries bring.
    Holding(
        model="account.EmailAddress",
        about=_("Addresses, as the sign-in library keeps them"),
        why=_("So that a code is sent to the right address"),
        readers=_("You, and those who run this place"),
        until=_("As long as you have an account"),
        whose="user",
        erasing=Erasing.DELETED,
        fields={
            "email": shown(Class.ACCOUNT, _("Address")),
            "verified": shown(Class.ACCOUNT, _("Proved by a code")),
            "primary": shown(Class.ACCOUNT, _("Used for letters")),
        },
    ),
    Holding(
        model="account.EmailConfirmation",
        about=_("Addresses to be proved"),
        why=_("A code proves the address here, so this stays empty"),
        readers=EMPTY,
        until=_("Never kept"),
        whose="email_address__user",
        erasing=Erasing.DELETED,
        fields={
            "created": shown(Class.ACCOUNT, _("Asked")),
            "sent": shown(Class.ACCOUNT, _("Sent")),
            "key": SECRET,
        },
    ),
    Holding(
        model="live.SignIn",
        about=_("Devices on which you are signed in"),
        why=_("So that you need no code each time"),
        readers=_("You. The key is kept as a fingerprint, and the content is the program's"),
        until=_("Two weeks, or until you sign out"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "session_key": SECRET,
            "session_data": unshown(Class.ACCOUNT, "who is signed in, and how: your own address"),
            "expire_date": shown(Class.ACCOUNT, _("Ends")),
            "device": shown(Class.ACCOUNT, _("Browser and system")),
            "used_at": shown(Class.ACCOUNT, _("Last used")),
        },
    ),
    *(
        Holding(
            model=model,
            about=_("Rights, as the framework keeps them"),
            why=_("The framework brings the table; it says nothing of people"),
            readers=EMPTY,
            until=_("As long as the program"),
            erasing=Erasing.STAYS,
            fields=dict.fromkeys(fields, OURS),
        )
        for model, fields in {
            "auth.Permission": ("id", "name", "content_type", "codename"),
            "auth.Group_permissions": ("id", "group", "permission"),
            "auth.Group": ("id", "name", "permissions"),
            "contenttypes.ContentType": ("id", "app_label", "model"),
        }.items()
    ),
)
