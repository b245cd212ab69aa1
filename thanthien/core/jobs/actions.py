"""What people and rooms do with runs: put into the queue, stop, run again."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting
from thanthien.core.jobs import queue
from thanthien.core.jobs.carrying import unload
from thanthien.core.jobs.enums import UNDONE, JobState
from thanthien.core.jobs.models import FILES, JobCargo, JobFile, JobRun
from thanthien.core.jobs.permissions import can_manage_jobs
from thanthien.core.jobs.queries import visible_to
from thanthien.core.jobs.registry import Job, find
from thanthien.core.sweeping import OLD_ENOUGH, Shelf, orphans, remove_orphans

FILE_DAYS, RUN_DAYS, TICK_DAYS = 7, 90, 14  # how long is kept: a file to take away, a run, a run that the clock began
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,100}", re.ASCII)
_OTHERS = "Người khác vừa giao việc này. Vui lòng tải lại trang."
_OTHER_CONTENT = "Việc này đã được giao với nội dung khác. Vui lòng tải lại trang rồi thực hiện lại."
_GONE = "Phiên bản đang chạy không có loại việc này nên không chạy lại được."


@transaction.atomic
def enqueue(what: Job, *, by: Any, key: str, back: str, cargo: Any, **arguments: Any) -> JobRun:
    """See `thanthien.core.jobs.enqueue`."""
    what.check_arguments(arguments)
    refuse_texts(arguments)
    print_ = _fingerprint(arguments, cargo)
    row = JobRun(
        name=what.name,
        title=what.title,
        person=by,
        key=key,
        arguments=arguments,
        fingerprint=print_,
        back=back if is_own_path(back) else "",
    )
    known = _insert(row)
    if known is not None:
        return _same(known, row)
    if cargo is not None:
        JobCargo.objects.create(run=row, content=cargo)
    queue.put(row.uuid, lane=what.lane)
    return row


def _insert(row: JobRun) -> JobRun | None:
    """Store a new run; gives the one that has its key already."""
    same_key = JobRun.objects.filter(name=row.name, key=row.key)
    if row.key and row.person_id:
        # Who sends a page again after nothing came of it asks anew; the run that did nothing gives the key back.
        same_key.filter(person=row.person_id, state__in=UNDONE).update(key="")
    if row.key and (known := same_key.first()):
        return known
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Another request put it in after we looked; whoever waited for it here sees it now.
        known = same_key.first() if row.key else None
        if known is None:
            raise
        return known
    return None


def _same(known: JobRun, wanted: JobRun) -> JobRun:
    if known.person_id != wanted.person_id:
        raise Refused(_OTHERS)
    if known.fingerprint != wanted.fingerprint:
        raise Refused(_OTHER_CONTENT)
    return known


def refuse_texts(value: Any) -> None:
    """Raises TypeError for arguments that could be about a person: they are stored for long, and read by others."""
    if isinstance(value, dict):
        for part in [*value.keys(), *value.values()]:
            refuse_texts(part)
    elif isinstance(value, list):
        for part in value:
            refuse_texts(part)
    elif not (value is None or isinstance(value, int) or (isinstance(value, str) and _CODE.fullmatch(value))):
        raise TypeError("A job takes numbers, codes and lists of them; what people wrote goes into its cargo.")


def is_own_path(path: str) -> bool:
    """A path of this platform, which leads to no other host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and len(path) <= 500


def _fingerprint(arguments: dict[str, Any], cargo: Any) -> str:
    content = json.dumps([arguments, cargo], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def stop(*, run_id: UUID, by: Any) -> JobRun:
    """Ask a run to stop: at once while it waits, else at the next moment at which nothing of it is committed.

    Raises Refused when it has ended.
    """
    row = visible_to(by).select_for_update(no_key=True).get(pk=run_id)
    if row.finished_at:
        raise Refused("Việc này đã kết thúc nên không dừng được nữa.")
    row.stop_requested_at = row.stop_requested_at or clock.now()
    if row.state == JobState.WAITING:
        row.state, row.finished_at, row.due_at = JobState.CANCELLED, clock.now(), None
        unload(row.uuid)
    with acting(by, action="stop_job"):
        row.save(update_fields=["stop_requested_at", "state", "finished_at", "due_at"])
    return row


@transaction.atomic
def run_again(*, run_id: UUID, by: Any) -> JobRun:
    """Put a dead run into the queue again, for the person it was for. Raises Refused when it isn't dead."""
    if not can_manage_jobs(by):
        raise Refused("Chỉ quản trị hệ thống được cho chạy lại.")
    row = JobRun.objects.select_for_update(no_key=True).get(pk=run_id)
    what = find(row.name)
    if row.state != JobState.DEAD:
        raise Refused("Chỉ việc đã dừng vì lỗi mới chạy lại được.")
    if what is None:
        raise Refused(_GONE)
    row.state, row.finished_at, row.failures, row.reruns = JobState.WAITING, None, 0, row.reruns + 1
    row.stop_requested_at = None  # who asked to stop the former run didn't ask of this one
    with acting(by, action="run_job_again"):
        row.save(update_fields=["state", "finished_at", "failures", "reruns", "stop_requested_at"])
    queue.put(row.uuid, lane=what.lane)
    return row


def prune() -> int:
    """Remove what is old: files to take away, files that no row knows, runs that ended; gives the number of runs.

    Only what ended goes. The history of decisions about runs stays.
    """
    now = clock.now()
    for old in JobFile.objects.filter(run__finished_at__lt=now - timedelta(days=FILE_DAYS)):
        old.delete()
        old.file.delete(save=False)
    shelf = Shelf(default_storage, FILES, JobFile.objects.all())
    remove_orphans(shelf, orphans(shelf, older_than=now - OLD_ENOUGH))
    ended = JobRun.objects.exclude(pk__in=JobFile.objects.values("pk"))
    of_people = ended.filter(finished_at__lt=now - timedelta(days=RUN_DAYS))
    of_the_clock = ended.filter(person=None, state=JobState.DONE, finished_at__lt=now - timedelta(days=TICK_DAYS))
    return of_people.delete()[1].get("jobs.JobRun", 0) + of_the_clock.delete()[1].get("jobs.JobRun", 0)
