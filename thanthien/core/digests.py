"""Digests that only the platform can make, each with the name of its key. No Django."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence


def key_name(secret: str) -> str:
    """Eight signs that tell one key from another and nothing of the key itself."""
    return hmac.new(secret.encode(), b"name of a digest key", hashlib.sha256).hexdigest()[:8]


def keyed_digest(secret: str, parts: Sequence[str]) -> str:
    """A digest that only the holder of the secret can make: records are few, and a plain hash could be guessed. The
    key's name stands before it, so that it can be checked after the key was changed."""
    made = hmac.new(secret.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
    return f"{key_name(secret)}:{made}"


def digest_fits(digest: str, secrets: Iterable[str], parts: Sequence[str]) -> bool | None:
    """Whether a digest was made of these parts; None when none of the keys at hand made it."""
    made_with = next((one for one in secrets if key_name(one) == digest.partition(":")[0]), None)
    return None if made_with is None else hmac.compare_digest(digest, keyed_digest(made_with, parts))
