"""The gates of a criteria set as data: conditions beside the points, and where each finds what it asks for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FigureCondition = Literal["below", "at_most", "above", "at_least"]
GateCondition = Literal["below", "at_most", "above", "at_least", "points_below"]


@dataclass(frozen=True, slots=True)
class Sample:
    """The gate is computed only when this other indicator's value is large enough.

    ``too_small``: the highest level that a smaller sample leaves open; None: the gate is then stated.
    """

    indicator: str
    at_least: Decimal
    too_small: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorSource:
    """The gate is hit when the indicator's value (or points) meets the condition."""

    indicator: str
    condition: GateCondition
    threshold: Decimal
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    body: str


@dataclass(frozen=True, slots=True)
class DossierSource:
    """Known from the dossier itself (for example: not submitted in time)."""


@dataclass(frozen=True, slots=True)
class MeasureCondition:
    """The measure's figure meets the condition; ``is_share``: the threshold was written as a percentage."""

    measure: str
    condition: FigureCondition
    threshold: Decimal
    is_share: bool


@dataclass(frozen=True, slots=True)
class MeasureSource:
    """The gate is hit when one of the conditions is met. Where a figure is absent and none of the others is met, what
    ``body`` states counts."""

    conditions: tuple[MeasureCondition, ...]
    body: str


GateSource = IndicatorSource | DeclaredSource | DossierSource | MeasureSource
GateAbout = Literal["", "heads"]
CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition beside the points. ``cap`` is None when it forbids recognition altogether.

    ``as_of``: a day and month, or ``cut_off``: the day on which the cycle's figures are closed. ``about``: ``heads`` of
    a stated gate that asks of each person who headed the unit in the year, by term of office.
    """

    key: str
    question: str
    source: GateSource
    cap: int | None = None
    as_of: str = "31/12"
    kinds: tuple[str, ...] = ()
    about: GateAbout = ""

    def applies_to(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def body(self) -> str:
        """Code of the body that the set asks for its word, always or where figures can't tell; empty: it asks none."""
        return self.source.body if isinstance(self.source, (DeclaredSource, MeasureSource)) else ""

    @property
    def of_heads(self) -> bool:
        """Each head of the unit is asked about, with the document of a body that holds such files."""
        return self.about == "heads"

    @property
    def of_dossier(self) -> bool:
        """The dossier tells by itself, and nobody is asked."""
        return isinstance(self.source, DossierSource)
