"""What a row says beside the commune's answer, said once: for rows in hand, and for the database that counts them.

A *word* is state and value together: “không phát sinh” is another word than a number, and so is a value that happens
to give the same points. How far two words lie apart in points is a *gap*; it is no part of these questions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, SheetItem
from thanthien.evaluations.queries.facts import UNRESOLVED

__all__ = [
    "DIFFERS",
    "UNRESOLVED",
    "UNSCORED",
    "contested_of",
    "differs",
    "gap",
    "same_conclusion",
    "same_word",
    "unresolved",
    "unscored",
]


class Word(Protocol):
    """An answer, a sheet item, a conclusion, or an entry that is about to become one of them."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> object | None: ...
    @property
    def points(self) -> Decimal | None: ...


# A body has yet to say its word: nothing entered, or a value not complete enough for points. A refused “không phát
# sinh” is a word that a body may send …
UNSCORED = Q(state=AnswerState.MISSING) | Q(state=AnswerState.VALUE, points__isnull=True)


def unscored(row: Word) -> bool:
    """See ``UNSCORED``."""
    return row.state == AnswerState.MISSING or (row.state == AnswerState.VALUE and row.points is None)


def unresolved(row: Word) -> bool:
    """See ``UNRESOLVED``: … but it gives no result, so the council may not leave it at that."""
    return unscored(row) or row.state == AnswerState.REFUSED


def same_word(row: Word, other: Word) -> bool:
    """Both say the same, in kind and in value."""
    return (row.state, row.value) == (other.state, other.value)


def same_conclusion(row: Word, other: Word) -> bool:
    """Both give the same result: the same word, and as many points (of a word that has no value, points are what it
    says). Of sealed documents :mod:`thanthien.verify_course` asks it by itself."""
    return same_word(row, other) and row.points == other.points


def differs(row: Word, answer: Word) -> bool:
    """Something was said, and it is another word than the commune's."""
    return row.state != AnswerState.MISSING and not same_word(row, answer)


def gap(row: Word, answer: Word) -> Decimal | None:
    """Points of the row less those of the commune; None while one of them has none."""
    return None if row.points is None or answer.points is None else row.points - answer.points


def _same_answer(dossier: str) -> Exists:
    """The commune's answer on the same indicator is the same word; ``dossier`` is the path to the row's dossier."""
    return Exists(
        Answer.objects.filter(
            # Without a value there is none on either side: the state says it all.
            Q(value=OuterRef("value")) | Q(value__isnull=True),
            state=OuterRef("state"),
            dossier_id=OuterRef(dossier),
            indicator_id=OuterRef("indicator_id"),
        )
    )


# ``differs`` for sheet items in the database.
DIFFERS = ~Q(state=AnswerState.MISSING) & ~_same_answer("sheet__dossier_id")


def contested_of(dossier: str = "dossier_id") -> Q:
    """Rows of indicators (conclusions) on which commune and bodies do not all say the same: some body says another
    word, or no body is asked or has said any. For dossiers whose sheets are all sent; ``Comparison.agreed`` is its
    contrary.
    """
    said = SheetItem.objects.of_speakers()
    words = said.filter(sheet__dossier_id=OuterRef(dossier), indicator_id=OuterRef("indicator_id"))
    return Q(Exists(words.exclude(_same_answer("sheet__dossier_id")))) | ~Q(Exists(words))
