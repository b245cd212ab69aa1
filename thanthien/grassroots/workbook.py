"""The workbook of the weekly channel: an opinion that another room took over is in it for who reads its words."""

from __future__ import annotations

from collections.abc import Iterator

from thanthien.accounts.models import User
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.permissions import reads_words
from thanthien.grassroots.withheld import with_taken
from thanthien.records.models import Record
from thanthien.records.queries import readable
from thanthien.records.workbook import RecordImport


class ReportImport(RecordImport):
    """Reports from a file. A row can't be told without its words, so those of others are left out."""

    def rows_for(self, by: User) -> Iterator[Record]:
        """As of any kind, but for words that the person may not read. One statement."""
        rows = with_taken(readable(REPORTS, by).standing())
        return (report for report in rows.iterator(chunk_size=1000) if reads_words(by, report))
