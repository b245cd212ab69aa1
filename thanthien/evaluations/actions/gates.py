"""Stating one gate for a list of dossiers, each hit with its own ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.evaluations.actions.council import state_gates
from thanthien.evaluations.errors import Invalid


@dataclass(frozen=True, slots=True)
class GateWord:
    """Whether the condition occurred in one dossier (None: not known), and the ground when it did."""

    holds: bool | None
    note: str = ""


@transaction.atomic
def state_gate_list(*, by: User, key: str, words: Mapping[int, GateWord]) -> int:
    """State a gate for many dossiers (by id), all or none. Raises Invalid keyed by dossier id when a hit has no
    ground, and Refused as ``state_gates`` does."""
    bare = {str(pk): "Hãy ghi căn cứ khi xác nhận có xảy ra." for pk, word in words.items() if _needs_note(word)}
    if bare:
        raise Invalid(bare)
    done = 0
    quiet = {pk: word.holds for pk, word in words.items() if not word.holds}
    if quiet:
        done += state_gates(by=by, key=key, answers=quiet)
    for pk, word in words.items():
        if word.holds:
            done += state_gates(by=by, key=key, answers={pk: True}, note=word.note)
    return done


def _needs_note(word: GateWord) -> bool:
    return bool(word.holds) and not word.note.strip()
