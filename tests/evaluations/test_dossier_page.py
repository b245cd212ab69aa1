"""The page of one dossier: three columns, history, seals, steps – and nothing that the reader may not know yet."""

import hashlib
import json
import re
from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, open_year
from thanthien.evaluations.actions import council, sheets
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import ItemRequest, Seal
from thanthien.evaluations.queries import dossier as reads
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.views.dossier import STEP_PAGES, STEPS_BACK
from thanthien.evaluations.workflow import CHANGE_SET, STEPS
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
LOWER = Entry(AnswerState.VALUE, {"numerator": "32", "denominator": "52"}, "Sổ chỉ ghi 32 tuần.")
CHANGES = {("mttq", "1.1"): LOWER}


@pytest.fixture
def year():
    return open_year()


def page(client, user, year, code="10001", query=""):
    client.force_login(fresh(user))
    with on(date(2026, 3, 1)):
        return client.get(reverse("dossier-detail", args=[year.cycle.pk, code]) + query)


def text(answer):
    """The page without what changes at each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", answer.content.decode())


def column(answer, name):
    """What a column shows of each indicator, by code."""
    rows = [row for _, rows in answer.context["groups"] for row in rows]
    return {row.compiled.code: getattr(row, name) for row in rows}


def test_every_step_has_a_page():
    assert set(STEP_PAGES) | set(STEPS_BACK) == set(STEPS) - {CHANGE_SET}


def test_three_columns_stand_side_by_side(client, year):
    year.appraise(changes=CHANGES)
    answer = page(client, year.people.secretary, year)
    assert column(answer, "own")["1.1"].words == "46/52 (88,5%)"
    assert [(cell.by, cell.words) for cell in column(answer, "appraised")["1.1"]] == [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", "32/52 (61,5%)")
    ]
    assert column(answer, "council")["1.1"] is None
    assert answer.context["differences"] == 1


def test_only_differences_are_shown_when_asked(client, year):
    year.appraise(changes=CHANGES)
    answer = page(client, year.people.secretary, year, query="?chi-chenh-lech=1")
    assert list(column(answer, "own")) == ["1.1"]


# --- Blindness ------------------------------------------------------------------------------------------------------


def test_a_body_that_writes_and_sends_changes_nothing_for_the_others_but_sent(client, year):
    year.accept()
    readers = [year.people.secretary, year.people.leader, year.people.auditor, year.who("10001", "focal")]
    before = [text(page(client, reader, year)) for reader in readers]
    year.fill("10001", year.people.mttq, CHANGES)
    assert [text(page(client, reader, year)) for reader in readers] == before
    year.send("10001", year.people.mttq)
    answers = [page(client, reader, year) for reader in readers]
    assert ["32/52" in text(answer) or "Sổ chỉ ghi" in text(answer) for answer in answers] == [False] * 4
    assert [[sheet.sent for sheet in answer.context["sheets"]].count(True) for answer in answers] == [1] * 4


def test_a_body_reads_its_own_word_and_not_the_other_bodys(client, year):
    year.accept()
    year.fill("10001", year.people.mttq, CHANGES)
    own = column(page(client, year.people.mttq, year), "appraised")
    other = column(page(client, year.people.noi_vu, year), "appraised")
    assert {code: len(cells) for code, cells in own.items()} == {"1.1": 1, "1.2": 1, "2.1": 0, "2.2": 0}
    assert {code: len(cells) for code, cells in other.items()} == {"1.1": 0, "1.2": 0, "2.1": 0, "2.2": 0}


def test_appraisal_opens_to_the_city_once_every_sheet_is_sent(client, year):
    year.appraise()
    answer = page(client, year.people.leader, year)
    assert [one.label for one in answer.context["totals"]] == ["Tự chấm", "Thẩm định", "Hội đồng kết luận"]


def test_commune_sees_points_from_the_provisional_result_on(client, year):
    year.conclude()
    before = page(client, year.who("10001", "chair"), year)
    assert [one.label for one in before.context["totals"]] == ["Tự chấm"]
    assert (before.context["levels"], before.context["sees_council"]) == (None, False)
    with on(date(2026, 3, 16)):
        council.announce(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    after = page(client, year.who("10001", "chair"), year)
    assert [one.label for one in after.context["totals"]] == ["Tự chấm", "Thẩm định", "Hội đồng kết luận"]
    assert after.context["levels"].proposed == 2


def test_question_of_a_body_stays_between_it_and_the_commune_while_sheets_are_missing(client, year):
    year.accept()
    with on(date(2026, 2, 10)):
        sheets.ask_item(
            by=fresh(year.people.mttq), item_id=year.item("10001", "1.1", "mttq").pk, question="Sổ tuần 30?"
        )
    asked = ItemRequest.objects.get()
    seen = {
        name: list(reads.requests_of(fresh(user), year.dossier()))
        for name, user in {
            "mttq": year.people.mttq,
            "commune": year.who("10001", "focal"),
            "noi_vu": year.people.noi_vu,
            "secretary": year.people.secretary,
            "leader": year.people.leader,
        }.items()
    }
    assert seen == {"mttq": [asked], "commune": [asked], "noi_vu": [], "secretary": [], "leader": []}


def test_reason_of_the_council_is_not_told_to_the_commune_before_the_result(year):
    year.conclude()
    with on(date(2026, 3, 11)):
        council.reconsider(
            by=fresh(year.people.secretary),
            dossier_id=year.dossier().pk,
            reason="Tiêu chí 1.1 sai.",
            version=year.dossier().version,
        )
    told = {
        job: reads.steps_of(user, year.dossier())[0].reason
        for job, user in {
            "commune": year.who("10001", "chair"),
            "office": fresh(year.people.office),
        }.items()
    }
    assert told == {"commune": "", "office": "Tiêu chí 1.1 sai."}


def test_other_communes_do_not_find_the_dossier(client, year):
    year.submit("10002")
    assert reads.dossiers_to_read(year.who("10001", "focal")).filter(unit__code="10002").first() is None


# --- History, seals, steps ------------------------------------------------------------------------------------------


def test_history_tells_who_when_and_why(client, year):
    year.submit()
    answer = page(client, year.people.auditor, year, query="?muc=dien-bien")
    assert [(row.step, row.by.full_name) for row in answer.context["steps"]] == [
        ("submit", "Chair10001"), ("sign", "Chair10001"), ("post", "Focal10001"), ("start", "Focal10001"),
        ("register", "Focal10001"),
    ]  # fmt: skip


def test_seal_is_downloaded_byte_for_byte(client, year):
    year.submit()
    seal = Seal.objects.get()
    client.force_login(fresh(year.people.office))
    answer = client.get(reverse("seal-download", args=[year.cycle.pk, "10001", seal.number]))
    assert hashlib.sha256(answer.content).hexdigest() == seal.sha256
    assert json.loads(answer.content)["number"] == seal.number


def test_seals_are_given_to_whoever_opens_the_dossier(year):
    year.decide()
    readers = {
        "mttq": fresh(year.people.mttq),
        "chair": year.who("10001", "chair"),
        "office": fresh(year.people.office),
    }
    kinds = {who: [seal.kind for seal in reads.seals_of(user, year.dossier())] for who, user in readers.items()}
    assert kinds == {who: ["submission", "decision"] for who in readers}


@pytest.mark.parametrize(
    ("drive", "who", "steps"),
    [
        ("submit", "office", ["return", "accept"]),
        ("submit", "head", ["return", "accept", "reopen"]),
        ("submit", "leader", []),
        ("accept", "secretary", ["conclude"]),
        ("announce", "office", ["decide"]),
        ("publish", "office", ["adjust", "lower", "revoke"]),
    ],
)
def test_page_offers_the_steps_that_are_the_persons(client, year, drive, who, steps):
    getattr(year, drive)()
    answer = page(client, getattr(year.people, who), year)
    assert [step.name for step, _ in answer.context["actions"]] == steps


def test_dossier_of_a_unit_that_is_no_more_is_closed_from_its_page(client, year):
    year.submit()
    Unit.objects.filter(code="10001").update(valid_to=year.dossier().cycle.opened_at.date())
    answer = page(client, year.people.office, year)
    assert [step.name for step, _ in answer.context["actions"]] == ["return", "accept", "close_merged"]


# --- Statements -----------------------------------------------------------------------------------------------------


# The way of the dossier asks, too, whether the reader may open the minutes of the meeting: a question to the evidence.
@pytest.mark.parametrize(("query", "statements"), [("", 11), ("?muc=dien-bien", 19)])
@pytest.mark.parametrize("units", [1, 3])
def test_dossier_page_takes_few_statements(client, django_assert_num_queries, units, query, statements):
    year = open_year(units=units)
    year.appraise(changes=CHANGES)
    client.force_login(fresh(year.people.secretary))
    with django_assert_num_queries(statements):
        client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]) + query)
