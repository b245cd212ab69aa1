"""The page of a run in a real browser, with scripts and without: it finds the end by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.core.jobs.sample import tasks
from tests.factories.accounts import UserFactory
from thanthien.accounts.models import User
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in() -> Callable[[Page], User]:
    """Let somebody be signed in on a page."""

    def signed_in(page: Page) -> User:
        user: User = UserFactory()
        enter_as(page, user)
        return user

    return signed_in


def test_page_goes_on_by_itself_and_ends(
    phone_page: Page, sign_in: Any, run_jobs: Any, assert_accessible: Callable[[Page], None]
) -> None:
    page = phone_page
    user = sign_in(page)
    run = enqueue(tasks.steps, by=user, numbers=[0, 1, 2])
    page.goto(run.get_absolute_url())
    expect(page.get_by_text("chờ đến lượt")).to_be_visible()
    assert_accessible(page)
    JobRun.objects.filter(pk=run.pk).update(state=JobState.RUNNING, attempt=1, progress_done=1, progress_of=3)
    expect(page.get_by_role("progressbar", name="Tiến độ")).to_have_js_property("value", 1)
    assert_accessible(page)
    run_jobs()
    expect(page.get_by_text("Ngày 1: Chỉ ghi ngày chẵn.")).to_be_visible()
    expect(page.locator("#thong-bao-nhanh")).to_have_text("Ghi từng ngày: đã xong.")
    expect(page.get_by_role("button", name="Dừng")).to_have_count(0)
    assert_accessible(page)


def test_page_without_scripts_loads_itself_again(new_page: Any, sign_in: Any, run_jobs: Any) -> None:
    page = new_page(java_script_enabled=False)
    user = sign_in(page)
    run = enqueue(tasks.days, by=user, numbers=[1])
    page.goto(run.get_absolute_url())
    run_jobs()
    expect(page.get_by_text("Đã ghi 1 ngày.")).to_be_visible(timeout=15_000)


def test_run_is_stopped_without_scripts(new_page: Any, sign_in: Any, run_jobs: Any) -> None:
    page = new_page(java_script_enabled=False)
    user = sign_in(page)
    run = enqueue(tasks.days, by=user, numbers=[1])
    page.goto(run.get_absolute_url())
    page.get_by_role("button", name="Dừng").click()
    expect(page.get_by_text("đã dừng theo yêu cầu")).to_be_visible()
    run_jobs()
    assert JobRun.objects.get().state == JobState.CANCELLED
