"""Files of a list and of an import with 114 and 3,321 rows: within the request, and put in for the worker."""

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from bench.database import use
from bench.load import more_units
from bench.timing import browser, counting
from thanthien.accounts.models import User
from thanthien.core.jobs.carrying import carry
from thanthien.core.jobs.models import JobRun
from thanthien.core.workbooks.writing import workbook_file
from thanthien.place.figures_workbook import figures_import
from thanthien.reports.demo.people import CITY_POSTS, create_people
from thanthien.units.actions import load_units
from thanthien.units.models import Unit

SMALL, LARGE = 114, 3321
MANY = 100_000
_WAITED_FOR = (("excel", "put_in"), ("csv", "put_in"), ("import", "upload"), ("import", "check"), ("import", "put_in"))
AIMS = {f"of_{LARGE}.{what}.{how}_seconds_at_most": 5.0 for what, how in _WAITED_FOR}


def main() -> dict[str, Any]:
    """The measurement as plain numbers: one run each."""
    found: dict[str, Any] = {}
    for units in (SMALL, LARGE):
        use(units, _fill)
        client = browser(User.objects.get(email__startswith="quantri@"))
        files = {"csv": _file(client, "csv"), "excel": _file(client, "xlsx")}
        found[f"of_{units}"] = {**files, "import": _import(client)}
    return {
        "size": {"rows": LARGE, "columns of the list": 9, "columns of the import": 5},
        **found,
        "aims": AIMS,
        "notes": [
            "The list of units with their figures; the import of figures, new for every unit.",
            "At once: of the request that does all. Put in: of the one that leads to the run. Work: of the worker.",
        ],
    }


def _fill(units: int) -> None:
    load_units(by=None)
    have = list(Unit.objects.order_by("code"))
    more_units(have, units - len(have))
    create_people(Random(1), CITY_POSTS)


def _file(client: Any, ending: str) -> dict[str, float]:
    address, found = f"{reverse('place-units')}?tai={ending}", dict[str, float]()
    with _asked(found, "at_once"), mock.patch("thanthien.core.tables.ordering.FILE_AT_ONCE", MANY):
        found["kilobytes"] = round(len(b"".join(client.get(address))) / 1000)
    with mock.patch("thanthien.core.tables.ordering.FILE_AT_ONCE", 0):
        offer = _hidden(client.get(address))
    with _asked(found, "put_in"):
        client.post(reverse("tables:order_file"), offer)
    return found | _worked()


def _import(client: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    with _asked(found, "write_file"):
        rows = [
            {"unit": unit, "area_km2": 12, "population": 30_000, "households": 8_000} for unit in Unit.objects.all()
        ]
        content = workbook_file(figures_import.workbook(), rows)
    file = SimpleUploadedFile("tep.xlsx", content)
    with _asked(found, "upload"):
        page = client.post(figures_import.address(), {"file": file, "as_of": "31/12/2025", "source": "Thử"}).url
    with _asked(found, "check"):
        shown = client.get(page)
    sent = _hidden(shown)
    confirm = figures_import.address("confirm")
    with mock.patch("thanthien.core.workbooks.views.IMPORT_AT_ONCE", MANY), transaction.atomic():
        with _asked(found, "at_once"):
            client.post(confirm, sent)
        transaction.set_rollback(True)
    with mock.patch("thanthien.core.workbooks.views.IMPORT_AT_ONCE", 0), _asked(found, "put_in"):
        client.post(confirm, sent)
    return found | _worked()


_HIDDEN = re.compile(r'<input type="hidden" name="(danh-sach|held|mark|ma)" value="([^"]*)"')


def _hidden(page: HttpResponse) -> dict[str, str]:
    """What the page sends with its button."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page.content.decode())}


def _worked() -> dict[str, float]:
    found: dict[str, float] = {}
    run = JobRun.objects.latest("created_at")
    with _asked(found, "work"):
        carry(run.pk)
    run.refresh_from_db()
    assert run.state == "done", (run.state, run.refused, run.error_class)
    return found


@contextmanager
def _asked(found: dict[str, float], what: str) -> Iterator[None]:
    began = time.perf_counter()
    with counting() as sent:
        yield
    found[f"{what}_seconds"] = round(time.perf_counter() - began, 2)
    found[f"{what}_statements"] = len(sent)
