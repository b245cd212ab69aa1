"""Files of two documents of the unit that is shown, whose words a search finds; and a page of it that doesn't open."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.links.enums import Outcome, Why
from thanthien.core.links.models import LinkState
from thanthien.disclosure.actions import add_files
from thanthien.disclosure.models import Disclosure
from thanthien.reports.demo.papers import upload

_FOLDER = Path(__file__).parent / "data"
# Which file goes with which paper, by an item of it.
FILES = {"DC11.04.a": "quy-che-dan-chu.docx", "DC11.02.b": "du-toan-ngan-sach.pdf"}
DEAD_ITEM, MOVED = "DC11.02.c", "ngan-sach"  # the page of these papers, and its end, which is not there any more
_NIGHTS = 4


def attach(record: Disclosure, by: User, moment: datetime) -> None:
    """Add to a paper the file that goes with it, if one does."""
    name = next((name for item, name in FILES.items() if item in record.items.split("; ")), None)
    if name is not None:
        with clock.set_to(moment):
            content = (_FOLDER / name).read_bytes()
            add_files(record_id=record.pk, version=record.version, sent=[upload(name, content)], by=by)


def let_die(address: str) -> None:
    """For some nights the page at this address has not been found."""
    now = clock.now()
    LinkState.objects.create(
        address=address, outcome=Outcome.DEAD, why=Why.NO_PAGE, code=404, tried_at=now, failures=_NIGHTS,
        dead_since=now - timedelta(days=_NIGHTS - 1), opened_at=now - timedelta(days=_NIGHTS + 6),
    )  # fmt: skip
