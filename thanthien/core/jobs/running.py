"""A run as the work sees it: for whom it is, how far it is, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO, Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.pages import sentences
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.errors import Stopped, Superseded
from thanthien.core.jobs.models import JobCargo, JobFile, JobRun, JobRunQuerySet, JobStep

SECONDS_BETWEEN = 1.0

Key = TypeVar("Key", bound=Hashable)


class Run:
    """One attempt at a run. Handed to the work as its first argument."""

    def __init__(self, row: JobRun, *, in_steps: bool) -> None:
        self.uuid = row.uuid
        self.told: list[str] = []
        self.refused: list[str] = []
        self._returned: tuple[str, bytes] | None = None
        self._in_steps = in_steps
        self._attempt = row.attempt
        self._person_id = row.person_id
        self._done, self._of = row.progress_done, row.progress_of
        self._reported = float("-inf")
        # Inside somebody's transaction (tests) nothing but this connection sees the row.
        self._alone = connection.in_atomic_block
        self._aside: BaseDatabaseWrapper | None = None

    @cached_property
    def person(self) -> Any:
        """The person for whom it runs, with today's roles; None for the system."""
        return None if self._person_id is None else get_user_model().objects.get(pk=self._person_id)

    @cached_property
    def cargo(self) -> Any:
        """What was handed over as ``cargo``; None when nothing was."""
        return JobCargo.objects.filter(run_id=self.uuid).values_list("content", flat=True).first()

    def tell(self, sentence: str) -> None:
        """Add a sentence to what was done."""
        self.told.append(sentence)

    def refuse(self, sentence: str) -> None:
        """Add a sentence to what was not done, with its reason: “Xã An Hòa: …”."""
        self.refused.append(sentence)

    def hand_over(self, name: str, content: bytes | IO[bytes]) -> None:
        """Give the person a file to take away from the run's page, under this name; an earlier one is replaced."""
        file = ContentFile(content) if isinstance(content, bytes) else File(content)
        row = JobFile(run_id=self.uuid, name=name, size=file.size)
        row.file.save(name, file, save=False)
        JobFile.objects.filter(pk=self.uuid).delete()
        row.save(force_insert=True)

    def hand_back(self, name: str, content: bytes) -> None:
        """Give the person a file that explains a refusal: what was sent, with what is wrong in it marked. Kept only
        when the work is refused as a whole, which takes back all else that it wrote."""
        self._returned = (name, content)

    def keep_returned(self) -> None:
        """Store what was handed back, beside the refusal."""
        if self._returned is not None:
            self.hand_over(*self._returned)

    # --- How far it is ----------------------------------------------------------------------------------------------

    def progress(self, done: int, *, of: int | None = None) -> None:
        """Tell how far it is; cheap enough to call for each row. Others see it at once, about once a second.

        Raises Stopped when the person asked to stop, and Superseded; let both through.
        """
        self._done, self._of = done, self._of if of is None else of
        now = time.monotonic()
        if now - self._reported >= SECONDS_BETWEEN:
            self._reported = now
            self._report()

    def reached(self, *, done: bool) -> dict[str, int | None]:
        """What of it is kept, as fields of the run's row: of one decision that was not made, nothing."""
        return {"progress_done": self._done if done or self._in_steps else 0, "progress_of": self._of}

    def _report(self) -> None:
        """By a connection beside the work's transaction, which nobody sees before it commits."""
        if self._aside is None and not self._alone:
            self._aside = connection.copy()
        with (self._aside or connection).cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_jobrun SET progress_done = %s, progress_of = %s"
                " WHERE uuid = %s AND attempt = %s AND state = 'running' RETURNING stop_requested_at IS NOT NULL",
                [self._done, self._of, self.uuid, self._attempt],
            )
            found = cursor.fetchone()
        if found is None:
            raise Superseded
        if found[0]:
            raise Stopped

    def leave(self) -> None:
        """Give the second connection back."""
        if self._aside is not None:
            self._aside.close()

    # --- Work in steps ----------------------------------------------------------------------------------------------

    def remaining(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the parts that no earlier attempt dealt with; all of them are the whole of the progress."""
        wanted = list(keys)
        known = set(JobStep.objects.filter(run_id=self.uuid).values_list("key", flat=True))
        left = [key for key in wanted if str(key) not in known]
        self._done, self._of = len(wanted) - len(left), len(wanted)
        return left

    @contextmanager
    def step(self, key: Hashable, label: str = "") -> Iterator[None]:
        """Do one part in a transaction of its own, once. A refusal is noted with the label, and the next part follows.

        Raises Stopped and Superseded, both before anything of this part is kept.
        """
        try:
            with transaction.atomic():
                self._begin_step(key)
                yield
                self._end_step()
        except (Refused, Invalid, Stale) as problem:
            told = " ".join(sentences(problem))
            with transaction.atomic():
                self._begin_step(key, f"{label}: {told}" if label else told)
                self._end_step()
        self._done += 1

    def _begin_step(self, key: Hashable, refused: str = "") -> None:
        # The unique key is what makes it once: a second one waits here for the first, and then gives way.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO jobs_jobstep (run_id, key, refused) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [self.uuid, str(key), refused],
            )
            if cursor.rowcount == 0:
                raise Superseded

    def _end_step(self) -> None:
        self.hold(progress_done=self._done + 1, progress_of=self._of)

    # --- The fence --------------------------------------------------------------------------------------------------

    def hold(self, **values: Any) -> None:
        """Write into the run's row as the last statement of a transaction that holds work.

        Only the present attempt may, and only while nobody asked to stop: otherwise Superseded or Stopped is raised,
        and the transaction takes the work back.
        """
        if not self._mine().filter(stop_requested_at__isnull=True).update(**values):
            raise Stopped if self._mine().exists() else Superseded

    def give_up(self, **values: Any) -> None:
        """Write into the run's row that nothing of the work was kept. Raises Superseded."""
        if not self._mine().update(**values):
            raise Superseded

    def _mine(self) -> JobRunQuerySet:
        return JobRun.objects.filter(pk=self.uuid, attempt=self._attempt, state=JobState.RUNNING)
