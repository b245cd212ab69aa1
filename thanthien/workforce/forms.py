"""Forms of the staff: a name beside the record, people of the roll to tick, units to choose for the standing office."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core.long_text import LineText
from thanthien.records.forms import CorrectionForm, RecordForm, WithdrawForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import Place
from thanthien.workforce.models import NumbersField
from thanthien.workforce.numbers import in_order
from thanthien.workforce.queries import names_of, next_number, people_of

_NAME = "Họ và tên"
_NO_NAME = "Không ghi họ tên: lý do được giữ lại, không xóa được."
_NAME_HELP = "Chỉ người giữ sổ của đơn vị và cơ quan thường trực xem được."


def _name_field(**options: Any) -> LineText:
    return LineText(label=_NAME, max_length=120, help_text=_NAME_HELP, **options)


class StaffForm(RecordForm):
    """A person who comes on the roll; the next number is filled in."""

    name = _name_field()

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        units = {place.unit for place in self._places.values()}
        if len(units) == 1:
            self.initial.setdefault("number", next_number(units.pop()))


class StaffCorrection(CorrectionForm):
    """An entry of the roll, to be told otherwise; its name may be gone by now."""

    name = _name_field(required=False)

    def __init__(self, kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        self.initial["name"] = names_of([record.origin]).get(record.origin, "")
        self.fields["reason"].help_text = _NO_NAME


class StaffWithdrawal(WithdrawForm):
    """Why an entry of the roll is taken back, without saying whose."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _NO_NAME


class _NumbersLine(LineText):
    """Numbers on the roll as they are typed, in their order."""

    def to_python(self, value: Any) -> str:
        """The text in its one form."""
        text = super().to_python(value)
        return in_order(text) if text else ""


class _Ticking:
    """Offers the people of the roll where the form is of one unit; of several, their numbers are typed."""

    fields: dict[str, forms.Field]
    _places: dict[str, Place]

    def _offer_people(self, kind: RecordKind) -> None:
        units = {place.unit for place in self._places.values()}
        for field in kind.own_fields:
            if not isinstance(field, NumbersField):
                continue
            asked: Any = self.fields[field.name]
            if len(units) == 1:
                asked.choices = people_of(next(iter(units)))
                asked.help_text = asked.help_text if asked.choices else "Danh sách của đơn vị chưa có ai."
            else:
                self.fields[field.name] = _NumbersLine(
                    label=asked.label, max_length=field.max_length, help_text="Số trong danh sách: 1; 2; 5."
                )


class PeopleForm(_Ticking, RecordForm):
    """Who attended or signed."""

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        self._offer_people(kind)


class PeopleCorrection(_Ticking, CorrectionForm):
    """Who attended or signed, to be told otherwise."""

    def __init__(self, kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        self._offer_people(kind)
