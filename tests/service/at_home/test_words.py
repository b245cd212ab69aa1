"""Steps are kept in clear for good: their words tell nothing of whom they are about."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.service.at_home.scene import Scene, a_scene, asked, step
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.service.at_home.models import HomeStep

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, THURSDAY = (date(2026, 3, one) for one in (2, 3, 5))


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 20, 9, tzinfo=ZONE), tick=False)


def tell(scene: Scene, field: str, text: str) -> None:
    request = asked(scene, MONDAY)
    if field == "who":
        step(scene, request, "plan", TUESDAY, day=THURSDAY, who=text)
    else:
        step(scene, request, "refuse", TUESDAY, reason="can_travel", note=text)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("note", "đã gặp bà Tư tại Trung tâm", "Không ghi họ tên, số điện thoại"),
        ("note", "gọi 0912 345 678 không ai nghe", "Không ghi họ tên, số điện thoại"),
        ("note", "không có nhà ở ngõ 12", "Không ghi địa chỉ của người dân"),
        ("who", "Lê Thị Đến, 0912345678", "Không ghi số điện thoại"),
        ("who", "Lê Thị Đến, đến số nhà 7", "Không ghi địa chỉ của người dân"),
    ],
    ids=["name", "telephone", "address", "telephone-beside-the-official", "address-beside-the-official"],
)
def test_words_of_the_person_are_refused_beside_their_field(field: str, text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as problem:
        tell(a_scene(), field, text)
    assert [(name, said.startswith(sentence)) for name, said in problem.value.errors.items()] == [(field, True)]
    assert HomeStep.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("note", "hẹn lại ngày 05/03/2026, người thân đã nhận"),
        ("who", "Nguyễn Anh Tuấn, công chức tư pháp"),
        ("who", "Anh Tư Đến"),
    ],
    ids=["day", "full-name", "name-as-it-is-called"],
)
def test_words_of_the_work_are_taken(field: str, text: str) -> None:
    tell(a_scene(), field, text)
    assert HomeStep.objects.values_list(field, flat=True).get() == text
