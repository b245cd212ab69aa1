"""The acts of the year on many dossiers, carried out by the worker: the same lists to check, the same outcome."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, confirming, fresh, on, open_year
from thanthien.core.jobs.models import JobRun
from thanthien.evaluations.actions import council, gates, registration
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Sheet, StepLog

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], list[JobRun]]


@pytest.fixture(autouse=True)
def _everything_is_long(settings: Any) -> None:
    settings.BULK_AT_ONCE = 0


def confirmed(client: Client, address: str, keys: list[int], run_jobs: RunJobs, **typed: str) -> JobRun:
    """What came of the list, checked and confirmed."""
    answer = client.post(address, confirming(client.post(address, {"chon": keys})) | typed)
    [run] = acts_of(run_jobs())
    assert (answer.status_code, answer["Location"]) == (302, run.get_absolute_url())
    return run


def acts_of(runs: list[JobRun]) -> list[JobRun]:
    """Those that are acts on dossiers, and no letters about them."""
    return [run for run in runs if run.name.startswith("evaluations.")]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def step(year: Year, name: str) -> tuple[str, str]:
    """Who took the last step of this name, and where the dossier stands."""
    return StepLog.objects.filter(step=name).latest("at").by.email, year.dossier().status


def address(name: str, year: Year, *more: str) -> str:
    return reverse(name, args=[year.cycle.pk, *more])


def test_registrations_are_approved(run_jobs: RunJobs) -> None:
    year = open_year(switches=Switches(registration_needs_approval=True, decided_by="Ủy ban nhân dân thành phố"))
    with on(date(2026, 1, 6)):
        pk = year.dossier().pk
        registration.register(by=year.who("10001", "focal"), dossier_id=pk, target_level=2)
        run = confirmed(signed_in(year.people.office), address("registrations-approve", year), [pk], run_jobs)
    assert (run.state, run.told) == ("done", ["Đã duyệt đăng ký của 1 đơn vị."])
    assert step(year, "approve_registration") == ("office@vi.du", "registered")


def test_dossiers_are_accepted(run_jobs: RunJobs) -> None:
    year = open_year()
    year.submit()
    with on(date(2026, 2, 9)):
        run = confirmed(signed_in(year.people.office), address("intake-accept", year), [year.dossier().pk], run_jobs)
    assert (run.state, run.told) == ("done", ["Đã tiếp nhận 1 hồ sơ và chuyển thẩm định."])
    assert step(year, "accept") == ("office@vi.du", "under_appraisal")


def test_unsubmitted_dossiers_are_closed(run_jobs: RunJobs) -> None:
    year = open_year()
    with on(date(2026, 2, 7)):
        run = confirmed(signed_in(year.people.head), address("unsubmitted-close", year), [year.dossier().pk], run_jobs)
    assert (run.state, run.told) == ("done", ["Đã khóa 1 hồ sơ."])
    assert step(year, "close_unsubmitted") == ("head@vi.du", "closed_unsubmitted")


def test_self_scores_are_kept_and_sheets_sent(run_jobs: RunJobs) -> None:
    year = open_year()
    year.accept()
    client, items = signed_in(year.people.mttq), [year.item("10001", code, "mttq") for code in ("1.1", "1.2")]
    with on(date(2026, 2, 10)):
        for item in items:
            keep = address("appraisal-confirm", year, item.indicator.code)
            kept = confirmed(client, keep, [item.pk], run_jobs, **{f"xem{item.pk}": "on"})  # nothing proves them
            assert (kept.state, kept.told) == ("done", ["Đã ghi theo tự chấm của 1 đơn vị."])
        run = confirmed(client, address("appraisal-send", year), [items[0].sheet_id], run_jobs)
    assert (run.state, run.told) == ("done", ["Đã gửi 1 phiếu thẩm định."])
    assert (Sheet.objects.get(pk=items[0].sheet_id).sent_by, year.item("10001", "1.1", "mttq").state) == (
        year.people.mttq, AnswerState.VALUE,
    )  # fmt: skip


def test_council_adopts_and_concludes(run_jobs: RunJobs) -> None:
    year = open_year()
    year.appraise()
    client, keys = signed_in(year.people.secretary), [year.dossier().pk]
    with on(date(2026, 3, 10)):
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for(keys, False))
        adopted = confirmed(client, address("council-adopt", year), keys, run_jobs)
        run = confirmed(client, address("council-conclude", year), keys, run_jobs, council_on="10/03/2026")
    assert adopted.told == ["Đã thông qua 4 mục của 1 hồ sơ."]
    assert (run.state, run.told, year.dossier().council_on) == ("done", ["Đã kết luận 1 hồ sơ."], date(2026, 3, 10))
    assert step(year, "conclude") == ("secretary@vi.du", "concluded")


def test_results_are_announced_and_published(run_jobs: RunJobs) -> None:
    year = open_year()
    year.conclude("10002")
    client, second = signed_in(year.people.office), year.dossier("10002")
    with on(date(2026, 3, 16)):
        run = confirmed(client, address("announce", year), [second.pk], run_jobs)
    assert (run.state, run.told) == ("done", ["Đã thông báo kết quả dự kiến của 1 hồ sơ."])
    year.decide("10001")
    with on(date(2026, 3, 25)):
        publish = address("decision-publish", year)
        client.post(publish, confirming(client.get(publish)))
        [published] = acts_of(run_jobs())
    assert (published.state, published.told) == ("done", ["Đã công bố kết quả của 1 đơn vị."])
    assert step(year, "publish") == ("office@vi.du", "published")


def test_dossier_reconsidered_while_its_announcement_waited_is_named(run_jobs: RunJobs) -> None:
    year = open_year()
    year.conclude()
    client, announce = signed_in(year.people.office), address("announce", year)
    with on(date(2026, 3, 16)):
        client.post(announce, confirming(client.post(announce, {"chon": [year.dossier().pk]})))
        council.reconsider(
            by=fresh(year.people.secretary),
            dossier_id=year.dossier().pk,
            reason="Xem lại 1.1",
            version=year.dossier().version,
        )
        [run] = acts_of(run_jobs())
    assert (run.state, year.dossier().status) == ("refused", "under_appraisal")
    assert run.refused[1:] == [
        (
            "Xã An Hòa: Không thể “Thông báo kết quả dự kiến” khi hồ sơ ở trạng thái “Đang thẩm định”. "
            "Vui lòng tải lại trang."
        ),
    ]  # fmt: skip
