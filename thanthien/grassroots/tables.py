"""The register of the weekly channel: words of what another room took over are for who reads them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core.queries import work_calendar
from thanthien.core.tables.columns import Column
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import Value
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.permissions import reads_words
from thanthien.grassroots.withheld import with_taken
from thanthien.records.forms import RecordFilter
from thanthien.records.models import Record
from thanthien.records.tables import record_table

_WORDS = {"text": True, "address": False}  # columns with words of people, and whether they say what became of them


def taken_words(report: Any) -> str:
    """What stands in the place of the words of an opinion."""
    return f"đã chuyển thành phản ánh {report.taken_as}"


def report_table(user: User, form: RecordFilter) -> Table[Record]:
    """The reports that the person reads."""
    table = record_table(REPORTS, user, form, work_calendar())
    columns = [_covered(user, one) if isinstance(one, Column) and one.key in _WORDS else one for one in table.columns]
    return replace(table, rows=with_taken(cast("QuerySet[Any]", table.rows)), columns=columns)


def _covered(user: User, column: Column[Record]) -> Column[Record]:
    own: Callable[[Record], Value] = column.value

    def told(report: Record) -> Value:
        if reads_words(user, report):
            return own(report)
        return taken_words(report) if _WORDS[column.key] else ""

    return replace(column, value=told, breaks=lambda report: not reads_words(user, report))
