"""J3.3: until every body has sent its sheet, nobody else learns more than sent or not sent."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core import clock
from thanthien.evaluations.actions import council, gates, intake, papers, sheets, silence
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, PaperKind, SheetStatus
from thanthien.evaluations.models import Conclusion, Dossier, SheetItem
from thanthien.evaluations.permissions import can_see_appraisal
from thanthien.evaluations.queries import council_pages
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]

LOOK = date(2026, 2, 12)

# A value and a reason that stand nowhere else.
SECRET = Entry(AnswerState.VALUE, {"numerator": "37", "denominator": "53"}, "Bí mật của cơ quan Mặt trận")
TRACES = re.compile(r"Bí mật của cơ quan|37/53|value=.37\b|>37<")
WATCHERS = ("office", "head", "secretary", "member", "leader", "auditor", "noi_vu", "stranger", "chair", "focal")


@pytest.fixture
def year() -> Year:
    """MTTQ has filled in its sheet of 10001 with its secret; the other body has not sent."""
    made = open_year()
    made.accept("10001")
    made.accept("10002")
    made.fill("10001", made.people.mttq, {("mttq", "1.1"): SECRET})
    return made


def client_of(year: Year, who: str) -> Client:
    client = Client()
    user = year.people.communes["10001"][who] if who in ("chair", "focal") else getattr(year.people, who)
    client.force_login(fresh(user))
    return client


def addresses(year: Year) -> list[str]:
    """Every page and fragment of this room's appraisal, council and decision pages, and what may show points."""
    cycle, item = year.cycle.pk, year.item("10001", "1.1", "mttq").pk
    grid = reverse("appraisal-grid", args=[cycle, "1.1"])
    joint = reverse("appraisal-grid", args=[cycle, "1.2"])
    return [
        reverse("appraisal-home"), grid, f"{grid}?co-quan=mttq", f"{grid}?xep=ten", joint, f"{joint}?co-quan=mttq",
        f"{joint}?loc=lech", reverse("appraisal-item", args=[item]), f"{reverse('appraisal-item', args=[item])}?hang=1",
        reverse("appraisal-send", args=[cycle]), reverse("council-home"), f"{reverse('council-home')}?phan=can",
        reverse("council-dossier", args=[cycle, "10001"]), reverse("council-item", args=[cycle, "10001", "1.1"]),
        reverse("council-adopt", args=[cycle]), reverse("council-conclude", args=[cycle]),
        reverse("council-gates", args=[cycle]), reverse("review-list", args=[cycle]),
        reverse("decision-home", args=[cycle]), reverse("decision-record", args=[cycle]),
        reverse("dossier-detail", args=[cycle, "10001"]),
    ]  # fmt: skip


def leaks(client: Client, year: Year) -> list[str]:
    found = []
    for address in addresses(year):
        for headers in ({}, {"HX-Request": "true"}):
            text = re.sub(
                r'csrf[^>]*value="[^"]*"|X-CSRFToken[^}]*}', "", client.get(address, headers=headers).content.decode()
            )
            if TRACES.search(text):
                found.append(address)
    return found


@pytest.mark.parametrize("who", WATCHERS)
def test_nothing_shows_before_the_sheet_is_sent(year, who):
    assert leaks(client_of(year, who), year) == []


@pytest.mark.parametrize("who", WATCHERS)
def test_nothing_shows_while_another_sheet_is_not_sent(year, who):
    year.send("10001", year.people.mttq)
    assert leaks(client_of(year, who), year) == []


def test_the_body_itself_sees_its_own_words(year):
    text = client_of(year, "mttq").get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"])).content.decode()
    assert "Bí mật của cơ quan Mặt trận" in text


@pytest.mark.parametrize("who", ["office", "head", "secretary", "member", "leader", "auditor"])
def test_the_city_sees_all_once_every_sheet_is_sent(year, who):
    complete(year)
    page = client_of(year, who).get(reverse("council-item", args=[year.cycle.pk, "10001", "1.1"]))
    assert "Bí mật của cơ quan Mặt trận" in page.content.decode()


@pytest.mark.parametrize("who", ["chair", "focal"])
def test_the_commune_sees_nothing_before_the_provisional_result(year, who):
    complete(year)
    assert leaks(client_of(year, who), year) == []


def complete(year: Year) -> None:
    year.send("10001", year.people.mttq)
    year.fill("10001", year.people.noi_vu, {})
    year.send("10001", year.people.noi_vu)


def test_a_sheet_handed_back_closes_the_column_again(year):
    from thanthien.evaluations.actions import sheets
    from thanthien.evaluations.models import Sheet

    complete(year)
    sheet = Sheet.objects.get(dossier=year.dossier("10001"), body__code="so-noi-vu")
    sheets.hand_back(by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
    assert leaks(client_of(year, "secretary"), year) == []


def silenced(year: Year) -> None:
    """Sở Nội vụ says nothing on 10001, and that is recorded; Mặt trận has sent its sheet."""
    year.send("10001", year.people.mttq)
    body, dossier, last = Agency.objects.get(code="so-noi-vu"), year.dossier("10001"), date(2026, 3, 6)
    with on(last):
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.REMINDER, cycle_id=year.cycle.pk, dossier_ids=[dossier.pk],
            printed=Printed("9/SNV", last, "Giám đốc", None), addressee=body,
        )  # fmt: skip
    with on(date(2026, 3, 9)):
        silence.record_silence(by=year.concluder, body=body, dossier_ids=[dossier.pk])


def test_a_body_that_was_silent_reads_nobody_s_words_before_the_result(year):
    """It may be let speak after all."""
    silenced(year)
    watcher, dossier = fresh(year.people.noi_vu), year.dossier("10001")
    with on(date(2026, 3, 9)):
        found = leaks(client_of(year, "noi_vu"), year)
    others = (
        SheetItem.objects.readable_by(watcher).filter(sheet__dossier=dossier).exclude(sheet__body__code="so-noi-vu")
    )
    assert (found, others.count(), can_see_appraisal(watcher, dossier)) == ([], 0, False)
    assert Dossier.objects.visible_to(watcher).filter(pk=dossier.pk).exists()


def test_a_body_that_was_silent_reads_the_others_with_the_result(year):
    year.announce("10003")
    watcher, dossier = fresh(year.people.noi_vu), year.dossier("10003")
    dossier.sheets.filter(body__code="so-noi-vu").update(status=SheetStatus.SILENT, sent_at=None, sent_by=None)
    others = SheetItem.objects.readable_by(watcher).filter(sheet__dossier=dossier, sheet__body__code="mttq")
    assert (others.exists(), can_see_appraisal(watcher, dossier)) == (True, True)


def order_of(client: Client, year: Year, query: str) -> list[str]:
    page = client.get(reverse("appraisal-grid", args=[year.cycle.pk, "1.2"]) + query)
    return [row.row.dossier.unit.code for row in page.context["rows"]]


@pytest.mark.parametrize("query", ["", "?xep=chua-cham", "?xep=ten", "?loc=lech", "?loc=chua-cham", "?loc=bo-sung"])
def test_order_and_filters_do_not_follow_the_other_body(year, query):
    """Indicator 1.2 has two bodies: what MTTQ says must not move or filter the rows of Sở Nội vụ."""
    client = client_of(year, "noi_vu")
    before = order_of(client, year, query)
    other = Entry(AnswerState.VALUE, {"numerator": "1", "denominator": "10"}, "Khác hẳn")
    year.fill("10002", year.people.mttq, {("mttq", "1.2"): other})
    assert order_of(client, year, query) == before


def test_counts_do_not_follow_the_other_body(year):
    client = client_of(year, "noi_vu")

    def counts() -> list:
        context = client.get(reverse("appraisal-home")).context
        return [context["unscored"], context["differing"], context["field_checks"], context["sheets"]]

    before = counts()
    year.fill("10002", year.people.mttq, {})
    year.send("10002", year.people.mttq)
    assert counts() == before


def test_saved_rows_answer_with_own_counts_only(year):
    item = year.item("10001", "1.2", "so-noi-vu")
    own = year.answer("10001", "1.2").version
    data = {"tu": "hang", "giu": item.pk, f"i{item.pk}-version": item.version, f"i{item.pk}-answer": own}
    answer = client_of(year, "noi_vu").post(
        reverse("appraisal-item", args=[item.pk]), data, headers={"HX-Request": "true"}
    )
    assert 'Chưa chấm <b class="num">1</b>' in answer.content.decode()


def test_nobody_writes_in_another_column(year):
    theirs = year.item("10002", "1.2", "so-noi-vu")
    data = {
        "version": "0", "state": "value", "numerator": "1", "denominator": "10", "reason": "Gian lận",
        f"i{theirs.pk}-version": "0", f"i{theirs.pk}-numerator": "1", f"i{theirs.pk}-denominator": "10",
        f"i{theirs.pk}-reason": "Gian lận", "chon": [theirs.pk], "buoc": "ghi", "question": "Hỏi",
    }  # fmt: skip
    client = client_of(year, "mttq")
    for address in (
        reverse("appraisal-item", args=[theirs.pk]),
        reverse("appraisal-ask", args=[theirs.pk]),
        reverse("appraisal-grid", args=[year.cycle.pk, "1.2"]),
        reverse("appraisal-grid", args=[year.cycle.pk, "1.2"]) + "?co-quan=so-noi-vu",
        reverse("appraisal-confirm", args=[year.cycle.pk, "1.2"]) + "?co-quan=so-noi-vu",
    ):
        client.post(address, data)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.version) == (AnswerState.MISSING, 0)
    assert SheetItem.objects.filter(reason="Gian lận").count() == 0


@pytest.mark.parametrize("who", ["office", "head", "leader", "auditor", "secretary", "mttq"])
def test_the_council_s_words_close_again_with_a_sheet_that_was_handed_back(year, who):
    year.fill("10001", year.people.noi_vu, {})
    for body in (year.people.mttq, year.people.noi_vu):
        year.send("10001", body)
    told = Entry(AnswerState.VALUE, {"numerator": "41", "denominator": "59"}, "Hội đồng kiểm tra lại sổ")
    conclusion = Conclusion.objects.get(dossier=year.dossier("10001"), indicator__code="1.1")
    secretary = fresh(year.people.secretary)
    year.cycle.phases.filter(key="council").update(starts_on=clock.today())
    council.conclude_item(by=secretary, conclusion_id=conclusion.pk, version=conclusion.version, entry=told)
    sheet = year.dossier("10001").sheets.get(body__code="mttq")
    sheets.hand_back(by=secretary, sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
    page = client_of(year, who).get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]))
    assert (page.status_code, "41/59" in page.text, "kiểm tra lại sổ" in page.text) == (200, False, False)


def test_a_reopened_dossier_is_no_longer_the_bodies_to_read(year):
    watcher, url = client_of(year, "mttq"), reverse("dossier-detail", args=[year.cycle.pk, "10002"])
    assert watcher.get(url).status_code == 200
    intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier("10002").pk, reason="Sai số liệu")
    assert watcher.get(url).status_code == 404


def gate_count(year: Year, who: str) -> council_pages.GateCount:
    page = client_of(year, who).get(reverse("council-gates", args=[year.cycle.pk]))
    return page.context["rows"][0]["count"]


@pytest.mark.parametrize("who", ["secretary", "leader", "auditor", "member"])
def test_counts_of_gates_follow_no_word_before_every_sheet_is_sent(year, who):
    """Sở Nội vụ states the gate of 10001 and 10002; only 10001 has all its sheets afterwards."""
    before = gate_count(year, who)
    ids = [year.dossier(code).pk for code in ("10001", "10002")]
    hit = gates.one_word_for(ids, True, "Quyết định 5")
    gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=hit)
    hidden = gate_count(year, who)
    complete(year)
    nothing, one_hit = council_pages.GateCount(0, 0, 0), council_pages.GateCount(1, 0, 1)
    assert (before, hidden, gate_count(year, who)) == (nothing, nothing, one_hit)
