from __future__ import annotations

from levelground.accounts.models import Person
from levelground.credentials.models import Passkey
from tests.credentials.authenticator import Authenticator


def make_passkey(person: Person) -> Passkey:
    """One on a phone that nobody holds."""
    phone = Authenticator()
    return Passkey.objects.create(
        person=person,
        name="Phone",
        credential_id=phone.credential_id,
        credential=phone.attested,
        counter=0,
    )
