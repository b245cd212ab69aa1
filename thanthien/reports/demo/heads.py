"""Made-up terms of office: who headed the Party committee and the government of each unit, since it was founded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from thanthien.accounts.models import User
from thanthien.evaluations.actions.heads import HeadTermText, import_heads
from thanthien.reports.demo.people import any_name
from thanthien.units.enums import HeadPost
from thanthien.units.models import Unit

_REPLACED = 9  # one unit of so many got another chairman in the running year
_UNKNOWN = 4  # of so many units the list is still to be entered
_VACANT = "Thông báo số 18-TB/TU (minh họa)"


def make_heads(units: Sequence[Unit], people: Mapping[str, User], *, year: int, seed_number: int) -> int:
    """Enter them by the standing office; the last units of the list stay empty, so that the page has what it asks for.
    Returns the number of terms."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    told = {
        unit: [*_party(unit, rng), *_government(unit, people, rng, year, replaced=number % _REPLACED == 1)]
        for number, unit in enumerate(units[: len(units) - _UNKNOWN])
    }
    return import_heads(by=people["chuyenvien"], lines=told)


def _party(unit: Unit, rng: Random) -> list[HeadTermText]:
    return [HeadTermText(HeadPost.PARTY, any_name(rng), unit.valid_from, None)]


def _government(
    unit: Unit, people: Mapping[str, User], rng: Random, year: int, *, replaced: bool
) -> list[HeadTermText]:
    """Of a chairman who was replaced the post was vacant for a month between."""
    today = people[f"chutich.{unit.code}"].full_name
    if not replaced:
        return [HeadTermText(HeadPost.GOVERNMENT, today, unit.valid_from, None)]
    left, came = date(year, 4, 30), date(year, 6, 1)
    return [
        HeadTermText(HeadPost.GOVERNMENT, any_name(rng), unit.valid_from, left),
        HeadTermText(HeadPost.GOVERNMENT, "", left + timedelta(days=1), came - timedelta(days=1), _VACANT),
        HeadTermText(HeadPost.GOVERNMENT, today, came, None),
    ]
