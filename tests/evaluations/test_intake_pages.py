"""The standing office takes dossiers in: lists to check, returns, re-openings, closing."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, confirming, fresh, on, open_year
from thanthien.evaluations.actions import intake, registration
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.models import Dossier, StepLog
from thanthien.evaluations.queries.intake import completeness_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 22)


@pytest.fixture
def year():
    return open_year()


def signed_in(client, user):
    client.force_login(fresh(user))
    return client


def statuses(year):
    return dict(Dossier.objects.filter(cycle=year.cycle).order_by("pk").values_list("unit__code", "status"))


def ids(year, *codes):
    return [str(year.dossier(code).pk) for code in codes]


def test_completeness_names_missing_values_and_missing_evidence(year):
    year.submit("10001", {code: entry for code, entry in GOOD.items() if code != "2.1"})
    year.submit("10002")
    found = completeness_of([year.dossier("10001"), year.dossier("10002")])
    told = {row.missing: row.unproven for row in found.values()}
    assert told == {("2.1",): ("1.1",), (): ("1.1",)}


def test_intake_page_lists_submitted_dossiers_only(client, year):
    year.submit("10001")
    year.score("10002")
    answer = signed_in(client, year.people.office).get(reverse("intake", args=[year.cycle.pk]))
    assert [row.dossier.unit.code for row in answer.context["table"].rows] == ["10001"]


def accept(client, year, *codes):
    """The list to check of these dossiers."""
    address = reverse("intake-accept", args=[year.cycle.pk])
    return address, signed_in(client, year.people.office).post(address, {"chon": ids(year, *codes)})


def test_acceptance_shows_a_list_to_check_first(client, year):
    year.submit("10001")
    year.score("10002")
    _, answer = accept(client, year, "10001", "10002")
    assert [row.name for row in answer.context["chosen"]] == ["Xã An Hòa"]
    assert [row.name for row in answer.context["left_out"]] == ["Phường Bình Minh"]
    assert answer.context["chosen"][0].cells == ("Đã nộp", "Thiếu minh chứng: 1.1.")
    assert statuses(year)["10001"] == "submitted"


def test_confirmed_list_is_accepted(client, year):
    year.submit("10001")
    year.submit("10002")
    address, shown = accept(client, year, "10001", "10002")
    answer = client.post(address, confirming(shown))
    assert answer.url == reverse("intake", args=[year.cycle.pk])
    assert statuses(year) == {"10001": "under_appraisal", "10002": "under_appraisal", "10003": "unregistered"}


def test_bulk_step_is_all_or_none(client, year):
    year.submit("10001")
    year.submit("10002")
    address, shown = accept(client, year, "10001", "10002")
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier("10002").pk, reason="Thiếu phụ lục")
    answer = client.post(address, confirming(shown))
    assert (answer.status_code, statuses(year)["10001"]) == (409, "submitted")
    assert answer.context["changes"] == [
        (
            "Phường Bình Minh: Không thể “Tiếp nhận, chuyển thẩm định” khi hồ sơ ở trạng thái “Trả lại để bổ sung”. "
            "Vui lòng tải lại trang."
        ),
    ]  # fmt: skip
    assert client.post(address, confirming(answer)).status_code == 302
    assert statuses(year)["10001"] == "under_appraisal"


def test_refusal_of_a_list_is_told_where_it_was_chosen(client, year):
    year.score("10002")
    _, answer = accept(client, year, "10002")
    assert answer.url == reverse("intake", args=[year.cycle.pk])
    assert [str(one) for one in answer.wsgi_request._messages] == [
        (
            "Phường Bình Minh: Không thể “Tiếp nhận, chuyển thẩm định” khi hồ sơ ở trạng thái “Đang tự chấm”. "
            "Vui lòng tải lại trang."
        ),
    ]  # fmt: skip


def test_nothing_chosen_is_told(client, year):
    answer = signed_in(client, year.people.office).post(
        reverse("intake-accept", args=[year.cycle.pk]), {"chon": ["x", "9" * 40]}, follow=True
    )
    assert [str(one) for one in answer.context["messages"]] == [
        "Những dòng đã chọn vừa được người khác (hoặc lần bấm trước) xử lý, hoặc không còn chọn được.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "back"),
    [("registrations-approve", "registrations"), ("intake-accept", "intake"), ("unsubmitted-close", "unsubmitted")],
)
def test_address_of_a_bulk_step_leads_to_its_list(client, year, step, back):
    answer = signed_in(client, year.people.office).get(reverse(step, args=[year.cycle.pk]))
    assert (answer.status_code, answer.url) == (302, reverse(back, args=[year.cycle.pk]))


def test_return_gives_a_working_day_deadline_and_keeps_the_reason(client, year):
    year.submit()
    with on(DAY):
        answer = signed_in(client, year.people.office).post(
            reverse("dossier-return", args=[year.cycle.pk, "10001"]), {"reason": "Thiếu biên bản."}
        )
    dossier = year.dossier()
    assert answer.url == reverse("dossier-detail", args=[year.cycle.pk, "10001"])
    assert (dossier.status, dossier.supplement_due_on) == ("returned", date(2026, 1, 27))
    assert StepLog.objects.get(dossier=dossier, step="return").reason == "Thiếu biên bản."


def test_return_page_shows_the_deadline_before_it_is_set(client, year):
    year.submit()
    with on(DAY):
        answer = signed_in(client, year.people.office).get(reverse("dossier-return", args=[year.cycle.pk, "10001"]))
    assert answer.context["page"].facts[-1] == ("Hạn bổ sung tính từ hôm nay", "27/01/2026 (3 ngày làm việc)")


def test_return_without_reason_keeps_the_page(client, year):
    year.submit()
    answer = signed_in(client, year.people.office).post(
        reverse("dossier-return", args=[year.cycle.pk, "10001"]), {"reason": " "}
    )
    assert (answer.status_code, answer.context["form"].errors) == (422, {"reason": ["Cần ghi lý do."]})


def test_wrong_state_is_refused_with_the_sentence_of_the_workflow(client, year):
    year.score()
    answer = signed_in(client, year.people.office).post(
        reverse("dossier-return", args=[year.cycle.pk, "10001"]), {"reason": "Thiếu."}
    )
    assert answer.context["form"].non_field_errors() == [
        "Không thể “Trả lại để bổ sung” khi hồ sơ ở trạng thái “Đang tự chấm”. Vui lòng tải lại trang."
    ]


def test_head_reopens_a_submitted_dossier(client, year):
    year.submit()
    signed_in(client, year.people.head).post(
        reverse("dossier-reopen", args=[year.cycle.pk, "10001"]), {"reason": "Sai số liệu."}
    )
    assert year.dossier().status == "self_scoring"


def test_officer_does_not_find_the_page_of_the_head(client, year):
    year.submit()
    answer = signed_in(client, year.people.office).get(reverse("dossier-reopen", args=[year.cycle.pk, "10001"]))
    assert answer.status_code == 404


# --- Registrations --------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting_year():
    year = open_year(switches=Switches(registration_needs_approval=True, decided_by="Ủy ban nhân dân thành phố"))
    with on(date(2026, 1, 6)):
        for code in ("10001", "10002"):
            registration.register(by=year.who(code, "focal"), dossier_id=year.dossier(code).pk, target_level=2)
    return year


def test_registrations_are_approved_after_a_list_to_check(client, waiting_year):
    year = waiting_year
    address = reverse("registrations-approve", args=[year.cycle.pk])
    chosen = {"chon": ids(year, "10001", "10002")}
    checked = signed_in(client, year.people.office).post(address, chosen)
    assert (len(checked.context["chosen"]), statuses(year)["10001"]) == (2, "registration_pending")
    client.post(address, confirming(checked))
    assert statuses(year) == {"10001": "registered", "10002": "registered", "10003": "unregistered"}


def test_refused_registration_may_be_sent_again(client, waiting_year):
    year = waiting_year
    signed_in(client, year.people.office).post(
        reverse("registration-refuse", args=[year.cycle.pk, "10001"]), {"reason": "Chưa nêu mô hình."}
    )
    assert (year.dossier("10001").status, year.dossier("10001").target_level) == ("unregistered", None)


# --- Closing --------------------------------------------------------------------------------------------------------


def test_dossiers_in_time_cannot_be_chosen_for_closing(client, year):
    with on(DAY):
        answer = signed_in(client, year.people.office).get(reverse("unsubmitted", args=[year.cycle.pk]))
    assert [row.refused for row in answer.context["table"].rows] == ["Chưa hết hạn nộp hồ sơ (06/02/2026)."] * 3
    assert 'name="chon"' not in answer.text


def test_unsubmitted_dossiers_are_closed_and_may_register_again(client, year):
    with on(date(2026, 2, 7)):
        signed_in(client, year.people.head)
        address = reverse("unsubmitted-close", args=[year.cycle.pk])
        client.post(address, confirming(client.post(address, {"chon": ids(year, "10001")})))
        assert statuses(year)["10001"] == "closed_unsubmitted"
        client.post(reverse("registration-reopen", args=[year.cycle.pk, "10001"]), {"reason": "Được gia hạn do bão."})
    assert statuses(year)["10001"] == "unregistered"


# --- Statements -----------------------------------------------------------------------------------------------------

# One of them counts what waits on each of the three lists.
STATEMENTS = {"registrations": 7, "intake": 11, "unsubmitted": 8}


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("page", sorted(STATEMENTS))
def test_lists_take_the_same_statements_whatever_the_units(client, django_assert_num_queries, page, units):
    year = open_year(units=units)
    for code in ("10001", "10002", "10003")[:units]:
        year.submit(code) if page == "intake" else year.register(code)
    signed_in(client, year.people.office)
    with django_assert_num_queries(STATEMENTS[page]):
        client.get(reverse(page, args=[year.cycle.pk]))
