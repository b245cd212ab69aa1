"""How each matter of a list begins, so that who works on it knows it again without opening it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.utils.text import Truncator

from thanthien.accounts.models import User
from thanthien.feedback.enums import Part
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import reads_texts
from thanthien.feedback.queries import Case, listed_cases, texts_by
from thanthien.feedback.workflow import HIDDEN

LETTERS = 90


class Beginnings:
    """Of the rows that a list shows to a person. What was said is opened for all of them at once when the first is
    asked for: a file, which outlives the keys, asks for none."""

    def __init__(self, user: User) -> None:
        self._user, self._page = user, _Page(())

    def listed(self, rows: Sequence[Feedback]) -> list[Case]:
        """These with what came of them; from now on of these it is told how they begin."""
        self._page = _Page([row for row in rows if self._reads(row)])
        return listed_cases(rows)

    def of(self, row: Feedback) -> str:
        """Its summary where it has one, else its first letters, for who reads what was said; for others the summary
        that everybody reads; of a lane, whose looks are noted, nothing. One statement for all rows."""
        if row.stage in HIDDEN:
            return ""
        reads = self._reads(row)
        summary = row.answer.summary if row.answer and (reads or row.published_at) else ""
        words = summary or (self._page.texts.get(row.pk, "") if reads else "")
        return Truncator(" ".join(words.split())).chars(LETTERS, truncate="…")

    def _reads(self, row: Feedback) -> bool:
        return row.stage not in HIDDEN and reads_texts(self._user, row)


class _Page:
    """The rows whose words may be read, and these once they are asked for."""

    def __init__(self, rows: Sequence[Feedback]) -> None:
        self._rows = rows

    @cached_property
    def texts(self) -> dict[int, str]:
        """What was said in those that have no summary. One statement."""
        unsaid = [row for row in self._rows if row.answer is None or not row.answer.summary]
        found = texts_by(unsaid, Part.TEXT) if unsaid else {}
        return {pk: words.get("text", "") for pk, several in found.items() for _, words in several}
