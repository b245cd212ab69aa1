"""A file of another system, as an official imports it: each matter once, to the person's own units, without answers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import load_workbook

from tests.factories.units import UnitFactory
from tests.factories.workbooks import sheet
from tests.feedback.open311.scene import Handing, handing
from tests.feedback.scene import a_scene, told
from tests.feedback.test_measures import scope
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.feedback.enums import Part, Via
from thanthien.feedback.measures import ANSWERED_ON_TIME
from thanthien.feedback.models import Feedback
from thanthien.feedback.open311.sources import LONGEST_CODE, LONGEST_NUMBER, told_of
from thanthien.feedback.open311.workbook import feedback_import
from thanthien.feedback.queries import texts_of
from thanthien.feedback.workflow import Status
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
ROW = {
    "unit": "", "unit_name": "", "system": "1022", "number": "PA-7", "day": "", "topic": "Rác, vệ sinh, môi trường",
    "text": "Rác chưa thu gom ba hôm.", "place": "ngõ Kín", "name": "Trần Thị Kín", "phone": "0912 345 678",
}  # fmt: skip


@pytest.fixture
def system(client: Client) -> Handing:
    found = handing()
    client.force_login(found.scene.officer)
    return found


def checked(client: Client, handed: Handing, **changes: Any) -> Any:
    """The page that says what a file of one row would do."""
    usual = ROW | {"unit": handed.scene.unit.code, "day": date_vn(clock.today())} | changes
    content = sheet(feedback_import.workbook().headings, list(usual.values()))
    answer = client.post(feedback_import.address(), {"file": SimpleUploadedFile("tep.xlsx", content)})
    return client.get(answer.url)


def imported(client: Client, handed: Handing, **changes: Any) -> Any:
    shown = checked(client, handed, **changes)
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark, "ma": shown.context["token"]}
    return client.post(feedback_import.address("confirm"), data)


def faults(page: Any) -> dict[str, list[str]]:
    [row] = page.context["check"].rows
    return dict(row.faults)


def test_row_becomes_a_matter_of_the_day_on_which_the_system_took_it(client: Client, system: Handing) -> None:
    day = clock.today() - timedelta(days=3)
    imported(client, system, day=date_vn(day))
    row = Feedback.objects.get()
    assert (row.unit, row.via, row.source, row.received_on, row.entered_by) == (
        system.scene.unit, Via.IMPORT, f"file:{system.scene.unit.code}:1022:PA-7", day, system.scene.officer,
    )  # fmt: skip
    assert [words for _, words in texts_of(row, Part.TEXT, Part.CONTACT)] == [
        {"text": "Rác chưa thu gom ba hôm.", "place": "ngõ Kín"}, {"name": "Trần Thị Kín", "phone": "0912345678"},
    ]  # fmt: skip


def test_what_the_system_handed_in_itself_is_there_already(client: Client, system: Handing) -> None:
    row = system.hand_in(**{"attribute[external_id]": "PA-7"})
    shown = checked(client, system)
    assert [line.told for line in shown.context["check"].rows] == ["đã có, giữ nguyên"]
    imported(client, system)
    assert Feedback.objects.get() == row


def test_check_tells_nothing_of_what_the_person_does_not_read(client: Client, system: Handing) -> None:
    """Neither of the lanes nor of another unit: such a row is answered, and taken, as a new one is."""
    system.hand_in(service_code="khieu-nai-to-cao", **{"attribute[external_id]": "PA-7"})
    system.hand_in(address_id=a_scene().unit.code, **{"attribute[external_id]": "PA-8"})
    for number in ("PA-7", "PA-8", "PA-9"):
        shown = checked(client, system, number=number).context["check"]
        [row] = shown.rows
        assert (row.told, row.faults, shown.told) == ("ghi mới", {}, ["1 phản ánh mới; 0 dòng đã có."])
        page = client.get(imported(client, system, number=number).url).content.decode()
        assert "Đã nhập 1 phản ánh; 0 dòng đã có từ trước." in page


def test_complaint_that_was_imported_is_answered_as_a_new_one_and_stored_once(client: Client, system: Handing) -> None:
    for _ in range(2):
        shown = checked(client, system, topic="Khiếu nại, tố cáo")
        assert [line.told for line in shown.context["check"].rows] == ["ghi mới, chuyển ngay kênh khiếu nại, tố cáo"]
        imported(client, system, topic="Khiếu nại, tố cáo")
    assert Feedback.objects.count() == 1


def test_row_that_was_imported_is_there_already(client: Client, system: Handing) -> None:
    imported(client, system)
    shown = checked(client, system)
    assert [line.told for line in shown.context["check"].rows] == ["đã có, giữ nguyên"]


def test_number_is_its_units_own_and_takes_none_from_another(client: Client, system: Handing) -> None:
    imported(client, system)
    other = handing(code="other").scene
    client.force_login(other.officer)
    shown = checked(client, replace(system, scene=other))
    assert [line.told for line in shown.context["check"].rows] == ["ghi mới"]


def test_longest_unit_system_and_number_fit(client: Client, system: Handing) -> None:
    Unit.objects.filter(pk=system.scene.unit.pk).update(code="1234567890")
    system.scene.unit.refresh_from_db()
    imported(client, system, system="a" * LONGEST_CODE, number="9" * LONGEST_NUMBER)
    assert told_of(Feedback.objects.get().source) == ("a" * LONGEST_CODE, "9" * LONGEST_NUMBER)


def test_export_names_a_number_once_that_came_both_ways(client: Client, system: Handing) -> None:
    imported(client, system)
    system.hand_in(**{"attribute[external_id]": "PA-7"})
    content = client.get(feedback_import.address("export")).content
    [_, *rows] = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[2:4] for row in rows] == [["1022", "PA-7"]]


def test_name_of_the_system_is_read_without_its_marks(client: Client, system: Handing) -> None:
    imported(client, system, system="Hải Phòng  Smart", number="9/2026")
    assert told_of(Feedback.objects.get().source) == ("hai-phong-smart", "9/2026")


def test_complaint_of_a_file_goes_to_its_lane(client: Client, system: Handing) -> None:
    shown = checked(client, system, topic="Khiếu nại, tố cáo")
    assert [line.told for line in shown.context["check"].rows] == ["ghi mới, chuyển ngay kênh khiếu nại, tố cáo"]
    imported(client, system, topic="Khiếu nại, tố cáo")
    assert Feedback.objects.get().stage is Status.LEGAL


@pytest.mark.parametrize(
    ("changes", "told_"),
    [
        ({"text": ""}, {"text": "Cần ghi nội dung phản ánh."}),
        ({"number": "7 a"}, {"number": "Chỉ nhận chữ không dấu, chữ số và các dấu . _ / -"}),
        ({"system": "!"}, {"system": "Cần ghi tên hệ thống, ví dụ: 1022."}),
        ({"phone": "abc"}, {"phone": "Chưa đúng dạng số điện thoại, ví dụ 0912 345 678."}),
        ({"unit_name": "Phường Khác"}, {"unit_name": None}),
        ({"day": "01/01/2020"}, {"day": None}),
    ],
)
def test_what_is_wrong_stands_in_its_cell(
    client: Client, system: Handing, changes: dict[str, str], told_: dict[str, str | None]
) -> None:
    found = faults(checked(client, system, **changes))
    assert list(found) == list(told_)
    assert [found[name] for name, sentence in told_.items() if sentence] == [[one] for one in told_.values() if one]


def test_day_to_come_stands_in_its_cell(client: Client, system: Handing) -> None:
    shown = checked(client, system, day=date_vn(clock.today() + timedelta(days=1)))
    assert list(faults(shown)) == ["day"]


def test_nobody_imports_for_another_unit(client: Client, system: Handing) -> None:
    other = UnitFactory()
    found = faults(checked(client, system, unit=other.code))
    assert found == {"unit": ["Anh/chị không ghi được phản ánh cho đơn vị này."]}


def test_export_names_matters_of_systems_without_a_word_and_none_of_the_lanes(client: Client, system: Handing) -> None:
    told(system.scene, clock.today())  # on the web: of no system
    system.hand_in(description="Không có số ở nơi gửi.")
    system.hand_in(service_code="khieu-nai-to-cao", **{"attribute[external_id]": "8"})
    system.hand_in(address_id=UnitFactory().code, **{"attribute[external_id]": "9"})
    system.hand_in(phone="0912345678", **{"attribute[external_id]": "7"})
    content = client.get(feedback_import.address("export")).content
    unit, today = system.scene.unit, clock.today()
    [_, *rows] = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows == [[unit.code, unit.name, "1022", "7", today, "Đường sá, cầu cống, chiếu sáng", "", "", "", ""]]


def test_line_of_the_figure_and_register_say_that_the_unit_imported_it(client: Client, system: Handing) -> None:
    imported(client, system)
    by_system = system.hand_in(**{"attribute[external_id]": "8"})
    lines = {line.record: line.marks for line in ANSWERED_ON_TIME.records(system.scene.unit.pk, scope(system.scene))}
    own = Feedback.objects.get(source=f"file:{system.scene.unit.code}:1022:PA-7")
    assert lines == {own.pk: ("do đơn vị nhập từ tệp",), by_system.pk: ()}
    page = client.get(f"/xu-ly-phan-anh/{own.pk}/").content.decode()
    assert "tổng đài, ứng dụng của thành phố, 1022, số PA-7, do đơn vị nhập từ tệp" in page


def test_register_says_from_which_system_a_matter_came(client: Client, system: Handing) -> None:
    row = system.hand_in(**{"attribute[external_id]": "PA-7"})
    page = client.get(f"/xu-ly-phan-anh/{row.pk}/").content.decode()
    assert "tổng đài, ứng dụng của thành phố, 1022, số PA-7" in page
