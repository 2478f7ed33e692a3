"""A phone with passkeys, made of software: it answers as a browser does, and can be made to lie."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN = "http://localhost:8000"
HERE = "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40

Answer = dict[str, Any]


@dataclass(slots=True)
class Authenticator:
    """One passkey. `origin`, `verifies` and `counter` are what a thief or a copy would change."""

    origin: str = ORIGIN
    verifies: bool = True
    counter: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    _key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def attested(self) -> bytes:
        """What a server keeps of it."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self._key.public_key())))  # type: ignore[no-untyped-call]
        length = struct.pack(">H", len(self.credential_id))
        return b"\0" * 16 + length + self.credential_id + public

    def make(self, options: Answer) -> Answer:
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        data = self._data(asked["rp"]["id"], ATTESTED) + self.attested
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]),
            attestationObject=cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def use(self, options: Answer) -> Answer:
        asked = options["publicKey"]
        self.counter += bool(self.counter)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], 0)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self._key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=self.handle,
        )

    def _data(self, place: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(place.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **parts: bytes) -> Answer:
        name = websafe_encode(self.credential_id)
        response = {key: websafe_encode(part) for key, part in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def make_passkey(browser: Client, phone: Authenticator, **more: str) -> Any:
    """As the page does it: ask for the options, have the device make one, send the form."""
    options = browser.post("/account/passkeys/options/", HTTP_HOST=HERE)
    answer = json.dumps(phone.make(options.json())) if options.status_code == 200 else "{}"
    return browser.post("/account/passkeys/", {"credential": answer, **more}, HTTP_HOST=HERE)


def use_passkey(browser: Client, phone: Authenticator, **more: str) -> Any:
    options = browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE)
    answer = json.dumps(phone.use(options.json()))
    return browser.post("/sign-in/passkey/", {"credential": answer, **more}, HTTP_HOST=HERE)
