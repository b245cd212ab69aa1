"""The appraisal grid: one indicator of all 114 dossiers for one body, every row with its fields."""

from typing import Any

from django.db.models import Count
from django.urls import reverse

from bench.load import sizes, use_city
from bench.serving import server
from bench.timing import ROUNDS, browser, served_ms, timed
from thanthien.accounts.models import User
from thanthien.evaluations.models import SheetItem
from thanthien.evaluations.workflow import Status

UNITS = 114
AIMS = {"milliseconds_at_most": 50, "milliseconds_served_at_most": 50, "statements_at_most": 15}


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    database = use_city(UNITS)
    person = User.objects.get(email__startswith="td.snv@")
    items = SheetItem.objects.filter(
        sheet__body_id__in=[hat.agency_id for hat in person.hats],
        sheet__dossier__status__in=[Status.UNDER_APPRAISAL, Status.CONCLUDED],
    )
    keys = items.values_list("sheet__dossier__cycle_id", "indicator__code").annotate(rows=Count("pk"))
    cycle_id, code, rows = keys.order_by("-rows", "indicator__position").first()  # type: ignore[misc]
    tab, path = browser(person), reverse("appraisal-grid", args=[cycle_id, code])
    milliseconds, statements = timed(lambda _: tab.get(path))
    with server(database) as port:
        served = served_ms(port, person, path)
    return {
        "size": sizes() | {"rounds": ROUNDS},
        "rows": rows,
        "milliseconds": milliseconds,
        "milliseconds_served": served,
        "statements": statements,
        "aims": AIMS,
    }
