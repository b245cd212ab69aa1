"""The page of a run, one's own list, and the administrator's."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.html import strip_tags

from tests.core.jobs.sample import tasks
from tests.factories.accounts import UserFactory, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.actions import prune
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobFile, JobRun
from thanthien.core.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(client: Client) -> User:
    """Someone without a role, signed in."""
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def administrator() -> tuple[Client, User]:
    user, client = person(Role.ADMINISTRATOR), Client()
    client.force_login(user)
    return client, user


def words_of(response: Any) -> str:
    """The text of the page, with single blanks."""
    return " ".join(strip_tags(response.content.decode().replace("<", " <")).split())


def set_back(run: JobRun, **values: Any) -> None:
    JobRun.objects.filter(pk=run.pk).update(**values)


# --- One run --------------------------------------------------------------------------------------------------------


def test_waiting_run_asks_again_by_itself_with_and_without_scripts(client: Client, official: User) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    page = client.get(run.get_absolute_url()).content.decode()
    assert "".join(page.split()).count('<noscript><metahttp-equiv="refresh"content="5"></noscript>') == 1
    assert page.count(f'data-hx-get="{run.get_absolute_url()}" data-hx-trigger="every 2s"') == 1


def test_run_in_the_middle_shows_how_far_it_is(client: Client, official: User) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    set_back(run, state=JobState.RUNNING, attempt=1, progress_done=57, progress_of=114)
    page = client.get(run.get_absolute_url())
    assert page.content.decode().count('value="57" max="114"') == 1
    assert "đang chạy Tiến độ 57 / 114" in words_of(page)


def test_part_for_the_page_is_what_the_page_shows(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.steps, by=official, numbers=[0, 1])
    run_jobs()
    part = client.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert (b"<html" in part.content, b"data-hx-trigger" in part.content) == (False, False)
    told = "đã xong Tiến độ 2 / 2 Không thực hiện được (1) Ngày 1: Chỉ ghi ngày chẵn."
    assert told in words_of(part)
    assert told in words_of(client.get(run.get_absolute_url()))


def test_ended_run_tells_leads_back_and_asks_no_more(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.days, by=official, back="/bang-theo-doi/?loai=xa", numbers=[1])
    run_jobs()
    page = client.get(run.get_absolute_url())
    assert "Đã làm Đã ghi 1 ngày." in words_of(page)
    assert page.content.decode().count('href="/bang-theo-doi/?loai=xa"') == 1
    assert (b"data-hx-trigger" in page.content, b"http-equiv" in page.content) == (False, False)


@pytest.mark.parametrize("back", ["https://example.vn/", "//example.vn/", "/\\example.vn/", "javascript:x", "/a\nb"])
def test_run_leads_back_to_own_paths_only(official: User, back: str) -> None:
    assert enqueue(tasks.days, by=official, back=back, numbers=[1]).back == ""


def test_waiting_run_says_that_no_worker_is_there(client: Client, official: User) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    assert "Tiến trình chạy việc đang tạm ngừng" in words_of(client.get(run.get_absolute_url()))


def test_dead_run_says_that_nothing_changed_and_whom_to_ask(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.failing, by=official, kind="bug")
    run_jobs()
    assert (
        "Lỗi trong chương trình. Đề nghị báo cho người phụ trách kỹ thuật. Chưa có nội dung nào thay đổi. "
        "Đề nghị báo quản trị hệ thống; khi khắc phục xong, quản trị hệ thống cho chạy lại."
    ) in words_of(client.get(run.get_absolute_url()))


def test_page_of_a_run_costs_few_statements(client: Client, official: User, django_assert_max_num_queries: Any) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    with django_assert_max_num_queries(6):
        client.get(run.get_absolute_url(), headers={"HX-Request": "true"})


# --- Stop -----------------------------------------------------------------------------------------------------------


def test_waiting_run_is_stopped_at_once(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    page = client.post(f"{run.get_absolute_url()}dung/", follow=True)
    assert "đã dừng theo yêu cầu Chưa có nội dung nào thay đổi." in words_of(page)
    assert (run_jobs(), CalendarDay.objects.count()) == ([JobRun.objects.get()], 0)
    [event] = JobRun.objects.get().events.all()
    assert event.pgh_context.metadata["user"] == official.pk


def test_running_run_is_stopped_before_it_commits(official: User, run_jobs: Any, monkeypatch: Any) -> None:
    from thanthien.core.jobs import actions, running

    monkeypatch.setattr(running, "SECONDS_BETWEEN", 0.0)
    run = enqueue(tasks.stopped_midway, by=official)
    tasks.MIDWAY.append(lambda: actions.stop(run_id=run.pk, by=official))
    [ended] = run_jobs()
    assert (ended.state, ended.progress_done, CalendarDay.objects.count()) == ("cancelled", 0, 0)


def test_ended_run_is_not_stopped(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.days, by=official, numbers=[1])
    run_jobs()
    page = client.post(f"{run.get_absolute_url()}dung/", follow=True)
    assert "Việc này đã kết thúc nên không dừng được nữa." in words_of(page)
    assert JobRun.objects.get().state == "done"


# --- A file to take away --------------------------------------------------------------------------------------------


def test_person_takes_the_file_away_and_nobody_else(
    client: Client, official: User, run_jobs: Any, administrator: tuple[Client, User]
) -> None:
    run = enqueue(tasks.with_file, by=official)
    run_jobs()
    address = f"{run.get_absolute_url()}tep/"
    assert "kết quả.csv (4 byte, lưu trong 7 ngày)" in words_of(client.get(run.get_absolute_url()))
    answer = client.get(address)
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"a;b\n", "text/csv")
    assert administrator[0].get(address).status_code == 404


@pytest.mark.parametrize(("refuse", "state", "name"), [(1, "refused", "cần sửa.csv"), (0, "done", "kết quả.csv")])
def test_file_handed_back_is_kept_beside_a_refusal_only(
    client: Client, official: User, run_jobs: Any, refuse: int, state: str, name: str
) -> None:
    run = enqueue(tasks.returned, by=official, refuse=refuse)
    run_jobs()
    page = client.get(run.get_absolute_url())
    assert (page.context["run"].state, page.context["file"].name) == (state, name)
    assert CalendarDay.objects.filter(date=tasks.FIRST_DAY + timedelta(1)).exists() == (not refuse)
    content = b"".join(client.get(f"{run.get_absolute_url()}tep/").streaming_content)
    assert content == (b"a;b\n" if refuse else b"a")


def test_old_files_and_runs_are_removed(run_jobs: Any) -> None:
    start = clock.now()
    kept = enqueue(tasks.with_file, by=UserFactory())
    enqueue(tasks.days, by=None, numbers=[1])
    waiting = enqueue(tasks.days, by=None, numbers=[2])
    run_jobs()
    set_back(waiting, state=JobState.WAITING, finished_at=None)
    name = JobFile.objects.get().file.name
    with clock.set_to(start + timedelta(days=6)):
        assert (prune(), default_storage.exists(name)) == (0, True)
    with clock.set_to(start + timedelta(days=15)):
        assert (prune(), default_storage.exists(name), JobFile.objects.count()) == (1, False, 0)
    assert set(JobRun.objects.values_list("pk", flat=True)) == {kept.pk, waiting.pk}
    with clock.set_to(start + timedelta(days=91)):
        assert prune() == 1
    assert JobRun.objects.get().pk == waiting.pk


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_own_list_shows_what_runs_first_and_nothing_of_others(client: Client, official: User, run_jobs: Any) -> None:
    enqueue(tasks.days, by=official, numbers=[1])
    run_jobs()
    enqueue(tasks.quick, by=official, number=2)
    enqueue(tasks.of_others, by=UserFactory())
    page = words_of(client.get("/viec-chay/"))
    assert page.index("Ghi ngay chờ đến lượt") < page.index("Ghi ngày nghỉ đã xong 1/1")
    assert "Việc của người khác" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_any_number(
    administrator: tuple[Client, User], run_jobs: Any, django_assert_num_queries: Any, number: int
) -> None:
    client, user = administrator
    for _ in range(number):
        enqueue(tasks.failing, by=user, kind="bug")
    run_jobs()
    for address, statements in (("/quan-tri/viec-chay/", 5), ("/viec-chay/", 4)):  # of them 2 for the session
        with django_assert_num_queries(statements):
            client.get(address)


def test_administrator_runs_a_dead_run_again(administrator: tuple[Client, User], run_jobs: Any) -> None:
    client, user = administrator
    run = enqueue(tasks.failing, by=UserFactory(), kind="bug")
    run_jobs()
    assert "Lỗi trong chương trình." in words_of(client.get("/quan-tri/viec-chay/"))
    set_back(run, arguments={"kind": "nothing"}, stop_requested_at=clock.now())  # of the former run, not of this one
    page = client.post(f"/quan-tri/viec-chay/{run.pk}/chay-lai/", follow=True)
    assert "Đã đưa “Gặp lỗi” vào hàng đợi." in words_of(page)
    [again] = run_jobs()
    assert (again.state, again.attempt, again.reruns, again.error_class) == ("done", 2, 1, "")
    event = again.events.latest("pgh_id")
    assert event.pgh_context.metadata == {"user": user.pk, "action": "run_job_again"}


def test_administrators_list_narrows_to_a_state_and_offers_to_run_again_only_the_dead(
    administrator: tuple[Client, User], run_jobs: Any
) -> None:
    client, _ = administrator
    enqueue(tasks.failing, by=None, kind="bug")
    enqueue(tasks.days, by=None, numbers=[1])
    run_jobs()
    everything, dead = client.get("/quan-tri/viec-chay/"), client.get("/quan-tri/viec-chay/?trang_thai=dead")
    assert "1 việc dừng vì lỗi cần được xem và cho chạy lại." in words_of(everything)
    assert ("Ghi ngày nghỉ" in words_of(everything), "Ghi ngày nghỉ" in words_of(dead)) == (True, False)
    assert [page.content.decode().count("/chay-lai/") for page in (everything, dead)] == [1, 1]


def test_person_sees_no_button_to_run_again(client: Client, official: User, run_jobs: Any) -> None:
    run = enqueue(tasks.failing, by=official, kind="bug")
    run_jobs()
    assert client.get(run.get_absolute_url()).content.decode().count("/chay-lai/") == 0


def test_run_that_is_not_dead_is_not_run_again(administrator: tuple[Client, User], run_jobs: Any) -> None:
    client, _ = administrator
    run = enqueue(tasks.days, by=None, numbers=[1])
    run_jobs()
    page = client.post(f"/quan-tri/viec-chay/{run.pk}/chay-lai/", follow=True)
    assert "Chỉ việc đã dừng vì lỗi mới chạy lại được." in words_of(page)
    assert run_jobs() == []
