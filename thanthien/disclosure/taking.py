"""Records of other rooms that are published here, prefilled (``records/publishing.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.codes import joined
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.permissions import writes_as
from thanthien.records.publishing import Door, Publishable
from thanthien.records.queries import Place

ASKED = "tu"  # in the address of the form that makes a disclosure of a record
# Under which items each part is published; of a city with another catalogue those that it has.
_ITEMS = {
    "consultation-plan": ("DC11.11.a", "DC11.11.b"),
    "consultation-result": ("DC11.11.c", "DC11.11.d"),
    "community-decision": ("DC11.14",),
}


def doors(user: User, parts: Sequence[Publishable]) -> list[Door]:
    """A door to the form of each part, or to what was made of it, for who publishes for the unit. One statement."""
    own = [one for one in parts if writes_as(user, one.unit, None) is not None]
    if not own:
        return []
    rows = Disclosure.objects.standing().filter(source__in=[one.value for one in own]).order_by("pk")
    made = {one.source: one for one in rows}
    return [_door(one, made.get(one.value)) for one in own]


def _door(part: Publishable, made: Disclosure | None) -> Door:
    if made is not None:
        return Door(f"Đã đưa vào công khai: {part.words}", reverse("disclosures-record", args=[made.pk]))
    return Door(f"Đưa vào công khai: {part.words}", f"{reverse('disclosures-add')}?{ASKED}={part.value}")


def prefilled(part: Publishable) -> dict[str, Any]:
    """What the form of a disclosure begins with."""
    known, said = catalogue(), part.said
    return {
        "place": Place(part.unit).value,
        "day": said.day,
        "items": joined(code for code in _ITEMS.get(part.part, ()) if code in known),
        "title": said.title[:250],
        "number": said.number,
        "issuer": f"Ủy ban nhân dân {part.unit.name_in_sentence}"[:120],
        "text": said.text,
        "source": part.value,
    }
