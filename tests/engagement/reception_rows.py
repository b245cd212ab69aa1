"""Who gets what of receptions and dialogues."""

from datetime import date

from tests.access_rows import World, row
from tests.engagement.kind_rows import WRITE, one_record, pk, rows_of
from tests.engagement.scene import officer_of, plan_entry, promise_entry, reception_entry
from tests.factories.units import UnitFactory
from thanthien.engagement.kinds import RECEPTIONS
from thanthien.engagement.views import plan_pages, promise_pages, reception_pages
from thanthien.records.actions import Entry, enter
from thanthien.units.models import Unit


def promised(unit: Unit, day: date) -> Entry:
    """A promise, and the session of its day."""
    enter(RECEPTIONS, reception_entry(unit, day), by=officer_of(unit))
    return promise_entry(unit, day)


ROWS = [
    *rows_of(plan_pages, plan_entry),
    *rows_of(reception_pages, reception_entry),
    *rows_of(promise_pages, promised),
    row("reception-plans-month", WRITE),
    row("promises-answer", WRITE, world=one_record(promise_pages, promised), kwargs=pk),
    row("engagement-receptions", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    row("engagement-month", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code, "month": "2026-12"}),
]  # fmt: skip
