"""What a form showed when it was opened, so that nobody writes over what they haven't seen. No Django."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from thanthien.core.acting.errors import Stale

Values = Mapping[str, Any]
_DAY = "day"  # how a day stands in the packed text; no field has this name alone


def values_of(row: object, names: Iterable[str]) -> dict[str, Any]:
    """The values of these fields (texts, numbers, flags, days); none when there is no row."""
    return {} if row is None else {name: getattr(row, name) for name in names}


def pack(values: Values) -> str:
    """The values as text for a hidden field."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_day_as_json)


def _day_as_json(value: object) -> dict[str, str]:
    if type(value) is not date:
        raise TypeError(f"A form can't carry {type(value).__name__}.")
    return {_DAY: value.isoformat()}


def _day_from_json(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DAY]) if set(found) == {_DAY} else found


def unpack(text: str) -> dict[str, Any]:
    """The values again; none when the text is damaged or missing, which matches no row."""
    try:
        found = json.loads(text, object_hook=_day_from_json)
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def refuse_unseen(current: Values, seen: Values | None) -> None:
    """Raises Stale when the person saw other values than the current ones; None: the caller has no form."""
    if seen is not None and dict(seen) != dict(current):
        raise Stale(current)


def refuse_other(row: Any, *, seen: object, now: object, told: str = "") -> None:
    """Raises Stale with the row when the person saw another mark of it (a version, a moment, a text) than it has."""
    if seen != now:
        raise Stale(row, told)


def set_changed(row: object, values: Values) -> list[str]:
    """Sets what differs; gives the names of those fields, for `update_fields`."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
