"""An extract of the procedures system counts before the commune's own numbers, so only the city vouches for one."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories.workbooks import sheet
from tests.service.scene import Scene, a_scene
from thanthien.core.clock import ZONE
from thanthien.core.own_files import Purpose, mark, mark_of, marked
from thanthien.records.enums import Through
from thanthien.service.models import FastDay
from thanthien.service.views import day_pages

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)
PAGES: Any = day_pages
EXTRACT, OWN = "trích từ hệ thống giải quyết thủ tục", "đơn vị ghi"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = a_scene()
    client.force_login(scene.officer)
    return scene


def file_of(scene: Scene, *origins: str, returned: int = 5) -> bytes:
    """A workbook with a day of each origin."""
    rows: Sequence[Sequence[Any]] = [
        [scene.unit.code, "", "", f"{11 - place:02d}/03/2026", "", 6, returned, "không", origin, ""]
        for place, origin in enumerate(origins)
    ]
    return sheet(PAGES.importer.workbook().headings, *rows)


def from_city(content: bytes) -> bytes:
    held = io.BytesIO(content)
    mark(held, "Số liệu trích tháng 2/2026", Purpose.EXTRACT)
    return held.getvalue()


def sent(client: Client, content: bytes) -> Any:
    answer = client.post(PAGES.importer.address(), {"file": SimpleUploadedFile("so-lieu.xlsx", content)})
    return client.get(answer.url)


def confirm(client: Client, shown: Any) -> Any:
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark, "ma": shown.context["token"]}
    return client.post(PAGES.importer.address("confirm"), data)


def stored() -> list[tuple[date, str, str]]:
    return list(FastDay.objects.order_by("day").values_list("day", "origin_of_numbers", "through"))


def test_own_file_is_taken_as_the_commune_s_own_and_never_as_an_extract(client: Client, scene: Scene) -> None:
    refused = sent(client, file_of(scene, EXTRACT))
    (row,) = refused.context["check"].rows
    assert list(row.faults) == ["origin_of_numbers"]
    assert row.faults["origin_of_numbers"][0].endswith(f"Số trong tệp của đơn vị thì chọn nguồn “{OWN}”.")
    confirm(client, sent(client, file_of(scene, OWN)))
    assert stored() == [(date(2026, 3, 11), "counted", Through.WORKBOOK)]


@pytest.mark.parametrize(
    "pretends", [lambda content: marked(content, "Số liệu"), lambda content: from_city(content)[:-1]]
)
def test_no_other_mark_makes_an_extract_of_a_file(client: Client, scene: Scene, pretends: Any) -> None:
    answer = client.post(
        PAGES.importer.address(),
        {"file": SimpleUploadedFile("so-lieu.xlsx", pretends(file_of(scene, EXTRACT)))},
        follow=True,
    )
    check = answer.context.get("check")
    assert check is None or [list(row.faults) for row in check.rows] == [["origin_of_numbers"]]
    assert FastDay.objects.count() == 0


def test_file_of_the_city_is_taken_as_an_extract_and_says_so(client: Client, scene: Scene) -> None:
    shown = sent(client, from_city(file_of(scene, EXTRACT)))
    assert [row.faults for row in shown.context["check"].rows] == [{}]
    confirm(client, shown)
    assert stored() == [(date(2026, 3, 11), "system", Through.CITY_FILE)]
    page = client.get(f"/so-lieu-ngay-giai-quyet-nhanh/{FastDay.objects.get().pk}/").content.decode()
    assert "nhập từ tệp do thành phố cấp, đã kiểm tra" in page


def test_later_file_of_the_city_takes_the_place_of_an_earlier_one(
    client: Client, scene: Scene, time_machine: Any
) -> None:
    confirm(client, sent(client, from_city(file_of(scene, EXTRACT))))
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    shown = sent(client, from_city(file_of(scene, EXTRACT, returned=3)))
    assert [(row.faults, row.told) for row in shown.context["check"].rows] == [({}, "thay số trích trước")]
    confirm(client, shown)
    told = FastDay.objects.order_by("pk").values_list("version", "returned", "told_at", "ended_at")
    assert list(told) == [(1, 5, NOW, NOW + timedelta(hours=1)), (2, 3, NOW, None)]
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    confirm(client, sent(client, from_city(file_of(scene, EXTRACT))))  # as the first one said
    assert list(FastDay.objects.standing().values_list("version", "returned")) == [(3, 5)]


def test_earlier_file_of_the_city_doesn_t_come_back(client: Client, scene: Scene, time_machine: Any) -> None:
    """Who holds two files doesn't choose the better one."""
    better = from_city(file_of(scene, EXTRACT, returned=6))
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    confirm(client, sent(client, from_city(file_of(scene, EXTRACT))))
    refused = sent(client, better)
    (row,) = refused.context["check"].rows
    assert row.faults["day"] == ["Ngày này đã có số trích nhập lúc 10:00, 12/03/2026, sau khi cấp tệp này."]
    assert list(FastDay.objects.values_list("returned", "ended_at")) == [(5, None)]


def test_city_marks_a_copy_and_overwrites_nothing(scene: Scene, tmp_path: Path) -> None:
    source, target = tmp_path / "trich.xlsx", tmp_path / "co-dau.xlsx"
    source.write_bytes(file_of(scene, EXTRACT))
    call_command("mark_extract", source, target, "--title", "Tháng 2/2026", stdout=io.StringIO())
    with target.open("rb") as file:
        found = mark_of(file)
    assert found is not None
    assert (found.title, found.is_for(Purpose.EXTRACT)) == ("Tháng 2/2026", True)
    for wrong in (target, tmp_path / "khong-co.xlsx", source):  # marked already, missing, target is there
        with pytest.raises(CommandError):
            call_command("mark_extract", wrong, target, stdout=io.StringIO())
    with source.open("rb") as file:
        assert mark_of(file) is None
