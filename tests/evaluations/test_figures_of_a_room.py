"""From a record of a room to the point: the fast day of a unit, through posting, cut-off and a body's word on what came
late."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.evaluations.scenario import GOOD, SMALL_SET, Year, fresh, on, open_year
from tests.service.scene import Scene, decide, hold, officer_of
from thanthien.core import clock
from thanthien.evaluations.actions import answers, figures, submission
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Cycle, DossierFigure
from thanthien.evaluations.scored import Entry
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import PerPeriod
from thanthien.measures.queries import digest_holds, scope_of
from thanthien.records.actions import withdraw
from thanthien.service.kinds import DAYS
from thanthien.service.measures import FAST_DAY_WEEKS

pytestmark = pytest.mark.django_db

TEXT = SMALL_SET.read_text(encoding="utf-8").replace("feedback.weekly_intake", FAST_DAY_WEEKS.key)
LAST = date(2026, 2, 1)  # a Sunday: weeks 2, 3, 4 and 5 count
CLOSED = datetime.fromisoformat("2026-02-04T00:10:00+07:00")


@pytest.fixture
def year() -> Year:
    made = open_year(text=TEXT)
    Cycle.objects.filter(pk=made.cycle.pk).update(span_first=date(2026, 1, 5), span_last=LAST, as_of=LAST)
    made.cycle.refresh_from_db()
    made.register()
    return made


def counts(year: Year, moment: Moment) -> list[int]:
    """Records of each due week."""
    figure = stored(year, moment).value
    assert isinstance(figure, PerPeriod)
    return [count.records for _, count in sorted(figure.counts.items())]


def stored(year: Year, moment: Moment) -> DossierFigure:
    return DossierFigure.objects.select_related("computation").get(dossier=year.dossier(), moment=moment)


def computed_again(year: Year, moment: Moment) -> bool | None:
    """Is the stored figure the one that the measure answers today, asked as it was asked then?"""
    row = stored(year, moment)
    rule = row.computation
    span = replace(year.cycle.span, late_days=rule.late_days)
    scope = scope_of(span, rule.as_of, [year.dossier().unit_id], known_at=rule.known_at, chosen=rule.settings)
    finding = FAST_DAY_WEEKS.answer(scope)[year.dossier().unit_id]
    return finding.figure == row.value and digest_holds(row.digest, row.measure, scope, "10001", finding)


def test_a_room_s_records_become_points_and_stand_at_three_moments(year: Year) -> None:
    scene = Scene(year.dossier().unit, officer_of(year.dossier().unit))
    decide(scene, date(2026, 1, 5))
    hold(scene, date(2026, 1, 7))
    with on(date(2026, 1, 19)):
        figures.compute_figures(cycle=year.cycle)  # week 3 has gone by without a fast day
        drafts = {code: answers.Draft(entry) for code, entry in GOOD.items() if code != "1.1"}
        drafts["1.1"] = answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=drafts)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.points) == ({"numerator": "1", "denominator": "2"}, Decimal("0.00"))

    hold(scene, date(2026, 1, 14), told=date(2026, 1, 20))  # Tuesday: still in time
    with on(date(2026, 1, 21)):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=clock.today(), places="Trụ sở"
        )
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.points) == ({"numerator": "2", "denominator": "2"}, Decimal("4.00"))

    hold(scene, date(2026, 1, 21))
    hold(scene, date(2026, 1, 28), told=date(2026, 2, 5))  # two days after the last one
    with clock.set_to(datetime.fromisoformat("2026-02-09T04:00:00+07:00")):
        figures.compute_cut_off(cycle=year.cycle)
        figures.compute_figures(cycle=year.cycle)
    assert [counts(year, moment) for moment in (Moment.POSTED, Moment.CUT_OFF, Moment.LIVE)] == [
        [1, 1], [1, 1, 1, 0], [1, 1, 1, 0],
    ]  # fmt: skip
    assert year.answer("10001", "1.1").value == {"numerator": "2", "denominator": "2"}

    with on(date(2026, 2, 12)):
        accept_late(
            by=fresh(year.people.mttq), unit=scene.unit, measure=FAST_DAY_WEEKS.key, periods=["2026-W05"], reason="Bão"
        )
    assert counts(year, Moment.CUT_OFF) == [1, 1, 1, 1]
    with on(date(2026, 3, 1)):
        assert [computed_again(year, moment) for moment in (Moment.POSTED, Moment.CUT_OFF)] == [True, True]


def test_a_record_corrected_after_the_cut_off_leaves_its_figure_and_can_still_be_computed_again(year: Year) -> None:
    scene = Scene(year.dossier().unit, officer_of(year.dossier().unit))
    decide(scene, date(2026, 1, 5))
    held = [hold(scene, date(2026, 1, day)) for day in (7, 14, 21, 28)]
    with clock.set_to(CLOSED):
        figures.compute_cut_off(cycle=year.cycle)
    with on(date(2026, 2, 6)):
        withdraw(DAYS, record_id=held[0].pk, version=1, reason="Ghi nhầm", by=scene.officer)
        figures.compute_figures(cycle=year.cycle)
        assert counts(year, Moment.CUT_OFF) == [1, 1, 1, 1]
        assert counts(year, Moment.LIVE) == [0, 1, 1, 1]
        assert computed_again(year, Moment.CUT_OFF) is True
