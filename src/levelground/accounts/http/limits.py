"""How often codes are sent and tried. docs/decisions/0003 has the numbers and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.accounts.http.known_browsers import known_browser
from levelground.accounts.models import Person
from levelground.limits.actions import Jar, Limit, give_back, spend
from levelground.limits.http import network_of, site_of

MINUTES_A_DAY = 24 * 60
HOURS_IN_WORDS = 90  # minutes and more

# Codes that are asked for in a browser which this address has not signed in with.
HOUSE = Limit(of="codes", at_once=1000, a_day=10_000)
SITE = Limit(of="codes of a site", at_once=400, a_day=4000)
NETWORK = Limit(of="codes of a network", at_once=200, a_day=2000)
ADDRESS = Limit(of="codes to an address", at_once=20, a_day=40)
NEAR = Limit(of="codes to an address from a network", at_once=10, a_day=10)
NEAR_SOON = Limit(of="the same, within minutes", at_once=3, a_day=MINUTES_A_DAY)
# A site's first ones come out of a jar apart: few who ask for many leave some to many who ask for few.
FIRST = Limit(of="first codes of a site", at_once=5, a_day=20)
FIRST_HOUSE = Limit(of="first codes", at_once=1000, a_day=10_000)
# Wrong figures typed in such a browser. A code itself is good for three tries.
TRIES = Limit(of="wrong tries of a network", at_once=100, a_day=600)

# In a browser that is known, of somebody who is signed in, and for an address that is to be theirs.
KNOWN = Limit(of="codes of a known browser", at_once=10, a_day=50)
KNOWN_TRIES = Limit(of="wrong tries of a known browser", at_once=20, a_day=100)
SIGNED_IN = Limit(of="codes while signed in", at_once=5, a_day=30)
SIGNED_IN_TRIES = Limit(of="wrong tries while signed in", at_once=15, a_day=60)
NEW_ADDRESS = Limit(of="codes to a new address", at_once=5, a_day=20)

# Challenges for a passkey.
PASSKEYS = Limit(of="passkeys of a network", at_once=100, a_day=2000)
PASSKEYS_HOUSE = Limit(of="passkeys", at_once=1000, a_day=10_000)
PASSKEYS_SITE = Limit(of="passkeys of a site", at_once=200, a_day=4000)
PASSKEYS_FIRST = Limit(of="first passkeys of a site", at_once=5, a_day=20)
PASSKEYS_FIRST_HOUSE = Limit(of="first passkeys", at_once=1000, a_day=10_000)
PASSKEYS_SIGNED_IN = Limit(of="passkeys while signed in", at_once=15, a_day=60)

# Ways to single sign-on.
PROVIDER = Limit(of="ways to the provider from a network", at_once=200, a_day=2000)
PROVIDER_SITE = Limit(of="ways to the provider from a site", at_once=400, a_day=4000)
PROVIDER_SIGNED_IN = Limit(of="ways to the provider while signed in", at_once=15, a_day=60)


def ask_for_code(request: HttpRequest, *, email: str) -> timedelta:
    """Count a code that somebody wants who is not signed in. How long to wait; zero: go on.

    It is the same for an address without an account: nobody learns who has one.
    """
    if browser := known_browser(request, email):
        return spend(KNOWN.by(browser, email))
    network, site = network_of(request), site_of(request)
    own = (
        NETWORK.by(network),
        NEAR_SOON.by(email, network),
        NEAR.by(email, network),
        ADDRESS.by(email),
    )
    return _spend_either(
        [*own, FIRST.by(site), FIRST_HOUSE.by()],
        [*own, SITE.by(site), HOUSE.by()],
    )


def ask_while_signed_in(*, person: Person, email: str) -> timedelta:
    """Count a code for somebody who is signed in, to their own address or another."""
    jars = [SIGNED_IN.by(str(person.pk))]
    if email != person.email:
        jars.append(NEW_ADDRESS.by(email))
    return spend(*jars)


def try_code(request: HttpRequest, *, email: str) -> timedelta:
    """Count a try before anybody looks whether it is right. `was_right` takes that back."""
    return spend(_tries(request, email))


def was_right(request: HttpRequest, *, email: str) -> None:
    give_back(_tries(request, email))


def ask_for_passkey(request: HttpRequest) -> timedelta:
    """Count a challenge for a passkey: each is good for one try, and each try may be written down."""
    if request.user.is_authenticated:
        return spend(PASSKEYS_SIGNED_IN.by(str(request.user.pk)))
    own, site = PASSKEYS.by(network_of(request)), site_of(request)
    return _spend_either(
        [own, PASSKEYS_FIRST.by(site), PASSKEYS_FIRST_HOUSE.by()],
        [own, PASSKEYS_SITE.by(site), PASSKEYS_HOUSE.by()],
    )


def ask_provider(request: HttpRequest) -> timedelta:
    """Count a way to single sign-on: its answer makes us ask somebody else's server."""
    if request.user.is_authenticated:
        return spend(PROVIDER_SIGNED_IN.by(str(request.user.pk)))
    return spend(PROVIDER.by(network_of(request)), PROVIDER_SITE.by(site_of(request)))


def in_words(wait: timedelta) -> str:
    """What somebody reads who has to wait. Never how long exactly: a minute is the least."""
    minutes = max(ceil(wait.total_seconds() / 60), 1)
    if minutes > HOURS_IN_WORDS:
        return _("Too many tries. Wait %(hours)d hours, then try again.") % {
            "hours": ceil(minutes / 60)
        }
    return ngettext(
        "Too many tries. Wait a minute, then try again.",
        "Too many tries. Wait %(minutes)d minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


def _spend_either(some: Sequence[Jar], others: Sequence[Jar]) -> timedelta:
    """Take one from each of some jars, or else from each of others. How long until the sooner of both."""
    if wait := spend(*some):
        return min(wait, spend(*others))
    return wait


def _tries(request: HttpRequest, email: str) -> Jar:
    if request.user.is_authenticated:
        return SIGNED_IN_TRIES.by(str(request.user.pk))
    if browser := known_browser(request, email):
        return KNOWN_TRIES.by(browser, email)
    return TRIES.by(network_of(request))
