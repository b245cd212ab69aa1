"""Carrying what was checked from a dry run to its confirmation, signed, so that what was shown is what is written."""

from typing import Any

from django.core import signing

ONE_HOUR = 3600


def pack(payload: Any, by: Any, purpose: str) -> str:
    """JSON-like data as signed, compressed text for a hidden field; good for an hour, for this person and purpose."""
    return signing.dumps({"by": by.pk, "payload": payload}, salt=f"thanthien.{purpose}", compress=True)


def unpack(text: str, by: Any, purpose: str) -> Any:
    """The data again; None when the text was changed, is too old, or is another person's or purpose's."""
    try:
        carried = signing.loads(text, salt=f"thanthien.{purpose}", max_age=ONE_HOUR)
    except signing.BadSignature:
        return None
    return carried["payload"] if carried["by"] == by.pk else None
