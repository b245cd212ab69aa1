"""Jobs of the tests. Their effect is a day stated in the calendar, whose history counts how often it was written."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import OperationalError, transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.actions import set_day
from thanthien.core.enums import DayKind
from thanthien.core.jobs import Run, Transient, job, periodic

FIRST_DAY = date(2030, 1, 1)


def state_day(number: int, run: Run) -> None:
    """The effect: one row, and one line of history; done again, it is another line, for no two are the same."""
    day, mark = FIRST_DAY + timedelta(number), uuid4().hex
    set_day(day=day, kind=DayKind.OFF, name=f"Ngày {number}", source=mark, by=run.person, seen=None)


@job("sample.days", title="Ghi ngày nghỉ")
def days(run: Run, *, numbers: list[int]) -> None:
    """One decision: all days or none."""
    for count, number in enumerate(numbers, 1):
        state_day(number, run)
        run.progress(count, of=len(numbers))
    run.tell(f"Đã ghi {len(numbers)} ngày.")


@job("sample.steps", title="Ghi từng ngày", in_steps=True)
def steps(run: Run, *, numbers: list[int], folder: str = "", pause_at: int = -1) -> None:
    """Many decisions; odd days are refused."""
    for number in run.remaining(numbers):
        with run.step(number, f"Ngày {number}"):
            state_day(number, run)
            if number % 2:
                raise Refused("Chỉ ghi ngày chẵn.")
            if number == pause_at:
                hold_on(folder)


@job("sample.slow", title="Ghi một ngày, chậm")
def slow(run: Run, *, number: int, folder: str) -> None:
    """Does its work, tells so by a file, and waits before it may commit."""
    state_day(number, run)
    run.progress(1, of=2)
    hold_on(folder)


@job("sample.after_commit", title="Ghi một ngày rồi chờ")
def after_commit(run: Run, *, number: int, folder: str) -> None:
    """Waits after its commit, before the queue hears of it."""
    state_day(number, run)
    transaction.on_commit(lambda: hold_on(folder))


@job("sample.quick", title="Ghi ngay", quick=True)
def quick(run: Run, *, number: int) -> None:
    """In the lane of short work."""
    state_day(number, run)


@job("sample.refused", title="Bị từ chối")
def refused(run: Run) -> None:
    """Refuses itself as a whole, after a write."""
    state_day(1, run)
    raise Refused(["Hồ sơ đã khóa.", "Hồ sơ đã có người khác nhận."])


@job("sample.failing", title="Gặp lỗi", tries=3)
def failing(run: Run, *, kind: str) -> None:
    """Writes, then fails as told."""
    state_day(1, run)
    problems = {
        "database": OperationalError("lan@example.vn"),
        "mail": Transient("Máy chủ thư không trả lời."),
        "tomorrow": Transient("Máy chủ thư nghỉ.", at=clock.now() + timedelta(days=1)),
        "bug": KeyError("lan@example.vn"),
    }
    if kind in problems:
        raise problems[kind]


@job("sample.cargo", title="Ghi nội dung kèm theo")
def with_cargo(run: Run) -> None:
    """Says what it was given."""
    run.tell(run.cargo["reason"])


@periodic(cron="30 6 * * *")
@job("sample.daily", title="Việc hằng ngày", quick=True)
def daily(run: Run) -> None:
    """Started by the clock."""
    run.tell("Đã chạy.")


def hold_on(folder: str) -> None:
    """Leave a mark, and wait until the test allows more (or kills us). What is allowed once ("go-once") is used up."""
    place = Path(folder)
    (place / "here").touch()
    while not (place / "go").exists():
        if (place / "go-once").exists():
            (place / "go-once").unlink()
            return
        time.sleep(0.02)


MIDWAY: list[Callable[[], object]] = []


@job("sample.stopped_midway", title="Bị dừng giữa chừng")
def stopped_midway(run: Run) -> None:
    """Meets in its middle what the test left there."""
    state_day(1, run)
    run.progress(1, of=2)
    while MIDWAY:
        MIDWAY.pop()()
    state_day(2, run)
    run.progress(2)


@job("sample.with_file", title="Xuất tệp")
def with_file(run: Run) -> None:
    """Hands over a file."""
    run.hand_over("kết quả.csv", b"a;b\n")


@job("sample.returned", title="Nhập tệp")
def returned(run: Run, *, refuse: bool) -> None:
    """Writes, and has a file to give back should it be refused."""
    state_day(1, run)
    run.hand_over("kết quả.csv", b"a")
    run.hand_back("cần sửa.csv", b"a;b\n")
    if refuse:
        raise Refused("Có ô cần sửa.")


@job("sample.of_others", title="Việc của người khác")
def of_others(run: Run) -> None:
    """Runs for somebody else."""
