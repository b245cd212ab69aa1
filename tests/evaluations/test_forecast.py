"""The forecast of dossiers: figures of records beside what the commune says, for all units at once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import Year, on
from thanthien.criteria.values import NotApplicable, Passed, Ratio
from thanthien.evaluations.actions import answers
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forecasting import Forecast, Prospect, Stake
from thanthien.evaluations.models import Answer
from thanthien.evaluations.queries.forecast import forecasts
from thanthien.evaluations.scored import Entry
from thanthien.measures.periods import period_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
D = Decimal
MONDAY = date(2026, 2, 9)  # weeks 1 to 6 are over; of week 6 one may still tell
THURSDAYS = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 29)]  # of weeks 2, 3 and 5


@pytest.fixture
def year() -> Iterator[Year]:
    made = joined_year()
    with on(MONDAY):
        yield made


def foreseen(year: Year, code: str = "10001") -> Forecast:
    dossier = year.dossier(code)
    return forecasts(year.cycle, [dossier])[dossier.pk]


def test_weeks_are_won_open_or_lost(year: Year) -> None:
    report(year, THURSDAYS)
    report(year, [date(2026, 1, 22)], told=date(2026, 1, 28))  # a day too late
    one = foreseen(year).prospects["1.1"]
    assert one.season is not None
    assert one.season.lost == (period_of("iso_week", date(2026, 1, 1)), period_of("iso_week", date(2026, 1, 22)))
    assert (one.season.met, len(one.season.open)) == (3, 48)
    assert one[:4] == (Ratio(D(3), D(6)), Ratio(D(3), D(53)), Ratio(D(51), D(53)), True)
    assert foreseen(year).stake("1.1") == Stake(D("0.50"), D("3.50"), D("3.50"))


def test_week_is_lost_when_its_time_to_tell_is_over(year: Year) -> None:
    for day, lost in ((date(2026, 2, 10), 5), (date(2026, 2, 11), 6)):
        with on(day):
            season = foreseen(year).prospects["1.1"].season
            assert season is not None
            assert len(season.lost) == lost


def test_unit_that_ends_loses_and_wins_no_week_after_its_last(year: Year) -> None:
    report(year, THURSDAYS)
    dossier = year.dossier()
    Unit.objects.filter(pk=dossier.unit_id).update(valid_to=date(2026, 6, 30))  # a Tuesday, in week 27
    assert foreseen(year).prospects["1.1"][:3] == (Ratio(D(3), D(6)), Ratio(D(3), D(27)), Ratio(D(25), D(27)))
    with on(date(2027, 1, 7)):
        assert foreseen(year).prospects["1.1"][:3] == (Ratio(D(3), D(27)),) * 3


def test_figures_count_before_anybody_confirms_them(year: Year) -> None:
    report(year, THURSDAYS)
    decide(year, date(2026, 1, 5))
    hold(year, date(2026, 1, 7), 10, 9)
    found = foreseen(year)
    assert found.prospects["1.2"].now == Ratio(D(9), D(10))
    assert found.prospects["2.1"][:3] == (Passed(True), Passed(True), None)
    # 3 of 6 weeks are too few for a point; 90% from 50% to 100%; the decision; 2.2 nobody scored
    assert [found.now.indicators[code].points for code in found.prospects] == [D(0), D("1.50"), D(2), None]
    assert not year.dossier().answers.exclude(points=None).exists()


def test_own_word_stands_before_the_figure(year: Year) -> None:
    report(year, THURSDAYS)
    with on(date(2026, 1, 13)):
        year.register()
        draft = answers.Draft(Entry(AnswerState.VALUE, {"numerator": "46", "denominator": "52"}))
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts={"1.1": draft})
    said = Ratio(D(46), D(52))
    assert foreseen(year).prospects["1.1"] == Prospect(said, said, None)


def test_confirmed_figure_is_followed(year: Year) -> None:
    report(year, THURSDAYS)
    Answer.objects.filter(indicator__code="1.1").update(
        origin="system", state="value", value={"numerator": "1", "denominator": "5"}, system_as_of=date(2026, 2, 1)
    )
    assert foreseen(year).prospects["1.1"].now == Ratio(D(3), D(6))


def test_what_never_arose_stays_out_of_the_maximum(year: Year) -> None:
    decide(year, date(2026, 1, 1))
    for week in range(6):
        hold(year, date.fromordinal(date(2025, 12, 31).toordinal() + 7 * week), 0, 0)
    found = foreseen(year)
    assert isinstance(found.prospects["1.2"].now, NotApplicable)
    assert found.now.total.maximum == D(8)


def test_later_cases_outweigh_a_day_that_went_badly(year: Year) -> None:
    decide(year, date(2026, 1, 5))
    hold(year, date(2026, 1, 7), 39, 0)
    hold(year, date(2026, 1, 14), 39, 39)
    # 78 in 39 days, 329 days are left (to 3/1/2027): 658 more as fast as they come
    assert foreseen(year).prospects["1.2"][:3] == (Ratio(D(39), D(78)), Ratio(D(39), D(78)), Ratio(D(697), D(736)))


def test_nothing_can_be_done_once_the_figures_are_closed(year: Year) -> None:
    report(year, THURSDAYS)
    with on(date(2027, 1, 7)):
        found = foreseen(year)
        assert found.prospects["1.1"][:3] == (Ratio(D(3), D(53)),) * 3
        assert found.prospects["2.1"][:3] == (Passed(False),) * 3
        assert found.prospects["2.2"].most is None  # what was not scored yet, may be


def test_unit_born_in_mid_year_owes_the_weeks_since(year: Year) -> None:
    unit = year.dossier().unit
    unit.valid_from = date(2026, 1, 21)  # of week 4
    unit.save()
    report(year, [date(2026, 1, 22), date(2026, 1, 29)])
    one = foreseen(year).prospects["1.1"]
    assert (one.now, one.least) == (Ratio(D(2), D(3)), Ratio(D(2), D(50)))


def test_statements_do_not_grow_with_units() -> None:
    year = joined_year(units=3)
    counts = []
    with on(MONDAY):
        for number in (1, 3):
            dossiers = [year.dossier(code) for code in ("10001", "10002", "10003")[:number]]
            with CaptureQueriesContext(connection) as asked:
                assert len(forecasts(year.cycle, dossiers)) == number
            counts.append(len(asked))
    assert counts == [9, 9]
