"""The city board of 114 and of 3,321 units with five years of history: statements, and time for the same rows."""

from typing import Any

from django.urls import reverse

from bench.load import sizes, use_city
from bench.serving import server
from bench.timing import ROUNDS, browser, served_ms, timed
from thanthien.accounts.models import User
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.workflow import Status
from thanthien.reports.tables import board

SMALL, LARGE = 114, 3321
SAME_ROWS = 100
AIMS = {
    "of_114.milliseconds_served_at_most": 50, "of_114.milliseconds_at_most": 50, "of_114.statements_at_most": 15,
    "of_3321.statements_at_most": 15, "time_ratio_for_the_same_rows_at_most": 3, "more_statements_at_most": 0,
}  # fmt: skip
NOTES = (
    f"The ratio compares the first {SAME_ROWS} rows of both cities.",
    f"The other times are of the page as it is, with up to {board.PAGE_SIZE} rows.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    small, large = _measured(SMALL), _measured(LARGE)
    ratio = small.pop("same_rows") / large.pop("same_rows")
    return {
        "size": {"rounds": ROUNDS} | {f"{name}_of_{LARGE}": count for name, count in sizes().items()},
        f"of_{SMALL}": small,
        f"of_{LARGE}": large,
        "time_ratio_for_the_same_rows": round(1 / ratio, 2),
        "more_statements": large["statements"] - small["statements"],
        "notes": NOTES,
        "aims": AIMS,
    }


def _measured(units: int) -> dict[str, float]:
    database = use_city(units)
    person = User.objects.get(email__startswith="chuyenvien@")
    cycle = Cycle.objects.filter(dossiers__status=Status.UNDER_APPRAISAL).distinct().get()
    tab, path = browser(person), reverse("city-board", args=[cycle.pk])
    whole, statements = timed(lambda _: tab.get(path))
    fragment, _ = timed(lambda _: tab.get(path, headers={"HX-Request": "true"}))
    with server(database) as port:
        served = served_ms(port, person, path)
    return {
        "milliseconds": whole,
        "milliseconds_served": served,
        "milliseconds_filtered": fragment,
        "statements": statements,
        "same_rows": _with_rows(SAME_ROWS, lambda: timed(lambda _: tab.get(path))[0]),
    }


def _with_rows(rows: int, measure: Any) -> float:
    """Measure with pages of so many rows."""
    usual, board.PAGE_SIZE = board.PAGE_SIZE, rows
    try:
        return float(measure())
    finally:
        board.PAGE_SIZE = usual
