"""Criteria sets in a real browser: from a file to an issued set."""

from typing import Any

import pytest

from tests.browser.sessions import enter_as
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text
from tests.place.test_browser import SIZES, looked_at, sent
from thanthien.accounts.roles import Role
from thanthien.units.actions import load_units

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_criteria_sets_go_from_file_to_issued(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    load_units(by=None)
    first = issued_set()
    page = enter_as(new_page(viewport=size), person(Role.CITY_HEAD))
    page.goto("/bo-tieu-chi/nhap/")
    wrong = reference_text(2).replace("max: ", "max: x", 3).replace("title: ", "tilte: ", 2)
    page.set_input_files("input[name=file]", sent("sai.yaml", wrong.encode()))
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    looked_at(page, "set-import", assert_accessible)
    page.set_input_files("input[name=file]", sent("bo-tieu-chi.yaml", reference_text(2).encode()))
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    looked_at(page, "set-draft", assert_accessible)
    page.get_by_role("link", name="Ban hành").click()
    page.get_by_label("Số quyết định").fill("15/QĐ-SNV")
    page.get_by_label("Ngày quyết định").fill("20/01/2026")
    looked_at(page, "set-issue", assert_accessible)
    page.get_by_role("button", name="Xem lại").click()
    looked_at(page, "set-check", assert_accessible)
    page.get_by_role("button", name="Ban hành").click()
    first.refresh_from_db()
    assert first.status == "superseded"
    page.goto(f"/bo-tieu-chi/{first.pk}/")
    looked_at(page, "set-superseded", assert_accessible)
    draft_set(reference_text(3))
    page.goto("/bo-tieu-chi/")
    looked_at(page, "set-list", assert_accessible)
