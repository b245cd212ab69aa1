"""The commitment to “4 xin, 4 luôn, 5 không”: words as data, signed by whom, a sheet to sign."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.word.test_templates import cells, opened, texts
from tests.workforce.scene import Scene, a_scene, put_on_roll, sign
from thanthien.core.acting.errors import Invalid
from thanthien.workforce.commitment import commitment
from thanthien.workforce.models import Commitment
from thanthien.workforce.overview import staff_of

pytestmark = pytest.mark.django_db
LIST = "/doi-ngu/cam-ket/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2026-06-10T09:00:00+07:00", tick=False)


@pytest.fixture
def scene(client: Client) -> Scene:
    made = a_scene()
    for number in (1, 2, 3):
        put_on_roll(made, number)
    client.force_login(made.keeper)
    return made


def test_shipped_words_mark_what_no_document_fixes() -> None:
    assert [(one.title, len(one.points), one.reference) for one in commitment()] == [
        ("4 xin", 4, False), ("4 luôn", 4, False), ("5 không", 5, True),
    ]  # fmt: skip


def test_city_writes_its_own_words(settings: Any, tmp_path: Any, client: Client, scene: Scene) -> None:
    settings.STAFF_COMMITMENT = tmp_path / "commitment.yaml"
    settings.STAFF_COMMITMENT.write_text("- {code: mot, group: 3 nên, title: Nên tận tụy}", encoding="utf-8")
    shown = client.get(LIST).content.decode()
    assert ("Nên tận tụy" in shown, "Xin chào" in shown, "tham khảo" in shown) == (True, False, False)


def test_page_tells_which_words_are_a_proposal(client: Client, scene: Scene) -> None:
    assert client.get(LIST).content.decode().count("Nội dung tham khảo") == 1


def test_signers_are_ticked_by_name_and_stored_by_number(client: Client, scene: Scene) -> None:
    form = client.get(f"{LIST}ghi/").context["form"]
    assert [label for _, label in form.fields["signers"].choices] == [
        "1. Trần Văn Số 1, chuyên viên", "2. Trần Văn Số 2, chuyên viên", "3. Trần Văn Số 3, chuyên viên",
    ]  # fmt: skip
    sent = {"place": f"{scene.unit.pk}:", "day": "08/06/2026", "signers": ["1", "3"]}
    assert client.post(f"{LIST}ghi/", sent).status_code == 302
    assert Commitment.objects.get().signers == "1; 3"


def test_who_is_not_on_the_roll_does_not_sign(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        sign(scene, date(2026, 6, 1), "1; 7; 9")
    assert refused.value.errors == {"signers": "Vào ngày này danh sách không có số 7; 9."}


def test_who_came_later_or_had_left_does_not_sign(scene: Scene) -> None:
    put_on_roll(scene, 4, day=date(2026, 6, 2))
    put_on_roll(scene, 5, left_on=date(2026, 6, 1), left_document="7/QĐ-UBND")
    with pytest.raises(Invalid) as refused:
        sign(scene, date(2026, 6, 1), "1; 4; 5")
    assert refused.value.errors == {"signers": "Vào ngày này danh sách không có số 4; 5."}
    assert sign(scene, date(2026, 6, 2), "4").signers == "4"


@pytest.mark.parametrize("typed", ["2; 1", "1; 1", "0; 1", "một", "1;2"])
def test_numbers_stand_in_order_each_once(scene: Scene, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        sign(scene, date(2026, 6, 1), typed)
    assert list(refused.value.errors) == ["signers"]


def test_signing_twice_counts_once_and_who_left_counts_no_more(scene: Scene) -> None:
    sign(scene, date(2026, 3, 2), "1; 2")
    sign(scene, date(2026, 4, 2), "2")
    put_on_roll(scene, 4, left_on=date(2026, 5, 1), left_document="7/QĐ-UBND")
    sign(scene, date(2026, 4, 20), "4")
    assert staff_of([scene.unit])[scene.unit.pk].signed_words == "2/3 người"


def test_sheet_holds_the_words_and_the_roll_to_sign(client: Client, scene: Scene) -> None:
    answer: Any = client.get(reverse("paper-draft", args=["ban-cam-ket-ung-xu", scene.unit.code]))
    paper = opened(b"".join(answer.streaming_content))
    written = texts(paper)
    assert "- Xin chào;" in written
    assert "(Nội dung “5 không” là tham khảo, chờ cơ quan có thẩm quyền thống nhất.)" in written
    assert [row[:3] for row in cells(paper, -1)[1:]] == [
        [str(number), f"Trần Văn Số {number}", "chuyên viên"] for number in (1, 2, 3)
    ]  # fmt: skip
