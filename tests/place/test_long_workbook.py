"""A prefilled workbook of many rows: ordered on a page, made by the worker for its person, and imported again."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from python_calamine import load_workbook

from tests.factories.accounts import person
from tests.factories.units import HamletFactory, UnitFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.jobs.models import JobFile, JobRun
from thanthien.core.tables.asking import GONE
from thanthien.core.tables.ordering import FILE_AT_ONCE
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.units.models import Hamlet

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], list[JobRun]]


@pytest.fixture
def admin(client: Client) -> User:
    user: User = person(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def hamlets(count: int) -> None:
    unit = UnitFactory()
    Hamlet.objects.bulk_create(HamletFactory.build_batch(count, unit=unit))


def rows_of(content: bytes) -> int:
    return len(load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()) - 1  # type: ignore[attr-defined]


def ordered(client: Client) -> Any:
    page = client.get(hamlets_import.address("template"))
    return client.post("/danh-sach/lap-tep/", {"danh-sach": page.context["ordered"], "ma": page.context["token"]})


def test_as_many_rows_as_a_list_s_file_may_have_come_at_once(client: Client, admin: User) -> None:
    hamlets(FILE_AT_ONCE)
    assert rows_of(client.get(hamlets_import.address("template")).content) == FILE_AT_ONCE
    hamlets(1)
    page = client.get(hamlets_import.address("template"))
    assert (page.templates[0].name, page.context["back"]) == ("tables/long_file.html", hamlets_import.address())
    assert "Tệp “Thôn, tổ dân phố” có hơn 2.000 dòng" in page.content.decode()
    assert JobRun.objects.count() == 0


def test_more_rows_are_written_by_the_worker(client: Client, admin: User, run_jobs: RunJobs) -> None:
    hamlets(FILE_AT_ONCE + 1)
    answer = ordered(client)
    [run] = run_jobs()
    assert (answer["Location"], run.state) == (run.get_absolute_url(), "done")
    assert (run.progress_done, run.progress_of) == (FILE_AT_ONCE + 1, FILE_AT_ONCE + 1)
    assert run.told == ["Đã lập tệp “Thôn, tổ dân phố”: 2.001 dòng."]
    file = client.get(f"{run.get_absolute_url()}tep/")
    assert rows_of(b"".join(file.streaming_content)) == FILE_AT_ONCE + 1  # type: ignore[attr-defined]
    assert JobFile.objects.get().name == f"{hamlets_import.workbook().file_name}.xlsx"


def test_who_is_no_administrator_any_more_gets_no_file(client: Client, admin: User, run_jobs: RunJobs) -> None:
    hamlets(FILE_AT_ONCE + 1)
    ordered(client)
    Membership.objects.filter(user=admin).update(role=Role.CITY_HEAD)
    [run] = run_jobs()
    assert (run.state, run.refused, JobFile.objects.count()) == ("refused", [GONE], 0)
