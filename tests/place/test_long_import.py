"""A file of many rows, imported by the worker: what it checks again, and what it hands back when it refuses."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import load_workbook

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.factories.workbooks import sheet
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.jobs.models import JobFile, JobRun
from thanthien.core.workbooks.views import CHANGED_MEANWHILE, IMPORT_AT_ONCE, NOT_ALLOWED
from thanthien.place.figures_workbook import figures_import
from thanthien.units.models import Unit, UnitFigure

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], list[JobRun]]
DAY = date(2025, 12, 31)


@pytest.fixture
def admin(client: Client) -> User:
    user: User = person(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def units() -> list[Unit]:
    """One more than is imported at once; of the first, the population is known."""
    made = Unit.objects.bulk_create(UnitFactory.build_batch(IMPORT_AT_ONCE + 1))
    UnitFigure.objects.create(unit=made[0], as_of=DAY, population=9000, source="Niên giám 2025")
    return made


def confirmed(client: Client, units: list[Unit]) -> JobRun:
    """Send 8,000 households for each unit, and confirm what is shown."""
    rows = [[unit.code, "", "", "" if unit == units[0] else 30_000, 8000] for unit in units]
    file = SimpleUploadedFile("tep.xlsx", sheet(figures_import.workbook().headings, *rows))
    data = {"file": file, "as_of": "31/12/2025", "source": "Niên giám 2025"}
    shown: Any = client.get(client.post(figures_import.address(), data).url)
    sent = {"held": shown.context["uuid"], "mark": shown.context["check"].mark, "ma": shown.context["token"]}
    client.post(figures_import.address("confirm"), sent)
    return JobRun.objects.get()


def test_wrong_by_then_is_refused_and_the_file_comes_back_with_the_cell_marked(
    client: Client, admin: User, units: list[Unit], run_jobs: RunJobs
) -> None:
    run = confirmed(client, units)
    UnitFigure.objects.filter(unit=units[0]).update(population=100)
    [refused] = run_jobs()
    assert (refused.state, refused.refused, UnitFigure.objects.count()) == ("refused", [CHANGED_MEANWHILE], 1)
    answer = client.get(f"{run.get_absolute_url()}tep/")
    rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()  # type: ignore[attr-defined]
    assert JobFile.objects.get().name == "so-lieu-don-vi-can-sua.xlsx"
    assert [(row[0], row[-1]) for row in rows if row[-1]][1:] == [
        (units[0].code, "Số hộ: Số hộ lớn hơn dân số."),
    ]


def test_what_would_be_done_otherwise_by_then_is_refused_without_a_file(
    client: Client, admin: User, units: list[Unit], run_jobs: RunJobs
) -> None:
    confirmed(client, units)
    UnitFigure.objects.create(unit=units[1], as_of=DAY, population=9500, source="Niên giám 2025")
    [refused] = run_jobs()
    assert (refused.refused, JobFile.objects.count()) == ([CHANGED_MEANWHILE], 0)


def test_right_that_ended_meanwhile_is_no_right(
    client: Client, admin: User, units: list[Unit], run_jobs: RunJobs
) -> None:
    confirmed(client, units)
    Membership.objects.filter(user=admin).update(valid_to=date(2026, 1, 1))
    [refused] = run_jobs()
    assert (refused.state, refused.refused, UnitFigure.objects.count()) == ("refused", [NOT_ALLOWED], 1)
