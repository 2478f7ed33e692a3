"""Single sign-on: an OpenID Connect provider says who somebody is. Authlib asks it and checks its answer.

Authorization code with PKCE, state and nonce; the ID token's signature, issuer, audience and times.
A provider that hangs holds up nobody else: these requests have threads of their own (config/wsgi_threads.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests import RequestException

from levelground.core.addresses import canonical_or_none
from levelground.credentials.domain.claims import JUST_NOW, Claims

NAME = "oidc"
LONGEST_SUBJECT = 255  # ASCII characters, says the standard
PATIENCE = 3  # seconds for each of at most four questions to the provider
ALGORITHMS = "id_token_signing_alg_values_supported"
SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


class NotIdentified(Exception):
    """The provider didn't say who it is. The message is for whoever tried."""


def ask_provider(request: HttpRequest, *, once_more: bool) -> HttpResponse:
    """Send the browser to the provider. `once_more`: even if they're signed in there. Raises NotSaid."""
    back = request.build_absolute_uri(reverse("credentials:single_sign_on_back"))
    proof = {"prompt": "login", "max_age": "0"} if once_more else {}
    with _or_not_identified():
        answer: HttpResponse = _client().authorize_redirect(request, back, **proof)
    return answer


def read_answer(request: HttpRequest) -> Claims:
    """Who the provider says has come back. Raises NotSaid."""
    with _or_not_identified():
        client = _client()
        token = client.authorize_access_token(
            request, claims_options={"iss": {"essential": True, "values": [settings.OIDC_ISSUER]}}
        )
        claims: dict[str, Any] = dict(token.get("userinfo") or {})
        proved_at = claims.get("auth_time")  # of the signed token, never of what is asked for below
        if claims and "email" not in claims:  # some say it only when asked for more
            more = client.userinfo(token=token)
            claims |= dict(more) if more.get("sub") == claims["sub"] else {}
    subject, email = str(claims.get("sub") or ""), str(claims.get("email") or "")
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise NotIdentified(_didnt_work())
    verified = claims.get("email_verified") is True
    return Claims(
        issuer=settings.OIDC_ISSUER,
        subject=subject,
        email=(canonical_or_none(email) or "") if verified else "",
        proved_at=_moment(proved_at),
    )


def _moment(value: object) -> float:
    """A time as the provider says it; long ago where it is none, or still to come.

    Clocks may differ a little. One far ahead, or one of milliseconds, would be fresh for ever.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    now = time.time()
    return min(value, now) if 0 <= value <= now + JUST_NOW else 0.0


@contextmanager
def _or_not_identified() -> Iterator[None]:
    try:
        yield
    except (AuthlibBaseError, JoseError) as wrong:
        raise NotIdentified(_didnt_work()) from wrong
    except (RequestException, LookupError, RuntimeError, TypeError, ValueError) as wrong:
        raise NotIdentified(
            _("%(provider)s isn't answering. Use another way to sign in, or try again later.")
            % {"provider": settings.OIDC_NAME}
        ) from wrong


def _didnt_work() -> str:
    return _("%(provider)s didn't sign you in. Try again.") % {"provider": settings.OIDC_NAME}


def _client() -> DjangoOAuth2App:
    """Of the provider that was named, and with signatures that only it can make. Raises NotSaid.

    Authlib takes what the provider's own description lists, and that may be `none`.
    """
    client = _client_of(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
    known = client.load_server_metadata()
    if known.get("issuer") != settings.OIDC_ISSUER:
        raise NotIdentified(_didnt_work())
    listed = known.get(ALGORITHMS) or ["RS256"]
    known[ALGORITHMS] = [one for one in listed if one in SIGNATURES]
    if not known[ALGORITHMS]:
        raise NotIdentified(_didnt_work())
    return client


@lru_cache(maxsize=1)
def _client_of(issuer: str, client_id: str, secret: str) -> DjangoOAuth2App:
    """One for as long as the process runs: it remembers what the provider says of itself."""
    oauth = OAuth()
    oauth.register(
        NAME,
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
    return oauth.create_client(NAME)
