"""Sealed figures counted again from their records: what the platform alone can check."""

import json
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.scenario import Year, open_year
from tests.factories.units import UnitFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from tests.portal.published import FIGURES_SET, SAME_DAY, WEEKLY
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import DossierFigure, Seal
from thanthien.evaluations.queries.figure_checks import Verdict, check_figures
from thanthien.evaluations.queries.figure_door import scope_then
from thanthien.grassroots.actions import forget_person, report
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.measures import registry
from thanthien.records.actions import correct, withdraw
from thanthien.units.actions import import_hamlets
from thanthien.units.changing import merge_units, take_back_change
from thanthien.units.enums import HamletKind
from thanthien.units.hamlets import HamletLine
from thanthien.units.models import Hamlet, UnitChange
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Year:
    return open_year(units=1, text=FIGURES_SET)


@pytest.fixture
def scene(made: Year) -> Scene:
    return a_scene("10001")


@pytest.fixture
def year(made: Year, scene: Scene, settings: Any) -> Year:
    """A commune that handed in its dossier with the weekly reports of two weeks."""
    settings.FIGURE_DIGEST_KEYS = ["a-key-of-this-year"]
    with clock.set_to(datetime(2026, 1, 9, 9, tzinfo=ZONE)):
        report(opinion(scene, date(2026, 1, 8), scene.hamlets[0]), by=scene.front, who="Bà Hoa", contact="0900000001")
        report(nothing(scene, date(2026, 1, 8), scene.hamlets[1]), by=scene.front)
    made.submit("10001")
    return made


def verdicts(year: Year) -> list[Verdict]:
    return [one.verdict for one in check_figures(year.cycle) if one.measure == WEEKLY]


def rewrite(statement: str) -> None:
    """What the owner of the database can do past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_sealed_figure_is_counted_again(year: Year):
    one, other = check_figures(year.cycle)
    sealed = json.loads(Seal.objects.get().body)
    assert sealed["figures"][0]["figure"]["periods"]["2026-W02"] == [2, 2, 4]
    assert (one.number, one.unit_code, one.measure, one.moment, one.verdict) == (
        sealed["number"], "10001", WEEKLY, "posted", Verdict.SAME,
    )  # fmt: skip
    assert (other.measure, other.verdict) == (SAME_DAY, Verdict.SAME)


def test_what_became_known_later_changes_nothing(year: Year, scene: Scene):
    first, second = WeeklyReport.objects.order_by("pk")
    with clock.set_to(datetime(2026, 2, 1, 9, tzinfo=ZONE)):
        clearer = opinion(scene, first.day, scene.hamlets[0], text="Đã giải quyết")
        correct(REPORTS, clearer, record_id=first.pk, version=1, by=scene.front, reason="Rõ hơn")
        withdraw(REPORTS, record_id=second.pk, version=1, by=scene.front, reason="Ghi nhầm")
    assert verdicts(year) == [Verdict.SAME]


def test_list_of_hamlets_that_is_dated_back_changes_nothing_sealed(year: Year, scene: Scene):
    lines = [HamletLine(scene.unit.pk, HamletKind.TO_DAN_PHO, f"Tổ {n}", None) for n in range(1, 10)]
    with clock.set_to(datetime(2026, 2, 1, 9, tzinfo=ZONE)):
        import_hamlets(lines=lines, from_day=date(2026, 1, 5), by=None)
    assert Hamlet.objects.current(date(2026, 1, 11)).filter(unit=scene.unit).count() == 9
    assert verdicts(year) == [Verdict.SAME]


def merge(scene: Scene, on: date) -> None:
    other = UnitFactory()
    merge_units(unit_ids=[scene.unit.pk], into_id=other.pk, on=on, document_number="1/NQ-HĐND", by=None)


def test_merger_that_is_dated_back_changes_nothing_sealed(year: Year, scene: Scene):
    merge(scene, date(2026, 1, 4))
    assert verdicts(year) == [Verdict.SAME]
    assert "unit_until" not in json.loads(Seal.objects.get().body)["computations"][0]


def test_last_day_of_a_unit_is_a_fact_of_the_computing(made: Year, scene: Scene, settings: Any):
    settings.FIGURE_DIGEST_KEYS = ["a-key-of-this-year"]
    merge(scene, date(2026, 1, 5))
    made.submit("10001")
    change = UnitChange.objects.get()
    sealed = json.loads(Seal.objects.get().body)
    assert sealed["computations"][0]["unit_until"] == "2026-01-04"
    assert list(sealed["figures"][0]["figure"]["periods"]) == ["2026-W01"]
    assert verify_seal(sealed, made.cycle.criteria_set.parsed()).differences == []
    take_back_change(change_id=change.pk, by=None)
    assert verdicts(made) == [Verdict.SAME]
    row = DossierFigure.objects.filter(moment=Moment.POSTED, measure=WEEKLY).select_related("computation").get()
    assert scope_then(row.computation, [scene.unit.pk]).ends == {scene.unit.pk: date(2026, 1, 4)}


def test_figure_stays_checkable_after_a_person_s_data_is_erased(year: Year, scene: Scene):
    assert OpinionPerson.objects.count() == 1
    forget_person(record=WeeklyReport.objects.order_by("pk")[0], by=scene.front)
    rewrite("UPDATE grassroots_weeklyreport SET text = 'đã xóa' WHERE text <> ''")
    assert (OpinionPerson.objects.count(), verdicts(year)) == (0, [Verdict.SAME])


def test_record_taken_away_is_seen(year: Year):
    rewrite("DELETE FROM grassroots_weeklyreport WHERE nothing")
    assert verdicts(year) == [Verdict.OTHER_FIGURE]


def test_record_put_in_the_place_of_another_is_seen(year: Year):
    rewrite("UPDATE grassroots_weeklyreport SET id = id + 1000 WHERE nothing")
    assert verdicts(year) == [Verdict.OTHER_RECORDS]


def test_digest_is_checked_with_the_key_that_made_it(year: Year, settings: Any):
    settings.FIGURE_DIGEST_KEYS = ["a-later-key", "a-key-of-this-year"]
    assert verdicts(year) == [Verdict.SAME]
    settings.FIGURE_DIGEST_KEYS = ["a-later-key"]
    assert verdicts(year) == [Verdict.NO_KEY]


def test_measure_that_is_no_more_is_told(year: Year, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(registry._measures, WEEKLY)
    assert verdicts(year) == [Verdict.NO_MEASURE]


def test_many_seals_of_one_computing_are_counted_at_once(year: Year):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert set(verdicts(year)) == {Verdict.SAME}
        return len(captured)

    one = statements()
    seal = Seal.objects.get()
    for _ in range(3):
        Seal.objects.create(
            dossier=seal.dossier, kind=seal.kind, number=str(uuid4()), body=seal.body, sha256=seal.sha256,
            sealed_at=seal.sealed_at, sealed_by=seal.sealed_by,
        )  # fmt: skip
    assert (statements(), len(verdicts(year))) == (one, 4)


def test_command_says_what_does_not_fit(year: Year, capsys: pytest.CaptureFixture[str]):
    call_command("check_figures", "2026")
    assert capsys.readouterr().out == "Đã đếm lại 2 số liệu, 2 khớp.\n"
    rewrite("DELETE FROM grassroots_weeklyreport WHERE nothing")
    with pytest.raises(CommandError, match="không khớp"):
        call_command("check_figures", "2026", "--unit", "10001")
    number = json.loads(Seal.objects.get().body)["number"]
    assert capsys.readouterr().out.splitlines() == [
        f"{number} (10001), {WEEKLY}, posted: số liệu tính lại là số khác.", "Đã đếm lại 2 số liệu, 1 khớp.",
    ]  # fmt: skip
    call_command("check_figures", "2026", "--unit", "10002")
    assert capsys.readouterr().out == "Đã đếm lại 0 số liệu, 0 khớp.\n"
    with pytest.raises(CommandError, match="Không có kỳ"):
        call_command("check_figures", "2025")
