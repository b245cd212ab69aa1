"""Papers of the procedure: recorded as signed, never rewritten, read by whoever may read what they tell."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf, person
from tests.factories import files
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.kept.models import FileAlarm
from thanthien.evaluations.actions import intake, papers, submission
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Paper, PaperDossier, PaperWithdrawal
from thanthien.evaluations.queries.papers import missing_papers, papers_of
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)
SAME = "Văn bản cùng số, cùng ngày đã được ghi"


@pytest.fixture
def year() -> Year:
    return open_year()


def record(year: Year, *codes: str, kind=PaperKind.ANNOUNCEMENT, by: User | None = None, more=None, **changes) -> Paper:
    printed = replace(Printed("15/TB-SNV", DAY, "Nguyễn Văn A, Giám đốc"), **changes)
    with on(DAY):
        return papers.record_paper(
            by=fresh(by or year.people.office), kind=kind, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier(code).pk for code in codes or ("10001",)], printed=printed, **(more or {}),
        )  # fmt: skip


def refused(act) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        act()
    return told.value.errors


def open_page(client, user: User, name: str, *args, **data):
    client.force_login(fresh(user))
    address = reverse(name, args=args)
    with on(DAY):
        answer = client.post(address, data) if data else client.get(address)
    answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


# --- Recording --------------------------------------------------------------------------------------------------------


def test_paper_keeps_what_is_printed_who_recorded_it_and_its_file(year):
    made = record(year, "10001", "10002", number=" 15/TB-SNV ", file=pdf("thong-bao.pdf"))
    made.refresh_from_db()
    assert (made.number, made.signed_on, made.signer, made.issuer, made.file_name, made.recorded_by) == (
        "15/TB-SNV", DAY, "Nguyễn Văn A, Giám đốc", "Sở Nội vụ", "thong-bao.pdf", year.people.office,
    )  # fmt: skip
    with default_storage.open(made.file.name) as stored:
        assert stored.read() == files.pdf()
    assert sorted(made.lines.values_list("dossier__unit__code", flat=True)) == ["10001", "10002"]
    assert str(made) == "Thông báo kết quả dự kiến số 15/TB-SNV ngày 16/03/2026"


def test_paper_may_be_recorded_without_its_file(year):
    made = record(year)
    assert (made.file.name, made.file_name, made.sha256) == ("", "", "")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"number": " "}, {"number": "Cần ghi số văn bản."}),
        ({"signer": ""}, {"signer": "Cần ghi người ký."}),
        ({"signed_on": date(2026, 3, 17)}, {"signed_on": "Ngày ký không được sau hôm nay."}),
        (
            {"signed_on": date(2024, 12, 31)},
            {"signed_on": "Văn bản của kỳ này không thể ký trước năm 2025."},
        ),
        (
            {"file": SimpleUploadedFile("anh.png", files.image("PNG"), content_type="image/png")},
            {"file": "Bản ký phải là tệp PDF."},
        ),
    ],
    ids=["number", "signer", "later", "long ago", "picture"],
)
def test_what_is_no_signed_document_is_refused_beside_its_field(year, changes, errors):
    assert refused(lambda: record(year, **changes)) == errors
    assert (Paper.objects.count(), PaperDossier.objects.count()) == (0, 0)


def test_pdf_that_starts_something_is_refused(year):
    active = files.pdf().replace(b"%%EOF", b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj\n%%EOF")
    errors = refused(lambda: record(year, file=SimpleUploadedFile("a.pdf", active, content_type="application/pdf")))
    assert list(errors) == ["file"]
    assert Paper.objects.count() == 0


def test_further_list_of_the_same_document_joins_it(year):
    first, second = record(year, "10001"), record(year, "10002")
    assert (first.pk, Paper.objects.count(), PaperDossier.objects.count()) == (second.pk, 1, 2)


def test_another_document_of_the_same_number_is_refused_by_what_differs(year):
    record(year, "10001", file=pdf("thong-bao.pdf"))
    assert refused(lambda: record(year, "10001", signer="Người khác")) == {
        "number": f"{SAME} cho đơn vị này.",
        "signer": f"{SAME} với người ký: Nguyễn Văn A, Giám đốc.",
        "file": f"{SAME} với một tệp khác. Cần chọn đúng tệp đã ghi nhận: thong-bao.pdf.",
    }
    assert (Paper.objects.count(), PaperDossier.objects.count()) == (1, 1)


def test_what_is_typed_with_a_further_list_is_not_dropped(year):
    record(year, "10001", more={"note": "Gửi kèm phụ lục"})
    assert refused(lambda: record(year, "10002", more={"note": "Không kèm"})) == {
        "note": f"{SAME} với nội dung: Gửi kèm phụ lục."
    }
    record(year, "10002", more={"note": " Gửi kèm phụ lục "})
    record(year, "10001", number="16/TB-SNV")
    assert refused(lambda: record(year, "10002", number="16/TB-SNV", more={"note": "Khác"})) == {
        "note": f"{SAME} không có ghi chú. Cần bỏ trống ghi chú."
    }
    assert (Paper.objects.count(), PaperDossier.objects.count()) == (2, 3)


@pytest.mark.parametrize("job", ["chair", "focal"])
def test_commune_records_its_own_papers_alone(year, job):
    made = record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", job))
    assert made.issuer == "Ủy ban nhân dân Xã An Hòa"
    with pytest.raises(Refused) as told:
        record(year, kind=PaperKind.ANNOUNCEMENT, by=year.who("10001", job))
    assert told.value.problems == ["Anh/chị không được ghi “Thông báo kết quả dự kiến” của hồ sơ này."]
    with pytest.raises(Refused) as told:
        record(year, "10002", kind=PaperKind.PROPOSAL, by=year.who("10001", job))
    assert told.value.problems == ["Không tìm thấy hồ sơ."]
    assert Paper.objects.count() == 1


@pytest.mark.parametrize("name", ["secretary", "leader", "auditor", "mttq"])
def test_others_of_the_city_record_no_paper(year, name):
    year.accept()
    with pytest.raises(Refused) as told:
        record(year, by=getattr(year.people, name))
    assert told.value.problems == ["Anh/chị không được ghi “Thông báo kết quả dự kiến” của hồ sơ này."]


def test_dossier_of_another_cycle_is_refused(year):
    with pytest.raises(Refused) as told:
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.REMINDER, cycle_id=year.cycle.pk + 1,
            dossier_ids=[year.dossier().pk], printed=Printed("1", DAY, "A"),
        )  # fmt: skip
    assert told.value.problems == ["Không tìm thấy kỳ đánh giá."]


# --- Never rewritten --------------------------------------------------------------------------------------------------


def test_database_refuses_to_change_or_remove_papers(year):
    made = record(year)
    papers.withdraw_paper(by=fresh(year.people.office), paper_id=made.pk, reason="Sai số")
    acts = [
        lambda: Paper.objects.update(number="16/TB-SNV"),
        lambda: Paper.objects.all()._raw_delete("default"),
        lambda: PaperDossier.objects.update(dossier=year.dossier("10002")),
        lambda: PaperDossier.objects.all()._raw_delete("default"),
        lambda: PaperWithdrawal.objects.update(reason="khác"),
        lambda: PaperWithdrawal.objects.all()._raw_delete("default"),
    ]
    said = []
    for act in acts:
        with pytest.raises(DatabaseError) as told, transaction.atomic():
            act()
        said.append("Cannot update or delete rows" in str(told.value))
    assert said == [True] * 6


def test_withdrawn_paper_stays_readable_and_makes_way_for_the_right_one(year):
    wrong = record(year, signer="Người khác")
    with on(DAY):
        papers.withdraw_paper(by=fresh(year.people.office), paper_id=wrong.pk, reason=" Sai người ký ")
    right = record(year)
    lines = papers_of(fresh(year.people.office), year.dossier())
    assert [(line.paper, line.withdrawn, line.may_withdraw) for line in lines] == [
        (wrong, "Sai người ký", False),
        (right, "", True),
    ]


def test_paper_is_withdrawn_once_with_a_reason_by_its_own_agency(year):
    made = record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "focal"))
    with pytest.raises(Invalid) as invalid:
        papers.withdraw_paper(by=year.who("10001", "chair"), paper_id=made.pk, reason=" ")
    assert invalid.value.errors == {"reason": "Cần ghi lý do."}
    said = []
    for by in (year.people.office, year.who("10001", "officer"), year.people.auditor):
        with pytest.raises(Refused) as told:
            papers.withdraw_paper(by=fresh(by), paper_id=made.pk, reason="Sai")
        said += told.value.problems
    assert said == ["Chỉ cơ quan đã ghi văn bản này được ghi là ghi nhầm."] * 3
    papers.withdraw_paper(by=year.who("10001", "chair"), paper_id=made.pk, reason="Sai")
    with pytest.raises(Refused) as told:
        papers.withdraw_paper(by=year.who("10001", "chair"), paper_id=made.pk, reason="Sai")
    assert told.value.problems == ["Văn bản này đã được ghi là ghi nhầm."]


# --- Who reads --------------------------------------------------------------------------------------------------------


def known(year: Year, user: User, code: str = "10001") -> list[tuple[str, bool]]:
    return [(line.paper.number, line.may_open) for line in papers_of(fresh(user), year.dossier(code))]


def test_file_about_several_units_is_read_by_the_city_alone(client, year):
    year.announce()
    shared = record(year, "10001", "10002", file=pdf())
    chair = year.who("10001", "chair")
    assert known(year, chair) == [("15/TB-SNV", False)]
    assert known(year, year.people.leader) == [("15/TB-SNV", True)]
    assert open_page(client, chair, "paper-file", shared.pk).status_code == 404
    assert open_page(client, year.people.leader, "paper-file", shared.pk).status_code == 200


def test_papers_of_the_city_itself_are_hidden_from_communes_and_bodies(client, year):
    year.announce()
    made = record(year, kind=PaperKind.CITY_PROPOSAL, file=pdf())
    chair = year.who("10001", "chair")
    assert [known(year, user) for user in (chair, year.people.mttq, year.people.member)] == [
        [], [], [("15/TB-SNV", True)],
    ]  # fmt: skip
    answers = [open_page(client, user, "paper-file", made.pk).status_code for user in (chair, year.people.mttq)]
    assert answers == [404, 404]


def test_reminder_to_a_body_is_read_by_the_city_and_that_body(client, year):
    year.accept()
    body = Agency.objects.get(code="mttq")
    made = record(year, kind=PaperKind.REMINDER, file=pdf(), more={"addressee": body})
    readers = (year.people.office, year.people.mttq, year.people.noi_vu, year.who("10001", "chair"))
    assert [bool(known(year, user)) for user in readers] == [True, True, False, False]
    answers = [open_page(client, user, "paper-file", made.pk).status_code for user in readers]
    assert answers == [200, 200, 404, 404]


def test_people_of_another_unit_meet_nothing(client, year):
    made = record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "chair"), file=pdf())
    stranger = year.who("10002", "chair")
    answers = [
        open_page(client, stranger, "paper-file", made.pk),
        open_page(client, stranger, "paper-record", year.cycle.pk, "10001", "to-trinh"),
        open_page(client, stranger, "paper-withdraw", year.cycle.pk, "10001", made.pk),
        open_page(client, stranger, "paper-withdraw", year.cycle.pk, "10002", made.pk),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


def test_file_is_handed_out_as_it_was_and_changed_bytes_are_not(client, year):
    made = record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "chair"), file=pdf("to-trinh.pdf"))
    chair = year.who("10001", "chair")
    answer = open_page(client, chair, "paper-file", made.pk)
    assert (answer.whole, answer["Content-Type"], answer["Content-Disposition"]) == (
        files.pdf(), "application/pdf", 'attachment; filename="to-trinh.pdf"',
    )  # fmt: skip
    with default_storage.open(made.file.name, "wb") as stored:
        stored.write(files.pdf() + b"%")
    changed = open_page(client, chair, "paper-file", made.pk)
    assert (changed.status_code, FileAlarm.objects.get().shelf) == (409, "papers")
    assert files.pdf() not in changed.whole


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_focal_officer_records_a_paper_on_its_page(client, year):
    focal = year.who("10001", "focal")
    sent = {"number": "7/TTr-UBND", "signed_on": "16/03/2026", "signer": "Trần Thị B", "file": pdf("7.pdf")}
    answer = open_page(client, focal, "paper-record", year.cycle.pk, "10001", "to-trinh", **sent)
    address = reverse("dossier-detail", args=[year.cycle.pk, "10001"])
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?muc=dien-bien#van-ban")
    shown = client.get(f"{address}?muc=dien-bien").content.decode()
    assert "7/TTr-UBND" in shown
    assert reverse("paper-file", args=[Paper.objects.get().pk]) in shown


def test_refused_paper_comes_back_with_what_was_typed(client, year):
    focal = year.who("10001", "focal")
    sent = {"number": "7/TTr-UBND", "signed_on": "31/12/9999", "signer": "Trần Thị B"}
    answer = open_page(client, focal, "paper-record", year.cycle.pk, "10001", "to-trinh", **sent)
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (422, {"signed_on": ["Ngày ký không được sau hôm nay."]})
    assert form["number"].value() == "7/TTr-UBND"


def test_unknown_kind_of_paper_has_no_page(client, year):
    assert open_page(client, year.people.office, "paper-record", year.cycle.pk, "10001", "khac").status_code == 404


def test_paper_is_withdrawn_on_its_page(client, year):
    made = record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "chair"))
    answer = open_page(
        client, year.who("10001", "focal"), "paper-withdraw", year.cycle.pk, "10001", made.pk, reason="Sai số"
    )
    assert (answer.status_code, PaperWithdrawal.objects.get().reason) == (302, "Sai số")


def test_pages_of_a_dossier_cost_the_same_with_one_paper_and_three(client, year):
    office = year.people.office

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen, on(DAY):
            client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]) + "?muc=dien-bien")
        return len(seen)

    client.force_login(fresh(office))
    record(year, number="1")
    statements()
    one = statements()
    record(year, number="2")
    record(year, number="3")
    assert statements() == one


# --- What has no number yet -------------------------------------------------------------------------------------------


def lacking(year: Year) -> dict[str, list[PaperKind]]:
    found = missing_papers([year.dossier(code) for code in ("10001", "10002")])
    return {code: found.get(year.dossier(code).pk, []) for code in ("10001", "10002")}


def test_steps_call_for_their_papers(year):
    year.submit()
    assert lacking(year) == {"10001": [PaperKind.REGISTRATION, PaperKind.PROPOSAL], "10002": []}
    record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "chair"))
    assert lacking(year) == {"10001": [PaperKind.REGISTRATION], "10002": []}


def test_withdrawn_paper_is_missing_again(year):
    year.register()
    made = record(year, kind=PaperKind.REGISTRATION, by=year.who("10001", "chair"))
    before = lacking(year)["10001"]
    papers.withdraw_paper(by=year.who("10001", "chair"), paper_id=made.pk, reason="Sai")
    assert (before, lacking(year)["10001"]) == ([], [PaperKind.REGISTRATION])


def test_each_return_calls_for_a_paper_of_its_own(year):
    year.submit()
    office = fresh(year.people.office)
    with on(date(2026, 1, 22)):
        intake.send_back(by=office, dossier_id=year.dossier().pk, reason="Thiếu")
    record(year, kind=PaperKind.RETURN)
    after_one = PaperKind.RETURN in lacking(year)["10001"]
    with on(date(2026, 1, 23)):
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
        intake.send_back(by=office, dossier_id=year.dossier().pk, reason="Còn thiếu")
    assert (after_one, PaperKind.RETURN in lacking(year)["10001"]) == (False, True)


def test_party_secretary_reads_papers_and_records_none(client, year):
    secretary = person("bithu", Agency.objects.get(code="ubnd-10001"), Role.COMMUNE_PARTY)
    record(year, kind=PaperKind.PROPOSAL, by=year.who("10001", "chair"))
    assert known(year, secretary) == [("15/TB-SNV", False)]
    assert open_page(client, secretary, "paper-record", year.cycle.pk, "10001", "to-trinh").status_code == 404


@pytest.mark.parametrize("kind", [PaperKind.WAIVER, PaperKind.SETTLEMENT, PaperKind.MERGER, PaperKind.CITY_RETURN])
def test_what_comes_with_an_act_is_not_recorded_by_itself(year, kind):
    with pytest.raises(Refused) as told:
        record(year, "10001", kind=kind)
    assert told.value.problems == [f"“{kind.label}” được ghi cùng việc mà văn bản này là căn cứ, không ghi riêng."]
