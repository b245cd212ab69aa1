"""What is not applied to units of a cycle: for pages, for seals, and whether it may still be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from thanthien.core import clock
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.gate_rules import IndicatorSource
from thanthien.evaluations.models import Cycle, Dossier, Waiver
from thanthien.evaluations.states import BEFORE_SELF_SCORING
from thanthien.evaluations.workflow import PhaseKey
from thanthien.verify_waivers import PART


def waivers_of_cycle(cycle: Cycle) -> QuerySet[Waiver]:
    """All of a cycle, those taken back too, with what a list of them shows."""
    rows = Waiver.objects.filter(dossier__cycle=cycle)
    return rows.select_related("dossier__unit", "indicator", "paper", "recorded_by", "end__said_by").in_order()


def standing_waivers(dossiers: Iterable[Dossier]) -> dict[int, list[Waiver]]:
    """The waivers that stand, by dossier id, in the order of the set. One statement; none where nobody has any."""
    found: dict[int, list[Waiver]] = defaultdict(list)
    if orders := {dossier.pk: dossier.waived for dossier in dossiers if dossier.waived}:
        rows = Waiver.objects.standing().filter(dossier__in=orders).select_related("indicator", "paper")
        for row in rows.order_by("indicator__position"):
            if row.indicator.code in orders[row.dossier_id]:  # a version of the set may be without it
                found[row.dossier_id].append(row)
        for pk, some in found.items():
            some.sort(key=lambda row: orders[pk].index(row.indicator.code))
    return found


def public_waivers(set_id: int) -> list[Waiver]:
    """What is not applied to units in the cycles of a set, official ones first: the city's own documents."""
    rows = Waiver.objects.standing().filter(dossier__cycle__criteria_set=set_id)
    rows = rows.select_related("dossier__unit", "dossier__cycle", "indicator", "paper")
    rows = rows.order_by("-dossier__cycle__year", "dossier__cycle__kind", "dossier__unit__sort_key",
                         "indicator__position", "pk")  # fmt: skip
    return [row for row in rows if row.indicator.code in row.dossier.waived]


def sealed_waivers(dossiers: Iterable[Dossier]) -> dict[int, dict[str, Any]]:
    """The part of a sealed document that tells them, by dossier id; empty where all is applied."""
    return {
        pk: {
            PART: [
                {
                    "code": row.indicator.code,
                    "reason": row.reason,
                    "number": row.paper.number,
                    "signed_on": row.paper.signed_on.isoformat(),
                }
                for row in rows
            ]
        }
        for pk, rows in standing_waivers(dossiers).items()
    }


def why_frozen(dossier: Dossier) -> str:
    """Why what applies to a unit can't be decided any more; empty while it can. The cycle comes with its calendar."""
    if dossier.status not in BEFORE_SELF_SCORING:
        return f"{dossier.unit.name} đã bắt đầu tự chấm."
    return why_closed(dossier.cycle)


def why_closed(cycle: Cycle) -> str:
    """Why it can't be decided for any unit of the cycle any more; empty while it can for those that score nothing."""
    first = next((row.starts_on for row in cycle.phases.all() if row.key == PhaseKey.SELF_SCORING), None)
    if first is not None and first <= clock.today():
        return f"Giai đoạn tự chấm đã mở từ ngày {first:%d/%m/%Y}."
    return ""


def why_not_waived(compiled: CompiledSet, codes: Collection[str]) -> str:
    """Why the set can't do without these indicators; empty when it can. ``compiled``: as it holds for the unit."""
    if unknown := [code for code in codes if code not in compiled.by_code]:
        return f"Bộ tiêu chí của đơn vị không có tiêu chí {', '.join(unknown)}, hoặc tiêu chí đã không áp dụng."
    left = [item for item in compiled.indicators if item.code not in codes]
    groups = {_group_of(compiled, item.node) for item in left}
    if empty := [code for code in compiled.group_codes if code not in groups]:
        return f"Nhóm {', '.join(empty)} phải còn ít nhất một tiêu chí."
    for gate in compiled.gates:
        sample = gate.source.sample if isinstance(gate.source, IndicatorSource) else None
        if sample and sample.indicator in codes and gate.source.indicator not in codes:  # type: ignore[union-attr]
            return (
                f"Trường hợp “{gate.question}” đọc số liệu của tiêu chí {sample.indicator} nên phải giữ tiêu chí này."
            )
    return ""


def _group_of(compiled: CompiledSet, node: int) -> str:
    while compiled.nodes[node].depth > 1:
        node = compiled.nodes[node].parent
    return compiled.nodes[node].code
