"""What a draft still needs before it can be issued. Its pieces are changed one by one, and may not fit together yet."""

from __future__ import annotations

from thanthien.criteria.agency_codes import agency_problems
from thanthien.criteria.checks import Found, check_definition
from thanthien.criteria.draft_checks import check_draft
from thanthien.criteria.measure_keys import measure_problems
from thanthien.criteria.rules import SetDefinition


def problems_here(definition: SetDefinition) -> list[Found]:
    """What only this installation can know: its measures and its agencies. One statement."""
    return [*measure_problems(definition), *agency_problems(definition)]


def draft_problems(definition: SetDefinition) -> list[Found]:
    """Everything that keeps a draft from being issued, each with its path. One statement."""
    return [*check_definition(definition), *check_draft(definition), *problems_here(definition)]
