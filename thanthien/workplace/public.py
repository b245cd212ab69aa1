"""What anybody may know of a unit's centre, its broadcasting and its households with the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.measures.figures import Finding, Ratio
from thanthien.measures.queries import this_years_scope
from thanthien.measures.scope import Scope, Span
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import public_photographs
from thanthien.units.models import Unit
from thanthien.workplace.checks import Check
from thanthien.workplace.coverage import APP_HOUSEHOLDS, DIGITAL_RADIO
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import CHECKS, VIEWS
from thanthien.workplace.queries import checks_of, inspections_of

_RECENT = timedelta(days=366)
_MOST_SHOWN = 8  # photographs of each kind


@dataclass(frozen=True, slots=True)
class Shown:
    """A photograph that everybody sees, and of which day."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Offices:
    """``items``: what there is for those who wait, by the last checklist. ``radio`` and ``app``: the figures of the
    year as of ``as_of``, with their notes; ``breaches``: days on which a body confirmed that somebody smoked."""

    check: Check | None
    items: Sequence[tuple[str, bool]]
    breaches: Sequence[date]
    radio: Finding | None
    app: Finding | None
    as_of: date
    photographs: Sequence[Shown] = ()

    @property
    def heard(self) -> Ratio | None:
        """Thôn, tổ dân phố where broadcasting was heard."""
        return _ratio(self.radio)

    @property
    def households(self) -> Ratio | None:
        """Households with the app."""
        return _ratio(self.app)


def _ratio(found: Finding | None) -> Ratio | None:
    return found.figure if found is not None and isinstance(found.figure, Ratio) else None


def _photographs(kind: RecordKind, unit: Unit) -> list[Shown]:
    """Of the last records of a kind, the latest first. Two statements."""
    recent = kind.model.objects.standing().filter(unit=unit, day__gt=clock.today() - _RECENT).newest_first()
    days = dict(recent.values_list("origin", "day"))
    found = public_photographs(kind).filter(origin__in=days).order_by("pk")
    newest = sorted(found.values_list("key", "origin"), key=lambda one: days[one[1]], reverse=True)[:_MOST_SHOWN]
    return [
        Shown(reverse(f"{kind.route}-public-photograph", args=[key]), f"Ảnh ngày {date_vn(days[origin])}")
        for key, origin in newest
    ]


def _this_year(scope: Scope) -> Scope:
    """The calendar year until today: what was confirmed this morning is told at once."""
    today = clock.today()
    return replace(scope, span=Span(today.replace(month=1, day=1), today), as_of=today)


def offices_of(unit: Unit) -> Offices:
    """As it stands now: the last checklist as it was told, breaches confirmed this year, figures by their own rules. A
    constant number of statements."""
    scope = this_years_scope([unit.pk])
    checks = checks_of([unit.pk], clock.now(), clock.today() - _RECENT, clock.today()).answer().get(unit.pk, [])
    last = checks[-1] if checks else None
    return Offices(
        check=last,
        items=[(one.title, last is not None and one.code in last.items) for one in catalogue().values()],
        breaches=[one.day for one in inspections_of(_this_year(scope)).answer().get(unit.pk, []) if one.breach],
        radio=DIGITAL_RADIO.answer(scope).get(unit.pk),
        app=APP_HOUSEHOLDS.answer(scope).get(unit.pk),
        as_of=scope.state_day,
        photographs=[*_photographs(CHECKS, unit), *_photographs(VIEWS, unit)],
    )
