"""A code by which somebody without an account follows their own matter. The platform keeps its digest alone."""

from __future__ import annotations

import hashlib
import secrets

# No 0, 1, I, O: what is read out on the phone is written down right.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_COUNT, _GROUP = 16, 4  # 80 bits


def new_code() -> str:
    """A code that nobody guesses, in groups: “K7QM-2XRD-…”."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_COUNT))
    return "-".join(signs[at : at + _GROUP] for at in range(0, _COUNT, _GROUP))


def code_digest(typed: str) -> str:
    """By what a code is found, however it was typed; empty for what is no code."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    known = len(signs) == _COUNT and set(signs) <= set(_SIGNS)
    return hashlib.sha256(signs.encode()).hexdigest() if known else ""
