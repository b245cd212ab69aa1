"""The room's own fields in words, on pages, in lists and in workbooks."""

from __future__ import annotations

from typing import Any

from django.db import models

from thanthien.core.tables.columns import Column as ListColumn
from thanthien.core.tables.columns import Phone
from thanthien.core.workbooks.cells import DAY, TEXT, WHOLE, YEAR, CellKind, Value, page_cell
from thanthien.core.workbooks.columns import Column
from thanthien.core.workbooks.kinds import Choice, Day, Kind, Option, Several, Text, Whole, Year
from thanthien.records.codes import CodesField
from thanthien.records.models import Record
from thanthien.records.years import YearField

_LONG = 120  # a text that may be longer takes a line of its own
_LONGEST = 4000
_SEVERAL = "Chọn trong danh sách; nhiều mục thì ghi cách nhau bằng dấu chấm phẩy. Ghi mã cũng được."
_YES_NO = (Option(True, "có"), Option(False, "không"))


def told(field: models.Field[Any, Any], record: Record) -> str:
    """The field's value as a page writes it; empty where there is none."""
    value = value_of(field, record)
    return "" if value in (None, "") else page_cell(_cell(field), value)


def value_of(field: models.Field[Any, Any], record: Record) -> Value:
    """The value as a cell takes it: words for choices, codes and for yes and no."""
    value = getattr(record, field.attname)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) if value not in (None, "") else None
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(field, CodesField):
        return field.titles(value) or None
    found: Value = None if value == "" else value
    return found


def list_column(field: models.Field[Any, Any], *, roomy: bool = False) -> ListColumn[Record]:
    """The field in a list; texts break where the table would not fit."""
    long = is_long(field)
    return ListColumn(
        field.name.replace("_", "-"),
        _heading(field),
        lambda record: value_of(field, record),
        _cell(field),
        phone=Phone.WHOLE if long else Phone.SHORT,
        clip=long,
        wraps=not long and _cell(field) is TEXT,
        roomy=roomy,
        width=60 if long else 0,
    )


def workbook_column(field: models.Field[Any, Any]) -> Column:
    """The field in a workbook."""
    long, kind = is_long(field), _kind(field)
    note = _SEVERAL if isinstance(kind, Several) else str(field.help_text)
    return Column(field.name, _heading(field), kind, 50 if long else 18, _required(field), note)


def is_long(field: models.Field[Any, Any]) -> bool:
    """Whether the field may hold a long text."""
    return isinstance(field, models.TextField) or (field.max_length or 0) > _LONG


def _heading(field: models.Field[Any, Any]) -> str:
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _required(field: models.Field[Any, Any]) -> bool:
    return not field.blank and not field.has_default()


def _cell(field: models.Field[Any, Any]) -> CellKind:
    if field.choices or isinstance(field, models.BooleanField):
        return TEXT
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, YearField):
        return YEAR
    return WHOLE if isinstance(field, models.IntegerField) else TEXT


def _kind(field: models.Field[Any, Any]) -> Kind:
    if field.choices:
        return Choice([Option(value, str(word)) for value, word in field.flatchoices if value not in (None, "")])
    if isinstance(field, models.BooleanField):
        return Choice(_YES_NO)
    if isinstance(field, models.DateField):
        return Day()
    if isinstance(field, YearField):
        return Year()
    if isinstance(field, models.IntegerField):
        return Whole()
    if isinstance(field, CodesField) and (listed := field.listed()):
        options = [Option(code, code if ";" in title else title, also=(code,)) for code, title in listed]
        return Several(options, longest=field.max_length or _LONGEST)
    return Text(field.max_length or _LONGEST)
