"""The workbook of a kind of record: what the database would refuse is told in the dry run, beside its row."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.workbooks import sheet
from tests.records.scene import Scene, a_scene, visit
from tests.records.visits.models import Visit
from tests.records.visits.urls import PAGES
from thanthien.core.clock import ZONE
from thanthien.records.actions import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.visits.urls")]
NOW = datetime(2026, 3, 5, 9, tzinfo=ZONE)
DAY = date(2026, 3, 4)
TAKEN = "Lượt thăm này đã có người ghi."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = a_scene()
    client.force_login(scene.officer)
    return scene


def row(scene: Scene, hamlet: str = "", occasion: str = "ốm đau", people: int = 1) -> list[Any]:
    return [scene.unit.code, "", hamlet, "04/03/2026", occasion, people, "không", "", ""]


def sent(client: Client, *rows: Sequence[Any]) -> Any:
    file = SimpleUploadedFile("tham-hoi.xlsx", sheet(PAGES.importer.workbook().headings, *rows))
    return client.get(client.post(PAGES.importer.address(), {"file": file}).url)


def faults(shown: Any) -> list[dict[str, list[str]]]:
    return [one.faults for one in shown.context["check"].rows]


def test_row_that_the_table_would_not_take_is_told_in_the_dry_run(client: Client, scene: Scene) -> None:
    visit(scene, NOW, DAY)
    visit(scene, NOW, DAY, scene.hamlets[0])
    shown = sent(client, row(scene, people=3), row(scene, "Tổ dân phố 1", people=3), row(scene, "Tổ dân phố 2"))
    assert faults(shown) == [{"occasion": [TAKEN]}, {"occasion": [TAKEN]}, {}]


def test_two_rows_that_exclude_each_other_are_told_at_the_second(client: Client, scene: Scene) -> None:
    shown = sent(client, row(scene, people=2), row(scene, people=3), row(scene, occasion="việc tang"))
    assert faults(shown) == [{}, {"occasion": [TAKEN]}, {}]


def test_what_no_longer_stands_is_in_nobodys_way(client: Client, scene: Scene) -> None:
    record = visit(scene, NOW, DAY)
    withdraw(PAGES.kind, record_id=record.pk, version=1, reason="ghi nhầm ngày", by=scene.officer)
    shown = sent(client, row(scene, people=3))
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    assert (faults(shown), client.post(PAGES.importer.address("confirm"), data).status_code) == ([{}], 302)
    assert list(Visit.objects.standing().values_list("people")) == [(3,)]


def test_row_that_another_entered_after_the_dry_run_is_shown_first(client: Client, scene: Scene) -> None:
    shown = sent(client, row(scene, people=3))
    visit(scene, NOW, DAY)
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    again = client.post(PAGES.importer.address("confirm"), data, follow=True)
    assert (faults(again), Visit.objects.count()) == ([{"occasion": [TAKEN]}], 1)


def test_row_with_wrong_cells_is_told_all_that_is_wrong_at_once(client: Client, scene: Scene) -> None:
    """The day and a number that the table refuses are told beside a word that the file doesn't know."""
    wrong = [scene.unit.code, "", "", "31/12/2026", "sinh nhật", 99_999, "không", "", ""]
    (told,) = faults(sent(client, wrong))
    assert sorted(told) == ["day", "occasion", "people"]
    assert told["day"] == ["Ngày chưa đến."]
    assert told["people"] == ["Số này quá lớn; ô này nhận số không quá 32767."]


def test_upload_page_leads_to_the_file_that_comes_back_in_and_says_how_cells_are_filled(
    client: Client, scene: Scene
) -> None:
    visit(scene, NOW, DAY)
    page = client.get(PAGES.importer.address())
    how = {column.heading: column.told_how for column in page.context["columns"]}
    assert how["Ngày"] == "Ngày/tháng/năm, ví dụ 01/07/2026."
    assert how["Dịp"].startswith("Một trong: “ốm đau”")
    assert f'href="{PAGES.importer.address("export")}"' in page.content.decode()
    template = client.get(PAGES.importer.address("template"))
    assert template["Content-Disposition"] == 'attachment; filename="mau-tham-hoi-dong-vien.xlsx"'
    back = SimpleUploadedFile("a.xlsx", client.get(PAGES.importer.address("export")).content)
    shown = client.get(client.post(PAGES.importer.address(), {"file": back}).url)
    assert [one.told for one in shown.context["check"].rows] == ["đã có, giữ nguyên"]
