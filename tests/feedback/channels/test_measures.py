"""Figure 1.2.2: how many kinds of channels work on the last day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.feedback.channels.scene import Scene, a_scene, at, channel, channel_of, mended, tried
from tests.feedback.scene import a_code, answered, own_step, step, told
from tests.grassroots import scene as grassroots
from tests.measures.judging import let_every_body_judge
from tests.workplace.scene import pictures
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.channels.queries import MEASURE
from thanthien.feedback.enums import Via
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import Finding, Number
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import enter, withdraw
from thanthien.records.models import Photograph
from thanthien.records.photographs import Sent, add, take_away
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 14), date(2026, 11, 11), date(2026, 12, 9)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 15, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def scope(scene: Scene, as_of: date = date(2027, 1, 10), **more: Any) -> Scope:
    return scope_of(YEAR, as_of, [scene.unit.pk], **more)


def finding(scene: Scene, as_of: date = date(2027, 1, 10), **more: Any) -> Finding:
    return LIVE_CHANNELS.answer(scope(scene, as_of, **more))[scene.unit.pk]


def live(scene: Scene, **more: Any) -> Decimal:
    figure = finding(scene, **more).figure
    assert isinstance(figure, Number)
    return figure.number


def lines(scene: Scene) -> list[tuple[str, str]]:
    """Words and why not of what lies behind the figure."""
    return [(one.words, one.why) for one in LIVE_CHANNELS.records(scene.unit.pk, scope(scene))]


def test_kinds_count_once_each_with_a_sign_of_life(scene: Scene) -> None:
    box, other, hotline = channel(scene), channel(scene, where="Nhà văn hóa"), channel(scene, "duong-day-nong", "0225")
    channel(scene, "ma-qr", "Bảng tin")
    for one in (box, other, hotline):
        tried(scene, one, NOVEMBER)
    found = finding(scene)
    assert found.figure == Number(Decimal(2))
    assert found.note == "Chưa có bằng chứng hoạt động: Mã QR"
    assert found.basis is not None
    assert found.basis.records == 6


def test_unit_without_channels_has_none_that_works(scene: Scene) -> None:
    told(scene.of, DECEMBER)
    assert finding(scene).figure == Number(Decimal(0))


def test_message_proves_the_kind_by_which_it_came(scene: Scene) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    channel(scene, "ma-qr", "Bảng tin")
    told(scene.of, DECEMBER)
    assert live(scene) == 1
    assert lines(scene)[-1][1] == ""


def test_line_of_a_message_tells_no_minute(scene: Scene) -> None:
    box = channel(scene)
    tried(scene, box, NOVEMBER)
    told(scene.of, DECEMBER)
    told(scene.of, DECEMBER, via=Via.DESK, by=scene.of.officer)
    found = LIVE_CHANNELS.records(scene.unit.pk, scope(scene))
    assert [one.told_at is None for one in found] == [False, False, True, True]


def test_message_of_a_staff_device_and_one_that_officials_wrote_prove_nothing(scene: Scene) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    channel(scene, "ban-tiep-nhan", "Trung tâm")
    told(scene.of, DECEMBER, signed_in=scene.of.officer)
    told(scene.of, DECEMBER, via=Via.DESK, by=scene.of.officer)
    assert live(scene) == 0
    assert finding(scene).note == (
        "Chưa có bằng chứng hoạt động: Bàn tiếp nhận trực tiếp, Trang thông tin điện tử; 2 ý kiến do cán bộ ghi hoặc "
        "gửi từ máy của cán bộ không lấy làm bằng chứng"
    )


def test_message_that_officials_wrote_proves_nothing_whatever_is_done_by_its_code(scene: Scene) -> None:
    channel(scene, "ban-tiep-nhan", "Trung tâm")
    code = a_code()
    row = answered(scene.of, DECEMBER, DECEMBER, code=code, via=Via.DESK, by=scene.of.officer)
    own_step(code, row, "solved", date(2026, 12, 10))
    assert live(scene) == 0


@pytest.mark.parametrize("end", ["spam", "withdraw", "legal", "quarantine"])
def test_what_is_no_feedback_or_out_of_sight_proves_nothing_and_has_no_line(scene: Scene, end: str) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    code = a_code()
    row = told(scene.of, DECEMBER, code=code)
    assert live(scene) == 1
    if end in ("withdraw", "legal"):
        own_step(code, row, end, date(2026, 12, 10), **({"note": "Tố cáo cán bộ"} if end == "legal" else {}))
    else:
        step(scene.of, row, end, date(2026, 12, 10), note="Quảng cáo bán hàng")
    assert live(scene) == 0
    assert [words for words, _ in lines(scene) if words.startswith("PA-")] == []


def test_complaint_about_what_was_answered_goes_on_proving_and_has_no_line(scene: Scene) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    code = a_code()
    row = answered(scene.of, DECEMBER, DECEMBER, code=code)
    own_step(code, row, "complain", date(2026, 12, 10))
    assert live(scene) == 1
    assert [words for words, _ in lines(scene) if words.startswith("PA-")] == []


def test_complaint_that_never_was_in_sight_tells_nothing(scene: Scene) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    before = finding(scene), lines(scene)
    told(scene.of, DECEMBER, topic="khieu-nai-to-cao")
    assert (finding(scene), lines(scene)) == before


def test_weekly_channel_proves_itself_unless_an_official_told_it() -> None:
    people = grassroots.a_scene()
    unit = people.unit.pk
    channel_of(people.unit, people.officer, "mat-tran-doan-the", "Bốn tổ dân phố")
    found = []
    for by in (people.officer, people.head):
        with at(DECEMBER):
            enter(REPORTS, grassroots.opinion(people, DECEMBER, people.hamlets[0]), by=by)
        found.append(LIVE_CHANNELS.answer(scope_of(YEAR, date(2027, 1, 10), [unit]))[unit].figure)
    assert found == [Number(Decimal(0)), Number(Decimal(1))]


# --- Tests ---


def test_test_without_a_photograph_proves_nothing_until_one_comes_in_time(scene: Scene) -> None:
    box = channel(scene)
    bare = tried(scene, box, NOVEMBER, photographs=0)
    assert (live(scene), lines(scene)[-1][1]) == (0, "chưa có ảnh")
    with at(date(2026, 12, 2)):
        add(TESTS, Sent(pictures(1), "nobody"), record_id=bare.pk, by=scene.front)
    assert live(scene) == 1


def test_photograph_that_came_late_proves_nothing_but_by_a_bodys_word(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_every_body_judge(monkeypatch)
    bare = tried(scene, channel(scene), NOVEMBER, photographs=0)
    with at(date(2026, 12, 3)):
        add(TESTS, Sent(pictures(1), "nobody"), record_id=bare.pk, by=scene.front)
    assert (live(scene), lines(scene)[-1][1]) == (0, "ảnh thêm quá hạn")
    accept_late(
        by=person(Role.APPRAISER), unit=scene.unit, measure=MEASURE, periods=["2026-11"], reason="Mất mạng do bão."
    )
    assert live(scene) == 1


def test_photograph_taken_away_proves_nothing_any_more(scene: Scene) -> None:
    made = tried(scene, channel(scene), NOVEMBER)
    before = finding(scene).fingerprint
    [picture] = Photograph.objects.filter(origin=made.origin)
    with at(DECEMBER):
        take_away(TESTS, record_id=made.pk, key=picture.key, reason="Có mặt người dân", by=scene.front)
    assert live(scene) == 0
    assert finding(scene, known_at=datetime(2026, 12, 1, tzinfo=ZONE)).fingerprint == before


def test_channel_found_dead_is_dead_until_it_is_found_to_work(scene: Scene) -> None:
    box = channel(scene)
    tried(scene, box, OCTOBER)
    tried(scene, box, NOVEMBER, "dead", told=date(2027, 1, 14), photographs=0)
    assert live(scene) == 0
    tried(scene, box, DECEMBER)
    assert live(scene) == 1


def test_what_a_channel_was_called_afterwards_was_never_tried(scene: Scene) -> None:
    """Five boxes that were tried don't become five kinds."""
    box, other = channel(scene), channel(scene, where="Nhà văn hóa")
    for one in (box, other):
        tried(scene, one, NOVEMBER)
    mended(scene, other, DECEMBER, kind="ban-tiep-nhan")
    assert live(scene) == 1
    why = "phương tiện không còn dùng, đã đổi loại hoặc nơi đặt, số, địa chỉ"
    assert ("Kiểm tra: Hòm thư góp ý (Nhà văn hóa), đang hoạt động", why) in lines(scene)


def test_channel_that_is_given_up_counts_no_more(scene: Scene) -> None:
    box = channel(scene)
    tried(scene, box, NOVEMBER)
    mended(scene, box, DECEMBER, last_day=date(2026, 12, 30))
    assert live(scene) == 0
    assert live(scene, as_of=date(2026, 12, 30)) == 1
    assert lines(scene)[0] == ("Phương tiện: Hòm thư góp ý (Cổng trụ sở)", "không dùng vào ngày tính")


def test_channel_told_when_the_time_was_over_counts_by_a_bodys_word(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_every_body_judge(monkeypatch)
    channel(scene, "trang-thong-tin", "thu.gov.vn", since=date(2026, 3, 2), told=date(2027, 1, 12))
    told(scene.of, DECEMBER)
    assert (live(scene), lines(scene)[0][1]) == (0, "ghi quá hạn")
    accept_late(
        by=person(Role.APPRAISER), unit=scene.unit, measure=MEASURE, periods=["2026-12"], reason="Mất mạng do bão."
    )
    assert live(scene) == 1


def test_withdrawn_test_and_channel_count_no_more(scene: Scene) -> None:
    made = tried(scene, box := channel(scene), NOVEMBER)
    with at(DECEMBER):
        withdraw(TESTS, record_id=made.pk, version=1, reason="Ghi nhầm hòm thư", by=scene.front)
    assert live(scene) == 0
    tried(scene, box, date(2026, 12, 10))
    with at(date(2026, 12, 11)):
        withdraw(CHANNELS, record_id=box.pk, version=1, reason="Ghi nhầm hòm thư", by=scene.of.officer)
    assert live(scene) == 0
    assert live(scene, known_at=datetime(2026, 12, 10, 23, tzinfo=ZONE)) == 1


def test_city_sets_how_old_a_sign_may_be(scene: Scene) -> None:
    tried(scene, channel(scene), OCTOBER)
    assert [live(scene, chosen={f"{MEASURE}.days": days}) for days in (90, 78, 77)] == [1, 1, 0]


def test_unit_that_ended_is_read_on_its_last_day(scene: Scene) -> None:
    tried(scene, channel(scene), date(2026, 5, 13))
    assert live(scene) == 0
    Unit.objects.filter(pk=scene.unit.pk).update(valid_to=date(2026, 8, 10))
    assert live(scene) == 1


def test_figure_asks_as_much_for_three_units_as_for_one(django_assert_num_queries: Any) -> None:
    scenes = [a_scene() for _ in range(3)]
    for one in scenes:
        tried(one, channel(one), NOVEMBER)
        channel(one, "trang-thong-tin", "thu.gov.vn")
        told(one.of, DECEMBER)
    for units in ([scenes[0].unit.pk], [one.unit.pk for one in scenes]):
        asked = scope_of(YEAR, date(2027, 1, 10), units)
        with django_assert_num_queries(5):
            found = LIVE_CHANNELS.answer(asked)
        assert [one.figure for one in found.values()] == [Number(Decimal(2))] * len(units)
