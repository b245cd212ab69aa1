"""What an action answers when it can't do what was asked. Views show these sentences as they are."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """The action was not carried out; ``problems`` are Vietnamese sentences for the person."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(" ".join(self.problems))


class Stale(Exception):
    """Someone saved the row after the person opened it. ``current`` is the row as it stands now."""

    def __init__(self, current: object) -> None:
        self.current = current
        super().__init__("Nội dung đã được người khác sửa sau khi anh/chị mở trang.")


class Invalid(Exception):
    """What was typed can't be taken; ``errors`` maps a field (or "") to a Vietnamese sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))
