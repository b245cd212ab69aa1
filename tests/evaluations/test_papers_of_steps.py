"""The commune's Tờ trình comes with the submission as the cycle asks; the office records one document for many."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, confirming, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Invalid
from thanthien.core.jobs.models import JobRun
from thanthien.evaluations.actions import intake, papers, submission
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.models import Cycle, Paper, Seal
from thanthien.verify import verify_year
from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 21)
TYPED = {"number": "15/TTr-UBND", "signed_on": "21/01/2026", "signer": "Chủ tịch"}


@pytest.fixture
def year() -> Year:
    return open_year()


def asks(year: Year, asked: PaperAsked) -> None:
    Cycle.objects.update(proposal_asked=asked)
    year.cycle.refresh_from_db()


def proposal(**changes) -> Printed:
    return Printed(**({"number": "15/TTr-UBND", "signed_on": DAY, "signer": "Chủ tịch"} | changes))


def submit(year: Year, printed: Printed | None) -> None:
    with on(DAY):
        submission.submit(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark(), proposal=printed
        )


def refused(act) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        act()
    return told.value.errors


# --- The Tờ trình -----------------------------------------------------------------------------------------------------


def test_submission_asks_for_the_number_of_the_proposal(year):
    asks(year, PaperAsked.NUMBER)
    year.sign()
    assert refused(lambda: submit(year, None)) == {"number": "Cần ghi số, ngày, người ký của Tờ trình."}
    assert (year.dossier().status, Seal.objects.count()) == ("signed", 0)
    submit(year, proposal())
    made = Paper.objects.get()
    assert (year.dossier().status, made.kind, made.number, made.issuer, made.file_name) == (
        "submitted", "proposal", "15/TTr-UBND", "Ủy ban nhân dân Xã An Hòa", "",
    )  # fmt: skip


def test_cycle_may_ask_for_the_signed_file_too(year):
    asks(year, PaperAsked.FILE)
    year.sign()
    assert refused(lambda: submit(year, proposal())) == {"file": "Cần chọn tệp PDF của bản đã ký."}
    submit(year, proposal(file=pdf("to-trinh.pdf")))
    assert (year.dossier().status, Paper.objects.get().file_name) == ("submitted", "to-trinh.pdf")


def test_proposal_that_was_recorded_before_counts_as_far_as_it_holds_what_is_asked(year):
    year.sign()
    with on(DAY):
        papers.record_paper(
            by=year.who("10001", "focal"), kind=PaperKind.PROPOSAL, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=proposal(),
        )  # fmt: skip
    asks(year, PaperAsked.FILE)
    assert refused(lambda: submit(year, None)) == {"number": "Cần ghi số, ngày, người ký của Tờ trình."}
    asks(year, PaperAsked.NUMBER)
    submit(year, None)
    assert (year.dossier().status, Paper.objects.count()) == ("submitted", 1)


def test_cycle_without_the_switch_submits_as_before(year):
    year.sign()
    submit(year, None)
    assert (year.dossier().status, Paper.objects.count()) == ("submitted", 0)


def check_page(client, year: Year, job: str = "chair", **data):
    client.force_login(year.who("10001", job))
    with on(DAY):
        return client.post(reverse("submit-check", args=[year.cycle.pk, "10001"]), {"seen": year.mark()} | data)


def test_page_of_the_submission_takes_the_proposal_along(client, year):
    asks(year, PaperAsked.NUMBER)
    year.sign()
    answer = check_page(client, year, **TYPED, file=pdf("to-trinh.pdf"))
    assert (answer.status_code, year.dossier().status, Paper.objects.get().file_name) == (
        302, "submitted", "to-trinh.pdf",
    )  # fmt: skip


def test_page_says_what_the_proposal_lacks_and_keeps_the_rest(client, year):
    asks(year, PaperAsked.NUMBER)
    year.sign()
    answer = check_page(client, year, number="15/TTr-UBND")
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors), form["number"].value(), year.dossier().status) == (
        422, ["signed_on", "signer"], "15/TTr-UBND", "signed",
    )  # fmt: skip


def test_number_that_is_not_asked_for_needs_its_day_all_the_same(client, year):
    year.sign()
    answer = check_page(client, year, number="15/TTr-UBND")
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["signed_on", "signer"])


def test_page_shows_no_fields_once_the_proposal_is_recorded(client, year):
    asks(year, PaperAsked.NUMBER)
    year.sign()
    with on(DAY):
        papers.record_paper(
            by=year.who("10001", "focal"), kind=PaperKind.PROPOSAL, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=proposal(),
        )  # fmt: skip
    client.force_login(year.who("10001", "chair"))
    with on(DAY):
        page = client.get(reverse("submit-check", args=[year.cycle.pk, "10001"]))
    assert page.context["form"] is None


# --- Registration, return, announcement -------------------------------------------------------------------------------

REGISTER_DAY, ANNOUNCE_DAY = date(2026, 1, 6), date(2026, 3, 16)
REGISTERED = {"target_level": "2", "creative_model": "", "confirmed": "on"}


def asks_of_steps(year: Year, asked: PaperAsked) -> None:
    Cycle.objects.update(step_papers_asked=asked)
    year.cycle.refresh_from_db()


def send(client, user, address: str, day: date, **data):
    client.force_login(fresh(user))
    with on(day):
        return client.post(address, data)


def register(client, year: Year, **typed):
    address = reverse("registration", args=[year.cycle.pk, "10001"])
    return send(client, year.people.communes["10001"]["chair"], address, REGISTER_DAY, **REGISTERED, **typed)


def return_dossier(client, year: Year, code: str = "10001", **typed):
    address = reverse("dossier-return", args=[year.cycle.pk, code])
    return send(client, year.people.office, address, date(2026, 1, 22), reason="Thiếu sổ", **typed)


def announce(client, year: Year, codes: list[str], **typed):
    client.force_login(fresh(year.people.office))
    address = reverse("announce", args=[year.cycle.pk])
    with on(ANNOUNCE_DAY):
        shown = client.post(address, {"chon": [year.dossier(code).pk for code in codes]})
        return client.post(address, confirming(shown) | typed)


def typed(number: str, day: date, **more) -> dict[str, object]:
    return {"number": number, "signed_on": f"{day:%d/%m/%Y}", "signer": "Người ký"} | more


def recorded_papers() -> list[tuple[str, str, int]]:
    return [(one.kind, one.number, one.lines.count()) for one in Paper.objects.order_by("pk")]


def test_registration_takes_its_document_along_and_does_without_where_none_is_asked(client, year):
    answer = register(client, year, **typed("12/UBND-VP", REGISTER_DAY, file=pdf("dang-ky.pdf")))
    assert (answer.status_code, year.dossier().status) == (302, "registered")
    assert recorded_papers() == [("registration", "12/UBND-VP", 1)]
    assert Paper.objects.get().file_name == "dang-ky.pdf"
    year.register("10002")
    assert (year.dossier("10002").status, Paper.objects.count()) == ("registered", 1)


def test_cycle_may_ask_for_the_document_of_a_registration(client, year):
    asks_of_steps(year, PaperAsked.FILE)
    answer = register(client, year, number="12/UBND-VP")
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["file", "signed_on", "signer"])
    assert refused(lambda: year.register()) == {"number": "Cần ghi số, ngày, người ký của văn bản đăng ký."}
    assert (year.dossier().status, Paper.objects.count()) == ("unregistered", 0)


def test_document_of_a_step_that_was_recorded_before_is_not_asked_for_again(client, year):
    asks_of_steps(year, PaperAsked.NUMBER)
    with on(REGISTER_DAY):
        papers.record_paper(
            by=year.who("10001", "focal"), kind=PaperKind.REGISTRATION, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=proposal(signed_on=REGISTER_DAY),
        )  # fmt: skip
    assert (register(client, year).status_code, year.dossier().status, Paper.objects.count()) == (302, "registered", 1)


def test_one_document_returns_several_dossiers(client, year):
    asks_of_steps(year, PaperAsked.NONE)
    for code in ("10001", "10002"):
        year.submit(code)
        document = typed("25/SNV", date(2026, 1, 22), file=pdf("tra-lai.pdf"))
        assert return_dossier(client, year, code, **document).status_code == 302
    assert (year.dossier("10002").status, recorded_papers()) == ("returned", [("return", "25/SNV", 2)])


def test_refused_document_returns_nothing_and_keeps_what_was_typed(client, year):
    year.submit()
    answer = return_dossier(client, year, **typed("25/SNV", date(2026, 1, 23)))
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (422, {"signed_on": ["Ngày ký không được sau hôm nay."]})
    assert (form["reason"].value(), form["number"].value()) == ("Thiếu sổ", "25/SNV")
    assert (year.dossier().status, Paper.objects.count()) == ("submitted", 0)


def test_each_return_calls_for_its_own_document(year):
    office = fresh(year.people.office)
    year.submit()
    asks_of_steps(year, PaperAsked.NUMBER)
    with on(date(2026, 1, 22)):
        pk = year.dossier().pk
        printed = proposal(number="25/SNV", signed_on=date(2026, 1, 22))
        intake.send_back(by=office, dossier_id=pk, reason="Thiếu sổ", printed=printed)
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=pk, seen=year.mark())
        told = refused(lambda: intake.send_back(by=office, dossier_id=pk, reason="Còn thiếu"))
    assert told == {"number": "Cần ghi số, ngày, người ký của văn bản trả lại hồ sơ."}


def test_announcement_takes_one_document_for_all_and_the_public_reads_its_number_alone(client, year):
    for code in ("10001", "10002"):
        year.conclude(code)
    document = typed("30/TB-SNV", ANNOUNCE_DAY, file=pdf("thong-bao.pdf"))
    assert announce(client, year, ["10001", "10002"], **document).status_code == 302
    assert (year.dossier("10002").status, recorded_papers()) == ("provisional", [("announcement", "30/TB-SNV", 2)])
    with on(ANNOUNCE_DAY):
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.CITY_PROPOSAL, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=proposal(number="99/TTr-SNV", signed_on=ANNOUNCE_DAY),
        )  # fmt: skip
    year.announce = lambda *_: None
    year.publish()
    sealed = json.loads(Seal.objects.get(kind="decision").body)
    file = b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content)
    page = Client().get("/don-vi-hanh-chinh/10001/").content.decode()
    assert sealed["announced"] == [{"number": "30/TB-SNV", "signed_on": "2026-03-16"}]
    assert verify_year(json.loads(file)).told.differences == []
    assert "Thông báo kết quả dự kiến số 30/TB-SNV ngày 16/03/2026." in page
    assert [words in page + file.decode() for words in ("99/TTr-SNV", "thong-bao.pdf", "Người ký")] == [False] * 3


def test_cycle_may_ask_for_the_document_of_an_announcement(client, year):
    year.conclude()
    asks_of_steps(year, PaperAsked.NUMBER)
    answer = announce(client, year, ["10001"])
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["number", "signed_on", "signer"])
    assert (year.dossier().status, Paper.objects.count()) == ("concluded", 0)


def test_long_announcement_with_a_file_is_done_at_once(client, year, settings):
    settings.BULK_AT_ONCE = 1
    for code in ("10001", "10002"):
        year.conclude(code)
    document = typed("30/TB-SNV", ANNOUNCE_DAY, file=pdf("thong-bao.pdf"))
    answer = announce(client, year, ["10001", "10002"], **document)
    queued = JobRun.objects.filter(name="evaluations.announce").count()
    assert (answer.status_code, year.dossier("10002").status, queued) == (302, "provisional", 0)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        [{"number": "30/TB"}],
        [{"number": " ", "signed_on": "2026-03-16"}],
        [{"number": "30/TB", "signed_on": "16/3/2026"}],
        [{"number": "30/TB", "signed_on": "2026-03-16"}] * 2,
        [{"number": "30/TB", "signed_on": "2026-03-16"}, {"number": "29/TB", "signed_on": "2026-03-10"}],
    ],
)
def test_forged_announcement_is_told(told):
    said = Told()
    check_facts(said, {"announced": [{"number": "30/TB", "signed_on": "2026-03-16"}]}, "ở đây")
    assert said.differences == []
    check_facts(said, {"announced": told}, "ở đây")
    assert len(said.differences) == 1


# --- One document for many units --------------------------------------------------------------------------------------


def bulk(client, year: Year, word: str, codes: list[str], **typed):
    client.force_login(fresh(year.people.office))
    address = reverse("papers-record", args=[year.cycle.pk, word])
    with on(date(2026, 3, 16)):
        shown = client.post(address, {"chon": [year.dossier(code).pk for code in codes]})
        return client.post(address, confirming(shown) | typed)


def test_office_records_its_proposal_for_the_dossiers_that_wait_for_a_decision(client, year):
    year.announce("10001")
    year.announce("10002")
    sent = {"number": "9/TTr-SNV", "signed_on": "16/03/2026", "signer": "Giám đốc", "file": pdf("to-trinh.pdf")}
    answer = bulk(client, year, "trinh-thanh-pho", ["10001", "10002"], **sent)
    made = Paper.objects.get()
    assert (answer.status_code, made.kind, made.issuer, made.file_name, made.lines.count()) == (
        302, "city_proposal", "Sở Nội vụ", "to-trinh.pdf", 2,
    )  # fmt: skip


def test_dossier_that_waits_for_no_decision_is_not_offered(client, year):
    year.announce("10001")
    client.force_login(fresh(year.people.office))
    with on(date(2026, 3, 16)):
        page = client.get(reverse("papers-record", args=[year.cycle.pk, "trinh-thanh-pho"]))
    assert [line.row.name for line in page.context["ready"]] == ["Xã An Hòa"]


def test_refused_document_records_nothing(client, year):
    year.announce("10001")
    answer = bulk(client, year, "thong-bao", ["10001"], number="9/TB-SNV", signed_on="17/03/2026", signer="Giám đốc")
    assert (answer.status_code, Paper.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {"signed_on": ["Ngày ký không được sau hôm nay."]}


@pytest.mark.parametrize("word", ["to-trinh", "y-kien-dang-uy", "khac"])
def test_what_the_office_doesnt_write_has_no_such_page(client, year, word):
    client.force_login(fresh(year.people.office))
    assert client.get(reverse("papers-record", args=[year.cycle.pk, word])).status_code == 404


def test_office_sees_which_papers_have_no_number_yet(client, year):
    year.submit("10001")
    year.register("10002")
    client.force_login(fresh(year.people.office))
    page = client.get(reverse("papers", args=[year.cycle.pk]))
    shown = page.context["table"]
    assert [(row.unit.code, shown.table.values[1].value(row)) for row in shown.rows] == [
        ("10002", "Văn bản đăng ký"), ("10001", "Văn bản đăng ký; Tờ trình của đơn vị"),
    ]  # fmt: skip
