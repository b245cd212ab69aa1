"""The council's pages: agenda, one indicator, gates, bulk steps."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import lists_of
from tests.evaluations.scenario import Year, checked, confirming, fresh, on, open_year
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.evaluations.actions import council, gates
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.fairness import CONFLICT
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Cycle, GateFact, Sheet
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db

LOWER = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"}, "Thiếu sổ")
ONE_CONTESTED = {("mttq", "1.1"): LOWER}


@pytest.fixture(autouse=True)
def _in_march():
    with on(date(2026, 3, 10)):
        yield


def council_year() -> Year:
    """Two units before the council, one of them with a contested value."""
    made = open_year()
    made.appraise("10001", ONE_CONTESTED)
    made.appraise("10002")
    return made


@pytest.fixture
def year() -> Year:
    return council_year()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def secretary(year: Year) -> Client:
    return signed_in(year.people.secretary)


def item_address(year: Year, code: str = "1.1", unit: str = "10001") -> str:
    return reverse("council-item", args=[year.cycle.pk, unit, code])


def conclusion_data(top: str = "42", reason: str = "Hội đồng đếm lại", version: int = 0) -> dict[str, str]:
    return {"version": str(version), "state": "value", "numerator": top, "denominator": "52", "reason": reason}


def kept_on(answer) -> tuple[str, str]:
    """What the page says above the form, and what it still holds of what was typed."""
    form = answer.context["form"]
    return form.non_field_errors()[0], form["numerator"].value()


def test_agenda_puts_the_most_contested_first(year):
    rows = secretary(year).get(reverse("council-home")).context["table"].rows
    assert [(row.dossier.unit.code, row.differing, row.open) for row in rows] == [("10001", 1, 4), ("10002", 0, 4)]


@pytest.mark.parametrize("who", ["secretary", "leader"])
def test_council_opens_on_the_cycle_in_which_something_waits(year, who):
    newer = Cycle.objects.create(
        criteria_set=year.cycle.criteria_set, year=2027, title="Kỳ đánh giá năm 2027", opened_by=year.people.office,
        span_first=date(2027, 1, 1), span_last=date(2027, 12, 31), as_of=date(2027, 12, 31), opened_at=clock.now(),
        decided_by="Ủy ban nhân dân thành phố",
    )  # fmt: skip
    client = signed_in(getattr(year.people, who))
    chosen = client.get(reverse("council-home"), {"ky": newer.pk}).context["cycle"]
    assert (client.get(reverse("council-home")).context["cycle"], chosen) == (year.cycle, newer)


def test_agenda_leaves_out_dossiers_with_open_sheets(year):
    year.accept("10003")
    agenda = secretary(year).get(reverse("council-home")).context["agenda"]
    assert (len(agenda.rows), agenda.waiting) == (2, 1)


def test_dossier_with_open_sheets_is_not_found(year):
    year.accept("10003")
    address = reverse("council-dossier", args=[year.cycle.pk, "10003"])
    assert secretary(year).get(address).status_code == 404


def test_dossier_lists_contested_indicators_first(year):
    page = secretary(year).get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).context["page"]
    assert [row.code for row in page.contested] == ["1.1"]
    assert [row.code for row in page.agreed] == ["1.2", "2.1", "2.2"]
    assert page.contested[0].comparison.spread == Decimal("1.00")


def test_every_word_stands_side_by_side(year):
    words = secretary(year).get(item_address(year)).context["words"]
    assert [(one["who"], one["points"]) for one in words] == [
        ("Tự chấm", Decimal("2.7500")),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", Decimal("1.7500")),
        ("Hội đồng kết luận", None),
    ]


def test_contested_indicator_is_concluded_with_a_reason(year):
    answer = secretary(year).post(item_address(year), conclusion_data())
    conclusion = year.conclusion("10001", "1.1")
    assert answer.status_code == 302
    assert (conclusion.points, conclusion.reason, conclusion.contested) == (Decimal("2"), "Hội đồng đếm lại", True)


def test_contested_indicator_without_reason_keeps_what_was_typed(year):
    answer = secretary(year).post(item_address(year), conclusion_data(reason=""))
    assert answer.status_code == 422
    assert "Có chênh lệch: cần ghi lý do kết luận." in answer.content.decode()
    assert 'value="42"' in answer.content.decode()


def test_two_councils_at_once_see_both(year):
    first, second = secretary(year), secretary(year)
    first.post(item_address(year), conclusion_data("42"))
    answer = second.post(item_address(year), conclusion_data("44", "Ý kiến khác"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Hội đồng đếm lại" in text
    assert 'value="44"' in text
    assert 'name="version" value="1"' in text
    assert year.conclusion("10001", "1.1").value["numerator"] == "42"


def test_form_can_start_from_a_column(year):
    form = secretary(year).get(item_address(year), {"theo": "tu-cham"}).context["form"]
    assert form["numerator"].value() == "46"


def test_member_reads_and_does_not_write(year):
    client = signed_in(year.people.member)
    assert client.get(item_address(year)).context["form"] is None
    answer = client.post(item_address(year), conclusion_data())
    assert (answer.status_code, kept_on(answer)) == (422, ("Chỉ thư ký Hội đồng được ghi kết luận.", "42"))
    assert year.conclusion("10001", "1.1").state == AnswerState.MISSING
    assert client.get(reverse("council-adopt", args=[year.cycle.pk])).status_code == 404


def test_what_was_typed_stays_when_the_dossier_was_concluded_meanwhile(year):
    ids = [year.dossier("10002").pk]
    council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=ids)
    gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for(ids, False))
    council.conclude(by=fresh(year.people.secretary), dossier_ids=ids, session=Session(date(2026, 3, 10)))
    answer = secretary(year).post(item_address(year, unit="10002"), conclusion_data())
    told = "Hồ sơ của phường Bình Minh đang ở trạng thái “Hội đồng đã kết luận” nên không ghi kết luận được."
    assert (answer.status_code, kept_on(answer)) == (422, (told, "42"))


def test_secretary_in_conflict_is_offered_no_form_and_refused(year):
    committee = Agency.objects.get(code="ubnd-10001")
    Membership.objects.create(
        user=year.people.secretary, agency=committee, role="commune_officer",
        valid_from=date(2025, 1, 1), valid_to=date(2026, 2, 1),
    )  # fmt: skip
    client = secretary(year)
    assert client.get(item_address(year)).context["form"] is None
    answer = client.post(item_address(year), conclusion_data())
    assert (answer.status_code, kept_on(answer)) == (422, (f"Xã An Hòa: {CONFLICT}", "42"))
    assert year.conclusion("10001", "1.1").state == AnswerState.MISSING


def test_agreed_answers_are_adopted_after_the_list(year):
    client, address = secretary(year), reverse("council-adopt", args=[year.cycle.pk])
    ids = [year.dossier("10001").pk, year.dossier("10002").pk]
    listed = client.post(address, {"chon": ids})
    assert [row.cells for row in listed.context["chosen"]] == [("4", "0"), ("3", "1: 1.1")]
    assert year.conclusion("10002", "1.1").state == AnswerState.MISSING
    client.post(address, checked(client, address, ids))
    assert year.conclusion("10002", "1.1").state == AnswerState.VALUE
    assert year.conclusion("10001", "1.1").state == AnswerState.MISSING


def test_dossier_with_an_open_condition_shows_from_which_to_which_level(year):
    council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier("10002").pk])
    leader = signed_in(year.people.leader)
    row = lists_of(leader.get(reverse("council-home")).text)["chuong-trinh"].rows[1]
    assert " ".join(row).endswith("từ Chưa đạt đến Mức độ 2 – Đang thẩm định Còn trường hợp chưa xác định")
    page = secretary(year).get(reverse("council-dossier", args=[year.cycle.pk, "10002"]))
    assert "từ Chưa đạt đến Mức độ 2<small" in page.text


def test_bulk_step_asks_for_a_choice(year):
    answer = secretary(year).post(reverse("council-adopt", args=[year.cycle.pk]), {})
    assert answer.status_code == 422
    assert "Cần chọn ít nhất một dòng." in answer.content.decode()


def test_dossiers_with_obstacles_cannot_be_concluded_in_bulk(year):
    shown = secretary(year).get(reverse("council-conclude", args=[year.cycle.pk])).context
    assert (len(shown["ready"]), len(shown["held"])) == (0, 2)
    assert "Còn tiêu chí chưa kết luận" in shown["held"][0].problems[0]


def test_dossiers_are_concluded_in_bulk(year):
    dossier = year.dossier("10002")
    council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[dossier.pk])
    gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([dossier.pk], False))
    client, address = secretary(year), reverse("council-conclude", args=[year.cycle.pk])
    data = checked(client, address, [dossier.pk]) | {"council_on": "2026-03-09"}
    assert client.post(address, data).status_code == 302
    assert year.dossier("10002").status == "concluded"


def test_level_other_than_computed_needs_a_reason(year):
    address = reverse("council-propose", args=[year.cycle.pk, "10001"])
    version = str(year.dossier("10001").version)
    answer = secretary(year).post(address, {"level": "1", "reason": "", "version": version})
    assert answer.status_code == 422
    assert "cần ghi lý do" in answer.content.decode()
    secretary(year).post(address, {"level": "1", "reason": "Theo kết quả kiểm tra", "version": version})
    assert (year.dossier().proposed_level, year.dossier().proposed_reason) == (1, "Theo kết quả kiểm tra")


def test_sheet_is_handed_back_with_a_reason(year):
    sheet = Sheet.objects.get(dossier=year.dossier("10001"), body__code="mttq")
    address = reverse("council-hand-back", args=[sheet.pk])
    seen = {"sent_at": str(secretary(year).get(address).context["form"]["sent_at"].value())}
    assert secretary(year).post(address, seen | {"reason": ""}).status_code == 422
    assert secretary(year).post(address, seen | {"reason": "Thiếu lý do ở 1.1"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.status, sheet.returned_reason) == ("draft", "Thiếu lý do ở 1.1")


def test_concluded_dossier_is_reconsidered_with_a_reason(year):
    year.conclude("10003")
    address = reverse("council-reconsider", args=[year.cycle.pk, "10003"])
    data = {"reason": "Có tài liệu mới", "version": str(year.dossier("10003").version)}
    assert secretary(year).post(address, data).status_code == 302
    assert year.dossier("10003").status == "under_appraisal"


# --- Gates -----------------------------------------------------------------------------------------------------------


def gate_address(year: Year) -> str:
    return reverse("council-gate", args=[year.cycle.pk, "ky-luat"])


def holds(year: Year) -> dict[str, bool | None]:
    return dict(GateFact.objects.filter(key="ky-luat").values_list("dossier__unit__code", "holds"))


def test_gate_stated_meanwhile_by_a_colleague_is_shown_not_overwritten(year):
    first, second = year.dossier("10001").pk, year.dossier("10002").pk
    client = signed_in(year.people.noi_vu)
    opened = client.get(gate_address(year)).context["seen"]
    typed = {f"h{first}": "khong", f"h{second}": "khong"}
    checked_list = confirming(client.post(gate_address(year), typed | {"thay": opened}))
    gates.state_gates(
        by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([first], True, "Quyết định 5")
    )
    before_check = client.post(gate_address(year), typed | {"thay": opened})
    before_confirmation = client.post(gate_address(year), typed | checked_list)
    for answer in (before_check, before_confirmation):
        assert (answer.status_code, "Quyết định 5" in answer.text) == (409, True)
    assert (holds(year)["10001"], holds(year)["10002"]) == (True, None)
    assert {row.dossier.pk: chosen for row, chosen, *_ in before_check.context["rows"]}[first] == "co"
    assert client.post(gate_address(year), typed | confirming(before_confirmation)).status_code == 302
    assert (holds(year)["10001"], holds(year)["10002"]) == (False, False)


def test_counts_of_a_gate_are_hidden_from_bodies_that_do_not_state_it(year):
    address = reverse("council-gates", args=[year.cycle.pk])
    rows = signed_in(year.people.mttq).get(address).context["rows"]
    assert [(row["count"], row["may"]) for row in rows] == [(pages.GateCount(0, 0, 0), False)]
    assert signed_in(year.people.noi_vu).get(address).context["rows"][0]["count"] == pages.GateCount(2, 2, 0)


def test_level_proposed_meanwhile_is_shown_before_it_is_replaced(year):
    dossier = year.dossier("10001")
    address = reverse("council-propose", args=[year.cycle.pk, "10001"])
    first = {"level": "1", "reason": "Lý do A", "version": str(dossier.version)}
    assert secretary(year).post(address, first).status_code == 302
    answer = secretary(year).post(address, first | {"reason": "Lý do B"})
    assert (answer.status_code, year.dossier("10001").proposed_reason) == (409, "Lý do A")
    assert ("Lý do A" in answer.text, "Lý do B" in answer.text) == (True, True)
    again = first | {"reason": "Lý do B", "version": str(year.dossier("10001").version)}
    assert secretary(year).post(address, again).status_code == 302
    assert year.dossier("10001").proposed_reason == "Lý do B"


def test_gate_is_stated_for_many_after_the_list(year):
    first, second = year.dossier("10001").pk, year.dossier("10002").pk
    client = signed_in(year.people.noi_vu)
    data = {f"h{first}": "khong", f"h{second}": "co"}
    listed = client.post(gate_address(year), data)
    assert (listed.status_code, [bound.name for bound in listed.context["form"].visible_fields()]) == (
        200, [f"c{second}"],
    )  # fmt: skip
    assert holds(year)["10001"] is None
    client.post(gate_address(year), data | confirming(listed) | {f"c{second}": "Quyết định kỷ luật 05"})
    assert (holds(year)["10001"], holds(year)["10002"]) == (False, True)


def test_hit_without_ground_is_refused_as_a_whole(year):
    first, second = year.dossier("10001").pk, year.dossier("10002").pk
    data, client = {f"h{first}": "khong", f"h{second}": "co"}, signed_in(year.people.noi_vu)
    answer = client.post(gate_address(year), data | confirming(client.post(gate_address(year), data)))
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {f"c{second}": ["Cần ghi căn cứ khi xác nhận có xảy ra."]},
    )  # fmt: skip
    assert holds(year)["10001"] is None


@pytest.mark.parametrize("who", ["mttq", "secretary", "leader", "auditor"])
def test_gate_is_stated_only_by_the_named_body(year, who):
    client = signed_in(getattr(year.people, who))
    assert client.get(gate_address(year)).status_code == 404
    assert client.post(gate_address(year), {f"h{year.dossier().pk}": "khong", "buoc": "lam"}).status_code == 404


# --- Statements ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_agenda_takes_the_same_statements_for_one_and_three(django_assert_num_queries, count):
    year = open_year()
    for code in ("10001", "10002", "10003")[:count]:
        year.appraise(code, ONE_CONTESTED)
    client = secretary(year)
    client.get(reverse("council-home"))
    with django_assert_num_queries(9):
        client.get(reverse("council-home"))


def test_item_takes_few_statements(year, django_assert_max_num_queries):
    client = secretary(year)
    client.get(item_address(year))
    with django_assert_max_num_queries(15):
        client.get(item_address(year))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1.1", [("Xã An Hòa", "1.1")]), ("1", [("Xã An Hòa", "1.1")]), ("1.1.", [("Xã An Hòa", "1.1")]),
        ("1.2", []), ("1.11", []), ("10001", [("Xã An Hòa", "1.1")]), ("10002", []),
    ],
)  # fmt: skip
def test_contested_indicator_is_found_by_its_code_too(year, typed, found):
    page = secretary(year).get(reverse("council-home"), {"phan": "chenh-lech", "q": typed})
    rows = page.context["table"].table.rows
    assert [(row.dossier.unit.name, row.indicator.code) for row in rows] == found
    assert "Đơn vị hoặc mã tiêu chí" in page.content.decode()
