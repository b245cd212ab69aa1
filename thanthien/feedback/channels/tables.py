"""The list of channels, each with its last sign of life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from thanthien.accounts.models import User
from thanthien.core.queries import work_calendar
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Table
from thanthien.feedback.channels.kinds import CHANNELS
from thanthien.feedback.channels.shown import sign_words, standings_now
from thanthien.records.forms import RecordFilter
from thanthien.records.models import Record
from thanthien.records.tables import record_table


def channel_table(user: User, form: RecordFilter) -> Table[Record]:
    """Also whether each works, as of today."""
    table = record_table(CHANNELS, user, form, work_calendar())
    column: Column[Any] = Column("bang-chung", "Bằng chứng hoạt động", lambda row: row.sign, wraps=True)
    return replace(table, prepare=_with_signs, columns=[*_named(table.columns), column])


def _named(columns: Sequence[Any]) -> list[Any]:
    """Which channel it is, and where, comes first and leads to it: several came into use on one day."""
    by_key = {one.key: one for one in columns}
    kind = replace(by_key.pop("kind"), phone=Phone.TITLE, cell=str)
    by_key["where"] = replace(by_key["where"], phone=Phone.MORE, roomy=True)  # the link has said it
    return [kind, replace(by_key.pop("ngay"), phone=Phone.SHORT), *by_key.values()]


def _with_signs(rows: list[Any]) -> Sequence[Any]:
    """Each with ``sign``, the last one in words; of what doesn't stand or is given up nothing is said."""
    if not rows:
        return rows
    found, days = standings_now({row.unit_id for row in rows})
    for row in rows:
        standing = found[row.unit_id]
        used = any(one.id == row.pk for one in standing.channels)
        row.sign = sign_words(standing.signs.get(row.pk), days) if used else ""
    return rows
