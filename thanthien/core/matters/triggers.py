"""Triggers of matters: their state changes by the table alone, and of what was handed in nothing else does."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger


def legal_steps(name: str, pairs: Iterable[tuple[str, str]]) -> pgtrigger.Trigger:
    """Refuses a change of ``status`` that no step makes."""
    legal = " OR ".join(f"(OLD.status = '{one}' AND NEW.status = '{other}')" for one, other in pairs)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
        func=(
            f"IF NOT ({legal}) THEN RAISE EXCEPTION 'Bước % → % không có trong trình tự.', OLD.status, NEW.status "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def only_these(name: str, columns: Iterable[str], sentence: str) -> pgtrigger.Trigger:
    """Refuses a change of any other column, with a sentence."""
    free = f"'{{{','.join(columns)}}}'::text[]"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF to_jsonb(NEW) - {free} IS DISTINCT FROM to_jsonb(OLD) - {free} THEN "
            f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def only_emptied(name: str, column: str) -> pgtrigger.Protect:
    """Refuses another text in a column; taking it out is let through."""
    return pgtrigger.Protect(
        name=name, operation=pgtrigger.UpdateOf(column), condition=~pgtrigger.Q(**{f"new__{column}": ""})
    )
