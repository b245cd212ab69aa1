"""No text of an entry says whose it is: not the reason, not a document, not a post (ADR 31)."""

from typing import Any

import pytest
from django.test import Client

from tests.workforce.scene import Scene, a_scene, put_on_roll
from tests.workforce.test_names import NAME, ROLL, a_row, as_user, sent, tables_holding, typed
from thanthien.core.acting.errors import Invalid
from thanthien.records.actions import withdraw
from thanthien.workforce.kinds import STAFF
from thanthien.workforce.models import StaffEntry, StaffName
from thanthien.workforce.names import named_in
from thanthien.workforce.views import staff_pages

WAYS = ["Đoàn Thị Kín Tiếng", "bà DOAN THI KIN TIENG, tổ 3", "Chuyển công tác (Đoàn  Thị Kín Tiếng)"]
OTHERS = ["Đoàn Thị Kín Tiếngs", "Chuyển công tác", "", "Đoàn thanh niên"]


@pytest.mark.parametrize("text", WAYS)
def test_name_is_found_however_it_is_written(text: str) -> None:
    assert list(named_in(NAME, {"reason": text, "post": "chuyên viên"})) == ["reason"]


@pytest.mark.parametrize("text", OTHERS)
def test_other_words_are_no_name(text: str) -> None:
    assert named_in(NAME, {"reason": text}) == {}
    assert named_in("Văn", {"reason": "chuyên viên văn hóa"}) == {}  # one word is as likely a post


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)
    made = a_scene()
    put_on_roll(made, 1, NAME)
    return made


@pytest.fixture
def keeper(scene: Scene) -> Client:
    return as_user(scene.keeper)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["reason", "post", "document", "left_document"])
@pytest.mark.parametrize("name", [NAME, "Lê Văn Mới"])
def test_correction_says_neither_the_name_that_is_kept_nor_the_new_one(
    scene: Scene, keeper: Client, field: str, name: str
) -> None:
    record = StaffEntry.objects.get()
    changed = typed(scene, 1, "Lê Văn Mới", day="01/08/2025", version="1", reason="Sai họ tên")
    changed |= {"left_on": "01/09/2026", "left_document": "7/QĐ"} | {field: f"của {name.upper()}"}
    answer = keeper.post(f"{ROLL}{record.pk}/dinh-chinh/", changed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert StaffName.objects.get().name == NAME


@pytest.mark.django_db
def test_entry_and_row_say_no_name_in_their_texts(scene: Scene, keeper: Client) -> None:
    answer = keeper.post(f"{ROLL}ghi/", typed(scene, 2, "Lê Văn Mới", document="QĐ của Le Van Moi"))
    assert list(answer.context["form"].errors) == ["document"]
    row = a_row(scene, 2, "Lê Văn Hai")
    row[6] = "chuyên viên Lê Văn Hai"
    assert [list(one.faults) for one in sent(keeper, row).context["check"].rows] == [["post"]]


@pytest.mark.django_db
def test_withdrawal_says_no_name(scene: Scene, keeper: Client) -> None:
    record = StaffEntry.objects.get()
    address = f"{ROLL}{record.pk}/huy/"
    assert "Không ghi họ tên" in keeper.get(address).content.decode()
    answer = keeper.post(address, {"version": "1", "reason": f"Ghi nhầm {NAME}"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    with pytest.raises(Invalid):
        withdraw(STAFF, record_id=record.pk, version=1, reason=f"Ghi nhầm {NAME}", by=scene.keeper)
    assert StaffEntry.objects.standing().get() == record


@pytest.mark.django_db
def test_no_table_but_that_of_names_holds_one_after_a_correction_and_a_file(scene: Scene, keeper: Client) -> None:
    record = StaffEntry.objects.get()
    changed = typed(scene, 1, NAME, day="01/08/2025", version="1", reason="Đổi chức danh", post="phó phòng")
    assert keeper.post(f"{ROLL}{record.pk}/dinh-chinh/", changed).status_code == 302
    shown = sent(keeper, a_row(scene, 2, "Lê Văn Hai"))
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    assert keeper.post(staff_pages.importer.address("confirm"), data).status_code == 302
    assert [tables_holding(name) for name in (NAME, "Lê Văn Hai")] == [[StaffName._meta.db_table]] * 2
