"""Files in the storage that no version knows, and their removal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.files.storage import Storage

from thanthien.evidence.models import STORAGE_ROOT, DocumentVersion, evidence_storage


def orphans(*, older_than: datetime) -> list[str]:
    """Paths of stored files without a row, last written before `older_than`; younger ones may be on their way."""
    storage = evidence_storage()
    known = set(DocumentVersion.objects.values_list("file", flat=True))
    return [path for path in _stored(storage) if path not in known and storage.get_modified_time(path) < older_than]


def remove_orphans(paths: Sequence[str]) -> None:
    """Deletes files that `orphans` has listed; a path that has a row by now is left alone."""
    storage = evidence_storage()
    known = set(DocumentVersion.objects.filter(file__in=paths).values_list("file", flat=True))
    for path in paths:
        if path not in known:
            storage.delete(path)


def _stored(storage: Storage) -> Iterator[str]:
    # Files lie one folder deep: storage_path gives each the first two letters of its random name.
    try:
        folders = storage.listdir(STORAGE_ROOT)[0]
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        for name in sorted(storage.listdir(f"{STORAGE_ROOT}/{folder}")[1]):
            yield f"{STORAGE_ROOT}/{folder}/{name}"
