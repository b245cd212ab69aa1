"""Forms of records of which something is told later: what became of a consultation, the answer to a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core.tables.filters import ALL
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordFilter, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record

WAITING, ANSWERED = "cho", "roi"


class AnsweredFilter(RecordFilter):
    """Conditions on what waits for an answer: also whether it was answered."""

    tra_loi = forms.ChoiceField(
        label="Trả lời", required=False, choices=[ALL, (WAITING, "Chưa trả lời"), (ANSWERED, "Đã trả lời")]
    )


def open_to_answer(rows: Any, field: str, said: str) -> Any:
    """Records narrowed to those that stand and wait, or to those of which ``field`` was told."""
    if not said:
        return rows
    return rows.filter(**{f"{field}__isnull": said == WAITING}).standing()


class FirstForm(RecordForm):
    """A record without what is told of it later."""

    later: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.later:
            del self.fields[name]


class LaterForm(CorrectionForm):
    """What is told later of a record, of all else as it stands."""

    def __init__(self, later: Sequence[str], kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        self.fields = {name: field for name, field in self.fields.items() if name in (*later, "version")}

    def entry(self) -> Entry:
        """The record with what was typed."""
        record, typed = self._record, dict(self.cleaned_data)
        values = {name: typed.get(name, getattr(record, name)) for name in self._kept}
        return Entry(record.unit, record.day, values, record.hamlet)
