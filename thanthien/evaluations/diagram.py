"""The workflow of a dossier as a page: diagram and table, both made from the step table."""

from __future__ import annotations

from collections.abc import Iterator

from thanthien.evaluations.workflow import DEEDS, PHASE_LABELS, STATUS_LABELS, STEPS, Status, Step

_HEAD = """# Workflow of a dossier

Generated from `thanthien/evaluations/workflow.py` by `python3 dev.py manage workflow_diagram`; a test fails when it is
out of date. The same table makes the database trigger that refuses every other pair of states.
"""

_BESIDE = """Beside the steps, nobody does before the first day of a phase what belongs to it:

| deed | from the first day of |
|---|---|"""


def page() -> str:
    """The whole page as Markdown with a Mermaid diagram."""
    return "\n".join([_HEAD, "```mermaid", *_diagram(), "```", "", *_table(), "", _BESIDE, *_deeds(), ""])


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for status in Status:
        yield f'    state "{STATUS_LABELS[status]}" as {status.value}'
    yield f"    [*] --> {Status.UNREGISTERED.value}"
    for step in STEPS.values():
        for source in _sources(step):
            yield f"    {source.value} --> {step.target.value}: {step.label}"


def _table() -> Iterator[str]:
    yield "| step | Bước | from | to | roles | reason | from the first day of | until its end | conditions |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for step in STEPS.values():
        cells = (
            f"`{step.name}`",
            step.label,
            ", ".join(STATUS_LABELS[source] for source in _sources(step)),
            STATUS_LABELS[step.target],
            ", ".join(sorted(role.title for role in step.roles)),
            "yes" if step.needs_reason else "",
            PHASE_LABELS[step.phase] if step.phase else "",
            "yes" if step.closes else "",
            ", ".join(f"`{one.__name__}`" for one in step.requires),
        )
        yield f"| {' | '.join(cells)} |"


def _deeds() -> Iterator[str]:
    for deed, phase in DEEDS.items():
        yield f"| `{deed}` | {PHASE_LABELS[phase]} |"


def _sources(step: Step) -> list[Status]:
    return [status for status in Status if status in step.sources]
