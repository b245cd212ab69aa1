"""Pages of creative models: the gallery that anybody reads, the register, what is told of a model."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.initiatives.scene import (
    Scene,
    a_scene,
    adopted,
    let_judge,
    recognised,
    registered,
    reported,
    spoken,
)  # fmt: skip
from tests.records.test_photographs import sent
from thanthien.core.clock import ZONE
from thanthien.initiatives.kinds import INITIATIVES
from thanthien.initiatives.models import Adoption, BodyWord, Initiative, ProgressReport
from thanthien.records.photographs import add

pytestmark = pytest.mark.django_db
GALLERY, REGISTER = "/mo-hinh-sang-tao/", "/mo-hinh-sang-tao/so-dang-ky/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 12, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = a_scene()
    let_judge(monkeypatch, made.body)
    return made


def test_anybody_finds_a_model_and_reads_it_whole(client: Client, scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    recognised(scene, made)
    adopted(scene, made)
    rows = client.get(f"{GALLERY}?tu_khoa=giup+viec").context["table"].rows
    assert [(row.initiative.title, row.adopted) for row in rows] == [("Tổ giúp việc buổi tối", 1)]
    page = client.get(f"{GALLERY}{made.origin}/")
    assert page.status_code == 200
    text = page.content.decode()
    for told in ("320 lượt hồ sơ", "99/QĐ-UBND", "Mở thêm tối thứ Năm", scene.other_unit().name):
        assert told in text


def test_gallery_takes_the_same_statements_for_one_model_and_three(client: Client, scene: Scene) -> None:
    seen = []
    for number in range(3):
        registered(scene, title=f"Mô hình {number}")
        with CaptureQueriesContext(connection) as statements:
            client.get(GALLERY)
        seen.append(len(statements))
    assert seen[0] == seen[2]


def test_models_of_a_unit_without_the_room_are_not_shown(client: Client, scene: Scene) -> None:
    made = registered(scene)
    scene.unit.rooms = {"initiatives": [{"from": "2026-11-01", "on": False, "at": "2026-11-01T00:00:00+07:00"}]}
    scene.unit.save()
    assert client.get(f"{GALLERY}{made.origin}/").status_code == 404
    assert client.get(GALLERY).context["table"].count == 0


def test_photograph_with_consent_is_shown_to_everybody(client: Client, scene: Scene) -> None:
    made = registered(scene)
    add(INITIATIVES, sent(), record_id=made.pk, by=scene.officer)
    page = client.get(f"{GALLERY}{made.origin}/")
    (photograph,) = page.context["photographs"]
    address = f"{REGISTER}anh/{photograph.key}/"
    assert address in page.content.decode()
    answer: Any = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def test_officer_registers_and_reports(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    typed = {
        "place": f"{scene.unit.pk}:", "day": "01/12/2026", "title": "Hẹn giờ", "topic": "digital", "problem": "Chờ lâu",
        "novelty": "Đặt giờ qua điện thoại", "doer": "Văn phòng", "started_on": "15/11/2026",
    }  # fmt: skip
    assert client.post(f"{REGISTER}ghi/", typed).status_code == 302
    made = Initiative.objects.get()
    assert (made.title, made.topic, made.started_on) == ("Hẹn giờ", "digital", date(2026, 11, 15))
    address = f"/mo-hinh-sang-tao/bao-cao/ghi/?mo-hinh={made.origin}"
    told = {"place": f"{scene.unit.pk}:", "day": "01/12/2026", "results": "Giảm 40% thời gian chờ", "people": "500"}
    assert client.post(address, told).headers["Location"] == f"{GALLERY}{made.origin}/"
    assert ProgressReport.objects.get().initiative == made.origin


def test_body_says_its_word_by_the_door_of_the_model(client: Client, scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    client.force_login(scene.body)
    doors = dict(client.get(f"{GALLERY}{made.origin}/").context["doors"])
    address = doors["Ghi ý kiến của cơ quan thẩm định"]
    assert client.get(address).context["form"]["year"].value() == 2026
    told = {"place": f"{scene.unit.pk}:", "day": "20/11/2026", "verdict": "effective", "document": "45/SNV",
            "year": "2026", "words": ""}  # fmt: skip
    assert client.post(address, told).status_code == 302
    assert BodyWord.objects.get().document == "45/SNV"


def test_correction_of_a_word_keeps_its_model(client: Client, scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    client.force_login(scene.body)
    told = {"place": f"{scene.unit.pk}:", "day": "02/11/2026", "verdict": "not_yet", "document": "45/SNV",
            "year": "2026", "words": "Chưa đủ số liệu", "version": "1", "reason": "Kiểm tra lại"}  # fmt: skip
    assert client.post(f"/mo-hinh-sang-tao/y-kien/{word.pk}/dinh-chinh/", told).status_code == 302
    standing = BodyWord.objects.standing().get()
    assert (standing.verdict, standing.initiative) == ("not_yet", made.origin)


def test_neighbour_adopts_and_the_own_unit_has_no_such_door(client: Client, scene: Scene) -> None:
    made = registered(scene)
    address = f"/mo-hinh-sang-tao/ap-dung/ghi/?mo-hinh={made.origin}"
    client.force_login(scene.officer)
    assert client.get(address).status_code == 404
    client.force_login(scene.neighbour)
    unit = scene.other_unit()
    told = {"place": f"{unit.pk}:", "day": "01/12/2026", "outcome": "running", "words": "Bắt đầu từ tháng 12"}
    assert client.post(address, told).status_code == 302
    assert Adoption.objects.get().unit == unit


@pytest.mark.parametrize("who", ["officer", "neighbour", "office"])
def test_nobody_but_a_judging_body_confirms(client: Client, scene: Scene, who: str) -> None:
    made = registered(scene)
    client.force_login(getattr(scene, who))
    assert client.get(f"/mo-hinh-sang-tao/y-kien/ghi/?mo-hinh={made.origin}").status_code == 404


@pytest.mark.parametrize("asked", ["", "khong-phai", "00000000-0000-0000-0000-000000000001"])
def test_entry_without_a_model_is_not_there(client: Client, scene: Scene, asked: str) -> None:
    client.force_login(scene.officer)
    assert client.get(f"/mo-hinh-sang-tao/bao-cao/ghi/?mo-hinh={asked}").status_code == 404


def test_register_names_state_and_doors(client: Client, scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    client.force_login(scene.officer)
    page = client.get(f"{REGISTER}{made.pk}/")
    assert page.context["told"].state.key == "reported"
    assert [words for words, _ in page.context["doors"]] == ["Báo cáo kết quả"]


def test_list_of_reports_names_each_model(client: Client, scene: Scene) -> None:
    reported(scene, registered(scene))
    client.force_login(scene.officer)
    lines = b"".join(client.get("/mo-hinh-sang-tao/bao-cao/?tai=csv")).decode("utf-8-sig").splitlines()
    assert "Mô hình" in lines[0]
    assert "Tổ giúp việc buổi tối" in lines[1]
