"""What a scheme calls its levels. A criteria set names them; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass

NOT_REACHED = "Chưa đạt"
NO_RESULT = "Chưa có kết quả"


@dataclass(frozen=True, slots=True)
class LevelNames:
    """The titles of a set's levels, the lowest first: the n-th title is level n."""

    titles: tuple[str, ...]

    @property
    def highest(self) -> int:
        """The number of the top level, which is how many there are."""
        return len(self.titles)

    def name(self, level: int | None) -> str:
        """The title of a level; “Chưa đạt” for 0, “Chưa có kết quả” without one. Raises IndexError for no level."""
        if level is None:
            return NO_RESULT
        return self.titles[level - 1] if level else NOT_REACHED

    def known(self, level: int | None) -> str | None:
        """The same, and None where there is no level: an empty cell."""
        return None if level is None else self.name(level)

    def between(self, low: int, high: int) -> str:
        """From which to which level: “từ Chưa đạt đến Hạng B”; the one name where both are the same."""
        return self.name(low) if low == high else f"từ {self.name(low)} đến {self.name(high)}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The levels to choose from, “Chưa đạt” first."""
        return [(str(level), self.name(level)) for level in range(self.highest + 1)]


NO_LEVELS = LevelNames(())  # before there is a set: nothing but “no result”
