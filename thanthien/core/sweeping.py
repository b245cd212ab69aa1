"""Stored files that no row knows, left when something failed between writing a file and its row; their removal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet

from thanthien.core import clock

OLD_ENOUGH = timedelta(days=1)  # younger ones may be on their way


@dataclass(frozen=True)
class Shelf:
    """Files of one kind: one folder deep under ``root``, and the rows that know them by their field ``file``."""

    storage: Storage
    root: str
    rows: QuerySet[Any]


def orphans(shelf: Shelf, *, older_than: datetime) -> list[str]:
    """Paths of stored files without a row, last written before ``older_than``."""
    known = set(shelf.rows.values_list("file", flat=True))
    unknown = (path for path in _stored(shelf) if path not in known)
    return [path for path in unknown if shelf.storage.get_modified_time(path) < older_than]


def remove_orphans(shelf: Shelf, paths: Sequence[str]) -> None:
    """Deletes files that ``orphans`` has listed; a path that has a row by now is left alone."""
    known = set(shelf.rows.filter(file__in=paths).values_list("file", flat=True))
    for path in paths:
        if path not in known:
            shelf.storage.delete(path)


def _stored(shelf: Shelf) -> Iterator[str]:
    try:
        folders = shelf.storage.listdir(shelf.root)[0]
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        for name in sorted(shelf.storage.listdir(f"{shelf.root}/{folder}")[1]):
            yield f"{shelf.root}/{folder}/{name}"


class SweepCommand(BaseCommand):
    """Lists orphans of a shelf, and removes them on demand. A room's command names its shelf."""

    def shelf(self) -> Shelf:
        """The files that are looked through."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """`--delete` removes what was listed."""
        parser.add_argument("--delete", action="store_true", help="xóa các tệp đã liệt kê")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists one path a line, then the number."""
        shelf = self.shelf()
        found = orphans(shelf, older_than=clock.now() - OLD_ENOUGH)
        for path in found:
            self.stdout.write(path)
        if options["delete"]:
            remove_orphans(shelf, found)
        self.stdout.write(f"{len(found)} tệp {'đã xóa' if options['delete'] else 'không có trong cơ sở dữ liệu'}.")
