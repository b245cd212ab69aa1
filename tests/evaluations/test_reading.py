"""What is signed and handed in is what was read: the page shows all of it, and its mark tells every change."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.models import Answer, AnswerEvidence, Opinion
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.reading import content_mark, reading_of
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db
POSTED, MEETING, SENDING = date(2026, 1, 15), date(2026, 1, 20), date(2026, 1, 21)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def page(client, year: Year, who: str, name: str, day: date = MEETING):
    client.force_login(year.who("10001", who))
    with on(day):
        return client.get(reverse(name, args=[year.cycle.pk, "10001"]))


def words(response) -> str:
    return " ".join(response.content.decode().split())


def attach(year: Year, code: str = "1.1", *, day: date = POSTED, who: str = "focal", title: str = "Sổ theo dõi"):
    with on(day):
        made = year.document("10001", title)
        return answers.attach(
            by=year.who("10001", who), answer_id=year.answer("10001", code).pk, document_ids=[made.pk]
        )


def put_up(year: Year) -> None:
    with on(date(2026, 1, 14)):
        focal, pk = year.who("10001", "focal"), year.dossier().pk
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 1, 14), places="Trụ sở")


def met(year: Year) -> None:
    with on(MEETING):
        dossier, minutes = year.dossier(), year.document("10001")
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=MEETING,
            minutes=minutes,
        )  # fmt: skip


def signed(year: Year) -> None:
    with on(MEETING):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())


def hear(year: Year, text: str = "Đề nghị bổ sung ảnh", day: date = POSTED) -> Opinion:
    with on(day):
        told = submission.OpinionText(day, "Hòm thư", text)
        return submission.record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, opinion=told)


def answered(year: Year, opinion: Opinion, response: str = "Đã bổ sung ảnh") -> None:
    with on(POSTED):
        submission.answer_opinion(
            by=year.who("10001", "focal"), opinion_id=opinion.pk, response=response, seen=opinion.response
        )


# --- What the page shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "who", "to"), [
    ("sign-dossier", "chair", "meet"), ("submit-check", "chair", "sign"), ("dossier-reading", "officer", "meet"),
])  # fmt: skip
def test_page_of_a_signature_shows_all_that_it_stands_under(client, year, name, who, to):
    year.score()
    attach(year, day=date(2026, 1, 13))
    dossier = year.dossier()
    with on(date(2026, 1, 13)):
        submission.write_report(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, text="Báo cáo năm 2026"
        )
    put_up(year)
    answered(year, hear(year))
    met(year)
    if to == "sign":
        signed(year)
    response = page(client, year, who, name, SENDING)
    reading = response.context["reading"]
    shown = {
        row.compiled.code: (row.words, row.outcome.points, [one.document.title for one in row.evidence])
        for group in reading.groups for row in group.rows
    }  # fmt: skip
    assert shown == {
        "1.1": ("46/52 (88,5%)", Decimal("2.75"), ["Sổ theo dõi"]),
        "1.2": ("9/10 (90,0%)", Decimal("1.50"), []),
        "2.1": ("Đạt", Decimal("2"), []),
        "2.2": ("Tốt", Decimal("2"), []),
    }
    text = words(response)
    told = ["46/52 (88,5%)", "2,75 / 4", "Sổ theo dõi", "Báo cáo năm 2026", "Biên bản họp", "Đề nghị bổ sung ảnh",
            "Đã bổ sung ảnh", "20/01/2026"]  # fmt: skip
    assert [one for one in told if one not in text] == []


def test_page_to_sign_begins_with_what_is_lost_and_folds_each_indicator_to_one_line(client, year):
    year.meet()
    Answer.objects.filter(indicator__code="1.2").update(
        system_state="value", system_value={"numerator": "8", "denominator": "10"}, system_as_of=MEETING
    )
    response = page(client, year, "chair", "sign-dossier")
    reading = response.context["reading"]
    assert [(row.compiled.code, row.lost) for row in reading.lost] == [
        ("1.1", Decimal("1.25")), ("1.2", Decimal("0.50")),
    ]  # fmt: skip
    assert [(row.compiled.code, row.system_words) for row in reading.apart] == [("1.2", "8/10 (80,0%)")]
    text = words(response)
    assert text.index("Chưa đạt điểm tối đa (2 tiêu chí)") < text.index("Báo cáo tự đánh giá</h2>")
    assert response.text.count('<details class="reading-item">') == 4


def test_page_of_a_signature_has_as_many_statements_for_one_piece_of_evidence_as_for_three(
    client, year, django_assert_num_queries
):
    year.meet()
    attach(year)
    page(client, year, "chair", "sign-dossier")  # what is read once for all pages is read
    with CaptureQueriesContext(connection) as for_one:
        page(client, year, "chair", "sign-dossier")
    attach(year, "1.2")
    attach(year, "2.1")
    with django_assert_num_queries(len(for_one)):
        page(client, year, "chair", "sign-dossier")


def test_evidence_that_the_reader_may_not_open_keeps_its_title(year):
    year.score()
    attach(year, day=date(2026, 1, 13))
    Document.objects.update(access_class=AccessClass.RESTRICTED)
    row = reading_of(year.who("10001", "officer"), year.dossier()).groups[0].rows[0]
    assert [one.readable for one in row.evidence] == [False]


def test_report_is_read_after_the_signature(client, year):
    year.score()
    dossier = year.dossier()
    with on(date(2026, 1, 13)):
        submission.write_report(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, text="Báo cáo năm 2026"
        )
    put_up(year)
    met(year)
    signed(year)
    tasks = {row["title"]: row["url_name"] for row in page(client, year, "focal", "submission").context["tasks"]}
    assert tasks["Báo cáo tự đánh giá"] == "dossier-reading"
    assert "Báo cáo năm 2026" in words(page(client, year, "focal", "dossier-reading"))


def test_who_only_reads_is_led_to_no_form(client, year):
    year.score()
    from tests.evaluations.access_rows_commune import _world

    reader = _world(year).people["commune_party"]
    client.force_login(fresh(reader))
    with on(MEETING):
        text = client.get(reverse("submission", args=[year.cycle.pk, "10001"])).content.decode()
    assert reverse("write-report", args=[year.cycle.pk, "10001"]) not in text


def test_people_of_another_unit_read_nothing(client, year):
    year.meet()
    client.force_login(year.who("10002", "chair"))
    assert client.get(reverse("dossier-reading", args=[year.cycle.pk, "10001"])).status_code == 404


# --- The mark -------------------------------------------------------------------------------------------------------


def rescore(year: Year) -> None:
    Answer.objects.filter(dossier=year.dossier(), indicator__code="1.1").update(
        value={"numerator": "40", "denominator": "52"}
    )


def repage(year: Year) -> None:
    AnswerEvidence.objects.update(pages="trang 9")


def rename(year: Year) -> None:
    Document.objects.update(title="Tên khác")


CHANGES = {
    "value": rescore,
    "title": rename,
    "pages": repage,
    "evidence": lambda year: attach(year, "1.2"),
    "opinion": hear,
    "answer": lambda year: answered(year, Opinion.objects.get(), "Trả lời khác"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_mark_tells_every_change_of_what_is_read(year, change):
    year.post()
    attach(year)
    answered(year, hear(year, "Ý kiến đầu"))
    before = content_mark(year.dossier())
    assert content_mark(year.dossier()) == before
    if change == "answer":
        opinion = Opinion.objects.get()
        opinion.refresh_from_db()
    CHANGES[change](year)
    assert content_mark(year.dossier()) != before


def test_opinion_heard_after_the_page_was_opened_is_read_first(client, year):
    year.meet()
    shown = page(client, year, "chair", "sign-dossier").context["seen"]
    answered(year, hear(year))
    with on(MEETING), pytest.raises(Refused, match="Hồ sơ vừa được sửa"):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=shown)
    assert year.dossier().status == "posted"


def test_nothing_is_handed_in_that_was_not_seen(client, year):
    year.sign()
    client.force_login(year.who("10001", "chair"))
    with on(SENDING):
        client.post(reverse("submit-check", args=[year.cycle.pk, "10001"]), {"seen": "khác"})
    assert year.dossier().status == "signed"


# --- Posting asks ---------------------------------------------------------------------------------------------------


def test_posting_names_each_gap_with_its_door(client, year):
    year.score("10001", {code: GOOD[code] for code in ("1.1", "1.2", "2.1")})
    response = page(client, year, "focal", "post-draft", POSTED)
    gaps = response.context["form"].gaps
    assert ([one.code for one in gaps.missing], [one.code for one in gaps.unproven], gaps.no_report) == (
        ["2.2"], ["1.1"], True,
    )  # fmt: skip
    text = words(response)
    item = [reverse("self-scoring-item", args=[year.cycle.pk, "10001", code]) for code in ("2.2", "1.1")]
    doors = [f'"{item[0]}"', f'"{item[1]}#minh-chung"', reverse("write-report", args=[year.cycle.pk, "10001"])]
    assert [door in text for door in doors] == [True] * 3


def test_posting_asks_to_know_of_missing_evidence(client, year):
    year.score()
    dossier = year.dossier()
    with on(date(2026, 1, 13)):
        submission.write_report(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, text="Báo cáo"
        )
    client.force_login(year.who("10001", "focal"))
    sent = {"posted_on": "15/01/2026", "places": "Trụ sở"}
    with on(POSTED):
        refused = client.post(reverse("post-draft", args=[year.cycle.pk, "10001"]), sent)
        assert (list(refused.context["form"].errors), year.dossier().status) == (["read", "known"], "self_scoring")
        client.post(reverse("post-draft", args=[year.cycle.pk, "10001"]), sent | {"known": "on", "read": "on"})
    assert year.dossier().status == "posted"


# --- Evidence while the draft is posted -----------------------------------------------------------------------------


def test_evidence_is_added_while_the_draft_is_posted_and_marked(client, year):
    year.score()
    attach(year, day=date(2026, 1, 13), title="Có từ trước")
    put_up(year)
    attach(year, day=POSTED, title="Thêm sau")
    rows = since_posting(AnswerEvidence.objects.order_by("pk"))
    assert [(row.document.title, row.after_posting) for row in rows] == [("Có từ trước", False), ("Thêm sau", True)]
    text = words(page(client, year, "chair", "dossier-reading"))
    assert text.count("Thêm sau niêm yết") == 1
    assert 'ngày <span class="num">15/01/2026</span>, Focal10001' in text


def test_readers_of_the_dossier_see_what_was_added_later(client, year):
    year.post()
    attach(year)
    met(year)
    signed(year)
    with on(SENDING):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    client.force_login(fresh(year.people.office))
    with on(date(2026, 1, 22)):
        text = words(client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"])))
    assert text.count("Thêm sau niêm yết") == 1


def test_page_of_a_posted_indicator_offers_evidence_and_nothing_else(client, year):
    year.score()
    attach(year, day=date(2026, 1, 13))
    put_up(year)
    client.force_login(year.who("10001", "focal"))
    with on(POSTED):
        shown = client.get(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"]))
    assert (shown.context["page"].may_attach, bool(shown.context["page"].closed)) == (True, True)
    assert 'value="detach"' not in shown.content.decode()


def test_posted_evidence_is_not_taken_off_nor_the_value_changed(year):
    year.score()
    row = attach(year, day=date(2026, 1, 13))[0]
    put_up(year)
    focal = year.who("10001", "focal")
    with on(POSTED):
        with pytest.raises(Refused, match="không sửa được"):
            answers.detach(by=focal, evidence_id=row.pk, seen="")
        with pytest.raises(Refused, match="không sửa được"):
            year.save("10001", "1.1", answers.Draft(GOOD["1.1"]))


def test_posted_evidence_is_added_by_whom_the_indicator_belongs_to(year):
    year.score()
    with on(date(2026, 1, 13)):
        focal, officer = year.who("10001", "focal"), year.who("10001", "officer")
        answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["1.1"], assignee=focal, seen={})
    put_up(year)
    with pytest.raises(Refused, match="giao cho người khác"):
        attach(year, who="officer")
    assert [row.answer.indicator.code for row in attach(year, "1.2", who="officer")] == ["1.2"]
    assert officer.pk == AnswerEvidence.objects.get().attached_by_id


def test_posted_evidence_has_the_last_day_of_the_submission(year):
    year.post()
    with pytest.raises(Refused, match="Quá hạn ngày 06/02/2026"):
        attach(year, day=date(2026, 2, 7))


def test_signed_dossier_takes_no_evidence(year):
    year.sign()
    with pytest.raises(Refused, match="không sửa được"):
        attach(year, day=SENDING)


def test_added_evidence_leaves_day_of_posting_and_meeting_as_they_are(year):
    year.post()
    attach(year, day=MEETING)
    with on(date(2026, 1, 22)):
        dossier = year.dossier()
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=POSTED,
            minutes=year.document("10001"),
        )  # fmt: skip
    assert year.dossier().meeting_on == POSTED


def test_returned_dossier_is_read_with_its_reason(client, year):
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    text = words(page(client, year, "chair", "submit-check", date(2026, 1, 23)))
    assert ["Thiếu phụ lục" in text, "46/52 (88,5%)" in text] == [True, True]
