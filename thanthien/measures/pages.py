"""The list of measures as text: a line each for the command, and docs/measures.md with each one's sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from thanthien.criteria.gate_rules import MeasureSource
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import SetDefinition
from thanthien.measures.registry import Measure, Named, Setting, all_known

_STATES = {True: "announced", False: "retired"}

_HEAD = """# Measures: what each figure means

A measure is a figure that the platform computes from a commune's own records. Its sentence is reviewed before
its query is written, and is the one text that pages, the method page and this list show. Words in brackets [..]
are settings of the city or of the cycle, never of the commune. Made by `python3 dev.py manage measures
--write`; a test says when it is old.

What holds for all of them:

- **Period.** A cycle has a span of days (“thời kỳ số liệu”). A week is in it if its Thursday is, a month or
  quarter only if whole, half a year if 90 of its days are; a week without a working day is not due. Nothing
  starts with a commune's own decision; a unit born in mid-year starts on that day, and one that went into another
  ends with the week of its last day, months and quarters only whole, half a year with 90 days.
- **Late entries.** A record counts when it was made by 24:00 of the second working day (a setting) after its
  period. Later ones are kept and marked, and count only when an appraising body says so for that unit.
- **Corrections.** The corrected record counts on its own day; both stay readable.
- **Two times.** A figure is always “for these days, as known on that day”, so that a sealed figure can be
  computed again.
- **Absent is not zero.** Where the room was not used on some day of the span that is over, or a list that the
  figure divides by is missing, there is no figure and the commune declares as before.
- **Digest.** A figure carries a keyed digest of the numbers of the records counted, over no personal field.

"""


def state_of(known: Measure | Named) -> str:
    """“computed”, “announced” or “retired”."""
    return "computed" if isinstance(known, Measure) else _STATES[known.announced]


def lines(definitions: Iterable[SetDefinition]) -> Iterator[str]:
    """One line for each known key: key, form, state, room, and the indicators and gates of the sets that name it."""
    used: dict[str, list[str]] = {}
    for definition in definitions:
        for key, where in _named_by(definition):
            used.setdefault(key, []).append(f"{definition.code}:{where}")
    for known in all_known():
        yield "  ".join(
            (known.key, known.form, state_of(known), known.room or "–", ", ".join(used.get(known.key, ["–"])))
        )


def _named_by(definition: SetDefinition) -> Iterator[tuple[str, str]]:
    for indicator in definition.indicators():
        if indicator.measure:
            yield indicator.measure, indicator.code
    for gate in definition.gates:
        if isinstance(gate.source, MeasureSource):
            yield from ((one.measure, gate.key) for one in gate.source.conditions)


def issued_definitions() -> list[SetDefinition]:
    """The sets that were issued, also those superseded."""
    return [one.parsed() for one in CriteriaSet.objects.exclude(status="draft").order_by("scheme", "year", "version")]


def _default(one: Setting) -> str:
    """As people write it; of what is chosen its code, which the words follow."""
    return str(one.default) if one.choices else one.words(one.default)


def _choices(one: Setting) -> str:
    """“ (skip: bỏ qua; next: …)”."""
    return f" ({'; '.join(f'{code}: {words}' for code, words in one.choices)})" if one.choices else ""


def page() -> str:
    """docs/measures.md."""
    parts = [_HEAD]
    for known in all_known():
        parts.append(f"## `{known.key}`\n\n**{known.title}** ({known.form}, {state_of(known)})\n\n{known.sentence}\n\n")
        if isinstance(known, Measure):
            parts += [f"- [{_default(one)}] `{one.key}`: {one.label}{_choices(one)}\n" for one in known.settings]
            parts.append("\n" if known.settings else "")
            parts.append(f"*What a commune could shrink:* {known.guards}\n\n" if known.guards else "")
    return "".join(parts).rstrip("\n") + "\n"
