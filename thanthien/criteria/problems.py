"""What is wrong with a criteria file: line, path, what was expected; in Vietnamese and English."""

from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1; it is 0 where there is no text (a definition kept as JSON)."""

    line: int
    path: str
    message_vi: str
    message_en: str

    def __str__(self) -> str:
        where = f"dòng {self.line}, {self.path}" if self.path else f"dòng {self.line}"
        return f"{where}: {self.message_vi} / {self.message_en}"


class DefinitionError(ValueError):
    """A definition that can't be used; ``problems`` lists everything found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ContentChanged(Exception):
    """The content kept for a hash isn't there, or is another one: someone wrote past the platform."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The content of the criteria set {sha256} is gone or was changed.")


def path_text(path: Path) -> str:
    """``("groups", 0, "code")`` → ``groups[0].code``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
