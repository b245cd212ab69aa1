"""The trial of a draft in a real browser: readable on a phone and at a desk, accessible."""

from typing import Any

import pytest

from tests.browser.sessions import enter_as
from tests.criteria.test_editor_actions import changed
from tests.evaluations.scenario import fresh
from tests.evaluations.test_set_trials import UNITS, a_year, draft_of
from tests.place.test_browser import SIZES, looked_at
from thanthien.criteria.editor.places import Part

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_trial_of_a_draft_is_accessible(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    year = a_year(UNITS[:2])
    draft = changed(draft_of(year), Part.LEVEL, "2", by=fresh(year.people.office), total_at_least="100%")
    page = enter_as(new_page(viewport=size), fresh(year.people.office))
    page.goto(f"/bo-tieu-chi/{draft.pk}/")
    page.get_by_role("link", name=f"Tính thử với kết quả: {year.cycle.title}").click()
    page.get_by_text("Từng đơn vị; đơn vị có thay đổi đứng trước").wait_for()
    looked_at(page, "set-trial", assert_accessible)
