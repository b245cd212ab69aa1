"""Acts on very many rows: put into the queue, done by the worker for the person who confirmed them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.core.acting.days_off import HERE, confirming, keys, sources
from thanthien.core.acting.bulk import CHANGED
from thanthien.core.jobs.models import JobRun
from thanthien.core.models import CalendarDay

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.acting.days_off")]


@pytest.fixture
def long(settings: Any) -> None:
    settings.BULK_AT_ONCE = 1


def test_many_rows_are_done_by_the_worker(
    office: Client, days: list[CalendarDay], long: None, run_jobs: Callable[[], list[JobRun]]
) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 6")
    answer = office.post(HERE, sent)
    [waiting] = JobRun.objects.all()
    assert (answer.status_code, answer["Location"]) == (302, waiting.get_absolute_url())
    assert (waiting.title, waiting.arguments, waiting.back) == ("Công bố ngày nghỉ", {"year": 2030}, "/thu/lich/")
    assert (waiting.person_id, sources()) == (int(office.session["_auth_user_id"]), ["", "", ""])
    assert office.post(HERE, sent)["Location"] == waiting.get_absolute_url()  # a second click
    [done] = run_jobs()
    assert (done.state, done.told, done.progress_done, done.progress_of) == ("done", ["Đã công bố 3 ngày."], 3, 3)
    assert sources() == ["Thông báo 6"] * 3


def test_file_that_the_form_does_not_ask_for_makes_no_long_act_a_short_one(
    office: Client, days: list[CalendarDay], long: None
) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 6")
    office.post(HERE, sent | {"stray": SimpleUploadedFile("a.pdf", b"%PDF-")})
    assert (sources(), JobRun.objects.count()) == (["", "", ""], 1)


def test_few_rows_are_done_at_once(office: Client, days: list[CalendarDay], long: None) -> None:
    office.post(HERE, confirming(office.post(HERE, {"chon": keys(days[0])}), source="Thông báo 6"))
    assert (sources(), JobRun.objects.count()) == (["Thông báo 6", "", ""], 0)


def test_wrong_form_of_a_long_act_is_told_before_it_waits(office: Client, days: list[CalendarDay], long: None) -> None:
    answer = office.post(HERE, confirming(office.post(HERE, {"chon": keys(*days)}), source=""))
    assert (answer.status_code, JobRun.objects.count()) == (422, 0)


def test_list_changed_before_the_long_act_waits_is_shown_again(
    office: Client, days: list[CalendarDay], long: None
) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 6")
    CalendarDay.objects.filter(pk=days[1].pk).update(name="Ngày hội")
    assert (office.post(HERE, sent).status_code, JobRun.objects.count()) == (409, 0)


def test_what_changed_while_it_waited_is_refused_by_name(
    office: Client, days: list[CalendarDay], long: None, run_jobs: Callable[[], list[JobRun]]
) -> None:
    office.post(HERE, confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 6"))
    CalendarDay.objects.filter(pk=days[1].pk).update(name="Ngày hội")
    [run] = run_jobs()
    assert (run.state, sources()) == ("refused", ["", "", ""])
    assert run.refused == [CHANGED, "02/05: vừa có thay đổi."]


def test_refusal_of_the_long_act_is_its_outcome(
    office: Client, days: list[CalendarDay], long: None, run_jobs: Callable[[], list[JobRun]]
) -> None:
    office.post(HERE, confirming(office.post(HERE, {"chon": keys(*days)}), source="Cấm"))
    [run] = run_jobs()
    assert (run.state, run.refused, sources()) == ("refused", ["Nguồn này không dùng được."], ["", "", ""])


def test_person_who_lost_the_right_meanwhile_is_refused(
    office: Client, days: list[CalendarDay], long: None, run_jobs: Callable[[], list[JobRun]]
) -> None:
    office.post(HERE, confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 6"))
    person = JobRun.objects.get().person
    person.full_name = "Người ngoài"
    person.save(update_fields=["full_name"])
    [run] = run_jobs()
    assert (run.refused, sources()) == (["Anh/chị không còn quyền thực hiện việc này."], ["", "", ""])
