"""The demo of all units, counted a second time: every computed indicator and gate of each unit, from downloaded lists.

The same comparison as in `dev.py test`, which makes the demo of few units (tests/independent): the forecast of each
dossier beside what code that shares nothing with the product comes to by the lists and the file of the criteria set.
"""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bench import database
from tests.independent import city
from tests.independent.twenty_five import TWENTY_FIVE
from thanthien.core import clock
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle
from thanthien.reports.demo.seeding import DEFAULT_SEED, SETS, seed

UNITS = 114
TODAY = date(2026, 11, 23)  # of the demo, as in its tests: holidays of another year are announced later
SHOWN = 20  # differences that are kept; all are counted
AIMS = {"units": UNITS, "indicators": 25, "differences_at_most": 0}
NOTES = (
    "A difference is one indicator or gate of one unit; the first of them are listed: unit, code, forecast, count.",
    "Figures: indicators and gates of all units, without the one that is waived of the farthest island.",
    "Records are lines of the lists; days up to the evening before the demo's day count.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers."""
    database.use(UNITS, fill)
    began = time.perf_counter()
    cycle = Cycle.objects.get(kind=CycleKind.OFFICIAL, pilot=False)
    now = datetime.combine(TODAY, datetime.min.time())
    with transaction.atomic():
        found = city.counted_again(cycle, SETS[2].read_text(encoding="utf-8"), now)
        transaction.set_rollback(True)  # the people who read the lists
    gates = found.worth.keys() - set(TWENTY_FIVE)
    return {
        "size": {"units": UNITS, "day": f"{TODAY:%d/%m/%Y}", "records": found.records},
        "units": found.units,
        "indicators": len(found.worth) - len(gates),
        "gates": len(gates),
        "figures": found.figures,
        "indicators_worth_one_thing_everywhere": sum(len(found.worth[code]) == 1 for code in TWENTY_FIVE),
        "differences": len(found.differences),
        "seconds": round(time.perf_counter() - began),
        "notes": [*NOTES, *(f"Differs: {', '.join(map(str, one))}" for one in found.differences[:SHOWN])],
        "aims": AIMS,
    }


def fill(units: int) -> None:
    """The demo as `dev.py demo` makes it, of its day. Raises ValueError where the place has another number of units."""
    with clock.set_to(TODAY):
        seed(seed_number=DEFAULT_SEED, say=lambda text: print(f"  {text}", flush=True))
    there = Cycle.objects.get(kind=CycleKind.OFFICIAL, pilot=False).dossiers.count()
    if there != units:
        raise ValueError(f"The demo has {there} units, not {units}.")
