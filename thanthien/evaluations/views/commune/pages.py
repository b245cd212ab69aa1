"""What the commune's pages share: loading a dossier of the own unit, the engine's result, the sums at the side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import SCORERS
from thanthien.core.acting.form_page import FormPage
from thanthien.core.components.charts import Bar, LevelLine
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.overview import group_floors
from thanthien.criteria.scoring import Result
from thanthien.evaluations.actions.totals import gate_answers, group_codes, held_before
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries import self_score


def own_dossier(request: PersonRequest, cycle_id: int, unit_code: str) -> Dossier:
    """The dossier of one of the person's own units, else 404."""
    return get_object_or_404(self_score.own_dossiers(request.user), cycle_id=cycle_id, unit__code=unit_code)


def working_dossier(request: PersonRequest, cycle_id: int, unit_code: str) -> Dossier:
    """The same for people who prepare it; others of the unit read, and find no page to work on."""
    dossier = own_dossier(request, cycle_id, unit_code)
    if dossier.unit_id not in request.user.unit_ids(*SCORERS):
        raise Http404
    return dossier


def results_for(dossiers: Sequence[Dossier], answers: dict[int, list[self_score.CountedAnswer]]) -> dict[int, Result]:
    """The engine's result of each self-score as it stands, by dossier id; a few queries for each cycle."""
    results: dict[int, Result] = {}
    by_cycle: dict[int, list[Dossier]] = {}
    for dossier in dossiers:
        by_cycle.setdefault(dossier.cycle_id, []).append(dossier)
    for group in by_cycle.values():
        gates = gate_answers(group[0].cycle, group, stated=False)  # what bodies stated is not the commune's to know
        held = held_before(group[0].cycle, group)
        for dossier in group:
            results[dossier.pk] = self_score.result_of(
                dossier, answers[dossier.pk], gates[dossier.pk], held[dossier.unit_id]
            )
    return results


def proven_codes(rows: Iterable[self_score.CountedAnswer]) -> frozenset[str]:
    """Codes of the indicators with at least one document."""
    return frozenset(row.indicator.code for row in rows if row.documents)


def sums(dossier: Dossier, result: Result, proven: Collection[str]) -> dict[str, Any]:
    """The side panel: total, bars, range of levels, way to the next level, what is missing."""
    standing = self_score.standing_of(result, proven, dossier.target_level)
    compiled = result.compiled
    return {
        "standing": standing,
        "total": result.total,
        "bars": bars(result),
        "lines": level_lines(compiled),
        "range_words": range_words(standing),
        "aim_title": self_score.level_title(compiled, standing.aim),
        "out_of_reach_title": self_score.level_title(compiled, standing.out_of_reach),
        "highest_title": self_score.level_title(compiled, result.level_high),
        "groups": [
            {"code": code, "title": node_title(compiled, code), "node": result.nodes[code]}
            for code in group_codes(compiled)
        ],
    }


def node_title(compiled: CompiledSet, code: str) -> str:
    """Title of a group."""
    return next(node.title for node in compiled.nodes if node.code == code)


def bars(result: Result) -> list[Bar]:
    """One bar for each group: the part reached of its applicable maximum."""
    found = []
    for code in group_codes(result.compiled):
        node = result.nodes[code]
        ratio = node.share[0] / node.share[1] if node.share and node.answered else None
        found.append(Bar(f"Nhóm {code}", ratio, f"đã chấm {node.answered}/{node.total} tiêu chí"))
    return found


def level_lines(compiled: CompiledSet) -> list[LevelLine]:
    """What the levels ask for in every group; levels that ask the same share one line."""
    return [LevelLine(titles, share) for titles, share in group_floors(compiled.definition)]


def range_words(standing: self_score.Standing) -> str:
    """“Mức độ 2 nếu …; cao nhất có thể Mức độ 3.”"""
    result, compiled = standing.result, standing.result.compiled
    title = self_score.level_title
    if result.level is not None:
        return f"{title(compiled, result.level)}."
    now = title(compiled, standing.level_now)
    if standing.level_now and standing.unknown_gates:
        now += " nếu không xảy ra các điều kiện chưa xác định"
    return f"Theo điểm hiện có: {now}. Cao nhất có thể: {title(compiled, result.level_high)}."


def possible_days(dossier: Dossier, name: str) -> str:
    """“Bản này còn được sửa ngày 13/01/2026: ngày họp từ ngày đó đến hôm nay.”"""
    return f"Bản này còn được sửa ngày {self_score.draft_since(dossier):%d/%m/%Y}: {name} từ ngày đó đến hôm nay."


def step_page(dossier: Dossier, *, back: str = "", **words: Any) -> FormPage:
    """The page of one step on the way to submission; it leads to the task list, unless said otherwise."""
    back = back or reverse("submission", args=[dossier.cycle_id, dossier.unit.code])
    trail = ("Hồ sơ của đơn vị", reverse("commune-home"), dossier.unit.name, back)
    return FormPage(back=back, trail=trail, **words)
