"""A save, and a computing, at the same moment as a change of the set: they wait, and then go by the new version."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction

from tests.evaluations.adjusted import DAY, decision, second_set
from tests.evaluations.locks import until_somebody_waits
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.core.acting.errors import Refused, Stale
from thanthien.evaluations.actions import answers, set_changes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year() -> Year:
    made = open_year(units=1)
    made.score()
    return made


@contextmanager
def changing(year: Year, act: Callable[[], object]) -> Iterator[Future[object]]:
    """The set changes; before that is committed, somebody else begins ``act`` and waits for it."""
    chosen, paper = second_set(year), decision(year)
    order = set_changes.SetChangeOrder(chosen.pk, paper.pk, DAY, "Điều chỉnh")

    def other() -> object:
        try:
            with on(DAY):
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), on(DAY):
            set_changes.change_set(by=fresh(year.people.head), cycle_id=year.cycle.pk, order=order)
            waiting = pool.submit(other)
            until_somebody_waits()
        yield waiting


def test_a_save_of_a_touched_indicator_waits_and_is_stale(year: Year) -> None:
    seen = year.answer("10001", "1.2").version
    save = lambda: year.save("10001", "1.2", answers.Draft(GOOD["1.2"]), version=seen)  # noqa: E731

    with changing(year, save) as waiting, pytest.raises(Stale):
        waiting.result(timeout=120)
    assert year.answer("10001", "1.2").state == "missing"


def test_a_save_of_a_same_indicator_waits_and_goes_by_the_new_version(year: Year) -> None:
    seen = year.answer("10001", "2.2").version
    save = lambda: year.save("10001", "2.2", answers.Draft(GOOD["2.2"], "Theo sổ"), version=seen)  # noqa: E731

    with changing(year, save) as waiting:
        waiting.result(timeout=120)
    year.cycle.refresh_from_db()
    answer = year.answer("10001", "2.2")
    assert (answer.explanation, answer.indicator.criteria_set_id) == ("Theo sổ", year.cycle.criteria_set_id)
    assert year.dossier().totals.get(column="self").expected == 4


def test_a_save_of_an_indicator_that_is_gone_waits_and_is_refused(year: Year) -> None:
    seen = year.answer("10001", "2.1").version
    save = lambda: year.save("10001", "2.1", answers.Draft(GOOD["2.1"]), version=seen)  # noqa: E731

    with changing(year, save) as waiting, pytest.raises(Refused) as told:
        waiting.result(timeout=120)
    assert told.value.problems == ["Không tìm thấy tiêu chí."]


def test_a_whole_import_waits_and_goes_by_the_new_version(year: Year) -> None:
    def save() -> object:
        drafts = {"1.1": answers.Draft(GOOD["1.1"], "Theo sổ")}
        return answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=drafts)

    with changing(year, save) as waiting:
        waiting.result(timeout=120)
    assert year.dossier().totals.get(column="self").maximum == 11
    assert year.answer("10001", "1.1").updated_at.date() == date(2026, 1, 19)
