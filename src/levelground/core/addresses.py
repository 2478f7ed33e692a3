"""Email addresses in canonical form: one mailbox is one string, in plain ASCII, compared by equality.

Whatever somebody types becomes canonical at the edge, once, or is refused. What is stored, compared
and written to is the canonical form and nothing else, so that no two guards can disagree about who
somebody is. docs/decisions/0011 says why it is as it is.
"""

from __future__ import annotations

import re
import unicodedata

import idna

from levelground.core.words import gettext_noop as _

LONGEST = 254  # RFC 5321: a path of 256 with its brackets
LONGEST_LOCAL = 64
SHORTEST_TOP = 2
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # what shows nothing, or nobody knows what
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(
    rf"{ATOM}(?:\.{ATOM})*"
)  # no quotes: they let one mailbox be written in two ways

NO_ADDRESS = _("This is not an e-mail address. It looks like name@place.org.")
TOO_LONG = _("An e-mail address has at most 254 characters. Check this one for typos.")
HIDDEN = _("There's a character in this address that you can't see. Type it instead of pasting it.")
OTHER_LETTERS = _(
    "We can't send to this address: before the @ there are letters other than a to z. Check it for typos, or use another address."
)
NO_DOMAIN = _("We can't send to this address: the part after the @ isn't a name of the internet.")


class NotAnAddress(ValueError):
    """It cannot be made canonical. The message is for whoever typed it, to be translated."""


def canonical(typed: str) -> str:
    """The one form of an address that is stored, compared and written to. Raises NotAnAddress.

    NFKC first: full-width letters and a Kelvin sign are the letters they look like. Then the local
    part must be ASCII (case folding beyond it makes two mailboxes one: ß would be ss), and the
    domain becomes what the DNS is asked for (IDNA 2008).
    """
    text = typed.strip()
    if len(text) > 4 * LONGEST:
        raise NotAnAddress(TOO_LONG)
    if any(unicodedata.category(letter) in UNSEEN for letter in text):
        raise NotAnAddress(HIDDEN)
    local, at, domain = unicodedata.normalize("NFKC", text).rpartition("@")
    if not at or not local or not domain:
        raise NotAnAddress(NO_ADDRESS)
    if not local.isascii():
        raise NotAnAddress(OTHER_LETTERS)
    address = f"{_canonical_local(local)}@{_canonical_domain(domain)}"
    if len(address) > LONGEST:
        raise NotAnAddress(TOO_LONG)
    return address


def is_canonical(address: str) -> bool:
    """Whether an address is in canonical form already."""
    try:
        return canonical(address) == address
    except NotAnAddress:
        return False


def canonical_or_none(typed: str) -> str | None:
    """For what was not typed just now, and nobody can be told about."""
    try:
        return canonical(typed)
    except NotAnAddress:
        return None


def _canonical_local(local: str) -> str:
    local = local.casefold()
    if not LOCAL.fullmatch(local):
        raise NotAnAddress(NO_ADDRESS)
    if len(local) > LONGEST_LOCAL:
        raise NotAnAddress(TOO_LONG)
    return local


def _canonical_domain(domain: str) -> str:
    try:
        name = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError:
        raise NotAnAddress(NO_DOMAIN) from None
    _rest, dot, top = name.rpartition(".")
    if name == "localhost":
        return name
    if not dot:
        raise NotAnAddress(NO_ADDRESS)
    if len(top) < SHORTEST_TOP or top.isdigit():
        raise NotAnAddress(NO_DOMAIN)
    return name
