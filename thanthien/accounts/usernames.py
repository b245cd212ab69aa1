"""Names to sign in with, for people with and without an address. Pure; no Django."""

from __future__ import annotations

import re
from collections.abc import Container

from thanthien.core.text import fold, normalise

LONGEST = 60
# No “@”, so that a name and an address can't be taken for each other.
_VALID = re.compile(r"[a-z][a-z0-9._-]{2,59}")
_OTHER = re.compile(r"[^a-z0-9]+")
WRONG = "Tên đăng nhập gồm 3 đến 60 chữ không dấu, số, dấu chấm, gạch nối; bắt đầu bằng chữ, ví dụ nguyen.van.an."


def username_form(text: str) -> str:
    """The stored form: NFC, small letters, no spaces around."""
    return normalise(text).lower()


def username_problem(username: str) -> str:
    """Why a stored form can't be a name to sign in with, as a sentence; empty when it can."""
    return "" if _VALID.fullmatch(username) else WRONG


def suggested(full_name: str, taken: Container[str]) -> str:
    """A free name made of a person's own: “Nguyễn Văn An” → nguyen.van.an, else nguyen.van.an2, nguyen.van.an3 …"""
    base = base_of(full_name)
    if base not in taken:
        return base
    number = 2
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def base_of(full_name: str) -> str:
    """What the suggestions for a name begin with; “nguoi.dung” for a name without a letter that can stand in one."""
    plain = _OTHER.sub(".", fold(full_name).lower()).strip(".")[: LONGEST - 10].strip(".")
    return plain if _VALID.fullmatch(plain) else "nguoi.dung"
