"""A pilot: a trial of some units, called so, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import FIRST_DAY, PHASES, Year, fresh, on, open_year
from tests.evaluations.test_cycle_pages import typed
from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.workbooks.writing import XLSX, workbook_file
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.actions.pilots import change_units
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.forms.pilots import LIST, SEARCH, meant
from thanthien.evaluations.models import Answer, Cycle, Dossier, PilotChange
from thanthien.evaluations.queries.cycles import target_of
from thanthien.evaluations.queries.pilots import pilots_without, units_mark, units_of
from thanthien.evaluations.queries.terms import terms_of_cycles
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db
DURING = date(2026, 1, 7)


def ids(*codes: str) -> frozenset[int]:
    return frozenset(Unit.objects.filter(code__in=codes).values_list("pk", flat=True))


def plan_of(year: Year, *codes: str, kind: str = CycleKind.TRIAL, title: str = "Chấm thử 2026") -> cycles.Plan:
    return cycles.Plan(
        criteria_set=year.cycle.criteria_set, year=2026, title=title, phases=PHASES, kind=kind,
        switches=cycles.Switches(decided_by="Ủy ban nhân dân thành phố"), units=ids(*codes),
    )  # fmt: skip


def open_pilot(*codes: str) -> tuple[Year, Year]:
    """A pilot beside an official year, whose dossiers stay out of it."""
    official = open_year()
    with on(FIRST_DAY):
        pilot = cycles.open_cycle(by=fresh(official.people.office), plan=plan_of(official, *codes))
    return official, Year(pilot, official.people)


def codes_in(cycle: Cycle) -> list[str]:
    return sorted(unit.code for unit in units_of(cycle))


# --- Opening --------------------------------------------------------------------------------------------------------


def test_pilot_has_dossiers_of_its_units_only_and_says_what_it_is() -> None:
    _, pilot = open_pilot("10001", "10003")
    assert codes_in(pilot.cycle) == ["10001", "10003"]
    assert (pilot.cycle.title, pilot.cycle.told_title) == ("Chấm thử 2026 (thí điểm)",) * 2
    assert (pilot.cycle.pilot, pilot.cycle.is_trial, pilot.cycle.trial_word) == (True, True, "thí điểm")


def test_title_that_says_it_already_says_it_once() -> None:
    year = open_year()
    with on(FIRST_DAY):
        made = cycles.open_cycle(by=fresh(year.people.office), plan=plan_of(year, "10001", title="Thí điểm 2026"))
    assert (made.title, made.told_title) == ("Thí điểm 2026",) * 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": CycleKind.OFFICIAL, "year": 2027}, "scope"),
        ({"units": frozenset()}, "units"),
        ({"units": frozenset({0})}, "units"),
    ],
)
def test_choice_of_units_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    year = open_year()
    with on(FIRST_DAY), pytest.raises(Invalid) as refused:
        cycles.open_cycle(by=fresh(year.people.office), plan=replace(plan_of(year, "10001"), **change))
    assert list(refused.value.errors) == [field]


def test_official_cycle_is_never_a_pilot() -> None:
    year = open_year(units=1)
    with pytest.raises(IntegrityError, match="pilot_is_a_trial"), transaction.atomic():
        Cycle.objects.filter(pk=year.cycle.pk).update(pilot=True)


def test_office_opens_a_pilot_by_kind_list_and_choice(client: Client) -> None:
    year = open_year(units=5)
    client.force_login(fresh(year.people.office))
    sent = typed(
        year, year="2026", kind="trial", scope="some", kinds=["dac_khu"], listed="10001\nphường bình minh\r\n",
        units=[str(Unit.objects.get(code="10005").pk)], span_first="2026-01-01", span_last="2026-06-30",
    )  # fmt: skip
    check = client.post(reverse("cycle-open"), sent).content.decode()
    assert "Thí điểm, 4 đơn vị" in check
    client.post(reverse("cycle-open"), sent | {"mo": "1"})
    made = Cycle.objects.get(pilot=True)
    assert codes_in(made) == ["10001", "10002", "10003", "10005"]
    page = client.get(reverse("cycle-detail", args=[made.pk])).content.decode()
    assert ["Thí điểm ở 4 đơn vị" in page, "Phường Bình Minh" in page] == [True, True]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scope": "some"}, "units"),
        ({"scope": "some", "kinds": ["xa"], "kind": "official", "year": "2027"}, "scope"),
        ({"scope": "some", "listed": "Xã Không Có; 10001"}, "listed"),
        ({"scope": "some", "units": ["0"]}, "units"),
        ({"scope": "some", "listed": "9" * 30_000}, "listed"),
    ],
)
def test_wrong_choice_is_told_beside_its_field(client: Client, changes: dict[str, Any], field: str) -> None:
    year = open_year()
    client.force_login(fresh(year.people.office))
    base = {"year": "2026", "kind": "trial", "span_first": "2026-01-01", "span_last": "2026-06-30", "mo": "1"}
    answer = client.post(reverse("cycle-open"), typed(year, **(base | changes)))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Cycle.objects.count() == 1


def test_list_means_units_by_code_and_name_and_names_what_it_does_not_know() -> None:
    open_year()
    units = list(Unit.objects.all())
    lines = enumerate("10001;XÃ AN HOÀ\nphường bình minh, \tđặc khu Cát Vàng\n\n Bình".splitlines(), start=1)
    found, unknown = meant(lines, units)
    assert (found, unknown) == (ids("10001", "10002", "10003"), ["dòng 4: “Bình”"])


def list_file(*words: str) -> SimpleUploadedFile:
    content = workbook_file(LIST, [{"unit": word} for word in words])
    return SimpleUploadedFile("don-vi.xlsx", content, content_type=XLSX)


def pilot_typed(year: Year, **changes: Any) -> dict[str, Any]:
    first = {"year": "2026", "kind": "trial", "scope": "some", "span_first": "2026-01-01", "span_last": "2026-06-30"}
    return typed(year, **(first | changes))


def test_units_are_looked_for_without_diacritics_and_nothing_typed_is_judged_or_lost(client: Client) -> None:
    year = open_year(units=5)
    client.force_login(fresh(year.people.office))
    chosen = str(Unit.objects.get(code="10005").pk)
    sent = pilot_typed(year, title="", units=[chosen], named="binh minh") | {SEARCH: "1"}
    answer = client.post(reverse("cycle-open"), sent)
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (200, {})
    assert [label for _, label in form.fields["units"].widget.choices] == [
        Unit.objects.get(code="10005").name, "Phường Bình Minh",
    ]  # fmt: skip
    assert form["units"].value() == [chosen]
    assert Cycle.objects.count() == 1


def test_list_of_a_workbook_goes_along_to_the_opening(client: Client) -> None:
    year = open_year(units=5)
    client.force_login(fresh(year.people.office))
    check = client.post(reverse("cycle-open"), pilot_typed(year, list_file=list_file("10001", "phường bình minh")))
    assert "Thí điểm, 2 đơn vị" in check.content.decode()
    client.post(reverse("cycle-open"), pilot_typed(year, listed=check.context["form"]["listed"].value(), mo="1"))
    assert codes_in(Cycle.objects.get(pilot=True)) == ["10001", "10002"]


def test_rows_of_a_workbook_that_mean_no_unit_are_told_by_number(client: Client) -> None:
    year = open_year(units=5)
    client.force_login(fresh(year.people.office))
    answer = client.post(reverse("cycle-open"), pilot_typed(year, list_file=list_file("10001", "Xã Không Có", "99")))
    assert answer.status_code == 422
    assert answer.context["form"].errors["list_file"] == [
        "Không có đơn vị nào mang mã, tên: dòng 3: “Xã Không Có”; dòng 4: “99”."
    ]


def test_file_that_is_no_workbook_is_told_beside_its_field(client: Client) -> None:
    year = open_year(units=5)
    client.force_login(fresh(year.people.office))
    broken = SimpleUploadedFile("don-vi.xlsx", b"khong phai Excel")
    answer = client.post(reverse("cycle-open"), pilot_typed(year, list_file=broken))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["list_file"])


def test_units_of_a_running_pilot_are_looked_for_too(client: Client) -> None:
    official, pilot = open_pilot("10001")
    client.force_login(fresh(official.people.office))
    address = reverse("pilot-units", args=[pilot.cycle.pk])
    with on(DURING):
        answer = client.post(address, {"named": "binh minh", "units": [], SEARCH: "1"})
    labels = [label for _, label in answer.context["form"].fields["units"].widget.choices]
    assert (answer.status_code, labels, answer.context["form"].errors) == (200, ["Phường Bình Minh"], {})
    assert PilotChange.objects.count() == 0


# --- Changing -------------------------------------------------------------------------------------------------------


def change(
    pilot: Year, *codes: str, reason: str = "Thêm đơn vị", seen: str | None = None, by: User | None = None
) -> int:
    mark = units_mark(unit.pk for unit in units_of(pilot.cycle)) if seen is None else seen
    return change_units(
        by=fresh(by or pilot.people.office), cycle=pilot.cycle, unit_ids=ids(*codes), reason=reason, seen=mark
    )


def test_units_join_and_leave_while_registration_is_open() -> None:
    official, pilot = open_pilot("10001", "10002")
    before = Dossier.objects.filter(cycle=official.cycle).count()
    with on(DURING):
        assert change(pilot, "10001", "10003") == 2
    assert codes_in(pilot.cycle) == ["10001", "10003"]
    joined = pilot.dossier("10003")
    assert Answer.objects.filter(dossier=joined).count() == len(joined.compiled.by_code)
    told = PilotChange.objects.order_by("unit__code").values_list("unit__code", "joined", "reason", "by__full_name")
    assert list(told) == [
        ("10002", False, "Thêm đơn vị", pilot.people.office.full_name),
        ("10003", True, "Thêm đơn vị", pilot.people.office.full_name),
    ]
    assert Dossier.objects.filter(cycle=official.cycle).count() == before


def test_unit_that_has_begun_stays() -> None:
    _, pilot = open_pilot("10001", "10002")
    pilot.register("10002")
    with on(DURING), pytest.raises(Refused, match="Phường Bình Minh"):
        change(pilot, "10001")
    assert codes_in(pilot.cycle) == ["10001", "10002"]


def test_nothing_changes_after_registration_nor_in_other_cycles() -> None:
    official, pilot = open_pilot("10001")
    with on(date(2026, 1, 10)), pytest.raises(Refused, match="Đăng ký đã kết thúc"):
        change(pilot, "10001", "10002")
    with on(DURING), pytest.raises(Refused, match="Chỉ kỳ thí điểm"):
        change(official, "10001")


def test_change_needs_the_office_a_reason_a_unit_and_what_was_seen() -> None:
    _, pilot = open_pilot("10001")
    with on(DURING):
        with pytest.raises(Refused):
            change(pilot, "10001", "10002", by=pilot.people.leader)
        with pytest.raises(Invalid):
            change(pilot, "10001", "10002", reason=" ")
        with pytest.raises(Invalid):
            change(pilot)
        with pytest.raises(Stale):
            change(pilot, "10001", "10002", seen="0")
    assert codes_in(pilot.cycle) == ["10001"]


def test_unit_that_is_none_empties_no_pilot() -> None:
    _, pilot = open_pilot("10001")
    with on(DURING), pytest.raises(Invalid) as refused:
        change_units(
            by=fresh(pilot.people.office), cycle=pilot.cycle, unit_ids={999_999}, reason="Thêm đơn vị",
            seen=units_mark(ids("10001")),
        )  # fmt: skip
    assert (list(refused.value.errors), codes_in(pilot.cycle)) == (["units"], ["10001"])


def test_kind_that_joins_needs_its_bodies() -> None:
    _, pilot = open_pilot("10001")
    Agency.objects.filter(code="mttq").update(valid_to=date(2026, 1, 6))
    with on(DURING), pytest.raises(Refused, match="mttq"):
        change(pilot, "10001", "10002")
    assert codes_in(pilot.cycle) == ["10001"]


def test_units_change_after_one_of_them_has_ended(client: Client) -> None:
    _, pilot = open_pilot("10001", "10002")
    Unit.objects.filter(code="10002").update(valid_to=date(2026, 1, 6))
    client.force_login(fresh(pilot.people.office))
    page = reverse("pilot-units", args=[pilot.cycle.pk])
    with on(DURING):
        form = client.get(page).context["form"]
        assert str(next(iter(ids("10002")))) in dict(form.fields["units"].choices)
        sent = {"units": [*form.initial["units"], str(next(iter(ids("10003"))))], "reason": "Thêm một đơn vị"}
        assert client.post(page, sent | {"seen": form.initial["seen"]}).status_code == 302
    assert codes_in(pilot.cycle) == ["10001", "10002", "10003"]


def test_page_changes_the_units_and_tells_when_others_did(client: Client) -> None:
    _, pilot = open_pilot("10001")
    client.force_login(fresh(pilot.people.office))
    page = reverse("pilot-units", args=[pilot.cycle.pk])
    seen = units_mark(ids("10001"))
    sent = {"units": [str(pk) for pk in ids("10001", "10002")], "reason": "Thêm một phường", "seen": seen}
    with on(DURING):
        assert client.get(page).status_code == 200
        assert client.post(page, sent).url == reverse("cycle-detail", args=[pilot.cycle.pk])
        stale = client.post(page, sent | {"units": [str(pk) for pk in ids("10003")]})
    assert (stale.status_code, codes_in(pilot.cycle)) == (409, ["10001", "10002"])
    with on(date(2026, 1, 12)):
        assert "Đăng ký đã kết thúc" in client.get(page).content.decode()


# --- Who is in it and who is not ------------------------------------------------------------------------------------


def test_unit_outside_is_told_so_and_sees_no_dossier(client: Client) -> None:
    _, pilot = open_pilot("10001")
    inside, outside = pilot.who("10001", "focal"), pilot.who("10002", "focal")
    assert pilots_without(fresh(inside)).answer() == []
    [told] = pilots_without(fresh(outside)).answer()
    assert told.startswith("Chấm thử 2026 (thí điểm): chỉ một số đơn vị tham gia")
    client.force_login(fresh(outside))
    assert client.get(reverse("self-scoring", args=[pilot.cycle.pk, "10002"])).status_code == 404


def test_home_of_a_unit_outside_says_why_it_is_empty(client: Client) -> None:
    year = open_year()
    with on(FIRST_DAY):
        Cycle.objects.filter(pk=year.cycle.pk).update(kind=CycleKind.TRIAL, pilot=True, title="Thí điểm 2026")
        pilot = Year(Cycle.objects.get(), year.people)
    with on(DURING):
        change(pilot, "10001")
        client.force_login(fresh(year.who("10002", "focal")))
        page = client.get(reverse("commune-home")).content.decode()
    assert ["Thí điểm 2026: chỉ một số đơn vị tham gia" in page, "Chưa có kỳ đánh giá" in page] == [True, False]


def test_board_counts_the_units_of_the_pilot(client: Client) -> None:
    _, pilot = open_pilot("10001", "10003")
    client.force_login(fresh(pilot.people.office))
    page = client.get(reverse("city-board", args=[pilot.cycle.pk]))
    text = page.content.decode()
    assert ["Xã An Hòa" in text, "Đặc khu Cát Vàng" in text, "Phường Bình Minh" in text] == [True, True, False]


def test_pilot_is_held_against_no_target_of_the_city() -> None:
    official, pilot = open_pilot("10001")
    assert target_of(pilot.cycle) is None
    assert target_of(official.cycle) == official.cycle.criteria_set.parsed().target_for(2026)


def test_terms_of_a_pilot_concern_its_units_only() -> None:
    _, _pilot = open_pilot("10001")
    official, pilot = terms_of_cycles()
    [inside, outside] = [next(iter(ids(code))) for code in ("10001", "10002")]
    assert [official.concerns(outside), pilot.concerns(inside), pilot.concerns(outside)] == [True, True, False]


def test_whole_pilot_is_published_without_the_units_outside(client: Client) -> None:
    _, pilot = open_pilot("10001")
    pilot.publish("10001")
    page = client.get(reverse("year-trial", args=[2026])).content.decode()
    assert ["(thí điểm)" in page, "Kết quả thí điểm" in page, "ở 1 đơn vị" in page, "Phường Bình Minh" in page] == [
        True, True, True, False,
    ]  # fmt: skip
