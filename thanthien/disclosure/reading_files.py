"""The job's work: read what is written in files that everybody sees."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Value

from thanthien.core import clock
from thanthien.core.db import Words
from thanthien.core.extracting.apart import BOUNDS, Bounds, read_apart
from thanthien.core.extracting.said import Said
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.text import fold
from thanthien.disclosure.enums import TextState
from thanthien.disclosure.file_texts import AGAIN, CHANGED, files_to_read, forget_unsearchable, searchable_files
from thanthien.disclosure.models import SHELF, DisclosureFile, FileText

MOST_TRIES = 3  # a file with which the worker dies each time is given up
_AT_ONCE = 200
_SECONDS = 300  # of one run, so that other work comes to its turn
_STATES = {Said.TEXT: TextState.READ, Said.EMPTY: TextState.EMPTY}


def read_waiting(bounds: Bounds = BOUNDS) -> tuple[int, int]:
    """Read files whose text isn't known yet, and erase what may not be found any more. How many were read, and how many
    of them hold text. Each is a commit of its own: what a killed worker had begun is begun anew by the next run."""
    forget_unsearchable()
    states = [_read(one, bounds) for one in _while_there_is_time(_AT_ONCE)]
    found = [one for one in states if one is not None]
    return len(found), found.count(TextState.READ)


def _while_there_is_time(most: int) -> Iterator[DisclosureFile]:
    until, seen = time.monotonic() + _SECONDS, set()
    for one in files_to_read()[:most]:
        if time.monotonic() > until:
            return
        if one.sha256 not in seen:  # the same bytes under two documents are read once
            seen.add(one.sha256)
            yield one


def _read(file: DisclosureFile, bounds: Bounds) -> TextState | None:
    """What came of it; None where another run read it since this one asked."""
    tries = _begin(file.sha256)
    if tries is None:
        return None
    if tries > MOST_TRIES:
        return _keep(file.sha256, TextState.UNREAD, why=AGAIN)
    try:
        with open_genuine(SHELF, file) as content:
            said, text = read_apart(file.file_code, content, bounds)
    except NotGenuineError:
        return _keep(file.sha256, TextState.UNREAD, why=CHANGED)
    state = _STATES.get(said, TextState.UNREAD)
    return _keep(file.sha256, state, why="" if state in _STATES.values() else said, text=text)


@transaction.atomic
def _begin(sha256: str) -> int | None:
    """Note that reading begins: how often it was begun by now; None where what is written in it is known already."""
    row, _ = FileText.objects.select_for_update().get_or_create(sha256=sha256)
    if row.state != TextState.WAITING:
        return None
    row.tries += 1
    row.save(update_fields=["tries"])
    return row.tries


@transaction.atomic
def _keep(sha256: str, state: TextState, *, why: str = "", text: str = "") -> TextState:
    """Store what came of it, if the file may still be found: whoever takes it down meanwhile erases the row, and waits
    here for this one. What another run stored meanwhile stays."""
    row = FileText.objects.select_for_update().filter(sha256=sha256).first()
    if row is None or not searchable_files().filter(sha256=sha256).exists():
        FileText.objects.filter(sha256=sha256).delete()
        return state
    if row.state != TextState.WAITING:
        return TextState(row.state)
    row.state, row.why, row.text, row.read_at = state, why, text, clock.now()
    row.folded = aligned(text) if text else ""
    row.words = Words(Value(fold(text))) if text else None
    row.save()
    return state


def aligned(text: str) -> str:
    """The folded letters of a text in NFC, one for each, blanks for signs, and a blank at each end: the place of a word
    in it is the place in the text."""
    known: dict[str, str] = {}
    for letter in set(text):
        folded = fold(letter)
        known[letter] = folded if len(folded) == 1 and folded.isalnum() else " "
    return f" {''.join(map(known.__getitem__, text))} "
