"""The appraisal grid: one indicator of all 114 dossiers for one body, all rows with fields; and a page of 3,321."""

from typing import Any

from django.db.models import Count
from django.test import override_settings
from django.urls import reverse

from bench.load import sizes, use_city
from bench.serving import server
from bench.timing import ROUNDS, browser, served_ms, timed
from thanthien.accounts.models import User
from thanthien.evaluations.models import SheetItem
from thanthien.evaluations.workflow import Status

UNITS, MANY_UNITS = 114, 3321
AIMS = {"milliseconds_at_most": 50, "milliseconds_served_at_most": 50, "statements_at_most": 15,
        "ratio_to_base_page_at_most": 6, "of_3321.milliseconds_at_most": 150,
        "of_3321.more_statements_at_most": 0}  # fmt: skip


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    database = use_city(UNITS)
    person, path, rows = _grid()
    tab = browser(person)
    with override_settings(ROOT_URLCONF="bench.base_page"):
        page_ms, _ = timed(lambda _: tab.get("/do-luong/"))
    milliseconds, statements = timed(lambda _: tab.get(path))
    with server(database) as port:
        served = served_ms(port, person, path)
    size = sizes() | {"rounds": ROUNDS}
    return {
        "size": size,
        "rows": rows,
        "base_page_milliseconds": page_ms,
        "milliseconds": milliseconds,
        "ratio_to_base_page": round(milliseconds / page_ms, 2),
        "milliseconds_served": served,
        "statements": statements,
        "of_3321": _page_of_many(statements),
        "aims": AIMS,
    }


def _page_of_many(statements: int) -> dict[str, Any]:
    """One page of the grid of a city with thousands of units, with what it takes more than the smaller one."""
    use_city(MANY_UNITS)
    person, path, rows = _grid()
    tab = browser(person)
    milliseconds, many = timed(lambda _: tab.get(path), rounds=20)
    return {"rows": rows, "milliseconds": milliseconds, "more_statements": many - statements}


def _grid() -> tuple[User, str, int]:
    """Whoever appraises for Sở Nội vụ, the address of the longest grid, and its rows."""
    person = User.objects.get(email__startswith="td.snv@")
    items = SheetItem.objects.filter(
        sheet__body_id__in=[hat.agency_id for hat in person.hats],
        sheet__dossier__status__in=[Status.UNDER_APPRAISAL, Status.CONCLUDED],
    )
    keys = items.values_list("sheet__dossier__cycle_id", "indicator__code").annotate(rows=Count("pk"))
    cycle_id, code, rows = keys.order_by("-rows", "indicator__position").first()  # type: ignore[misc]
    return person, reverse("appraisal-grid", args=[cycle_id, code]), rows
