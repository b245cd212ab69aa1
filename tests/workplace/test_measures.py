"""What the figures of the room count: checklists, breaches, tests, the owner's file; what lies behind them."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.units import HamletFactory
from tests.independent.recount import indicators
from tests.workplace.scene import (
    ALL,
    Scene,
    a_scene,
    check,
    finding,
    hear,
    inspect,
    installs,
    pictures,
    scope,
    told_lines,
)
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.codes import joined
from thanthien.criteria import scoring
from thanthien.measures.figures import Absent, Items, Passed, Ratio, fingerprint
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.records.models import SHELF, Photograph
from thanthien.records.photographs import Sent, add, take_away
from thanthien.records.queries import NO_PERIOD
from thanthien.units.models import Hamlet
from thanthien.workplace.coverage import APP_HOUSEHOLDS, DIGITAL_RADIO, NO_HAMLETS, NO_IMPORT
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import CHECKS, INSPECTIONS
from thanthien.workplace.measures import SERVICE_CENTRE_ITEMS, SMOKE_FREE
from thanthien.workplace.models import CentreCheck

pytestmark = pytest.mark.django_db
MEASURES = (SERVICE_CENTRE_ITEMS, SMOKE_FREE, DIGITAL_RADIO, APP_HOUSEHOLDS)
MAY, OCTOBER = date(2026, 5, 4), date(2026, 10, 5)
IN_JULY = date(2026, 7, 31)
SETS = Path(scoring.__file__).parent / "sets"
LESS = joined(code for code in catalogue() if code not in {"wifi", "may-scan"})


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def there(scene: Scene, **more: Any) -> set[str]:
    figure = finding(SERVICE_CENTRE_ITEMS, scene, **more).figure
    assert isinstance(figure, Items)
    assert list(figure.items) == list(catalogue())
    return {code for code, is_there in figure.items.items() if is_there}


# --- 4.1.1 ---


def test_item_counts_that_is_in_the_checklists_of_both_halves(scene: Scene) -> None:
    check(scene, MAY, ALL)
    check(scene, OCTOBER, LESS)
    assert there(scene) == {*catalogue()} - {"wifi", "may-scan"}
    assert finding(SERVICE_CENTRE_ITEMS, scene).note == ""


def test_half_that_is_not_over_asks_for_nothing_yet(scene: Scene) -> None:
    check(scene, MAY, ALL)
    assert there(scene, as_of=IN_JULY) == {*catalogue()}
    assert finding(SERVICE_CENTRE_ITEMS, scene, as_of=date(2026, 6, 29)).figure == Absent(NO_PERIOD)


def test_due_half_without_a_checklist_leaves_no_item(scene: Scene) -> None:
    check(scene, MAY, ALL)
    assert there(scene) == set()
    assert finding(SERVICE_CENTRE_ITEMS, scene).note == "Chưa có biên bản được tính của nửa cuối năm 2026."


def test_unit_that_came_in_october_owes_one_half(scene: Scene) -> None:
    late = {scene.unit.pk: date(2026, 10, 3)}  # 90 days
    check(scene, OCTOBER, LESS)
    assert there(scene, starts=late) == {*catalogue()} - {"wifi", "may-scan"}
    later = {scene.unit.pk: date(2026, 10, 4)}
    assert finding(SERVICE_CENTRE_ITEMS, scene, starts=later).figure == Absent(NO_PERIOD)


def test_late_checklist_counts_once_a_body_lets_it(scene: Scene) -> None:
    check(scene, MAY, ALL, told=datetime(2026, 7, 6, 9, tzinfo=ZONE))
    assert there(scene, as_of=IN_JULY) == set()
    assert list(told_lines(SERVICE_CENTRE_ITEMS, scene, as_of=IN_JULY)) == [(MAY, False, "ghi quá hạn")]
    accepted = {(SERVICE_CENTRE_ITEMS.key, scene.unit.pk, "2026-H1")}
    assert there(scene, as_of=IN_JULY, accepted=accepted) == {*catalogue()}
    assert SERVICE_CENTRE_ITEMS.timeliness is not None
    assert SERVICE_CENTRE_ITEMS.timeliness(scope(scene, as_of=IN_JULY))[scene.unit.pk].week_late == 1


def test_photograph_added_after_the_limit_leaves_the_checklist_out(scene: Scene) -> None:
    made, other = check(scene, MAY, photographs=0), check(scene, date(2026, 4, 1), photographs=0)
    for one, day in ((other, date(2026, 7, 2)), (made, date(2026, 7, 3))):
        with clock.set_to(datetime.combine(day, time(17))):
            add(CHECKS, Sent(pictures(1), "nobody"), record_id=one.pk, by=scene.officer)
    assert list(told_lines(SERVICE_CENTRE_ITEMS, scene, as_of=IN_JULY)) == [
        (date(2026, 4, 1), True, ""), (MAY, False, "ảnh thêm quá hạn"),
    ]  # fmt: skip
    [_, line] = SERVICE_CENTRE_ITEMS.records(scene.unit.pk, scope(scene, as_of=IN_JULY))
    assert line.marks == ("ảnh cũng có ở bản ghi khác", "ảnh thêm quá hạn, lúc 17:00, 03/07/2026")


def test_city_sets_the_days_between_two_halves(scene: Scene) -> None:
    check(scene, date(2026, 6, 29), ALL)
    check(scene, date(2026, 7, 20), ALL)
    assert there(scene) == set()
    assert there(scene, settings={"workplace.service_centre_items.spacing": 21}) == {*catalogue()}


def test_corrected_and_withdrawn_checklists_count_as_they_stood_then(scene: Scene) -> None:
    made = check(scene, MAY, ALL)
    with clock.set_to(datetime(2026, 8, 1, 9)):
        values = {"items": LESS, "smoke": "free", "minutes": "", "note": ""}
        again = correct(
            CHECKS, Entry(scene.unit, MAY, values), record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.officer
        )
    assert there(scene, as_of=IN_JULY) == {*catalogue()} - {"wifi", "may-scan"}
    assert there(scene, as_of=IN_JULY, known_at=datetime(2026, 7, 20, tzinfo=ZONE)) == {*catalogue()}
    withdraw(CHECKS, record_id=again.pk, version=2, reason="Không có buổi kiểm tra", by=scene.officer)
    assert there(scene, as_of=IN_JULY) == set()


def test_photograph_that_is_taken_away_takes_the_checklist_with_it(scene: Scene) -> None:
    made = check(scene, MAY)
    before = finding(SERVICE_CENTRE_ITEMS, scene, as_of=IN_JULY)
    picture = Photograph.objects.get(origin=made.origin)
    assert before.fingerprint == fingerprint([(CHECKS.key, made.pk, 1), (SHELF, picture.pk, 1)])
    with clock.set_to(datetime(2026, 8, 3, 9)):
        take_away(CHECKS, record_id=made.pk, key=picture.key, reason="Có mặt người dân", by=scene.officer)
    assert there(scene, as_of=IN_JULY) == set()
    assert finding(SERVICE_CENTRE_ITEMS, scene, as_of=IN_JULY, known_at=datetime(2026, 8, 2, tzinfo=ZONE)) == before


def test_codes_are_those_of_the_second_version_of_the_set() -> None:
    text = (SETS / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8")
    rule = indicators(text)["4.1.1"]["rule"]
    listed = [(one["code"], one["title"]) for one in rule["items"]]
    assert [(one.code, one.title) for one in catalogue().values()] == listed
    assert SERVICE_CENTRE_ITEMS.codes == tuple(code for code, _ in listed)


# --- 4.2.1 ---


def test_smoke_free_needs_every_due_checklist_to_say_so(scene: Scene) -> None:
    check(scene, MAY)
    assert finding(SMOKE_FREE, scene, as_of=IN_JULY).figure == Passed(True)
    assert finding(SMOKE_FREE, scene).figure == Passed(False)  # the second half has none
    check(scene, OCTOBER, smoke="smoked")
    found = finding(SMOKE_FREE, scene)
    assert (found.figure, found.note) == (Passed(False), "Biên bản ngày 05/10/2026 ghi còn người hút thuốc lá.")


def test_confirmed_breach_fails_until_its_body_takes_it_back(scene: Scene) -> None:
    check(scene, MAY)
    check(scene, OCTOBER)
    inspect(scene, date(2026, 3, 2), "clean")
    assert finding(SMOKE_FREE, scene).figure == Passed(True)
    made = inspect(scene, date(2026, 11, 2))
    found = finding(SMOKE_FREE, scene)
    assert (found.figure, found.note) == (Passed(False), "Có 1 vi phạm được xác nhận (ngày 02/11/2026).")
    assert finding(SMOKE_FREE, scene, as_of=date(2026, 11, 1)).figure == Passed(True)
    withdraw(INSPECTIONS, record_id=made.pk, version=1, reason="Kết luận sai đơn vị", by=scene.inspector)
    assert finding(SMOKE_FREE, scene).figure == Passed(True)


def test_breach_of_another_year_says_nothing(scene: Scene) -> None:
    check(scene, MAY)
    check(scene, OCTOBER)
    inspect(scene, date(2027, 1, 4))
    inspect(scene, date(2025, 12, 30))
    assert finding(SMOKE_FREE, scene).figure == Passed(True)


def test_lines_of_smoking_are_read_by_who_reads_each_kind(scene: Scene) -> None:
    other = a_scene()
    check(scene, MAY)
    inspect(scene, MAY)
    lines = SMOKE_FREE.records(scene.unit.pk, scope(scene, as_of=IN_JULY))
    assert [(line.counted, line.why) for line in lines] == [(True, ""), (True, "")]
    assert list(SMOKE_FREE.reads(scene.officer, lines)) == list(lines)
    assert list(SMOKE_FREE.reads(other.officer, lines)) == []
    assert list(SMOKE_FREE.reads(other.inspector, lines)) == list(lines)


# --- 4.3.1 ---


def covered(scene: Scene, **more: Any) -> Any:
    return finding(DIGITAL_RADIO, scene, **more).figure


def test_place_is_covered_by_its_last_test_alone(scene: Scene) -> None:
    one, two = scene.hamlets
    hear(scene, one, date(2026, 9, 1), "silent")
    hear(scene, one, date(2026, 11, 2))
    hear(scene, two, date(2026, 9, 1))
    assert covered(scene) == Ratio(Decimal(2), Decimal(2))
    hear(scene, two, date(2026, 12, 1), "silent")
    found = finding(DIGITAL_RADIO, scene)
    assert (found.figure, found.note) == (
        Ratio(Decimal(1), Decimal(2)), "1 nơi nghe thử lần sau cùng không nghe được.",
    )  # fmt: skip


@pytest.mark.parametrize(("day", "heard"), [(date(2026, 7, 4), 1), (date(2026, 7, 3), 0)])
def test_test_is_at_most_180_days_old_on_the_last_day(scene: Scene, day: date, heard: int) -> None:
    hear(scene, scene.hamlets[0], day)
    assert covered(scene) == Ratio(Decimal(heard), Decimal(2))


def test_place_that_is_gone_is_neither_covered_nor_counted(scene: Scene) -> None:
    gone = HamletFactory(unit=scene.unit, name="Tổ dân phố cũ", valid_to=date(2026, 11, 30))
    hear(scene, gone, date(2026, 10, 5))
    hear(scene, scene.hamlets[0], date(2026, 10, 5))
    assert covered(scene) == Ratio(Decimal(1), Decimal(2))
    assert covered(scene, as_of=date(2026, 10, 31)) == Ratio(Decimal(2), Decimal(3))
    assert ("thôn, tổ dân phố không còn vào ngày tính") in [why for _, _, why in told_lines(DIGITAL_RADIO, scene)]


def test_unit_that_ended_is_read_on_its_own_last_day() -> None:
    scene = a_scene(valid_to=date(2026, 6, 30))
    for hamlet in scene.hamlets:
        Hamlet.objects.filter(pk=hamlet.pk).update(valid_to=date(2026, 6, 30))
    hear(scene, scene.hamlets[0], date(2026, 3, 2))  # 303 days before the end of the year
    assert covered(scene, ends={scene.unit.pk: date(2026, 6, 30)}) == Ratio(Decimal(1), Decimal(2))


def test_test_told_after_its_month_waits_for_a_body(scene: Scene) -> None:
    hear(scene, scene.hamlets[0], date(2026, 10, 5), told=datetime(2026, 11, 4, 9, tzinfo=ZONE))
    assert covered(scene) == Ratio(Decimal(0), Decimal(2))
    accepted = {(DIGITAL_RADIO.key, scene.unit.pk, "2026-10")}
    assert covered(scene, accepted=accepted) == Ratio(Decimal(1), Decimal(2))
    assert list(told_lines(DIGITAL_RADIO, scene)) == [(date(2026, 10, 5), False, "ghi quá hạn")]


def test_unit_without_a_list_has_no_figure(scene: Scene) -> None:
    scene.unit.hamlets.all().delete()
    assert covered(scene) == Absent(NO_HAMLETS)


# --- 4.3.3 ---


def having_app(scene: Scene, **more: Any) -> Any:
    return finding(APP_HOUSEHOLDS, scene, **more).figure


def test_latest_file_of_the_owner_makes_the_figure_and_its_day_and_source_are_told(scene: Scene) -> None:
    installs(scene, MAY, 400, 1000)
    installs(scene, OCTOBER, 620, 1010)
    installs(scene, date(2026, 12, 1), 1010, 1010, own=True)
    found = finding(APP_HOUSEHOLDS, scene)
    assert found.figure == Ratio(Decimal(620), Decimal(1010))
    assert found.note == "Số liệu ngày 05/10/2026, nguồn: Sở Khoa học và Công nghệ."
    assert having_app(scene, as_of=IN_JULY) == Ratio(Decimal(400), Decimal(1000))
    assert list(told_lines(APP_HOUSEHOLDS, scene)) == [
        (MAY, False, "đã có số liệu khác được lấy"),
        (OCTOBER, True, ""),
        (date(2026, 12, 1), False, "số đơn vị tự đếm"),
    ]


def test_places_are_added_up_once_all_are_there(scene: Scene) -> None:
    installs(scene, MAY, 100, 500)
    installs(scene, OCTOBER, 300, 400, scene.hamlets[0])
    assert having_app(scene) == Ratio(Decimal(100), Decimal(500))  # the second tổ dân phố is missing
    installs(scene, OCTOBER, 100, 200, scene.hamlets[1])
    assert having_app(scene) == Ratio(Decimal(400), Decimal(600))


def test_without_the_owner_s_file_of_the_year_there_is_no_figure(scene: Scene) -> None:
    installs(scene, date(2025, 12, 30), 900, 1000, told=MAY)
    installs(scene, OCTOBER, 900, 1000, own=True)
    assert having_app(scene) == Absent(NO_IMPORT)


# --- All of them ---


def test_room_that_is_off_gives_no_figure(scene: Scene) -> None:
    off = {scene.unit.pk: {"workplace": [{"from": "2026-01-01", "on": False, "at": "2026-01-01T00:00:00+07:00"}]}}
    for measure in MEASURES:
        assert isinstance(finding(measure, scene, rooms=off).figure, Absent)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_figures_of_one_and_three_units_take_as_many_statements(measure: Measure) -> None:
    scenes = [a_scene() for _ in range(3)]
    for one in scenes:
        check(one, MAY)
        inspect(one, MAY)
        for hamlet in one.hamlets:
            hear(one, hamlet, OCTOBER)
            installs(one, OCTOBER, 1, 2, hamlet)
    counts = []
    for asked in (scenes[:1], scenes):
        with CaptureQueriesContext(connection) as statements:
            found = measure.answer(scope(*asked))
        assert not any(isinstance(one.figure, Absent) for one in found.values())
        counts.append(len(statements))
    assert counts == [{"workplace.service_centre_items": 1}.get(measure.key, 2)] * 2


def test_nothing_is_counted_of_a_span_that_is_too_short(scene: Scene) -> None:
    check(scene, MAY)
    short = Span(date(2026, 4, 3), date(2026, 9, 27))
    assert finding(SERVICE_CENTRE_ITEMS, scene, span=short).figure == Absent(NO_PERIOD)
    assert CentreCheck.objects.count() == 1
