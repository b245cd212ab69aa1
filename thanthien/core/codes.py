"""Codes: several in one text, and catalogues of them as data files. No Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

SEPARATOR = "; "
T = TypeVar("T")


def joined(codes: Iterable[str]) -> str:
    """Codes as one text."""
    return SEPARATOR.join(codes)


def parted(text: str) -> tuple[str, ...]:
    """The codes of a text."""
    return tuple(code for part in text.split(";") if (code := part.strip()))


def titled(codes: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """The titles of codes, in turn; an unknown code by itself."""
    return [titles.get(code, code) for code in codes]


@cache
def coded_rows(path: Path, row: Callable[..., T]) -> dict[str, T]:
    """The rows of a YAML file by their ``code``, in the order of the file. Raises ValueError for a file that can't be
    understood."""
    try:
        return {one["code"]: row(**one) for one in yaml.safe_load(path.read_text(encoding="utf-8"))}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error
