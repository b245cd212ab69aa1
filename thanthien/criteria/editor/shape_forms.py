"""Forms that change which pieces a draft has: a new one, and one that is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from django import forms
from django.http import QueryDict

from thanthien.core.acting.forms import MarkedForm
from thanthien.criteria.checks import MAX_CODE
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.editor.adding import mark_of_pieces
from thanthien.criteria.editor.asks import Ask, Section
from thanthien.criteria.editor.forms import PieceForm
from thanthien.criteria.editor.places import Part, Place, Tree

_CODE = Ask("code", "Mã", needed=True, most=MAX_CODE, hint="Đề nghị sẵn số tiếp theo. Không đổi được sau khi lưu.")


class NewPieceForm(PieceForm):
    """A piece that isn't there yet. The mark is of the list into which it goes, so that nobody adds the same twice."""

    def __init__(self, data: QueryDict | None, *, heading: str, beside: list[Place], **options: Any) -> None:
        self.heading, self.beside = heading, beside
        super().__init__(data, **options)

    @property
    def stood(self) -> list[Place]:
        """The list as the page shows it."""
        return self.beside

    def asked(self) -> tuple[Section, ...]:
        """The fields of the piece, its code first where people give it."""
        first, *others = super().asked()
        if self.place.part not in (Part.GROUP, Part.INDICATOR):
            return (first, *others)
        return (replace(first, asks=(_CODE, *first.asks)), *others)

    def mark_of(self, current: list[Place]) -> str:
        """The mark of the list as it stands now."""
        return mark_of_pieces(current)

    def words_of(self, current: list[Place]) -> str:
        """What stands in the list now."""
        return "\n".join(words_of_place(one) for one in current)

    def drawn_with(self, values: Mapping[str, Any], more: str) -> Self:
        """The form with these values, unchecked."""
        same = {"place": self.place, "piece": self.piece, "known": self.known}
        return type(self)(None, heading=self.heading, beside=self.beside, **same, values=values, more=more)


class RemoveForm(MarkedForm):
    """Nothing but what was seen: the SHA-256 of the piece with everything inside it."""

    mark = "seen"
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        whole: Tree,
        inside: list[Place],
        left: list[tuple[Place, str]],
        submitted: bool,
    ) -> None:
        """``inside``: the pieces that go with it; ``left``: what is to be mended afterwards, each with its piece;
        ``submitted``: whether the draft waits for the head."""
        super().__init__(data, initial={"seen": self.mark_of(whole)})
        self.inside, self.left, self.submitted = inside, left, submitted

    def mark_of(self, current: Any) -> str:
        """The mark of all of it as it stands now."""
        return canonical_sha256(current)

    def words_of(self, current: Tree) -> str:
        """Its name now; what goes with it the page lists as it stands."""
        return str(current.get("title") or current["question"])


def words_of_place(place: Place) -> str:
    """The piece in a list: “1.1.2 Tên”."""
    return f"{place.code} {place.title}" if place.part in (Part.GROUP, Part.INDICATOR) else place.title
