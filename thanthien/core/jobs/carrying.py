"""Carrying out one attempt at a run: claim it, do the work, write what came of it.

What is promised: the effects of a run are committed once. The work and the mark “done” are one transaction (for work in
steps: each step and its mark); the mark is set only by the attempt that holds the run (`Run.hold`). A worker that dies
before the commit leaves nothing; after it, the run is found done. One that was taken for dead and is not can't commit.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from thanthien.core import clock, metrics
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.pages import sentences
from thanthien.core.audit import acting
from thanthien.core.jobs.enums import LIVE, JobState
from thanthien.core.jobs.errors import Stopped, Superseded, Transient
from thanthien.core.jobs.models import JobCargo, JobRun, JobStep
from thanthien.core.jobs.registry import TRIES, Job, find
from thanthien.core.jobs.running import Run
from thanthien.core.logging import describe_error

log = structlog.get_logger("thanthien.jobs")

Outcome = tuple[str, datetime | None]
AGAIN, SUPERSEDED = "again", "superseded"  # beside the states that a run can end in

MAY_PASS = (Transient, OperationalError, InterfaceError, ConnectionError, TimeoutError)
DELAYS = (5, 30, 120, 600, 1800, 3600)
LOCKED = "Tài khoản của người giao việc đã bị khóa nên việc này không được thực hiện."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt failed, as the administrator may read it: no text of the error, which may repeat a row."""

    error_class: str
    error_place: str
    error_sentence: str
    may_pass: bool = False
    again_at: datetime | None = None

    def words(self) -> dict[str, str]:
        """Its fields in the run's row."""
        return {
            "error_class": self.error_class,
            "error_place": self.error_place,
            "error_sentence": self.error_sentence,
        }


KILLED = Fault("", "", "Tiến trình chạy việc bị dừng đột ngột khi đang làm việc này.", may_pass=True)
UNKNOWN = Fault("", "", "Phiên bản đang chạy không có loại việc này.")


def carry(run_id: UUID) -> datetime | None:
    """Make one attempt. Gives the moment to try again at; None when the run needs nothing more."""
    row = _claim(run_id)
    if row is None:
        return None
    began = time.monotonic()
    with structlog.contextvars.bound_contextvars(run=str(run_id), job=row.name):
        outcome, again = SUPERSEDED, None
        with suppress(Superseded):
            outcome, again = _attempt(row)
        seconds = time.monotonic() - began
        log.info("job", attempt=row.attempt, outcome=outcome, ms=round(seconds * 1000, 1))
    metrics.count_job(row.name, outcome, seconds)
    return again


@transaction.atomic
def _claim(run_id: UUID) -> JobRun | None:
    """Take the run: from now on only this attempt may commit. None when it has ended, or is gone."""
    row = JobRun.objects.select_for_update(no_key=True).filter(pk=run_id, state__in=LIVE).first()
    if row is None:
        return None
    if row.state == JobState.RUNNING:  # its worker died without a word
        row.failures += 1
    row.state, row.attempt = JobState.RUNNING, row.attempt + 1
    row.started_at, row.due_at = row.started_at or clock.now(), None
    row.save(update_fields=["state", "attempt", "failures", "started_at", "due_at"])
    return row


def _attempt(row: JobRun) -> Outcome:
    """Do the work; gives a word for what came of it, and the moment to try again at."""
    what = find(row.name)
    run = Run(row, in_steps=what is not None and what.in_steps)
    try:
        if row.stop_requested_at:
            raise Stopped
        if what is None:
            return _fail(run, UNKNOWN, row.failures, TRIES)
        if row.failures >= what.tries:
            return _fail(run, KILLED, row.failures, what.tries)
        return _do(run, what, row)
    except (Refused, Invalid, Stale) as problem:
        return _end(run, JobState.REFUSED, [*run.refused, *sentences(problem)])
    except Stopped:
        return _end(run, JobState.CANCELLED, run.refused)
    except Superseded:
        raise
    except Exception as error:
        if isinstance(error, Transient):  # foreseen by the work, which says why
            log.warning("job put off", attempt=row.attempt)
        else:
            log.exception("job failed")
        return _fail(run, _fault(error), row.failures + 1, what.tries if what else TRIES)
    finally:
        run.leave()


def _do(run: Run, what: Job, row: JobRun) -> Outcome:
    """The work and its mark, under the name of the person."""
    with acting(run.person, job=row.name, run=str(row.uuid)):
        if run.person is not None and not run.person.is_active:
            raise Refused(LOCKED)
        if what.in_steps:
            what.work(run, **row.arguments)
            return _end(run, JobState.DONE, run.refused)
        with transaction.atomic():
            what.work(run, **row.arguments)
            return _end(run, JobState.DONE, run.refused)


@transaction.atomic
def _end(run: Run, state: JobState, refused: list[str]) -> Outcome:
    """Write the outcome; only “done” needs that nobody asked to stop, for only then something is kept."""
    steps = JobStep.objects.filter(run_id=run.uuid)
    refused = [*steps.exclude(refused="").values_list("refused", flat=True), *refused]
    write = run.hold if state == JobState.DONE else run.give_up
    write(
        state=state,
        finished_at=clock.now(),
        told=run.told if state == JobState.DONE else [],
        refused=refused,
        error_class="",
        error_place="",
        error_sentence="",
        **run.reached(done=state == JobState.DONE),
    )
    if state == JobState.REFUSED:
        run.keep_returned()
    unload(run.uuid)
    return state, None


def unload(run_id: UUID) -> None:
    """Erase what only the work needed."""
    JobStep.objects.filter(run_id=run_id).delete()
    JobCargo.objects.filter(run_id=run_id).delete()


def _fail(run: Run, fault: Fault, failures: int, tries: int) -> Outcome:
    """Put the run back for a later try, or call it dead."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if fault.may_pass and JobRun.objects.filter(pk=run.uuid, stop_requested_at__isnull=False).exists():
        return _end(run, JobState.CANCELLED, run.refused)
    error = {"failures": failures, **fault.words(), **run.reached(done=False)}
    if fault.may_pass and failures < tries:
        due_at = fault.again_at or clock.now() + timedelta(seconds=DELAYS[min(failures, len(DELAYS)) - 1])
        run.give_up(state=JobState.WAITING, due_at=due_at, **error)
        return AGAIN, due_at
    run.give_up(state=JobState.DEAD, finished_at=clock.now(), **error)
    return JobState.DEAD, None


def _fault(error: Exception) -> Fault:
    """What to say of an error; its own text only where the work wrote it for the administrator (`Transient`)."""
    frames = describe_error(error)[0]["frames"]
    ours = next((frame for frame in reversed(frames) if "/thanthien/" in frame), frames[-1] if frames else "")
    place = ours.rpartition("/thanthien/")[2][:300]
    if isinstance(error, Transient):
        sentence = str(error)
    elif isinstance(error, OperationalError | InterfaceError):
        sentence = "Cơ sở dữ liệu không trả lời hoặc đang bận."
    elif isinstance(error, MAY_PASS):
        sentence = "Máy chủ bên ngoài không trả lời."
    else:
        sentence = "Lỗi trong chương trình. Đề nghị báo cho người phụ trách kỹ thuật."
    kind = type(error)
    return Fault(
        f"{kind.__module__}.{kind.__qualname__}"[:200],
        place,
        sentence[:500],
        isinstance(error, MAY_PASS),
        error.at if isinstance(error, Transient) else None,
    )
