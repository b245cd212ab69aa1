"""What the city sets about the measures of a cycle's set: one field for each setting that a room declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm
from thanthien.core.long_text import LineText, LongText
from thanthien.core.number_field import NumberField
from thanthien.core.numbers_vi import plain_decimal
from thanthien.criteria.rules import SetDefinition
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.figures import settings_of
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import SettingValue

_MESSAGES = {
    "invalid": "Chưa đúng dạng: cần một số.",
    "min_value": "Số không được âm.",
    "invalid_choice": "Cần chọn trong danh sách.",
    "invalid_list": "Cần chọn trong danh sách.",
}


@dataclass(frozen=True, slots=True)
class NamedSetting:
    """A setting with its measure; ``name`` is that of its field, ``key`` that under which it is stored."""

    measure: Measure
    setting: Setting

    @property
    def key(self) -> str:
        return f"{self.measure.key}.{self.setting.key}"

    @property
    def name(self) -> str:
        return "so-lieu-" + self.key.replace(".", "-").replace("_", "-")

    @property
    def label(self) -> str:
        """“Ngày giải quyết nhanh hằng tuần: ngày trùng ngày nghỉ”."""
        return f"{self.measure.title}: {self.setting.label}"

    def field(self, initial: SettingValue) -> forms.Field:
        """Asks for the setting; left empty, the default holds."""
        options: dict[str, Any] = {"label": self.label, "required": False, "error_messages": _MESSAGES}
        if self.setting.several:
            choose = forms.CheckboxSelectMultiple
            chosen = self.setting.parted(str(initial))
            return forms.MultipleChoiceField(choices=self.setting.choices, initial=chosen, widget=choose, **options)
        if self.setting.choices:
            return forms.ChoiceField(choices=self.setting.choices, initial=str(initial), **options)
        if isinstance(self.setting.default, int):
            return forms.IntegerField(initial=initial, min_value=0, **options)
        if isinstance(self.setting.default, Decimal):
            return NumberField(initial=Decimal(str(initial)), **options)
        return LineText(initial=initial, max_length=1000, **options)

    def stored(self, typed: Any) -> int | str:
        """What was typed as it is stored: whole numbers as such, all else as text."""
        if typed in (None, "", []):
            typed = self.setting.default
        if isinstance(typed, list):
            return self.setting.joined(typed)
        if isinstance(typed, Decimal):
            return plain_decimal(typed)
        return typed if isinstance(typed, int) else str(typed)


def named_settings(definitions: Iterable[SetDefinition]) -> list[NamedSetting]:
    """Every setting of the measures that sets name, each once."""
    found = (NamedSetting(*one) for definition in definitions for one in settings_of(definition))
    return list({one.key: one for one in found}.values())


def settings_words(definition: SetDefinition, values: Mapping[str, SettingValue]) -> list[tuple[str, str]]:
    """Label and words of each setting of a set, as it is set or by default."""
    named = named_settings([definition])
    return [(one.label, one.setting.words(values.get(one.key, one.setting.default))) for one in named]


class SettingsForm(MarkedForm):
    """The settings of an open cycle as they hold, to be set otherwise, and why."""

    mark = "seen"

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Các đơn vị xem được lý do này.", error_messages={"required": "Cần ghi lý do thay đổi."},
    )  # fmt: skip

    def __init__(self, data: Any, *, cycle: Cycle, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        self.settings = named_settings([cycle.criteria_set.parsed()])
        for one in self.settings:
            self.fields[one.name] = one.field(cycle.measure_settings.get(one.key, one.setting.default))
        self.order_fields([*(one.name for one in self.settings), "reason"])

    def values(self) -> dict[str, SettingValue]:
        """What was typed, by measure and setting. Ask only when the form is in order."""
        return {one.key: one.stored(self.cleaned_data[one.name]) for one in self.settings}

    def field_named(self, name: str) -> str:
        """What is said of a setting stands beside its field."""
        return next((one.name for one in self.settings if one.key == name), name)

    def mark_of(self, current: Any) -> object:
        """The number of the last change."""
        return current
