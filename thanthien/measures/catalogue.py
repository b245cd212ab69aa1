"""Keys without a computation yet (``data/named.yaml``): what the rooms to come will count, and what version 1 named."""

from __future__ import annotations

from pathlib import Path

import yaml

from thanthien.measures.registry import Named, announce

_FILE = Path(__file__).parent / "data" / "named.yaml"


def announce_all() -> None:
    """State every key that shipped sets name and no room computes yet. Called once, when the application starts."""
    for key, told in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items():
        successor = told.get("successor", "")
        sentence = told.get("sentence") or _retired(successor)
        announce(Named(key, told["title"], sentence, told["form"], not successor, successor, told.get("room", "")))


def _retired(successor: str) -> str:
    return f"Khóa của bộ tiêu chí phiên bản 1, đơn vị tự khai; từ phiên bản 2 là {successor}."
