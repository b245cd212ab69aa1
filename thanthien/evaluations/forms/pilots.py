"""Which units take part in a pilot: by kind, one by one, found by name, or from a list that somebody has already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.forms import MarkedForm
from thanthien.core.long_text import LineText, LongText
from thanthien.core.text import fold
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Text, cell_text
from thanthien.core.workbooks.reading import read_sheet
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.pilots import units_mark, units_of
from thanthien.units.enums import UnitKind
from thanthien.units.models import Unit
from thanthien.units.queries import meant_by_other_names, rank_units

MOST_TYPED = 20_000  # letters of a pasted list
_NAMED = 5  # lines that are named of those that mean no unit
_PARTS = re.compile(r"[;\t]+")
SEARCH = "tim-don-vi"  # the button that looks for units and does nothing else
LIST = Workbook("Đơn vị thí điểm", "don-vi-thi-diem", (Column("unit", "Mã đơn vị", Text(200), 24),))


class ChoiceOfUnits(forms.Form):
    """Kinds, single units and a pasted list, joined."""

    kinds = forms.MultipleChoiceField(
        label="Cả loại đơn vị",
        choices=[(str(kind), kind.title) for kind in UnitKind],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    listed = LongText(
        label="Danh sách có sẵn",
        required=False,
        max_length=MOST_TYPED,
        rows=5,
        help_text="Dán cột mã hoặc tên đơn vị từ Excel, mỗi dòng một đơn vị; tên đủ cả loại, ví dụ: xã An Hòa.",
    )
    list_file = forms.FileField(
        label="Hoặc tệp Excel",
        required=False,
        help_text="Tệp .xlsx có cột “Mã đơn vị”; ô ghi mã hoặc tên đủ cả loại. Các đơn vị đọc được thêm vào danh sách.",
    )
    named = LineText(
        label="Tìm trong danh sách đơn vị", required=False, max_length=100,
        help_text="Gõ một phần tên hoặc mã, không dấu cũng được, rồi chọn “Tìm”; đơn vị đã chọn vẫn được giữ.",
    )  # fmt: skip
    units = forms.MultipleChoiceField(
        label="Từng đơn vị", required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args: Any, members: frozenset[int] = frozenset(), **options: Any) -> None:
        """``members``: units that take part already, which may have ended since."""
        super().__init__(*args, **options)
        current = Unit.objects.current(clock.today())
        self.known = list((current | Unit.objects.filter(pk__in=members)).in_vietnamese_order())
        field: Any = self.fields["units"]
        field.choices = [(str(unit.pk), unit.name) for unit in self.known]
        field.widget.choices = [(str(unit.pk), unit.name) for unit in self._shown()]

    def _shown(self) -> list[Unit]:
        """The units that may be ticked now: those that were chosen, then those that are looked for."""
        text = str(self["named"].value() or "")
        if not text.strip():
            return self.known
        chosen = set(self["units"].value() or ())
        kept = [unit for unit in self.known if str(unit.pk) in chosen]
        return kept + [one for one in rank_units(self.known, text, meant_by_other_names(text)) if one not in kept]

    def looks_only(self) -> bool:
        """Whether the button for looking was pressed: then nothing that was typed is judged yet."""
        if SEARCH not in self.data:
            return False
        self.full_clean()
        self.errors.clear()
        return True

    def clean_listed(self) -> frozenset[int]:
        """The units that the list means."""
        lines = enumerate(self.cleaned_data["listed"].splitlines(), start=1)
        return self._meant(lines)

    def clean_list_file(self) -> frozenset[int]:
        """The units that the rows of the file mean."""
        file = self.cleaned_data["list_file"]
        if not file:
            return frozenset()
        try:
            rows = read_sheet(file, file.size, LIST).rows
        except Invalid as problem:
            raise forms.ValidationError(list(problem.errors.values())) from None
        return self._meant((row.number, cell_text(row.cells[0])) for row in rows)

    def _meant(self, lines: Iterable[tuple[int, str]]) -> frozenset[int]:
        found, unknown = meant(lines, self.known)
        if unknown:
            told = "; ".join(unknown[:_NAMED]) + (f" và {len(unknown) - _NAMED} dòng khác" * (len(unknown) > _NAMED))
            raise forms.ValidationError(f"Không có đơn vị nào mang mã, tên: {told}.")
        return found

    def with_file_listed(self) -> str:
        """The pasted list with the codes that the file brings, as it is sent on. Call it on a valid form."""
        brought = self.cleaned_data["list_file"]
        codes = [unit.code for unit in self.known if unit.pk in brought]
        return "\n".join(filter(None, [self.data.get("listed", "").strip(), *codes]))

    def chosen(self) -> frozenset[int]:
        """The units; call it on a valid form."""
        data = self.cleaned_data
        of_kinds = {unit.pk for unit in self.known if unit.kind in data["kinds"]}
        return frozenset(of_kinds | data["listed"] | data["list_file"] | {int(key) for key in data["units"]})


def meant(lines: Iterable[tuple[int, str]], units: Iterable[Unit]) -> tuple[frozenset[int], list[str]]:
    """The units that numbered lines mean, by code or by name with its kind (or without, where one alone bears it); and
    what means none, or several, with the number of its line."""
    by_word: dict[str, set[int]] = {}
    for unit in units:
        for word in {unit.code, fold(unit.name), fold(unit.short_name)}:
            by_word.setdefault(word, set()).add(unit.pk)
    found: set[int] = set()
    unknown = []
    parts = ((number, part.strip(" ,.")) for number, line in lines for part in _PARTS.split(line))
    for number, word in parts:
        same = by_word.get(word) or by_word.get(fold(word)) or set()
        if len(same) == 1:
            found |= same
        elif word:
            unknown.append(f"dòng {number}: “{word[:60]}”")
    return frozenset(found), unknown


class PilotUnitsForm(ChoiceOfUnits, MarkedForm):
    """Who takes part from now on, and why it changes."""

    field_order = ("named", "units", "kinds", "listed", "list_file", "reason", "seen")
    mark = "seen"
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_TYPED)
    reason = LongText(label="Lý do thay đổi", max_length=500, rows=3)

    def __init__(self, data: Any = None, files: Any = None, *, cycle: Cycle) -> None:
        now = [unit.pk for unit in units_of(cycle)]
        initial = {"units": [str(one) for one in now], "seen": units_mark(now)}
        super().__init__(data, files, initial=initial, members=frozenset(now))

    def mark_of(self, current: Any) -> str:
        """Of those that take part by now."""
        return units_mark(unit.pk for unit in units_of(current))

    def words_of(self, current: Any) -> str:
        """Who takes part by now."""
        return "; ".join(unit.name for unit in units_of(current))
