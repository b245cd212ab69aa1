"""The running dossier of a unit that went into another: closed, or carried on, by the office's document."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, open_year, unit
from tests.evaluations.test_pilots import codes_in, open_pilot
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions.intake import reopen_registration
from thanthien.evaluations.actions.mergers import close_merged
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Dossier, Paper, PilotChange, StepLog
from thanthien.evaluations.queries.decision_pages import in_no_decision, still_waiting
from thanthien.evaluations.queries.mergers import closed_by_mergers, successor_of
from thanthien.evaluations.queries.score_facts import followed_by
from thanthien.evaluations.work_records import office_work
from thanthien.notices.models import Notice
from thanthien.reports.queries.board import overview_of
from thanthien.units.changing import merge_units, take_back_change
from thanthien.units.models import Unit, UnitChange

pytestmark = pytest.mark.django_db
TITLE = "Đơn vị sáp nhập khi hồ sơ chưa xong"
FROM = date(2026, 1, 20)


@pytest.fixture
def year():
    return open_year(units=2)


def merge(code, into, *, base=False, day=FROM):
    old, new = Unit.objects.get(code=code), Unit.objects.get(code=into)
    with on(date(2026, 1, 15)):
        merge_units(
            unit_ids=[old.pk], into_id=new.pk, on=day, document_number="1/NQ", by=None,
            base_id=old.pk if base else None,
        )  # fmt: skip


def close(year, code="10001", *, by=None, day=FROM, **more):
    printed = Printed("52/SNV-CCHC", date(2026, 1, 19), "Giám đốc Sở Nội vụ")
    with on(day):
        return close_merged(
            by=fresh(by or year.people.office), cycle_id=year.cycle.pk, dossier_id=year.dossier(code).pk,
            reason="Sáp nhập theo Nghị quyết 1/NQ", printed=printed, **more,
        )  # fmt: skip


def test_it_is_closed_with_reason_and_document_and_stands_in_no_list(year):
    year.score("10001")
    merge("10001", "10002")
    assert close(year) is None
    dossier = year.dossier("10001")
    step = StepLog.objects.latest("pk")
    assert (dossier.status, dossier.label) == ("closed_merged", "Khép lại do sáp nhập")
    assert (step.step, step.reason) == ("close_merged", "Sáp nhập theo Nghị quyết 1/NQ")
    assert list(Paper.objects.values_list("kind", "number")) == [("merger", "52/SNV-CCHC")]
    assert closed_by_mergers(year.cycle) == ["Xã An Hòa (sáp nhập vào Phường Bình Minh từ ngày 20/01/2026)"]


@pytest.mark.parametrize("listed", [True, False])
def test_no_decision_waits_for_it(year, listed):
    year.cycle.__class__.objects.update(every_unit_listed=listed)
    merge("10001", "10002")
    before = still_waiting(year.cycle.pk)
    close(year)
    assert (before, still_waiting(year.cycle.pk)) == (2, 1)
    assert in_no_decision(year.cycle.pk, []) == ["Phường Bình Minh"]


def test_before_the_merger_holds_it_is_refused(year):
    merge("10001", "10002")
    with pytest.raises(Refused) as refused:
        close(year, day=date(2026, 1, 19))
    assert refused.value.problems == ["Đơn vị còn hoạt động: chỉ khép lại từ ngày sáp nhập có hiệu lực."]


def test_only_the_standing_office_closes_it(year):
    merge("10001", "10002")
    for person in (year.people.secretary, year.people.leader, year.people.auditor):
        with pytest.raises(Refused):
            close(year, by=person)
    assert year.dossier("10001").status == "unregistered"


def test_a_unit_with_a_dossier_of_its_own_takes_none_over(year):
    merge("10001", "10002")
    with pytest.raises(Invalid) as refused:
        close(year, carry=True)
    assert refused.value.errors == {
        "carry": "Phường Bình Minh đã có hồ sơ của mình trong kỳ này, nên không chuyển hồ sơ được."
    }
    assert (year.dossier("10001").status, Paper.objects.count()) == ("unregistered", 0)


def test_a_new_unit_goes_on_with_the_level_aimed_at(year):
    year.register("10001", level=2)
    unit("10009", "Xã Mới")
    merge("10001", "10009")
    carried = close(year, carry=True)
    dossier = Dossier.objects.get(unit__code="10009")
    assert (carried, dossier.status, dossier.target_level) == (dossier, "unregistered", 2)
    assert dossier.answers.count() == 4
    assert set(dossier.answers.values_list("state", flat=True)) == {"missing"}


def test_of_mergers_in_a_row_the_last_unit_goes_on(year):
    unit("10009", "Xã Mới")
    merge("10001", "10002")
    merge("10002", "10009", day=date(2026, 1, 25))
    with on(date(2026, 1, 24)):
        assert successor_of(Unit.objects.get(code="10001")).code == "10002"
    with on(date(2026, 1, 26)):
        assert successor_of(Unit.objects.get(code="10001")).code == "10009"


def test_it_is_opened_again_by_the_head_where_it_was_closed_by_mistake(year):
    merge("10001", "10002")
    close(year)
    with on(FROM):
        reopen_registration(by=fresh(year.people.head), dossier_id=year.dossier("10001").pk, reason="Nhầm đơn vị")
    assert year.dossier("10001").status == "unregistered"


# --- Results ----------------------------------------------------------------------------------------------------------


def test_results_follow_only_where_the_merger_says_so(year):
    merge("10001", "10002", base=True)
    old, into = (Unit.objects.get(code=code).pk for code in ("10001", "10002"))
    assert list(UnitChange.objects.values_list("results_follow", flat=True)) == [True]
    with on(date(2026, 1, 19)):
        assert dict(followed_by({into}).answer()) == {}
    with on(FROM):
        assert dict(followed_by({into}).answer()) == {old: {into}}
    UnitChange.objects.update(results_follow=False)
    with on(FROM):
        assert dict(followed_by({into}).answer()) == {}


def test_results_follow_through_two_mergers(year):
    unit("10009", "Xã Mới")
    merge("10001", "10002", base=True)
    merge("10002", "10009", base=True, day=date(2026, 1, 25))
    ids = {code: Unit.objects.get(code=code).pk for code in ("10001", "10002", "10009")}
    with on(date(2026, 1, 26)):
        assert dict(followed_by({ids["10009"]}).answer()) == {
            ids["10001"]: {ids["10009"]},
            ids["10002"]: {ids["10009"]},
        }


def test_what_a_merger_closed_is_no_unit_of_the_targets(year):
    merge("10001", "10002")
    close(year)
    with on(FROM):
        summary = overview_of(fresh(year.people.office), year.cycle)
    assert ([(one.base, one.needed) for one in summary.targets], summary.units) == ([(1, 1), (1, 1)], 2)


# --- Pages ------------------------------------------------------------------------------------------------------------


def address(year):
    return reverse("dossier-close-merged", args=[year.cycle.pk, "10001"])


def test_the_page_is_there_once_the_unit_is_no_more(client, year):
    client.force_login(fresh(year.people.office))
    merge("10001", "10002")
    with on(date(2026, 1, 19)):
        assert client.get(address(year)).status_code == 404
    with on(FROM):
        page = client.get(address(year))
        dossier = client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"])).content.decode()
    assert [value for value, _ in page.context["form"].fields["way"].choices] == ["khep"]
    assert address(year) in dossier


def test_the_office_chooses_and_the_decision_page_names_the_unit(client, year):
    client.force_login(fresh(year.people.office))
    unit("10009", "Xã Mới")
    merge("10001", "10009")
    typed = {
        "way": "chuyen", "reason": "Theo Nghị quyết", "number": "52/SNV-CCHC", "signed_on": "19/01/2026",
        "signer": "Giám đốc",
    }  # fmt: skip
    with on(FROM):
        lacking = client.post(address(year), typed | {"number": ""})
        done = client.post(address(year), typed)
        home = client.get(reverse("decision-home", args=[year.cycle.pk])).content.decode()
    assert (lacking.status_code, lacking.context["form"].errors) == (422, {"number": ["Cần ghi số văn bản."]})
    assert (done.status_code, Dossier.objects.filter(unit__code="10009").count()) == (302, 1)
    assert "Xã An Hòa (sáp nhập vào Xã Mới từ ngày 20/01/2026)" in home


def test_the_old_unit_reads_why_at_home(client, year):
    merge("10001", "10002")
    close(year)
    client.force_login(year.who("10001", "focal"))
    with on(FROM):
        home = client.get(reverse("commune-home")).content.decode()
    assert "quyết định chỉ nêu tên" in home
    assert "Sáp nhập theo Nghị quyết 1/NQ" in home


def test_unit_that_goes_on_in_a_pilot_has_joined_it() -> None:
    _, pilot = open_pilot("10001", "10003")
    unit("10009", "Xã Mới")
    merge("10001", "10009")
    carried = close(pilot, carry=True)
    change = PilotChange.objects.get()
    assert codes_in(pilot.cycle) == ["10001", "10003", "10009"]
    assert (carried.cycle, change.unit.code, change.joined, change.reason) == (
        pilot.cycle, "10009", True, "Sáp nhập theo Nghị quyết 1/NQ",
    )  # fmt: skip
    assert Dossier.objects.filter(unit__code="10009").count() == 1


# --- Told -----------------------------------------------------------------------------------------------------------


def test_people_of_both_units_the_office_and_bodies_with_open_sheets_are_told():
    year = open_year(units=2)
    year.accept("10001")
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    merge("10001", "10002", day=date(2026, 2, 20))
    told = Notice.objects.filter(title=TITLE).order_by("person__full_name")
    assert list(told.values_list("person__full_name", flat=True)) == [
        "Chair10001", "Chair10002", "Focal10001", "Focal10002", "Head", "Noivu", "Office", "Officer10001",
        "Officer10002",
    ]  # fmt: skip
    assert told.first().what.startswith(
        "Xã An Hòa, Kỳ đánh giá năm 2026. Sáp nhập vào Phường Bình Minh từ ngày 20/02/2026 theo văn bản số 1/NQ."
    )


def test_merger_of_a_unit_whose_dossier_is_closed_tells_nobody(year):
    Dossier.objects.update(status="closed_unsubmitted")
    merge("10001", "10002")
    assert Notice.objects.filter(title=TITLE).count() == 0


def test_dossier_and_home_of_the_unit_say_where_it_goes_until_it_is_closed(year, client):
    merge("10001", "10002")
    words = "Sáp nhập vào Phường Bình Minh từ ngày 20/01/2026 theo văn bản số 1/NQ"
    address = reverse("dossier-detail", args=[year.cycle.pk, "10001"])
    with on(date(2026, 1, 16)):
        client.force_login(year.who("10001", "focal"))
        seen = [client.get(at).content.decode().count(words) for at in (address, reverse("commune-home"))]
    close(year)
    with on(FROM):
        client.force_login(fresh(year.people.office))
        seen.append(client.get(address).content.decode().count(words))
    assert seen == [1, 1, 0]


def test_office_has_it_among_its_work_from_the_day_until_it_is_closed(year):
    def waiting(day):
        with on(day):
            work = office_work(fresh(year.people.office))
            return [(one.title, one.what, one.url) for one in work if one.key.startswith("merged:")]

    merge("10001", "10002")
    before, since = waiting(date(2026, 1, 19)), waiting(FROM)
    close(year)
    door = reverse("dossier-close-merged", args=[year.cycle.pk, "10001"])
    assert (before, since, waiting(FROM)) == (
        [], [("Khép lại hồ sơ do sáp nhập", "Xã An Hòa, Kỳ đánh giá năm 2026.", door)], [],
    )  # fmt: skip


def test_who_was_told_of_a_merger_is_told_that_it_was_noted_by_mistake():
    year = open_year(units=2)
    year.accept("10001")
    merge("10001", "10002", day=date(2026, 2, 20))
    told = set(Notice.objects.filter(title=TITLE).values_list("person", "kind", "url"))
    with on(date(2026, 2, 16)):
        take_back_change(change_id=UnitChange.objects.get().pk, by=None)
    back = Notice.objects.filter(title="Đã bỏ ghi sáp nhập")
    assert set(back.values_list("person", "kind", "url")) == told
    assert set(back.values_list("what", flat=True)) == {
        "Việc sáp nhập Xã An Hòa vào Phường Bình Minh từ ngày 20/02/2026 là ghi nhầm. Hồ sơ tiếp tục như trước."
    }


def test_a_merger_of_which_nobody_was_told_is_taken_back_silently(year):
    Dossier.objects.update(status="closed_unsubmitted")
    merge("10001", "10002", day=date(2026, 2, 20))
    with on(date(2026, 2, 16)):
        take_back_change(change_id=UnitChange.objects.get().pk, by=None)
    assert not Notice.objects.exists()
