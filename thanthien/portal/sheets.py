"""A unit's published result as its page shows it, read from sealed documents only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from thanthien.core.components.charts import Bar, LevelLine
from thanthien.core.levels import LevelNames
from thanthien.core.numbers_vi import number_vi, percent_vi
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.overview import group_floors
from thanthien.criteria.rules import Bands, Indicator, Node, SetDefinition
from thanthien.criteria.scoring import Result
from thanthien.criteria.why import why_not_higher as words_for
from thanthien.criteria.words import rule_words
from thanthien.evaluations.heads import PUBLIC_ANSWERS, document_words, lines
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.queries.public import SealedDecision
from thanthien.portal.course import Step, column_words, steps_of
from thanthien.portal.figures import SealedFigure, figures_of
from thanthien.portal.points_rows import draw
from thanthien.units.successions import passed_words
from thanthien.verify_dossier import recompute
from thanthien.verify_waivers import PART, waived_codes

_GATE_WORDS = {"hit": "Có xảy ra", "clear": "Không xảy ra", "unknown": "Chưa xác định"}


def silent_in(document: dict[str, Any]) -> list[str]:
    """Names of the bodies that said nothing on the unit: not of those that sent a sheet and were silent on gates."""
    return [one["name"] for one in document.get("silent", ()) if "only" not in one]


class Column(NamedTuple):  # as the next one: a page has a hundred of them, and they are made twice as fast
    """What was concluded, or what the unit said of itself."""

    words: str
    points: Decimal | None
    maximum: Decimal
    explanation: str


class Row(NamedTuple):
    """One line of the list: a criterion (``depth`` of its heading), or an indicator with its columns."""

    code: str
    title: str
    depth: int
    rule: str = ""
    most: str = ""
    concluded: Column | None = None
    own: Column | None = None
    contested: bool = False
    direct: bool = False
    reason: str = ""
    figures: tuple[SealedFigure, ...] = ()
    former: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its sums and the rows under it."""

    code: str
    title: str
    points: Decimal
    maximum: Decimal
    share: str
    rows: list[Row]

    @property
    def bodies(self) -> list[SafeString]:
        """The blocks as markup."""
        return [draw(block) for block in self.blocks]

    @property
    def blocks(self) -> list[list[Row]]:
        """The rows cut before each heading: what stands together in a table."""
        found: list[list[Row]] = []
        for row in self.rows:
            if row.concluded is None or not found:
                found.append([])
            found[-1].append(row)
        return found


@dataclass(frozen=True, slots=True)
class GateLine:
    """A condition beside the points; of one about heads what was said of each post and term, and by which document."""

    question: str
    state: str
    words: str
    effect: str
    heads: tuple[str, ...] = ()
    document: str = ""


@dataclass(frozen=True, slots=True)
class NotApplied:
    """An indicator that was not applied to the unit, with the reason and the city's document."""

    code: str
    title: str
    reason: str
    number: str
    signed_on: date


@dataclass(frozen=True)
class Sheet:
    """The published result of a unit in one cycle. ``document``: the last one, which holds; ``first``: the earliest."""

    cycle: Cycle
    compiled: CompiledSet
    document: dict[str, Any]
    steps: list[Step]
    first: dict[str, Any]

    @cached_property
    def result(self) -> Result | None:
        """What the engine makes of the document, worked out for the year that is shown; None without criteria."""
        return recompute(self.compiled, self.document) if self.document["indicators"] else None

    @property
    def not_applied(self) -> list[NotApplied]:
        """What was not applied to the unit, as its decision was sealed."""
        lines = self.document.get(PART, ())
        titles = {one.code: one.title for one in self.compiled.definition.indicators()} if lines else {}
        return [
            NotApplied(
                one["code"], titles[one["code"]], one["reason"], one["number"], date.fromisoformat(one["signed_on"])
            )
            for one in lines
        ]

    @property
    def level(self) -> int:
        return self.steps[-1].level

    @property
    def level_names(self) -> LevelNames:
        """What the set of the year calls its levels."""
        return self.compiled.definition.level_names

    @property
    def level_name(self) -> str:
        return self.steps[-1].level_name

    @property
    def silent(self) -> list[str]:
        """Names of the bodies of which it was recorded that they said nothing."""
        return silent_in(self.document)

    @property
    def silent_on_gates(self) -> list[str]:
        """The same of those that sent a sheet, and said nothing on the gates that they were asked about."""
        return [one["name"] for one in self.document.get("silent", ()) if "only" in one]

    @property
    def successions(self) -> list[str]:
        """Which bodies passed to other agencies, and by which document: “Sở B tiếp nhận việc của Sở A từ ngày …”."""
        return [
            passed_words(
                one["into"]["name"], one["name"], date.fromisoformat(one["on"]), one["document"]["number"],
                date.fromisoformat(one["document"]["signed_on"]) if one["document"]["signed_on"] else None,
            )
            for one in self.document.get("successions", ())
        ]  # fmt: skip

    @property
    def announced(self) -> list[str]:
        """The documents by which the provisional result was announced: “số … ngày …”."""
        return [
            f"số {one['number']} ngày {date.fromisoformat(one['signed_on']):%d/%m/%Y}"
            for one in self.document.get("announced", ())
        ]

    @property
    def returned(self) -> list[str]:
        """How the Tờ trình was returned before the decision: “theo văn bản số … ngày …, kết luận lại”."""
        words = {"reopened": "kết luận lại", "kept": "giữ nguyên kết quả"}
        return [
            f"số {one['number']} ngày {date.fromisoformat(one['signed_on']):%d/%m/%Y}, {words[one['outcome']]}"
            for one in self.document.get("returned", ())
        ]

    @property
    def withdrawn(self) -> dict[str, Any] | None:
        """``day`` and ``reason`` of a unit that withdrew before it handed anything in."""
        told = self.document.get("withdrawn")
        return {"day": date.fromisoformat(told["on"]), "reason": told["reason"]} if told else None

    @cached_property
    def total(self) -> dict[str, Any] | None:
        """Points, maximum and share of the whole; None when nothing was ever submitted."""
        sums = self.document["total"]
        if sums is None or self.result is None:
            return None
        share = self.result.share_text()
        return {"points": Decimal(sums["points"]), "maximum": Decimal(sums["maximum"]), "share": share}


def sheet_of(seals: Sequence[SealedDecision]) -> Sheet:
    """The published result by the seals of one unit and cycle, oldest first."""
    cycle, document = seals[-1].cycle, seals[-1].document
    compiled = cycle.criteria_set.compiled(document["unit"]["kind"], waived_codes(document))
    return Sheet(cycle, compiled, document, steps_of(compiled, seals), seals[0].document)


def why_not_higher(sheet: Sheet) -> tuple[str, tuple[str, ...]]:
    """The next level up and the sentences that kept the unit from it; empty when the points settle the highest.

    Only for a level that was computed so: a level that was decided otherwise has its own reason.
    """
    result = sheet.result
    if result is None or result.level is None or result.level != sheet.level:
        return "", ()
    above = result.level + 1
    if above > len(sheet.compiled.levels):
        return "", ()
    return sheet.level_names.name(above), words_for(result)


def what_highest_asks(definition: SetDefinition) -> str:
    """“Mức độ 4 cần tổng điểm từ 90% và mỗi nhóm từ 70% điểm tối đa áp dụng.”"""
    top = definition.levels[-1]
    asked = [
        f"{what} từ {percent_vi(share)}"
        for what, share in (("tổng điểm", top.total_at_least), ("mỗi nhóm", top.every_group_at_least))
        if share is not None
    ]
    return f"{top.title} cần {' và '.join(asked)} điểm tối đa áp dụng." if asked else ""


# --- Points ---------------------------------------------------------------------------------------------------------


def groups_of(sheet: Sheet) -> list[Group]:
    """Groups with their sums and every indicator, as the sealed document states them."""
    if sheet.result is None or sheet.document["total"] is None:
        return []
    rows = {row["code"]: row for row in sheet.document["indicators"]}
    sums = {one["code"]: one for one in sheet.document["total"]["groups"]}
    return [
        Group(
            node.code, node.title, Decimal(sums[node.code]["points"]), Decimal(sums[node.code]["maximum"]),
            sheet.result.share_text(node.code), list(_rows(sheet, node, rows, 1)),
        )
        for node in sheet.compiled.definition.groups
    ]  # fmt: skip


def _rows(sheet: Sheet, node: Node, rows: dict[str, Any], depth: int) -> Iterator[Row]:
    for child in node.children:
        if isinstance(child, Node):
            below = list(_rows(sheet, child, rows, depth + 1))
            if below:
                yield Row(child.code, child.title, depth)
                yield from below
        elif child.code in rows:
            yield _row(sheet, sheet.compiled.by_code[child.code].definition, rows[child.code], depth)


def _row(sheet: Sheet, indicator: Indicator, row: dict[str, Any], depth: int) -> Row:
    concluded, own = row["concluded"], row["self"]
    words = column_words(indicator, concluded)
    return Row(
        code=indicator.code,
        title=indicator.title,
        depth=depth,
        rule=_rules_of(sheet.compiled)[indicator.code],
        most=_most(indicator, concluded),
        concluded=_column(words, concluded),
        own=_column(words if _same(own, concluded) else column_words(indicator, own), own) if own else None,
        contested=concluded["contested"],
        direct=concluded["state"] == "deviation",
        reason=concluded["reason"],
        figures=tuple(figures_of(indicator, row, sheet.document)),
        former=tuple(_column(column_words(indicator, one), one) for one in row.get("former", ())),
    )


@lru_cache(maxsize=96)
def _rules_of(compiled: CompiledSet) -> Mapping[str, str]:
    """How each indicator is scored, by its code: the same on the page of every unit for which the set is made ready."""
    return {one.code: rule_words(one.definition, one.step) for one in compiled.indicators}


def _most(indicator: Indicator, concluded: dict[str, Any]) -> str:
    """Of bands that gave less than the maximum: from where on they give it."""
    if not isinstance(indicator.rule, Bands) or concluded["points"] is None or not Decimal(concluded["maximum"]):
        return ""
    best = max(indicator.rule.bands, key=lambda band: band.points)
    if Decimal(concluded["points"]) >= best.points:
        return ""
    share = indicator.input in ("ratio", "percent")
    bound = percent_vi(best.at_least) if share else number_vi(best.at_least)
    return f"Mức cao nhất {number_vi(best.points)} điểm: từ {bound} trở lên."


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two columns state the same, as most units and those who appraised them do."""
    return bool(one["state"] == other["state"] and one["value"] == other["value"])


def _column(words: str, column: dict[str, Any]) -> Column:
    points = None if column["points"] is None else Decimal(column["points"])
    return Column(words, points, Decimal(column["maximum"]), column["explanation"])


# --- Charts, gates, levels ------------------------------------------------------------------------------------------


def bars_of(groups: list[Group]) -> list[Bar]:
    """Each group as the part reached of its applicable maximum."""
    return [
        Bar(f"Nhóm {one.code}", Fraction(one.points) / Fraction(one.maximum) if one.maximum else None, one.title)
        for one in groups
    ]


def lines_of(compiled: CompiledSet) -> list[LevelLine]:
    """What the levels ask for in each group, one line for each share."""
    return [LevelLine(titles, share) for titles, share in group_floors(compiled.definition)]


def gates_of(sheet: Sheet) -> list[GateLine]:
    """The conditions beside the points, as the sealed document states them."""
    stated = sheet.document["total"]["gates"] if sheet.document["total"] else []
    caps = {gate.key: gate.cap for gate in sheet.compiled.gates}
    said = sheet.document.get("heads", {})
    return [
        GateLine(
            one["question"],
            one["state"],
            _GATE_WORDS[one["state"]],
            f"không quá {sheet.level_names.name(caps[one['key']])}" if caps[one["key"]] else
            "không công nhận",
            tuple(lines(said[one["key"]], PUBLIC_ANSWERS)) if one["key"] in said else (),
            document_words(said[one["key"]]) if one["key"] in said else "",
        )
        for one in stated
    ]  # fmt: skip


def level_course(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Level computed, proposed, decided and changed later, each with the reason why it differs from the one before.
    What came before the first decision stands as that one was sealed; an adjustment has what was computed anew beside
    it."""
    level, names = sheet.first["level"], sheet.level_names
    first, *later = sheet.steps
    computed, who = level["computed"], who_concludes(sheet.cycle.council_mode)
    return [
        ("Tính được từ điểm và các trường hợp khống chế", names.name(computed) if computed is not None else "–", ""),
        (f"{who.capitalize()} đề nghị", names.name(level["proposed"]), level["proposed_reason"]),
        ("Quyết định", first.level_name, first.reason),
        *(
            (f"{one.label} ngày {one.signed_on:%d/%m/%Y}", _decided(one), one.reason)
            for one in later
            if not one.corrects
        ),
    ]


def _decided(step: Step) -> str:
    return f"{step.level_name} (tính lại: {step.recomputed})" if step.recomputed else step.level_name
