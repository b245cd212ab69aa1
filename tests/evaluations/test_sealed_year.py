"""A year from the room's figures to the file that anybody recomputes: posted, taken anew, closed, behind a gate."""

import json
from datetime import date, datetime

import pytest
from django.test import Client

from tests.evaluations.figured import ANSWERED, OVERDUE, RULE, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import GOOD, Year, on
from thanthien.core import clock
from thanthien.evaluations.actions import answers, figures, submission
from thanthien.evaluations.actions.adjustments import result_with
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models import Cycle, DossierFigure, Seal
from thanthien.evaluations.queries.newer_figures import newer_than_posted
from thanthien.evaluations.queries.self_score import answers_of
from thanthien.evaluations.scored import Entry
from thanthien.measures.figure_json import figure_to_json
from thanthien.measures.figures import Absent, Passed
from thanthien.verify import verify_year
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 2, 1)
CLOSED = datetime.fromisoformat("2026-02-04T00:00:00+07:00")


@pytest.fixture
def year(source: Source) -> Year:
    """Handed in with the weeks that the Chủ tịch took anew on the 20th, then closed with five weeks due, four held."""
    made = figured_year(units=1)
    Cycle.objects.filter(pk=made.cycle.pk).update(span_last=LAST, as_of=LAST)
    made.cycle.refresh_from_db()
    unit = made.dossier().unit_id
    source.says(WEEKS, unit, weeks(1, 2, FIRST))
    source.says(ANSWERED, unit, ratio(9, 10), note="10 phản ánh")
    source.says(RULE, unit, Passed(True))
    source.says(OVERDUE, unit, Absent("Chưa đến hạn."))
    _score_and_post(made)
    source.says(WEEKS, unit, weeks(3, 3, FIRST))
    _take_anew(made)
    made.meet = made.post = lambda *_: None  # type: ignore[method-assign] - it was posted
    _meet(made)
    made.submit()
    source.says(WEEKS, unit, weeks(4, 5, FIRST))
    source.says(OVERDUE, unit, ratio(3, 100))
    with clock.set_to(CLOSED):
        figures.compute_cut_off(cycle=made.cycle)
    made.submit = lambda *_: None  # type: ignore[method-assign] - it was submitted
    made.publish()
    return made


def _score_and_post(year: Year) -> None:
    year.register()
    drafts = {code: answers.Draft(entry) for code, entry in GOOD.items()}
    drafts["1.1"] = answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)
    with on(date(2026, 1, 13)):
        figures.compute_figures(cycle=year.cycle)
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=drafts)
    with on(date(2026, 1, 14)):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=clock.today(), places="Trụ sở"
        )


def _take_anew(year: Year) -> None:
    with on(date(2026, 1, 20)):
        figures.compute_figures(cycle=year.cycle)
        newer = newer_than_posted(year.dossier(), answers_of([year.dossier()])[year.dossier().pk])
        figures.take_newer(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=newer.mark)


def _meet(year: Year) -> None:
    with on(date(2026, 1, 20)):
        dossier = year.dossier()
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=clock.today(),
            minutes=year.document("10001"),
        )  # fmt: skip


def figure(document: dict, measure: str, moment: str) -> dict:
    return next(one for one in document["figures"] if (one["measure"], one["moment"]) == (measure, moment))


def test_submission_holds_what_was_taken_anew(year: Year):
    document = json.loads(Seal.objects.get(kind="submission").body)
    taken = figure(document, WEEKS, "posted")
    assert taken["figure"] == figure_to_json(weeks(3, 3, FIRST))
    assert document["computations"][taken["computation"]]["as_of"] == "2026-01-19"
    assert document["indicators"][0]["value"] == {"numerator": "3", "denominator": "3"}
    told = verify_seal(document, year.cycle.criteria_set.parsed())
    assert (told.differences, told.notes) == ([], [])


def test_published_file_is_recomputed_with_its_gate(year: Year, client: Client):
    found = json.loads(b"".join(client.get("/ket-qua/2026/du-lieu.json")))
    told = verify_year(found).told
    assert (told.differences, told.notes) == ([], [])
    document = found["units"][0]["documents"][0]["document"]
    assert figure(document, WEEKS, "cut_off")["figure"] == figure_to_json(weeks(4, 5, FIRST))
    assert document["gate_figures"] == [{"measure": OVERDUE, "value": {"numerator": "3", "denominator": "100"}}]
    gate = next(one for one in document["total"]["gates"] if one["key"] == "qua-han")
    assert (gate["state"], document["level"]["computed"], found["units"][0]["level"]) == ("hit", 1, 1)
    assert document["indicators"][0]["self"]["origin"] == "system"
    assert [one["value"] for one in document["indicators"][0]["computed"]] == [
        {"numerator": "3", "denominator": "3"}, {"numerator": "4", "denominator": "5"},
    ]  # fmt: skip


def test_adjusted_result_stands_on_the_sealed_figures_and_not_on_what_the_room_says_now(year: Year):
    DossierFigure.objects.filter(measure=OVERDUE).delete()
    assert result_with(year.dossier(), ()).level == 1


def test_file_shows_a_gate_that_was_cleared_against_its_figure(year: Year, client: Client):
    found = json.loads(b"".join(client.get("/ket-qua/2026/du-lieu.json")))
    document = found["units"][0]["documents"][0]["document"]
    document["gate_figures"][0]["value"]["numerator"] = "1"
    assert [line for line in verify_year(found).told.differences if "gate_figures" in line] != []
