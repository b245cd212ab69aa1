"""What an action answers when it can't do what was asked: these three, in every room. No Django.

Pages show the sentences as they are (:mod:`thanthien.core.acting.pages`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """The action was not carried out; ``problems`` are Vietnamese sentences for the person."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(" ".join(self.problems))


class Invalid(Exception):
    """What was typed can't be taken; ``errors`` maps a field (or "") to a Vietnamese sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))


class Stale(Exception):
    """Someone saved after the person opened the page. ``current``: the row or the values as they stand now;
    ``told``: what is said where there is no form to show them beside what was typed."""

    def __init__(self, current: Any, told: str = "") -> None:
        self.current = current
        super().__init__(told or "Nội dung đã được người khác sửa sau khi anh/chị mở trang. Vui lòng xem lại.")
