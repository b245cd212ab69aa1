"""What people do while figures are computed: figures are asked before any lock, and the state under the lock holds."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.evaluations.figured import WEEKS, Source, figured_year, weeks
from tests.evaluations.scenario import Year, on
from thanthien.evaluations.actions import answers, figures, submission
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import DossierFigure
from thanthien.evaluations.scored import Entry
from thanthien.measures.figures import Finding
from thanthien.measures.scope import Scope

pytestmark = pytest.mark.django_db(transaction=True)
DAY, NEXT = date(2026, 1, 13), date(2026, 1, 14)


@pytest.fixture
def year(source: Source) -> Year:
    """The first unit uses its weeks: 38 of 46."""
    made = figured_year(units=1)
    made.register()
    source.says(WEEKS, made.dossier().unit_id, weeks(38, 46))
    with on(DAY):
        figures.compute_figures(cycle=made.cycle)
        made.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM))
    return made


def meanwhile(source: Source, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """While the measures answer the next question, somebody else acts and is done."""
    answer, waiting = source.compute, [act]

    def compute(key: str, scope: Scope) -> Mapping[int, Finding]:
        found = answer(key, scope)
        if waiting:
            in_another_connection(waiting.pop())
        return found

    monkeypatch.setattr(source, "compute", compute)


def in_another_connection(act: Callable[[], object]) -> None:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(run).result(timeout=120)


def test_a_draft_posted_while_figures_are_computed_stands(
    year: Year, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = year.dossier().unit_id

    def post() -> None:
        with on(NEXT):
            submission.post(
                by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=NEXT, places="Trụ sở"
            )

    def others_come() -> None:
        source.says(WEEKS, unit, weeks(39, 46))
        post()
        source.says(WEEKS, unit, weeks(46, 46))

    meanwhile(source, monkeypatch, others_come)
    with on(NEXT):
        figures.compute_figures(cycle=year.cycle)
    assert year.dossier().status == "posted"
    assert year.answer("10001", "1.1").value["numerator"] == "39"
    posted = DossierFigure.objects.get(dossier=year.dossier(), measure=WEEKS, moment=Moment.POSTED)
    assert posted.value == weeks(39, 46)


def test_what_somebody_declares_while_figures_are_computed_stands(
    year: Year, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared: dict[str, Any] = {"numerator": "41", "denominator": "46"}

    def declare() -> None:
        with on(NEXT):
            year.prove("10001", "1.1")
            year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE, declared, "Theo sổ")))

    source.says(WEEKS, year.dossier().unit_id, weeks(39, 46))
    meanwhile(source, monkeypatch, declare)
    with on(NEXT):
        figures.compute_figures(cycle=year.cycle)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.origin, answer.system_value["numerator"]) == (declared, "declared", "39")
