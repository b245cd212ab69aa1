"""Recording, publishing and changing decisions in the browser's forms."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import Year, confirming, fresh, on, open_year, pdf
from thanthien.core import clock
from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.formats import NOTHING
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.models import Cycle, Decision, DecisionItem, Seal
from thanthien.evaluations.queries.editions import draft_results_fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _decision_day():
    with on(date(2026, 3, 24)):
        yield


@pytest.fixture
def year() -> Year:
    made = open_year()
    made.announce("10001")
    made.announce("10002")
    return made


def office(year: Year) -> Client:
    client = Client()
    client.force_login(fresh(year.people.office))
    return client


def leader(year: Year) -> Client:
    client = Client()
    client.force_login(fresh(year.people.leader))
    return client


def address(year: Year) -> str:
    return reverse("decision-record", args=[year.cycle.pk])


def paper(**changes) -> dict:
    return {
        "number": "15/QĐ-UBND",
        "signed_on": "23/03/2026",
        "signer": "Trần Văn A, Chủ tịch",
        "file": pdf(),
        "others_later": "on",
    } | changes


def verdicts(year: Year, levels: dict[str, str], reasons: dict[str, str] | None = None) -> dict:
    data: dict = {"chon": [year.dossier(code).pk for code in levels]}
    for code, level in levels.items():
        pk = year.dossier(code).pk
        data |= {f"d{pk}-level": level, f"d{pk}-reason": (reasons or {}).get(code, "")}
    return data


def confirmed(year: Year, data: dict, sent: dict):
    """The list is checked, then sent with the document."""
    client = office(year)
    return client.post(address(year), data | confirming(client.post(address(year), data)) | sent)


def test_proposed_levels_are_filled_in(year):
    rows = office(year).get(address(year)).context["ready"]
    assert [(row.dossier.unit.code, row.level, row.computed) for row in rows] == [("10002", "2", 2), ("10001", "2", 2)]


@pytest.mark.parametrize("level", ["9" * 40, "-1", "٣", "", "abc"])
def test_level_that_there_is_not_is_asked_for_beside_its_unit(year, level):
    page = office(year).post(address(year), verdicts(year, {"10001": "2", "10002": level}))
    errors = {row.dossier.unit.code: row.error for row in page.context["ready"]}
    assert (page.status_code, errors) == (422, {"10001": "", "10002": "Cần chọn một mức độ."})
    assert Decision.objects.count() == 0


def test_two_lists_are_checked_before_recording(year):
    page = office(year).post(address(year), verdicts(year, {"10001": "2", "10002": "0"}, {"10002": "Vi phạm"}))
    assert [(title, [line.row.name for line in lines]) for title, lines in page.context["sections"]] == [
        ("Đạt chuẩn, theo mức độ", ["Xã An Hòa"]), ("Chưa đạt", ["Phường Bình Minh"]),
    ]  # fmt: skip
    assert page.context["remarks"] == [
        "Phường Bình Minh: đề nghị Mức độ 2, quyết định Chưa đạt. Lý do: Vi phạm",
    ]  # fmt: skip
    assert Decision.objects.count() == 0


def test_draft_tells_the_fingerprint_of_its_results(year):
    both = {year.dossier(code): 2 for code in ("10001", "10002")}
    assert office(year).get(address(year)).context["results"] == draft_results_fingerprint(both)
    page = office(year).post(address(year), verdicts(year, {"10001": "2", "10002": "0"}, {"10002": "Vi phạm"}))
    chosen = draft_results_fingerprint({year.dossier("10001"): 2, year.dossier("10002"): 0})
    assert [value for _, value in page.context["marks"]] == [chosen]
    assert chosen in page.content.decode()


def test_other_level_without_reason_goes_back_to_the_table(year):
    page = office(year).post(address(year), verdicts(year, {"10001": "1", "10002": "2"}))
    assert page.status_code == 422
    assert "Mức độ quyết định khác mức độ đề nghị: cần ghi lý do." in page.content.decode()


def test_decision_is_recorded_and_sealed(year):
    data = verdicts(year, {"10001": "2", "10002": "1"}, {"10002": "Theo ý kiến Ủy ban"})
    assert confirmed(year, data, paper()).status_code == 302
    assert list(DecisionItem.objects.order_by("dossier__unit__code").values_list("level", "reason")) == [
        (2, ""), (1, "Theo ý kiến Ủy ban"),
    ]  # fmt: skip
    assert Seal.objects.filter(kind="decision").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "", "Cần ghi số quyết định."),
        ("signed_on", "31/02/2026", "Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."),
        ("signed_on", "25/03/2026", "Ngày ký không được sau hôm nay."),
        ("file", SimpleUploadedFile("a.pdf", b"not a pdf"), "PDF"),
        ("file", SimpleUploadedFile("a.pdf", b""), "Tệp trống."),
        ("signer", " ", "Cần ghi người ký."),
    ],
)
def test_faulty_paper_is_told_and_verdicts_are_kept(year, field, value, sentence):
    data = verdicts(year, {"10001": "1"}, {"10001": "Theo kiểm tra"})
    page = confirmed(year, data, paper(**{field: value}))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="Theo kiểm tra"' in page.content.decode()
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(("changes", "again"), [({"signer": " "}, True), ({"file": b""}, False)])
def test_refused_form_says_to_choose_the_file_again(year, changes, again):
    sent = paper(
        **{name: SimpleUploadedFile("a.pdf", value) if name == "file" else value for name, value in changes.items()}
    )
    page = confirmed(year, verdicts(year, {"10001": "2"}), sent)
    assert (page.status_code, "Trình duyệt không giữ tệp đã chọn" in page.content.decode()) == (422, again)


def test_way_back_to_the_table_keeps_levels_reasons_and_the_document(year):
    data = verdicts(year, {"10001": "1"}, {"10001": "Theo kiểm tra"})
    shown = confirmed(year, data, paper() | {"buoc": "chon-lai"})
    again = {row.dossier.unit.code: (row.included, row.level, row.reason) for row in shown.context["ready"]}
    assert (shown.status_code, again) == (
        200, {"10001": (True, "1", "Theo kiểm tra"), "10002": (False, "2", "")},
    )  # fmt: skip
    assert shown.context["typed"] == {name: paper()[name] for name in ("number", "signed_on", "signer")}


def test_sending_the_decision_twice_records_one(year):
    data = verdicts(year, {"10001": "2"})
    data |= confirming(office(year).post(address(year), data))
    office(year).post(address(year), data | paper())
    again = office(year).post(address(year), data | paper())
    assert again.status_code == 409
    assert Decision.objects.count() == 1


def test_dossiers_within_the_review_time_are_held_back(year):
    year.cycle.phases.filter(key="decision").update(starts_on=date(2026, 3, 18))
    with on(date(2026, 3, 20)):
        page = office(year).get(address(year))
    assert [row.problems for row in page.context["held"]] == [("Thời hạn kiến nghị còn đến hết ngày 20/03/2026.",)] * 2


def test_results_are_published_after_a_page_that_says_what_opens(year):
    confirmed(year, verdicts(year, {"10001": "2"}), paper())
    publish = reverse("decision-publish", args=[year.cycle.pk])
    shown = office(year).get(publish)
    assert "không được công khai" in shown.content.decode()
    assert year.dossier().status == "decided"
    seen = confirming(shown)
    assert office(year).post(publish, seen).status_code == 302
    assert year.dossier().status == "published"
    assert office(year).post(publish, seen).status_code == 409


@pytest.mark.parametrize(("level", "status"), [("1", "lowered"), ("0", "revoked")])
def test_recognition_is_lowered_or_revoked_by_a_decision(level, status):
    year = open_year()
    year.publish("10001")
    change = reverse("decision-change", args=[year.cycle.pk, "10001"])
    with on(date(2026, 6, 1)):
        data = paper(
            number="99/QĐ-UBND",
            signed_on="01/06/2026",
            level=level,
            reason="Vi phạm sau công nhận",
            version=year.dossier().version,
        )
        checked = office(year).post(change, {name: data[name] for name in ("level", "reason", "version")})
        facts = dict(checked.context["check"].facts)
        assert (checked.status_code, facts["Đang được công nhận"], facts["Lý do, được công khai"]) == (
            200, "Mức độ 2", "Vi phạm sau công nhận",
        )  # fmt: skip
        assert facts["Sau quyết định này"] == {"1": "Hạ xuống Mức độ 1", "0": "Thu hồi công nhận (chưa đạt)"}[level]
        assert year.dossier().status == "published"
        assert office(year).post(change, data | {"buoc": "lam"}).status_code == 302
    assert (year.dossier().status, year.dossier().decided_level) == (status, int(level))


def test_city_takes_a_year_as_decided_with_a_reason_and_takes_it_back():
    year = open_year()
    year.publish("10001")
    page, home = (reverse(name, args=[year.cycle.pk]) for name in ("decision-whole", "decision-home"))
    client = office(year)
    assert page in client.get(home).text
    assert dict(client.get(page).context["page"].facts) == {"Đã công bố": "1 đơn vị", "Chưa có kết quả": "2 đơn vị"}
    assert client.post(page, {"reason": " "}).status_code == 422
    assert client.post(page, {"reason": "Hai xã chờ thanh tra"}).status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.taken_as_decided_reason, cycle.taken_as_decided_at) == ("Hai xã chờ thanh tra", clock.now())
    assert "Hai xã chờ thanh tra" in client.get(home).text
    assert client.post(page, {"seen": str(cycle.taken_as_decided_at)}).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.taken_as_decided_reason, cycle.taken_as_decided_at) == ("", None)


def test_page_of_one_word_never_says_the_opposite_of_a_colleagues():
    """Both pages have one address: what was sent from the page of another state is told, and then sent again."""
    year = open_year()
    year.publish("10001")
    page, client = reverse("decision-whole", args=[year.cycle.pk]), office(year)
    by, pk = fresh(year.people.office), year.cycle.pk
    taken = decisions.take_as_decided(by=by, cycle_id=pk, reason="Hai xã chờ thanh tra", seen=None).taken_as_decided_at
    crossed = client.post(page, {"reason": "Ba xã chờ thanh tra", "seen": ""})
    assert (crossed.status_code, Cycle.objects.get().taken_as_decided_at) == (422, taken)
    assert (crossed.context["page"].button, "Người khác vừa đổi việc này" in crossed.text) == (
        "Thôi coi là đã quyết định", True,
    )  # fmt: skip
    with pytest.raises(Stale):
        decisions.take_back_as_decided(by=by, cycle_id=pk, seen=None)
    assert client.post(page, {"seen": crossed.context["form"]["seen"].value()}).status_code == 302
    crossed = client.post(page, {"seen": str(taken)})
    assert (crossed.status_code, Cycle.objects.get().taken_as_decided_at) == (422, None)
    assert (crossed.context["form"]["seen"].value(), "Người khác vừa đổi việc này" in crossed.text) == ("", True)
    with pytest.raises(Stale):
        decisions.take_as_decided(by=by, cycle_id=pk, reason="Vì", seen=taken)


def test_year_is_not_taken_as_decided_before_a_result_nor_after_the_last_one():
    year = open_year(units=1)
    year.decide("10001")
    by = fresh(year.people.office)
    with pytest.raises(Refused, match="Cần công bố kết quả của ít nhất một đơn vị trước"):
        decisions.take_as_decided(by=by, cycle_id=year.cycle.pk, reason="Vì", seen=None)
    decisions.publish(by=by, cycle=year.cycle, seen=year.decided())
    with pytest.raises(Refused, match="Mọi đơn vị đã có kết quả, không cần bước này"):
        decisions.take_as_decided(by=by, cycle_id=year.cycle.pk, reason="Vì", seen=None)
    with pytest.raises(Refused, match="Chỉ cơ quan thường trực được ghi việc này"):
        decisions.take_as_decided(by=fresh(year.people.leader), cycle_id=year.cycle.pk, reason="Vì", seen=None)


def test_change_is_chosen_again_with_what_was_typed():
    year = open_year()
    year.publish("10001")
    sent = {"level": "1", "reason": "Vi phạm", "version": year.dossier().version, "buoc": "chon-lai"}
    page = office(year).post(reverse("decision-change", args=[year.cycle.pk, "10001"]), sent)
    assert (page.status_code, page.context["form"]["reason"].value(), year.dossier().status) == (
        200, "Vi phạm", "published",
    )  # fmt: skip


def test_change_without_a_paper_comes_back_to_the_list_to_check():
    year = open_year()
    year.publish("10001")
    sent = {"level": "1", "reason": "Vi phạm", "version": year.dossier().version, "buoc": "lam", "number": "9"}
    page = office(year).post(reverse("decision-change", args=[year.cycle.pk, "10001"]), sent)
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["file", "signed_on", "signer"])
    assert dict(page.context["check"].facts)["Sau quyết định này"] == "Hạ xuống Mức độ 1"


def test_decisions_and_published_units_go_out_as_they_are_listed():
    year = open_year(units=1)
    year.publish("10001")
    page = reverse("decision-home", args=[year.cycle.pk])
    client = office(year)
    decided, published = (csv_rows(client.get(f"{page}?tai=csv&bang={key}")) for key in ("", "ket-qua"))
    [decision] = Decision.objects.all()
    assert decided == [
        ["Số", "Loại", "Đính chính", "Ngày ký", "Người ký", "Đạt", "Chưa đạt"],
        [decision.number, "Công nhận", NOTHING, f"{decision.signed_on:%d/%m/%Y}", decision.signer, "1", "0"],
    ]
    name = year.dossier().unit.name
    assert published == [
        ["Đơn vị", "Mã đơn vị", "Mức độ đề nghị", "Mức độ quyết định", "Trạng thái"],
        [name, "10001", "Mức độ 2", "Mức độ 2", "Đã công bố"],
    ]
    change = reverse("decision-change", args=[year.cycle.pk, "10001"])
    links = [change in client_of(year).get(page).content.decode() for client_of in (office, leader)]
    assert links == [True, False]


def test_change_without_reason_keeps_the_form():
    year = open_year()
    year.publish("10001")
    page = office(year).post(reverse("decision-change", args=[year.cycle.pk, "10001"]), paper(level="1", reason=""))
    assert page.status_code == 422
    assert year.dossier().status == "published"


@pytest.mark.parametrize("who", ["secretary", "member", "leader", "mttq", "stranger"])
def test_only_the_office_records_and_publishes(year, who):
    client = Client()
    client.force_login(fresh(getattr(year.people, who)))
    for name in ("decision-record", "decision-publish", "announce"):
        assert client.get(reverse(name, args=[year.cycle.pk])).status_code == 404


def test_signed_paper_is_downloaded_by_the_city_only():
    year = open_year()
    year.decide("10001")
    link = reverse("decision-file", args=[Decision.objects.get().pk])
    answer = office(year).get(link)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    stranger = Client()
    stranger.force_login(fresh(year.people.stranger))
    assert stranger.get(link).status_code == 404
