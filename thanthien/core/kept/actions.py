"""Opening a kept file, and looking at all of them; what is not as it was is noted for the administrator."""

from __future__ import annotations

import logging
from typing import IO, Any

from thanthien.core import clock
from thanthien.core.access import writing
from thanthien.core.kept.enums import Problem
from thanthien.core.kept.models import FileAlarm
from thanthien.core.kept.shelves import Shelf, opened
from thanthien.core.metrics import count_file_alarm

logger = logging.getLogger(__name__)


class NotGenuineError(Exception):
    """The stored bytes are not those that were taken in, or there are none. The sentence is for whoever asked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"Tệp này {problem.label}, nên không được mở.")
        self.problem = problem


def open_genuine(shelf: str, row: Any) -> IO[bytes]:
    """The stored file of a row, at its start. Raises NotGenuineError, and notes it, when its bytes are others or
    gone."""
    found = opened(row)
    if isinstance(found, Problem):
        raise_alarm(shelf, row, found)
        raise NotGenuineError(found)
    return found


def raise_alarm(shelf: str, row: Any, problem: Problem) -> None:
    """Note that a stored file is not as it was: once, until it is settled. The log says which, never its name. What was
    put away meanwhile, with its row, is no loss and isn't noted."""
    if not type(row).objects.filter(pk=row.pk).exists():
        return
    with writing("whoever finds a stored file changed has it told to the administrator"):
        _, new = FileAlarm.objects.get_or_create(
            shelf=shelf, row=row.pk, settled_at=None, defaults={"problem": problem, "path": row.file.name}
        )
    if new:
        logger.error("stored_file_not_genuine", extra={"shelf": shelf, "row": row.pk, "problem": str(problem)})
        count_file_alarm(shelf, str(problem))


def check_shelf(shelf: Shelf) -> tuple[int, list[FileAlarm]]:
    """Read every file of a shelf: how many there are, and the alarms that stand now. Those of files that are as they
    were again are settled."""
    count = 0
    for row in shelf.rows().order_by("pk").iterator(chunk_size=200):
        count += 1
        found = opened(row)
        if isinstance(found, Problem):
            raise_alarm(shelf.key, row, found)
            continue
        found.close()
        FileAlarm.objects.filter(shelf=shelf.key, row=row.pk, settled_at=None).update(settled_at=clock.now())
    return count, list(FileAlarm.objects.filter(shelf=shelf.key, settled_at=None).order_by("row"))
