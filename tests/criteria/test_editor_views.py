"""The pages of a draft: a copy, the form of a piece, what is told after saving."""

from typing import Any

import pytest
from django.test import Client

from tests.criteria.sending import post, send, sent
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.accounts.roles import Role
from thanthien.criteria.models import CriteriaSet

pytestmark = pytest.mark.django_db
LIST = "/bo-tieu-chi/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(person(Role.CITY_OFFICER))
    return client


def page_of(made: CriteriaSet, piece: str) -> str:
    return f"{LIST}{made.pk}/sua/{piece}/"


def test_copy_proposes_the_next_version_and_leads_to_the_draft(office: Client) -> None:
    made = issued_set()
    draft_set(reference_text(2))
    address = f"{LIST}{made.pk}/soan-phien-ban-moi/"
    proposed = office.get(address).context["form"].initial
    answer = office.post(address, proposed)
    draft = CriteriaSet.objects.get(version=3)
    assert proposed == {"year": 2026, "version": 3, "title": made.title}
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{draft.pk}/")


def test_copy_to_a_version_that_is_there_keeps_what_was_typed(office: Client) -> None:
    made = issued_set()
    answer = office.post(f"{LIST}{made.pk}/soan-phien-ban-moi/", {"year": 2026, "version": 1, "title": "Đang gõ"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["version"])
    assert 'value="Đang gõ"' in answer.content.decode()


def test_saving_tells_the_difference_to_the_version_before(office: Client) -> None:
    issued_set()
    draft = draft_set(reference_text(2))
    answer = post(office, page_of(draft, "tieu-chi/1.1.1"), max="7", rule__from="40")
    shown = office.get(answer.headers["Location"])
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{draft.pk}/#soan-du-thao")
    assert [str(one) for one in shown.context["messages"]] == [
        "Đã sửa tiêu chí 1.1.1. So với phiên bản 1 năm 2026: điểm tối đa từ 6 lên 7; mức 0 điểm từ 50% xuống 40%."
    ]
    assert [place.named for place, _ in shown.context["unfinished"]] == ["nhóm 1", "nhóm 1.1"]
    assert "Còn 2 chỗ cần sửa trước khi ban hành:" in shown.content.decode()


def test_saving_of_a_level_leads_to_the_comparison(office: Client) -> None:
    issued_set()
    draft = draft_set(reference_text(2))
    answer = post(office, page_of(draft, "muc-do/4"), total_at_least="92,5")
    shown = office.get(answer.headers["Location"])
    assert shown.context["comparison"].whole == ("Mức độ 4: tổng điểm từ 90% lên 92,5%",)
    assert [str(one) for one in shown.context["messages"]] == [
        "Đã sửa Mức độ 4. So với phiên bản 1 năm 2026: Mức độ 4: tổng điểm từ 90% lên 92,5%."
    ]


def test_draft_of_a_later_year_is_compared_with_the_year_before(office: Client) -> None:
    made = issued_set()
    draft = draft_set(reference_text().replace("\nyear: 2026\n", "\nyear: 2027\n"))
    assert office.get(f"{LIST}{draft.pk}/").context["before"] == made


def test_page_of_a_draft_takes_few_statements(office: Client, django_assert_num_queries: Any) -> None:
    draft = draft_set()
    # As of an issued set (6), and its content twice, agencies, years with results.
    with django_assert_num_queries(10):
        office.get(f"{LIST}{draft.pk}/")
    # Session, person with roles, draft, its content, agencies.
    with django_assert_num_queries(5):
        office.get(page_of(draft, "tieu-chi/1.1.1"))


def test_what_is_wrong_stands_beside_its_field(office: Client) -> None:
    draft = draft_set()
    answer = post(office, page_of(draft, "tieu-chi/1.1.5"), **{"rule-bands-1-points": "3", "title": "Đang gõ"})
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {"rule-bands-1-points": ["Bậc thấp hơn phải ít điểm hơn bậc trên nó."]},
    )  # fmt: skip
    assert "\nĐang gõ</textarea>" in answer.content.decode()


def test_stale_page_shows_what_stands_now_and_saves_when_sent_again(office: Client) -> None:
    draft = draft_set()
    address = page_of(draft, "muc-do/1")
    mine = sent(office.get(address).context["form"], title="Của tôi")
    post(office, address, title="Của người khác", total_at_least="61")
    stale = send(office, address, mine)
    form = stale.context["form"]
    assert (stale.status_code, form.stands) == (409, "Tên mức độ: Của người khác\nTổng điểm từ: 61%")
    again = send(office, address, form.data)
    assert (again.status_code, CriteriaSet.objects.get().level_names.name(1)) == (302, "Của tôi")


def test_row_is_added_without_script_and_nothing_is_saved(office: Client) -> None:
    draft = draft_set()
    answer = post(office, page_of(draft, "tieu-chi/1.1.5"), them="rule-bands", title="Đang gõ")
    assert (answer.status_code, "rule-bands-3-points" in answer.context["form"].fields) == (200, True)
    assert CriteriaSet.objects.get().sha256 == draft.sha256


def test_issued_set_is_not_changed_on_pages(office: Client) -> None:
    made = issued_set()
    answer = office.get(page_of(made, "muc-do/1"))
    shown = office.get(f"{LIST}{made.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{made.pk}/")
    assert "/sua/" not in shown.content.decode()


@pytest.mark.parametrize("piece", ["muc-do/9", "tieu-chi/1.1", "nhom/1.1.1", "khac/1", "chung/khac"])
def test_piece_that_is_not_there_is_not_found(office: Client, piece: str) -> None:
    assert office.get(page_of(draft_set(), piece)).status_code == 404


def test_indicator_with_parts_for_some_kinds_says_so(office: Client) -> None:
    text = reference_text().replace("            max: 6\n", "            max: 6\n            variants:\n"
                                    "              - kinds: [dac_khu]\n                title: Riêng\n", 1)  # fmt: skip
    shown = office.get(page_of(draft_set(text), "tieu-chi/1.1.1"))
    assert "phần riêng cho một số loại đơn vị" in shown.content.decode()
