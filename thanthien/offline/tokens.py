"""What a device holds of the server, signed: the moment of its last contact, and the personal link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.core import signing

from thanthien.core.clock import ZONE

_CONTACT = signing.Signer(salt="offline.contact")
_LINK = signing.Signer(salt="offline.link", sep=".")


def contact_token(owner: str, at: datetime) -> str:
    """Says that this owner's device had contact at a moment."""
    return _CONTACT.sign_object([owner, at.timestamp()])


def contact_moment(token: str, owner: str) -> datetime | None:
    """The moment of a token; None for one that is not ours or not of this owner."""
    try:
        whose, at = _CONTACT.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(at, ZONE) if whose == owner else None


def new_code() -> str:
    """What a link is known by: 128 bits."""
    return secrets.token_urlsafe(16)


def link_token(code: str) -> str:
    """The end of the address of a link."""
    return _LINK.sign(code)


def digest_of_link(token: str) -> str:
    """What of a link is stored; empty for a token that is not ours, without a look at the database."""
    try:
        return digest_of_code(_LINK.unsign(token))
    except signing.BadSignature:
        return ""


def digest_of_code(code: str) -> str:
    """The stored form of a code: who reads the database opens no link."""
    return hashlib.sha256(code.encode()).hexdigest()
