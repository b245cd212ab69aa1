"""What the database itself refuses: rows of a table are written and taken back by people of certain agencies alone, so
that no way around the pages lets a committee touch what its supervisors said, or them touch its answer."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger

_TOLD = "Chỉ người của cơ quan đã ghi mới ghi, đính chính, hủy được."
_REFUSE = f"RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'check_violation';"


def kept_by(kinds: Iterable[str]) -> list[pgtrigger.Trigger]:
    """Triggers of a table of records: a row belongs to an agency of one of these kinds in its unit; only its people end
    it."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    of_agency = (
        "SELECT 1 FROM units_agency a WHERE a.id = NEW.agency_id AND a.unit_id = NEW.unit_id "  # noqa: S608 - our words
        f"AND a.kind IN ({named})"
    )
    of_people = "SELECT 1 FROM accounts_membership m WHERE m.user_id = NEW.ended_by_id AND m.agency_id = OLD.agency_id"
    return [
        pgtrigger.Trigger(
            name="record_of_its_body",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"IF NOT EXISTS ({of_agency}) THEN {_REFUSE} END IF; RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="record_ended_by_its_body",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"IF NEW.ended_at IS NOT NULL AND NOT EXISTS ({of_people}) THEN {_REFUSE} END IF; RETURN NEW;",
        ),
    ]
