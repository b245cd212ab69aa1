"""What a unit made public of each content that people supervise (1.2.1): the catalogue says which items serve which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.enums import ROOM
from thanthien.disclosure.items import covered
from thanthien.disclosure.models import Face
from thanthien.measures.contents import ContentLine, Lines
from thanthien.units.models import Unit


def supervised() -> Collection[str]:
    """The codes of the contents that some item serves."""
    return {one.supervised for one in catalogue().values() if one.supervised}


def published_of_contents(unit: Unit, first: date, last: date) -> Question[Lines] | None:
    """How many documents everybody sees that were first published by the last day; each counts once for a content,
    whatever items it satisfies. What holds permanently may be older than the first day."""
    if not unit.uses(ROOM.key):
        return None
    rows = Face.objects.shown().filter(unit=unit, first_at__lt=clock.end_of(last)).order_by("pk")
    address = reverse("disclosure-unit", args=[unit.code])

    def read(told: Iterable[str]) -> Lines:
        known = catalogue()
        of = Counter(
            content
            for items in told
            for content in {known[code].supervised for code in covered(parted(items), known) if code in known}
        )
        return {code: ContentLine(_words(of[code]), address) for code in supervised()}

    return Question(read, rows.values_list("version__items", flat=True))


def _words(count: int) -> str:
    return f"Đang công khai {number(count)} văn bản" if count else "Chưa công khai văn bản nào"
