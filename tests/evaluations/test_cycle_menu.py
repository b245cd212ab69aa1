"""One menu on every page of a cycle, and the way from the conclusion to publication with its counts."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, open_year
from thanthien.core.navigation import entries
from thanthien.core.tables.shown import FILE

pytestmark = pytest.mark.django_db
OFFICE_MENU = [
    "Bảng theo dõi", "Tóm tắt", "Dự báo", "Việc của đơn vị", "Biến động, chênh lệch", "Nhật ký các bước",
    "Lịch và gia hạn", "Tiếp nhận hồ sơ", "Đôn đốc", "Văn bản", "Quyết định",
]  # fmt: skip
CURRENT = {
    "city-board": "Bảng theo dõi", "leader-home": "Tóm tắt", "city-forecasts": "Dự báo",
    "city-duties": "Việc của đơn vị",
    "city-comparison": "Biến động, chênh lệch", "step-log": "Nhật ký các bước", "cycle-detail": "Lịch và gia hạn",
    "intake": "Tiếp nhận hồ sơ", "registrations": "Tiếp nhận hồ sơ", "unsubmitted": "Tiếp nhận hồ sơ",
    "urge-late": "Đôn đốc", "urged": "Đôn đốc", "decision-home": "Quyết định", "papers": "Văn bản",
}  # fmt: skip


@pytest.fixture
def year():
    made = open_year()
    with on(date(2026, 3, 18)):
        yield made


def shown(client, user, address):
    client.force_login(fresh(user))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


@pytest.mark.parametrize("name", CURRENT)
def test_menu_stays_on_every_page_of_the_cycle(client, year, name):
    menu = shown(client, year.people.office, reverse(name, args=[year.cycle.pk])).context["menu"]
    assert [tab.label for tab in menu] == OFFICE_MENU
    assert [tab.label for tab in menu if tab.current] == [CURRENT[name]]


def test_menu_offers_each_person_what_they_may_open(client, year):
    board = reverse("city-board", args=[year.cycle.pk])
    for user in (year.people.secretary, year.people.leader, year.people.auditor):
        for tab in shown(client, user, board).context["menu"]:
            assert client.get(tab.url).status_code == 200, (user, tab.label)


def test_header_has_one_entry_for_the_city(client, year, rf):
    for name in ("city-board", "leader-home", "step-log", "decision-home"):
        request = rf.get(reverse(name, args=[year.cycle.pk]))
        request.user = fresh(year.people.office)
        menu = entries(request, "work")
        assert [one.label for one in menu if one.current] == ["Toàn thành phố"]
        assert {one.label for one in menu} & set(OFFICE_MENU) == set()


def test_a_commune_sees_the_calendar_without_the_menu_of_the_city(client, year):
    page = shown(client, year.people.communes["10001"]["focal"], reverse("cycle-detail", args=[year.cycle.pk]))
    assert page.context["menu"] == []


def test_stages_of_the_decision_count_what_waits_and_lead_to_it(client, year):
    year.conclude("10001")
    year.announce("10002")
    year.decide("10003")
    page = reverse("decision-home", args=[year.cycle.pk])
    stages = shown(client, year.people.office, page).context["stages"]
    assert [(stage.key, count) for stage, count, _ in stages] == [
        ("thong-bao", 1), ("kien-nghi", 0), ("quyet-dinh", 1), ("cong-bo", 1), ("da-cong-bo", 0),
    ]  # fmt: skip
    for stage, count, act in stages:
        rows = client.get(page, {"buoc": stage.key}).context["results"].rows
        assert (stage.key, len(rows)) == (stage.key, count)
        assert act is None or client.get(act[1]).status_code == 200
    assert shown(client, year.people.leader, page).context["stages"][0][2] is None


def test_results_are_narrowed_by_unit_step_and_level(client, year):
    year.conclude("10001")
    year.publish("10002")
    page = reverse("decision-home", args=[year.cycle.pk])
    client.force_login(fresh(year.people.leader))

    def codes(**asked):
        return [row.unit.code for row in client.get(page, asked).context["results"].rows]

    assert [codes(), codes(buoc="da-cong-bo"), codes(muc="2"), codes(muc="1"), codes(q="an hoa")] == [
        ["10002", "10001"], ["10002"], ["10002"], [], ["10001"],
    ]  # fmt: skip
    assert client.get(page, {"buoc": "da-cong-bo", FILE: "csv", "bang": "ket-qua"}).status_code == 200


def test_decisions_without_a_number_are_those_of_the_newest_cycle(client, year):
    client.force_login(fresh(year.people.leader))
    answer = client.get(reverse("decisions"))
    assert (answer.status_code, answer.url) == (302, reverse("decision-home", args=[year.cycle.pk]))


def test_board_leads_to_the_reminder_while_units_are_late(client, year):
    board, urge = (reverse(name, args=[year.cycle.pk]) for name in ("city-board", "urge-late"))
    assert shown(client, year.people.office, board).context["urge_url"] == urge
    assert shown(client, year.people.leader, board).context["urge_url"] == ""
    with on(date(2026, 1, 6)):
        assert shown(client, year.people.office, board).context["urge_url"] == ""
