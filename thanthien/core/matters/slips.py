"""The slip of a form that people without an account send: stored once under its key, followed by its code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from django.core import signing
from django.db import IntegrityError, models, transaction

from thanthien.core.acting.errors import Refused
from thanthien.core.private.codes import code_digest, code_of

_SALT = "thanthien.slip"


@dataclass(frozen=True, slots=True)
class Slip:
    """What a form carries: the key by which the matter is stored once, and the code that follows it, which is made when
    the form comes."""

    key: UUID
    code: str

    @property
    def digest(self) -> str:
        """By what the matter is found."""
        return code_digest(self.code)


def slip_text() -> str:
    """Whoever has the form reads it: it holds no code, only what the platform makes one of once the form is sent."""
    return signing.dumps({"key": str(uuid4()), "secret": secrets.token_urlsafe(16)}, salt=_SALT)


def slip_of(text: str, max_age: timedelta) -> Slip | None:
    """The slip of what a form brought; None for one that is older or not ours."""
    try:
        told = signing.loads(text, salt=_SALT, max_age=max_age)
        return Slip(UUID(told["key"]), code_of(str(told["secret"])))
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None


class Matter(Protocol):
    """What was stored under a slip."""

    code_digest: str


M = TypeVar("M", bound=Matter)
R = TypeVar("R", bound=models.Model)


def stored_under(slip: Slip, stored: M | None, *, same: Callable[[M], bool], other: str, otherwise: str) -> M | None:
    """What a form stored already; None where nothing is. Raises Refused with the sentence ``other`` for another code
    under this key, with ``otherwise`` where the form says something else by now: taking it for what was stored would
    lose it."""
    if stored is None:
        return None
    if stored.code_digest != slip.digest:
        raise Refused(other)
    if not same(stored):
        raise Refused(otherwise)
    return stored


def insert_once(store: Callable[[], R], again: Callable[[], R | None]) -> R:
    """What ``store`` inserts; where another one came at once, what was stored by it (``again``)."""
    try:
        with transaction.atomic():
            return store()
    except IntegrityError:
        stored = again()
        if stored is None:
            raise
        return stored


def locked(rows: models.QuerySet[R], number: int | None, missing: str) -> R:
    """The row, held until the end of the transaction. Raises Refused with the sentence where there is none."""
    row = rows.select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise Refused(missing)
    return row
