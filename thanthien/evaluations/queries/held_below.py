"""Units of a published year whose total would do for the level above theirs, and what keeps them below it: as their
sealed decisions say, like all that the public sees."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations.held_back import CouncilSum, held_below_points
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.public import SealRow, seal_bodies
from thanthien.verify_waivers import waived_codes

# A seal never changes: what was read off it once stays right for the life of the process.
_KNOWN: dict[tuple[str, str], str] = {}
_MOST_KNOWN = 20_000


def held_below(cycle: Cycle, rows: Sequence[SealRow]) -> Mapping[str, str]:
    """By code of the unit, one short reason; only of units whose points in all suffice for more. ``rows``: the seals
    of the cycle, oldest first. No statement once this process has read them, else one for some hundred."""
    last = list({row.unit_code: row for row in rows}.values())
    made_by = cycle.criteria_set.sha256
    unread = [row for row in last if (made_by, row.sha256) not in _KNOWN]
    told = {row.unit_code: _KNOWN.get((made_by, row.sha256), "") for row in last}
    if unread and len(_KNOWN) + len(unread) > _MOST_KNOWN:
        _KNOWN.clear()
    for row, body in seal_bodies(unread):
        document = json.loads(body)
        compiled = cycle.criteria_set.compiled(document["unit"]["kind"], waived_codes(document))
        reason = _reason(compiled, document)
        told[row.unit_code] = _KNOWN[made_by, row.sha256] = reason
    return {code: reason for code, reason in told.items() if reason}


def _reason(compiled: CompiledSet, document: Mapping[str, Any]) -> str:
    total, level = document["total"], document["level"]
    if not total:
        return ""
    sums = CouncilSum(
        Decimal(total["points"]), Decimal(total["maximum"]), level["computed"], total["groups"], total["gates"]
    )
    return held_below_points(compiled, sums, level["decided"], level["decided_reason"])
