"""What was set otherwise about the measures of a cycle since it was opened, and whether that may still be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thanthien.criteria.rules import SetDefinition
from thanthien.evaluations.models import Cycle, Seal, SettingChange
from thanthien.evaluations.queries.figures import settings_of
from thanthien.evaluations.queries.gate_figures import cut_off_computed
from thanthien.evaluations.queries.steering import appraisal_begun
from thanthien.measures.scope import SettingValue


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A change for reading; ``lines``: “Ngày giải quyết nhanh hằng tuần: khi trùng ngày nghỉ: từ bỏ qua thành …”."""

    row: SettingChange
    lines: Sequence[str]


def setting_changes(cycle: Cycle) -> list[ChangeInWords]:
    """The changes of a cycle, the latest first. One statement."""
    rows = SettingChange.objects.filter(cycle=cycle).select_related("changed_by").order_by("-pk")
    definition = cycle.criteria_set.parsed()
    return [ChangeInWords(row, change_lines(definition, row.before, row.after)) for row in rows]


def change_lines(
    definition: SetDefinition, before: Mapping[str, SettingValue], after: Mapping[str, SettingValue]
) -> list[str]:
    """Each setting that changed, by its label, with what held before and what holds now."""
    named = {measure.name_of(setting.key): (measure.title, setting) for measure, setting in settings_of(definition)}
    return [
        f"{title}: {setting.label}: từ “{setting.words(before[key])}” thành “{setting.words(after[key])}”"
        for key, (title, setting) in named.items()
        if key in after
    ]


def last_change(cycle: Cycle) -> int:
    """The number of the latest change; 0 where there was none. One statement."""
    rows = SettingChange.objects.filter(cycle=cycle).order_by("-pk").values_list("pk", flat=True)
    return rows.first() or 0


def why_settled(cycle: Cycle) -> str:
    """Why the settings of a cycle can't be changed any more; empty while they can. Three statements at most."""
    if Seal.objects.filter(dossier__cycle=cycle).exists():
        return "Đã có hồ sơ được nộp và niêm phong theo các thông số này, nên không thay đổi được nữa."
    if cut_off_computed(cycle):
        return "Số liệu ngày chốt đã được tính theo các thông số này, nên không thay đổi được nữa."
    if appraisal_begun(cycle):
        return "Việc thẩm định đã bắt đầu: ngưỡng và thông số của kỳ được giữ nguyên."
    return ""
