"""Evidence names the version meant: newer ones change no dossier by themselves."""

import json
from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.earlier import earlier_answer
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from tests.factories.evidence import upload
from tests.factories.files import pdf
from thanthien.core.acting.errors import Refused, Stale
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.models import AnswerEvidence, Seal
from thanthien.evidence import actions as library
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db
DAY, HX = date(2026, 1, 13), {"HX-Request": "true"}
MEETING = date(2026, 1, 20)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


@pytest.fixture
def book(year: Year) -> Document:
    """A file of the unit in its first version, attached to 1.1 of a dossier that is being scored."""
    year.score()
    with on(DAY):
        [outcome] = library.add_files(by=officer(year), unit=year.dossier().unit, files=[upload("Sổ.pdf", pdf("một"))])
        attach(year, outcome.document)
    return outcome.document


def officer(year: Year):
    return year.who("10001", "officer")


def attach(year: Year, document: Document, code: str = "1.1") -> None:
    answers.attach(by=officer(year), answer_id=year.answer("10001", code).pk, document_ids=[document.pk])


def add_version(year: Year, document: Document, words: str = "hai") -> None:
    library.add_version(by=officer(year), document=document, file=upload("Sổ.pdf", pdf(words)))


def evidence(code: str = "1.1") -> AnswerEvidence:
    return AnswerEvidence.objects.get(answer__indicator__code=code)


def submitted(year: Year) -> None:
    """The steps after scoring, with what is attached."""
    year.register = year.score = lambda *_args, **_more: None
    year.submit()


def change(client, year: Year, **data):
    parts = [year.cycle.pk, "10001", "1.1", evidence().pk]
    with on(DAY):
        return client.post(reverse("answer-evidence-change", args=parts), data)


def item(client, year: Year) -> str:
    with on(DAY):
        return client.get(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])).content.decode()


# --- Which version is meant -----------------------------------------------------------------------------------------


def test_attached_file_keeps_its_version_and_another_place_gets_the_newest(year, book):
    with on(DAY):
        add_version(year, book)
        attach(year, book)
        attach(year, book, "2.1")
    assert (evidence().version.number, evidence("2.1").version.number) == (1, 2)
    assert {row.version.document_id for row in AnswerEvidence.objects.all()} == {book.pk}


def test_text_and_link_have_no_version(year):
    year.score()
    with on(DAY):
        attach(year, year.document("10001"))
    assert evidence().version is None


def test_many_are_attached_in_their_newest_versions(year, book):
    with on(DAY):
        add_version(year, book)
        answers.attach_many(by=officer(year), dossier_id=year.dossier().pk, documents={"2.1": {book.pk: "trang 2"}})
    assert (evidence("2.1").version.number, evidence("2.1").pages) == (2, "trang 2")


def test_document_used_again_next_year_counts_in_its_newest_version(year, book):
    earlier = earlier_answer(year, "1.1", GOOD["1.1"])
    AnswerEvidence.objects.update(answer=earlier)
    with on(DAY):
        add_version(year, book)
        attach(year, book)
    rows = AnswerEvidence.objects.order_by("answer__dossier__cycle__year").values_list("version__number", flat=True)
    assert list(rows) == [1, 2]


def test_seal_holds_number_and_hash_of_the_version_attached(year, book):
    with on(DAY):
        add_version(year, book)
    submitted(year)
    [row] = json.loads(Seal.objects.get().body)["indicators"][0]["evidence"]
    first = book.versions.get(number=1)
    assert (row["version"], row["sha256"]) == (1, first.sha256)


@pytest.fixture
def told(year: Year) -> Document:
    """A file of the unit, added on the day of the meeting on a draft that is posted."""
    year.post()
    with on(MEETING):
        [outcome] = library.add_files(by=officer(year), unit=year.dossier().unit, files=[upload("Sổ.pdf", pdf("một"))])
    return outcome.document


def test_minutes_keep_the_version_of_the_meeting(year, told):
    dossier, day, book = year.dossier(), date(2026, 1, 20), told
    with on(day):
        submission.record_meeting(
            by=officer(year), dossier_id=dossier.pk, version=dossier.version, held_on=day, minutes=book
        )
        add_version(year, book)
    assert year.dossier().meeting_minutes_version.number == 1


@pytest.fixture
def met(year, told) -> Document:
    """The file as minutes of a meeting in its first version; a colleague has added the second."""
    dossier, book = year.dossier(), told
    with on(MEETING):
        submission.record_meeting(
            by=officer(year), dossier_id=dossier.pk, version=dossier.version, held_on=MEETING, minutes=book
        )
        add_version(year, book)
    return book


def meeting_page(client, year: Year, **sent):
    client.force_login(officer(year))
    address = reverse("record-meeting", args=[year.cycle.pk, "10001"])
    with on(MEETING):
        return client.post(address, sent | {"version": year.dossier().version}) if sent else client.get(address)


def recorded(year: Year) -> tuple[date, int]:
    return year.dossier().meeting_on, year.dossier().meeting_minutes_version.number


def test_minutes_older_than_the_draft_are_offered_last_and_said_to_be(client, year):
    year.post()
    with on(date(2026, 1, 3)):
        year.document("10001", "Biên bản năm kia")
    with on(MEETING):
        year.document("10001", "Biên bản năm nay")
    page = meeting_page(client, year)
    offered = [str(label) for _, label in page.context["form"].fields["minutes"].choices]
    older = ["Biên bản năm kia" in one for one in offered]
    assert sorted(older) == older
    assert ["có trước dự thảo này" in one for one in offered] == older


def test_corrected_day_of_the_meeting_keeps_the_version_of_the_minutes(client, year, met):
    page = meeting_page(client, year).content.decode()
    assert ["Giữ phiên bản 1" in page, "Dùng phiên bản mới (2)" in page] == [True, True]
    meeting_page(client, year, meeting_on="19/01/2026", minutes=str(met.key), newest="")
    assert recorded(year) == (date(2026, 1, 19), 1)


def test_newer_minutes_are_taken_by_choice(client, year, met):
    meeting_page(client, year, meeting_on="20/01/2026", minutes=str(met.key), newest="2")
    assert recorded(year) == (MEETING, 2)
    assert "Giữ phiên bản" not in meeting_page(client, year).content.decode()


def test_minutes_newer_than_the_page_showed_are_not_taken(client, year, met):
    with on(MEETING):
        add_version(year, met, "ba")
        dossier = year.dossier()
        with pytest.raises(Stale):
            submission.record_meeting(
                by=officer(year), dossier_id=dossier.pk, version=dossier.version, held_on=MEETING, minutes=met, newest=2
            )
    answer = meeting_page(client, year, meeting_on="20/01/2026", minutes=str(met.key), newest="2")
    assert (answer.status_code, recorded(year)) == (422, (MEETING, 1))
    assert ["Dùng phiên bản mới (3)" in answer.text, "Vừa có phiên bản mới hơn nữa" in answer.text] == [True, True]


def test_minutes_sent_again_in_their_newest_state_are_meant_in_it(client, year, met):
    meeting_page(client, year, meeting_on="20/01/2026", minutes="", file=upload("Sổ.pdf", pdf("hai")))
    assert recorded(year) == (MEETING, 2)


# --- Taking a newer one ---------------------------------------------------------------------------------------------


def test_newer_version_is_offered_and_taken_by_a_button(client, year, book):
    client.force_login(officer(year))
    assert "Có phiên bản mới" not in item(client, year)
    with on(DAY):
        add_version(year, book)
    assert ["Có phiên bản mới (2)" in item(client, year), "?phien-ban=1" in item(client, year)] == [True, True]
    change(client, year, action="newest", version="2")
    assert (evidence().version.number, "Có phiên bản mới" in item(client, year)) == (2, False)


def test_version_added_after_the_page_was_opened_is_not_taken_unseen(client, year, book):
    with on(DAY):
        add_version(year, book)
        add_version(year, book, "ba")
        with pytest.raises(Stale):
            answers.use_newest_version(by=officer(year), evidence_id=evidence().pk, seen=2)
    client.force_login(officer(year))
    change(client, year, action="newest", version="2")
    assert (evidence().version.number, "Có phiên bản mới (3)" in item(client, year)) == (1, True)


def test_signed_dossier_keeps_its_version(year, book):
    submitted(year)
    with on(date(2026, 1, 22)):
        add_version(year, book)
        with pytest.raises(Refused, match="nên không sửa được"):
            answers.use_newest_version(by=officer(year), evidence_id=evidence().pk, seen=2)
    assert evidence().version.number == 1


def test_text_has_no_newer_version(year):
    year.score()
    with on(DAY):
        attach(year, year.document("10001"))
        with pytest.raises(Refused, match="không có phiên bản"):
            answers.use_newest_version(by=officer(year), evidence_id=evidence().pk, seen=1)


def test_file_sent_again_in_its_newest_state_is_meant_in_it(client, year, book):
    with on(DAY):
        add_version(year, book)
        client.force_login(officer(year))
        sent = {"files": [upload("Sổ mới.pdf", pdf("hai"))]}
        client.post(reverse("answer-evidence-upload", args=[year.cycle.pk, "10001", "1.1"]), sent, headers=HX)
    assert evidence().version.number == 2


# --- Who opens which version ----------------------------------------------------------------------------------------


def opened(client, document: Document, number: int) -> int:
    answer = client.get(reverse("evidence:download", args=[document.key, number]))
    answer.getvalue()  # reads a file to its end, which closes it
    return answer.status_code


def test_city_and_bodies_open_exactly_the_version_of_the_dossier(client, year, book):
    submitted(year)
    with on(date(2026, 2, 9)):
        add_version(year, book)
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    seen = {}
    for name in ("office", "mttq", "noi_vu", "stranger"):
        client.force_login(getattr(year.people, name))
        seen[name] = [opened(client, book, 1), opened(client, book, 2)]
    assert seen == {"office": [200, 404], "mttq": [200, 404], "noi_vu": [200, 404], "stranger": [404, 404]}
    client.force_login(officer(year))
    assert [opened(client, book, 1), opened(client, book, 2)] == [200, 200]
    client.force_login(year.who("10002", "focal"))
    assert [opened(client, book, 1), opened(client, book, 2)] == [404, 404]


@pytest.mark.parametrize("way", ["return", "reopen"])
def test_city_opens_no_files_of_a_dossier_that_is_back_with_the_unit(client, year, book, way):
    submitted(year)
    minutes, pk = year.dossier().meeting_minutes, year.dossier().pk
    client.force_login(year.people.office)
    page = reverse("evidence:document", args=[minutes.key])
    assert [opened(client, book, 1), client.get(page).status_code] == [200, 200]
    with on(date(2026, 1, 22)):
        if way == "return":
            intake.send_back(by=fresh(year.people.office), dossier_id=pk, reason="Thiếu sổ")
        else:
            intake.reopen(by=fresh(year.people.head), dossier_id=pk, reason="Sai số liệu")
    assert [opened(client, book, 1), client.get(page).status_code] == [404, 404]
    detail = reverse("dossier-detail", args=[year.cycle.pk, "10001"])
    assert [client.get(detail).status_code, client.get(f"{detail}?muc=dien-bien").status_code] == [200, 200]


@pytest.mark.parametrize(("person", "rows"), [("mttq", [1]), ("focal", [2, 1])])
def test_page_of_the_document_names_the_version_meant(client, year, book, person, rows):
    submitted(year)
    with on(date(2026, 2, 9)):
        add_version(year, book)
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    client.force_login(year.who("10001", "focal") if person == "focal" else year.people.mttq)
    answer = client.get(reverse("evidence:document", args=[book.key]) + "?phien-ban=1")
    assert [version.number for version in answer.context["versions"]] == rows
    assert answer.context["meant"].number == 1
    assert "1.1 – kỳ 2026 · phiên bản 1" in answer.content.decode()


def test_appraiser_and_council_are_led_to_the_version_of_the_dossier(client, year, book):
    submitted(year)
    year.submit = lambda *_args: None
    with on(DAY):
        add_version(year, book)
    year.appraise()
    address = f"{reverse('evidence:document', args=[book.key])}?phien-ban=1"
    pages = {
        "mttq": reverse("appraisal-item", args=[year.item("10001", "1.1", "mttq").pk]),
        "secretary": reverse("council-item", args=[year.cycle.pk, "10001", "1.1"]),
        "office": reverse("dossier-detail", args=[year.cycle.pk, "10001"]),
    }
    for name, page in pages.items():
        client.force_login(getattr(year.people, name))
        with on(date(2026, 3, 9)):
            text = " ".join(client.get(page).content.decode().split())
        assert (name, address in text, "phiên bản 1" in text) == (name, True, True)


# --- A newer one everywhere -----------------------------------------------------------------------------------------


def renew(client, user, document: Document, version: str = "2"):
    client.force_login(user)
    with on(DAY):
        return client.post(reverse("evidence-renew", args=[document.key]), {"version": version})


def numbers() -> dict[str, int]:
    rows = AnswerEvidence.objects.values_list("answer__indicator__code", "version__number")
    return dict(rows.order_by("answer__indicator__code"))


@pytest.fixture
def shared(year: Year, book: Document) -> Document:
    """The book in three indicators in its first version, and its second version; 2.1 is another one's."""
    with on(DAY):
        attach(year, book, "1.2")
        attach(year, book, "2.1")
        focal = year.who("10001", "focal")
        answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["2.1"], assignee=focal, seen={})
        add_version(year, book)
    return book


def test_document_lists_its_places_and_offers_the_newest_for_those_that_may_change(client, year, shared):
    for who, places in (("officer", 2), ("focal", 3)):
        client.force_login(year.who("10001", who))
        with on(DAY):
            text = client.get(reverse("evidence:document", args=[shared.key])).content.decode()
        assert (who, text.count("Phiên bản cũ")) == (who, 3)
        assert f"Dùng phiên bản mới ở mọi tiêu chí đang chấm ({places})" in text


def test_newest_version_is_taken_where_the_person_may_write(client, year, shared):
    renew(client, officer(year), shared)
    assert numbers() == {"1.1": 2, "1.2": 2, "2.1": 1}
    renew(client, year.who("10001", "focal"), shared)
    assert numbers() == {"1.1": 2, "1.2": 2, "2.1": 2}
    assert year.answer("10001", "1.1").updated_by == officer(year)


def test_newest_version_is_not_taken_unseen_nor_after_posting(client, year, shared):
    renew(client, officer(year), shared, version="1")
    assert numbers() == {"1.1": 1, "1.2": 1, "2.1": 1}
    year.register = year.score = lambda *_args, **_more: None
    year.post()
    renew(client, officer(year), shared)
    assert numbers() == {"1.1": 1, "1.2": 1, "2.1": 1}


def test_document_of_another_unit_is_not_renewed(client, year, shared):
    assert renew(client, year.who("10002", "focal"), shared).status_code == 404


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (upload("Sổ.pdf", pdf("hai")), ["Đã thêm phiên bản 2."]),
        (
            upload("Sổ.txt", "Nội dung".encode()),
            ["Đã thêm phiên bản 2.", "Phiên bản 2 là tệp TXT, phiên bản 1 là tệp PDF: cần kiểm tra lại tệp."],
        ),
    ],
)
def test_added_version_is_told_with_its_number_and_another_type_is_warned_of(client, year, book, file, told):
    client.force_login(officer(year))
    with on(DAY):
        response = client.post(reverse("evidence:new_version", args=[book.key]), {"files": file})
    assert [str(message) for message in response.wsgi_request._messages] == told
