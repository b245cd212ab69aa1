"""What units lack before a year begins: by unit, in numbers, and in the workbooks to send."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, open_year
from tests.evaluations.test_cycle_pages import typed
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.workbooks.reading import read_sheet
from thanthien.place.figures_workbook import figures_workbook
from thanthien.place.hamlets_workbook import hamlets_workbook
from thanthien.units.models import Unit, UnitFigure
from thanthien.units.queries import search_units
from thanthien.units.readiness import readiness

pytestmark = pytest.mark.django_db


def counted(unit: Unit, day: date, households: int | None = 8000) -> None:
    UnitFigure.objects.create(unit=unit, as_of=day, households=households, source="Thử")


def a_place() -> dict[str, Unit]:
    """Units that lack something, each in another way, and one that lacks nothing."""
    names = ("đủ", "không số hộ", "số hộ cũ", "không thôn", "thôn thiếu hộ")
    units = {name: UnitFactory(code=f"3000{place}", short_name=name) for place, name in enumerate(names)}
    for name in ("đủ", "không thôn", "thôn thiếu hộ"):
        counted(units[name], date(2025, 7, 1))
    counted(units["không số hộ"], date(2025, 7, 1), households=None)
    counted(units["số hộ cũ"], date(2024, 12, 31))
    for name in ("đủ", "không số hộ", "số hộ cũ"):
        HamletFactory(unit=units[name], name="Tổ dân phố 1", households=120)
    HamletFactory(unit=units["thôn thiếu hộ"], name="Tổ dân phố 1", households=120)
    HamletFactory(unit=units["thôn thiếu hộ"], name="Tổ dân phố 2", households=None)
    HamletFactory(unit=units["không thôn"], name="Cũ", households=50, valid_to=date(2025, 12, 31))
    for unit in units.values():
        staffed(unit)
    return units


def staffed(unit: Unit, *roles: Role) -> None:
    """Somebody speaks for the unit's Party committee and for its Front, or for just these."""
    bodies = {Role.COMMUNE_PARTY: "committee", Role.COMMUNE_FRONT: "commune_front"}
    for role in roles or bodies:
        person(role, agency=AgencyFactory(unit=unit, **{bodies[role]: True}))


def told(year: int = 2026) -> dict[str, tuple[str, str]]:
    return {one.unit.short_name: (one.households_words, one.hamlets_words) for one in readiness(year).gaps}


def test_each_unit_is_told_what_it_lacks():
    with on(date(2026, 1, 5)):
        a_place()
        found = readiness(2026)
        assert told() == {
            "không số hộ": ("chưa có số hộ", ""),
            "số hộ cũ": ("số hộ cũ, tính đến 31/12/2024", ""),
            "không thôn": ("", "chưa có danh sách tổ dân phố"),
            "thôn thiếu hộ": ("", "1/2 tổ dân phố chưa có số hộ"),
        }
    assert (found.units, len(found.gaps)) == (5, 4)
    assert found.words == (
        "4/5 đơn vị còn thiếu: 2 đơn vị chưa có số hộ của năm, 1 đơn vị chưa có danh sách thôn, tổ dân phố, 1 thôn, tổ "
        "dân phố chưa có số hộ."
    )


@pytest.mark.parametrize(
    ("roles", "others", "words"),
    [
        ((Role.COMMUNE_FRONT,), ("chưa có tài khoản Đảng ủy",), "1 đơn vị chưa có tài khoản Đảng ủy"),
        ((Role.COMMUNE_PARTY,), ("chưa có tài khoản Mặt trận Tổ quốc",), "1 đơn vị chưa có tài khoản Mặt trận Tổ quốc"),
    ],
)
def test_unit_without_an_account_for_party_or_front_is_told(roles, others, words):
    with on(date(2026, 1, 5)):
        unit = UnitFactory()
        counted(unit, date(2025, 7, 1))
        HamletFactory(unit=unit, name="Tổ dân phố 1", households=120)
        staffed(unit, *roles)
        found = readiness(2026)
    assert [one.others for one in found.gaps] == [others]
    assert found.words == f"1/1 đơn vị còn thiếu: {words}."


def test_account_that_was_ended_or_closed_speaks_for_nobody():
    with on(date(2026, 1, 5)):
        unit = a_place()["đủ"]
        held = Membership.objects.filter(agency__unit=unit)
        held.filter(role=Role.COMMUNE_PARTY).update(valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 31))
        User.objects.filter(memberships__in=held.filter(role=Role.COMMUNE_FRONT)).update(is_active=False)
        told_others = {one.unit.short_name: one.others for one in readiness(2026).gaps}
    assert told_others["đủ"] == ("chưa có tài khoản Đảng ủy", "chưa có tài khoản Mặt trận Tổ quốc")


def test_front_of_who_also_scores_for_the_committee_is_nobody_s():
    with on(date(2026, 1, 5)):
        unit = a_place()["đủ"]
        both = Membership.objects.get(agency__unit=unit, role=Role.COMMUNE_FRONT).user
        Membership.objects.create(
            user=both, agency=AgencyFactory(unit=unit, committee=True), role=Role.COMMUNE_OFFICER,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
        told_others = {one.unit.short_name: one.others for one in readiness(2026).gaps}
    assert told_others["đủ"] == ("chưa có tài khoản Mặt trận Tổ quốc",)


def test_pilot_is_asked_of_its_own_units():
    with on(date(2026, 1, 5)):
        units = a_place()
        found = readiness(2026, frozenset({units["đủ"].pk, units["không thôn"].pk}))
    assert found.words == "1/2 đơn vị còn thiếu: 1 đơn vị chưa có danh sách thôn, tổ dân phố."


def test_page_and_files_of_a_pilot_are_of_its_own_units():
    with on(date(2026, 1, 5)):
        units = a_place()
        asked = readiness(2026, {units["thôn thiếu hộ"].pk, units["không số hộ"].pk})
        client = Client()
        client.force_login(fresh(person(Role.ADMINISTRATOR)))
        page = client.get(f"{reverse('place-readiness')}?{asked.query}")
        files = [
            names_in(client.get(f"{reverse(name)}?{asked.query}").content, workbook)
            for name, workbook in (
                ("place-readiness-households", figures_workbook(search_units(""))),
                ("place-readiness-hamlets", hamlets_workbook(search_units(""))),
            )
        ]
    assert asked.query == "nam=2026&don-vi=30001,30004"
    assert [one.unit.short_name for one in page.context["found"].gaps] == ["không số hộ", "thôn thiếu hộ"]
    assert "Chỉ gồm 2 đơn vị được chọn." in " ".join(page.content.decode().split())
    assert '?nam=2026&amp;don-vi=30001,30004"' in page.content.decode()
    assert files == [["Phường không số hộ"], ["Phường thôn thiếu hộ"] * 2]


def test_units_of_an_address_that_are_none_are_left_out():
    with on(date(2026, 1, 5)):
        a_place()
        client = Client()
        client.force_login(fresh(person(Role.ADMINISTRATOR)))
        found = client.get(reverse("place-readiness"), {"nam": "2026", "don-vi": "30001,x,,"}).context["found"]
    assert (found.units, found.only) == (1, ("30001",))


@pytest.mark.parametrize("codes", ["x", "x,99", "30000", "30000,x"])
@pytest.mark.parametrize("name", ["place-readiness", "place-readiness-households", "place-readiness-hamlets"])
def test_address_that_names_no_unit_of_today_is_not_found(name, codes):
    with on(date(2026, 1, 5)):
        ended = a_place()["đủ"]
        Unit.objects.filter(pk=ended.pk).update(valid_to=date(2025, 12, 31))
        client = Client()
        client.force_login(fresh(person(Role.ADMINISTRATOR)))
        assert client.get(reverse(name), {"nam": "2026", "don-vi": codes}).status_code == 404


def test_count_of_the_year_before_is_old_a_year_later():
    with on(date(2027, 1, 5)):
        a_place()
        assert told(2027)["đủ"] == ("số hộ cũ, tính đến 01/07/2025", "")


def test_count_of_a_day_to_come_is_none_yet():
    with on(date(2026, 1, 5)):
        counted(a_place()["không số hộ"], date(2026, 6, 1))
        assert told()["không số hộ"] == ("chưa có số hộ", "")


def test_unit_that_ended_lacks_nothing():
    with on(date(2026, 1, 5)):
        unit = a_place()["không số hộ"]
        Unit.objects.filter(pk=unit.pk).update(valid_to=date(2025, 12, 31))
        assert "không số hộ" not in told()


def test_page_takes_as_many_statements_for_one_unit_as_for_all(django_assert_num_queries):
    with on(date(2026, 1, 5)):
        client = Client()
        client.force_login(person(Role.CITY_OFFICER))
        UnitFactory()
        with django_assert_num_queries(6):
            assert len(client.get(reverse("place-readiness")).context["found"].gaps) == 1
        a_place()
        with django_assert_num_queries(6):
            assert len(client.get(reverse("place-readiness")).context["found"].gaps) == 5


def content(name: str) -> bytes:
    client = Client()
    client.force_login(person(Role.CITY_OFFICER))
    answer = client.get(reverse(name), {"nam": "2026"})
    assert answer.status_code == 200
    return answer.content


def names_in(data: bytes, workbook) -> list[str]:
    sheet = read_sheet(BytesIO(data), len(data), workbook)
    return [str(row.cells[1]) for row in sheet.rows]


def test_workbook_of_figures_holds_just_the_units_without_a_count():
    with on(date(2026, 1, 5)):
        a_place()
        data = content("place-readiness-households")
        names = names_in(data, figures_workbook(search_units("")))
    assert sorted(names) == ["Phường không số hộ", "Phường số hộ cũ"]


def test_workbook_of_hamlets_holds_the_whole_list_of_units_that_lack_something():
    with on(date(2026, 1, 5)):
        a_place()
        data = content("place-readiness-hamlets")
        names = names_in(data, hamlets_workbook(search_units("")))
    assert sorted(names) == ["Phường không thôn", "Phường thôn thiếu hộ", "Phường thôn thiếu hộ"]


def test_page_to_check_before_opening_warns_with_numbers_and_leads_there():
    year = open_year(units=3)
    client = Client()
    client.force_login(fresh(year.people.office))
    page = client.post(reverse("cycle-open"), typed(year))
    text = " ".join(page.content.decode().split())
    assert (
        "3/3 đơn vị còn thiếu: 3 đơn vị chưa có số hộ của năm, 3 đơn vị chưa có danh sách thôn, tổ dân phố, 3 đơn vị "
        "chưa có tài khoản Mặt trận Tổ quốc, 3 đơn vị chưa có tài khoản Đảng ủy. Vẫn mở"
    ) in text
    assert f'href="{reverse("place-readiness")}?nam=2027"' in text
    for unit in Unit.objects.all():
        counted(unit, date(2026, 1, 1))
        HamletFactory(unit=unit, name="Thôn 1", households=100)
        staffed(unit)
    assert "còn thiếu" not in client.post(reverse("cycle-open"), typed(year)).content.decode()
