"""The bodies that hold the files on discipline of heads of units: data (setting HEAD_FILES), which another city writes
otherwise."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


def file_holders() -> tuple[str, ...]:
    """Names of the bodies, in the order of the file. Raises ValueError for a file that can't be understood."""
    return _read(settings.HEAD_FILES)


@cache
def _read(path: Path) -> tuple[str, ...]:
    try:
        names = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(names, list) or not names or not all(isinstance(one, str) and one.strip() for one in names):
        raise ValueError(f"{path}: expected a list of names of bodies.")
    return tuple(names)
