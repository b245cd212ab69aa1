"""Who gets what of receptions and dialogues."""

from tests.access_rows import World, row
from tests.engagement.kind_rows import WRITE, one_record, pk, rows_of
from tests.engagement.scene import plan_entry, promise_entry, reception_entry
from tests.factories.units import UnitFactory
from thanthien.engagement.views import plan_pages, promise_pages, reception_pages

ROWS = [
    *rows_of(plan_pages, plan_entry),
    *rows_of(reception_pages, reception_entry),
    *rows_of(promise_pages, promise_entry),
    row("reception-plans-month", WRITE),
    row("promises-answer", WRITE, world=one_record(promise_pages, promise_entry), kwargs=pk),
    row("engagement-receptions", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    row("engagement-month", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code, "month": "2026-12"}),
]  # fmt: skip
