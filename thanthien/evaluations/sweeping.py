"""Signed decisions in the storage that no row knows, and their removal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.files.storage import default_storage as storage

from thanthien.evaluations.models import Decision
from thanthien.evaluations.models.decision import DECISION_ROOT


def orphans(*, older_than: datetime) -> list[str]:
    """Paths of stored files without a decision, last written before `older_than`; younger ones may be on their way."""
    known = set(Decision.objects.values_list("file", flat=True))
    return [path for path in _stored() if path not in known and storage.get_modified_time(path) < older_than]


def remove_orphans(paths: Sequence[str]) -> None:
    """Deletes files that `orphans` has listed; a path that has a row by now is left alone."""
    known = set(Decision.objects.filter(file__in=paths).values_list("file", flat=True))
    for path in paths:
        if path not in known:
            storage.delete(path)


def _stored() -> Iterator[str]:
    try:
        years = storage.listdir(DECISION_ROOT)[0]
    except FileNotFoundError:
        return
    for year in sorted(years):
        for name in sorted(storage.listdir(f"{DECISION_ROOT}/{year}")[1]):
            yield f"{DECISION_ROOT}/{year}/{name}"
