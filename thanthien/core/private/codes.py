"""A code by which somebody without an account follows their own matter. The platform keeps its digest alone."""

from __future__ import annotations

import hashlib

from django.utils.crypto import salted_hmac

# No 0, 1, I, O: what is read out on the phone is written down right.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_COUNT, _GROUP = 16, 4  # 80 bits


def code_of(secret: str) -> str:
    """The code of a form that carries this secret, in groups: “K7QM-2XRD-…”. The platform alone can make it, so nobody
    reads it from the form before the form was sent; sent again, the form has the same one, and neither is kept."""
    made = salted_hmac("thanthien.private.code", secret, algorithm="sha256").digest()
    signs = "".join(_SIGNS[byte % len(_SIGNS)] for byte in made[:_COUNT])
    return "-".join(signs[at : at + _GROUP] for at in range(0, _COUNT, _GROUP))


def code_digest(typed: str) -> str:
    """By what a code is found, however it was typed; empty for what is no code."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    known = len(signs) == _COUNT and set(signs) <= set(_SIGNS)
    return hashlib.sha256(signs.encode()).hexdigest() if known else ""
