"""What holds for every importer, of whatever room."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pghistory.models
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from tests.core.workbooks.records import records
from tests.factories.files import OLE_HEAD
from tests.factories.workbooks import sheet, validations
from tests.importer_case import ImporterCase, all_cases
from thanthien.core import clock
from thanthien.core.jobs.models import JobCargo, JobRun
from thanthien.core.workbooks.checking import understood
from thanthien.core.workbooks.models import GOOD_FOR, HeldSheet
from thanthien.core.workbooks.reading import read_sheet
from thanthien.core.workbooks.views import CHANGED, EXPIRED, IMPORT_AT_ONCE, WorkbookImport
from thanthien.core.workbooks.writing import workbook_file

# The addresses of the product, and those of the room of the tests.
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.visits.urls")]
CASES = all_cases()
each_importer = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.fixture
def admin(client: Client, request: pytest.FixtureRequest) -> Client:
    """Somebody who may import what the case is about."""
    client.force_login(request.node.callspec.params["case"].sender())
    return client


def uploaded(client: Client, case: ImporterCase, content: bytes) -> Any:
    """The answer to a file that was sent."""
    data = {"file": SimpleUploadedFile("tep.xlsx", content), **case.fields}
    return client.post(case.importer.address(), data)


def sent(client: Client, case: ImporterCase, content: bytes) -> Any:
    """The page with the outcome of a file that was sent."""
    return client.get(uploaded(client, case, content).url)


def confirmed(client: Client, case: ImporterCase, shown: Any) -> Any:
    """The answer to confirming what a page shows."""
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark, "ma": shown.context["token"]}
    return client.post(case.importer.address("confirm"), data)


def fresh(case: ImporterCase, count: int) -> bytes:
    rows = case.fresh(count)
    return sheet(case.importer.workbook().headings, *rows)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.wsgi_request._messages]


def _importers(of: type[WorkbookImport]) -> Iterator[type[WorkbookImport]]:
    for one in of.__subclasses__():
        yield one
        yield from _importers(one)


def test_every_importer_has_a_case() -> None:
    ours = {one for one in _importers(WorkbookImport) if one.__module__.startswith("thanthien.")}
    assert {type(case.importer) for case in CASES} == ours
    assert len({case.importer.purpose for case in CASES}) == len(CASES)


# --- Template and export --------------------------------------------------------------------------------------------


@each_importer
def test_template_opens_and_checks_what_is_typed(admin: Client, case: ImporterCase) -> None:
    case.stock(2)
    content = admin.get(case.importer.address("template")).content
    workbook = case.importer.workbook()
    first = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    assert (first.name, first.to_python()[0]) == (workbook.title, list(workbook.headings))
    drop_downs = sorted(kind for kind, _ in validations(content).values() if kind == "list")
    assert drop_downs == ["list"] * len(list(workbook.choices()))


@each_importer
def test_whatever_the_columns_hold_is_read_again_as_it_was(case: ImporterCase) -> None:
    case.stock(3)
    workbook = case.importer.workbook()
    own = {column.name for column in workbook.columns if not column.prefilled}

    @given(st.lists(records(workbook, **case.forms), min_size=1, max_size=3))
    def holds(written: list[Mapping[str, Any]]) -> None:
        content = workbook_file(workbook, written)
        filled = [one for one in written if own & set(one)]
        check = understood(workbook, read_sheet(io.BytesIO(content), len(content), workbook))
        assert [(row.values, row.faults) for row in check.rows] == [(one, {}) for one in filled]

    holds()


@each_importer
def test_export_that_is_imported_again_changes_nothing(admin: Client, case: ImporterCase) -> None:
    case.stock(4)
    before, events = case.state(), pghistory.models.Events.objects.count()
    page = "template" if case.importer.prefilled else "export"
    answer = confirmed(admin, case, sent(admin, case, admin.get(case.importer.address(page)).content))
    assert answer.status_code == 302
    assert [message.level_tag for message in answer.wsgi_request._messages] == ["success"]
    assert (case.state(), pghistory.models.Events.objects.count()) == (before, events)


# --- From file to database ------------------------------------------------------------------------------------------


@each_importer
def test_nothing_is_written_before_it_is_confirmed(admin: Client, case: ImporterCase) -> None:
    content = fresh(case, 3)
    before = case.state()
    shown = sent(admin, case, content)
    assert (shown.status_code, shown.context["check"].ok, case.state()) == (200, True, before)
    answer = confirmed(admin, case, shown)
    assert (answer.status_code, case.state() == before, HeldSheet.objects.count()) == (302, False, 0)


@each_importer
def test_confirming_twice_imports_once(admin: Client, case: ImporterCase) -> None:
    shown = sent(admin, case, fresh(case, 2))
    confirmed(admin, case, shown)
    after = case.state()
    again = confirmed(admin, case, shown)
    assert (again.url, told(again)[-1], case.state()) == (case.importer.address(), EXPIRED, after)


@each_importer
def test_what_was_sent_is_for_its_sender_and_for_an_hour(admin: Client, case: ImporterCase, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:00+07:00", tick=False)
    shown = sent(admin, case, fresh(case, 1))
    page = case.importer.address("check", uuid=shown.context["uuid"])
    other = Client()
    other.force_login(case.sender())
    before = case.state()
    assert (other.get(page).status_code, confirmed(other, case, shown).status_code) == (302, 302)
    time_machine.move_to("2026-06-01T09:00:01+07:00", tick=False)
    late = confirmed(admin, case, shown)
    assert [admin.get(page).url, late.url] == [case.importer.address()] * 2
    assert (told(late)[-1], case.state()) == (EXPIRED, before)


@each_importer
@pytest.mark.parametrize("data", [{}, {"held": "rác"}, {"held": "0" * 32, "mark": "x"}])
def test_confirmation_of_nothing_leads_back(admin: Client, case: ImporterCase, data: dict[str, str]) -> None:
    answer = admin.post(case.importer.address("confirm"), data)
    assert (answer.url, told(answer)) == (case.importer.address(), [EXPIRED])


@each_importer
def test_confirmation_of_what_was_not_shown_shows_it_first(admin: Client, case: ImporterCase) -> None:
    shown = sent(admin, case, fresh(case, 1))
    before = case.state()
    answer = admin.post(case.importer.address("confirm"), {"held": shown.context["uuid"], "mark": "khác"})
    page = case.importer.address("check", uuid=shown.context["uuid"])
    assert (answer.url, told(answer), case.state()) == (page, [CHANGED], before)
    assert confirmed(admin, case, admin.get(page)).url != page


@each_importer
@pytest.mark.parametrize("content", [b"", b"a;b;c", b"PK\x03\x04", OLE_HEAD, sheet(["Cột"], [1])])
def test_bad_file_is_refused_beside_its_field(admin: Client, case: ImporterCase, content: bytes) -> None:
    answer = uploaded(admin, case, content)
    assert (answer.status_code, list(answer.context["form"].errors), HeldSheet.objects.count()) == (422, ["file"], 0)
    assert {name: answer.context["form"][name].value() for name in case.fields} == dict(case.fields)


@each_importer
def test_file_with_a_wrong_cell_is_handed_back_and_asks_for_another(admin: Client, case: ImporterCase) -> None:
    row = list(case.fresh(1)[0])
    row[-2] = "=1+1"
    workbook = case.importer.workbook()
    shown = sent(admin, case, sheet(workbook.headings, row))
    page = shown.content.decode()
    assert (shown.context["check"].ok, "Xác nhận nhập" in page, "1/1 dòng có lỗi" in page) == (False, False, True)
    assert {name: str(shown.context["form"][name].value()) for name in case.fields}.keys() == case.fields.keys()
    back = admin.get(case.importer.address("returned", uuid=shown.context["uuid"]))
    assert back["Content-Disposition"] == f'attachment; filename="{workbook.file_name}-can-sua.xlsx"'


@each_importer
def test_large_file_shows_a_hundred_rows_and_is_taken_whole(admin: Client, case: ImporterCase) -> None:
    shown = sent(admin, case, fresh(case, 130))
    assert (len(shown.context["rows"]), shown.context["left_out"]) == (100, 30)
    assert len(shown.context["check"].rows) == 130


@each_importer
def test_many_rows_are_imported_by_the_worker(admin: Client, case: ImporterCase, run_jobs: Any) -> None:
    shown = sent(admin, case, fresh(case, IMPORT_AT_ONCE + 1))
    before = case.state()
    answers = [confirmed(admin, case, shown)["Location"] for _ in range(2)]  # a second click is the same run
    [waiting] = JobRun.objects.all()
    assert JobCargo.objects.get().content == {"mark": shown.context["check"].mark}  # the rows stay encrypted
    assert (answers, case.state()) == ([waiting.get_absolute_url()] * 2, before)
    HeldSheet.objects.update(held_at=clock.now() - GOOD_FOR)
    [run] = run_jobs()
    assert (run.state, run.progress_done, run.progress_of) == ("done", IMPORT_AT_ONCE + 1, IMPORT_AT_ONCE + 1)
    assert (case.state() == before, [one[:3] for one in run.told]) == (False, ["Đã "])
    assert (JobCargo.objects.count(), HeldSheet.objects.count()) == (0, 0)


@each_importer
def test_statements_are_the_same_for_ten_rows_and_for_a_thousand(admin: Client, case: ImporterCase) -> None:
    counts = []
    for count in (10, 1000):
        content = fresh(case, count)
        with CaptureQueriesContext(connection) as upload:
            page = uploaded(admin, case, content).url
        with CaptureQueriesContext(connection) as dry_run:
            shown = admin.get(page)
        with CaptureQueriesContext(connection) as confirmation:
            answer = confirmed(admin, case, shown)
        assert told(answer)[-1].startswith("Đã ")
        counts.append((len(upload), len(dry_run), len(confirmation)))
    assert counts[0] == counts[1]


@each_importer
def test_confirmation_opened_by_its_address_alone_leads_back_to_the_upload(case: ImporterCase, admin: Client) -> None:
    answer = admin.get(case.importer.address("confirm"))
    assert (answer.status_code, answer.url) == (302, case.importer.address())
