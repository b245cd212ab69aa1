"""The contents that people supervise (1.2.1): what was published and asked of each, for everybody and beside the
declared indicator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from tests.criteria.test_version_two import second
from tests.disclosure import scene as disclosure
from tests.engagement import scene as receptions
from tests.feedback.scene import Scene, a_code, a_scene, answered, own_step, published, step, told
from thanthien.core.clock import ZONE
from thanthien.criteria.rules import Checklist
from thanthien.disclosure.supervised import supervised as served
from thanthien.engagement.supervised import CONTENT
from thanthien.feedback.supervised import supervised
from thanthien.measures.contents import are_supervised, contents_told
from thanthien.measures.scope import Span
from thanthien.measures.terms import YearTerms
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
YEAR = (date(2026, 1, 1), date(2026, 3, 30))
CONTENTS = ["cong-vu", "dao-duc", "neu-guong", "tiep-dan"]


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    caches["local"].clear()
    time_machine.move_to(datetime(2026, 3, 30, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def lines(unit: Unit, first: date = YEAR[0], last: date = YEAR[1]) -> Mapping[str, list[str]]:
    found = contents_told(unit, CONTENTS, first, last)
    return {code: [one.words for one in told_of] for code, told_of in found.items()}


def test_codes_are_those_of_the_shipped_set() -> None:
    [indicator] = [one for one in second().indicators() if one.code == "1.2.1"]
    assert isinstance(indicator.rule, Checklist)
    codes = [one.code for one in indicator.rule.items]
    assert codes == [*supervised()] == CONTENTS
    assert {*served(), CONTENT} == {*codes}
    assert are_supervised(codes)
    assert not are_supervised([])
    assert not are_supervised([*codes, "khac"])


def told_by(unit: Unit, beginning: str, **days: date) -> dict[str, str]:
    """By content the line of the room whose words begin so."""
    found = lines(unit, **days).items()
    return {code: words for code, every in found for words in every if words.startswith(beginning)}


def test_asked_is_counted_by_content_within_the_days(scene: Scene) -> None:
    for topic in ("dao-duc", "dao-duc", "duong-sa"):
        told(scene, MONDAY, topic=topic)
    told(scene, date(2025, 12, 30), topic="dao-duc")
    step(scene, told(scene, MONDAY, topic="neu-guong"), "spam", TUESDAY, note="Quảng cáo bán hàng")
    assert told_by(scene.unit, "Nhận") == {"dao-duc": "Nhận 2 phản ánh, góp ý; trả lời 0, công khai kết quả 0"}
    assert [*told_by(scene.unit, "Chưa nhận")] == ["cong-vu", "neu-guong", "tiep-dan"]


def test_what_was_answered_and_made_public_is_told(scene: Scene) -> None:
    published(scene, MONDAY, TUESDAY)
    row = published(scene, MONDAY, TUESDAY, topic="cong-vu")
    answered(scene, MONDAY, TUESDAY, topic="cong-vu")
    assert told_by(scene.unit, "Nhận") == {"cong-vu": "Nhận 2 phản ánh, góp ý; trả lời 2, công khai kết quả 1"}
    assert row.topic == "cong-vu"


def test_what_the_unit_does_not_see_is_told_to_nobody(scene: Scene) -> None:
    before = lines(scene.unit)
    code = a_code()
    own_step(code, told(scene, MONDAY, code=code, topic="dao-duc"), "legal", TUESDAY, note="Tố cáo cán bộ")
    assert lines(scene.unit) == before


def test_published_documents_count_once_for_a_content() -> None:
    scene = disclosure.a_scene()
    for items in ("DC11.04.c; TN10.c", "DC11.04.b", "DC11.02.b"):
        disclosure.made_public(scene, disclosure.drafted(scene, MONDAY, items), MONDAY)
    disclosure.drafted(scene, MONDAY, "CK")
    assert told_by(scene.unit, "Đang công khai") == {
        "cong-vu": "Đang công khai 1 văn bản", "dao-duc": "Đang công khai 1 văn bản",
    }  # fmt: skip
    assert told_by(scene.unit, "Chưa công khai") == {"neu-guong": "Chưa công khai văn bản nào"}
    assert told_by(scene.unit, "Đang công khai", last=date(2026, 3, 1)) == {}


def test_receptions_are_told_of_the_heads_content() -> None:
    scene = receptions.a_scene()
    receptions.plan(scene, date(2026, 3, 11))
    receptions.plan(scene, date(2026, 4, 8))
    receptions.hold(scene, date(2026, 3, 11))
    assert told_by(scene.unit, "Lịch công khai") == {
        "tiep-dan": "Lịch công khai có 1 buổi tiếp công dân, đối thoại; đã tổ chức 1 buổi"
    }


def test_room_that_a_unit_does_not_use_tells_nothing(scene: Scene) -> None:
    rooms = {room: [{"from": "2026-01-01", "on": False}] for room in ("feedback", "disclosure", "engagement")}
    Unit.objects.filter(pk=scene.unit.pk).update(rooms=rooms)
    scene.unit.refresh_from_db()
    assert lines(scene.unit) == {code: [] for code in CONTENTS}


def test_all_rooms_are_asked_in_one_statement(scene: Scene, django_assert_num_queries: Any) -> None:
    told(scene, MONDAY, topic="dao-duc")
    with django_assert_num_queries(1):
        lines(scene.unit)


def test_days_are_those_of_the_year_that_the_heading_names(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = Span(date(2025, 12, 1), date(2026, 11, 30))
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: [YearTerms(year, key="2026")]])
    told(scene, date(2025, 12, 1), topic="dao-duc")
    told(scene, date(2025, 11, 30), topic="dao-duc")
    answer = client.get(reverse("feedback-unit", args=[scene.unit.code]))
    shown = [line.words for one in answer.context["contents"] for line in one.lines if line.words.startswith("Nhận")]
    assert shown == ["Nhận 1 phản ánh, góp ý; trả lời 0, công khai kết quả 0"]
    assert "Nội dung Nhân dân giám sát, năm 2026</h2>" in answer.content.decode()


def test_everybody_reads_it_below_the_answers(client: Client, scene: Scene) -> None:
    told(scene, MONDAY, topic="dao-duc")
    answer = client.get(reverse("feedback-unit", args=[scene.unit.code]))
    shown = {one.title: [line.words for line in one.lines] for one in answer.context["contents"]}
    assert list(shown) == [
        "Hoạt động của chính quyền, việc thực thi công vụ của cán bộ, công chức",
        "Đạo đức, lối sống của cán bộ, công chức",
        "Trách nhiệm nêu gương của cán bộ",
        "Tiếp dân, đối thoại, lắng nghe ý kiến Nhân dân của người đứng đầu",
    ]
    words = "Nhận 1 phản ánh, góp ý; trả lời 0, công khai kết quả 0"
    assert words in shown["Đạo đức, lối sống của cán bộ, công chức"]
    assert words in answer.content.decode()
