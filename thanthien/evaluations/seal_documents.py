"""The sealed copy of a dossier as a plain document, and its canonical form (RFC 8785, NFC, decimals as text).

A decision's document is public whole: it holds no explanatory text of the commune, no evidence and no name of
an official. A submission's document is the commune's and the bodies': it holds all of that but names.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter
from typing import Any

from thanthien.core.canonical import canonical_bytes, sha256_of
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.scoring import IndicatorResult, explain
from thanthien.criteria.values import Answer, Deviation, NotApplicable

WITHOUT_FIGURES = "thanthien.dossier/1"  # the platform computed none yet
WITH_FIGURES = "thanthien.dossier/2"
WITH_CHANGES = "thanthien.dossier/3"  # an adjustment, a correction, or what follows one for the same unit (ADR 23)
FORMAT = WITH_FIGURES  # of new seals that say no more
FORMATS = (WITHOUT_FIGURES, WITH_FIGURES, WITH_CHANGES)
PRINT_OF_SEALS = "thanthien.year/1"  # its fingerprint is over the seals alone
PRINT_OF_ALL = "thanthien.year/2"
YEAR_WITH_CHANGES = "thanthien.year/3"
YEAR_FORMAT = PRINT_OF_ALL  # of new files whose seals say no more
# Which seals a file of a year may hold.
SEALS_OF_YEAR = {
    PRINT_OF_SEALS: (WITHOUT_FIGURES,),
    PRINT_OF_ALL: (WITHOUT_FIGURES, WITH_FIGURES),
    YEAR_WITH_CHANGES: (WITHOUT_FIGURES, WITH_FIGURES, WITH_CHANGES),
}
YEAR_FORMATS = tuple(SEALS_OF_YEAR)
# What a document says of its own act alone: the next one of the unit doesn't repeat it.
OWN_ACT = ("adjusts", "corrects")
EARLIER = "earlier_sets"  # of a year's file: versions of the set that held before the one with which it ends
ADJUSTMENT, CORRECTION = "adjustment", "correction"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Canonical text and its SHA-256 (hex)."""

    body: str
    sha256: str


def points_text(points: Decimal | None) -> str | None:
    """Points with two places, as every published document writes them; None stays None."""
    return None if points is None else str(points.quantize(_CENT))


def public_explanation(indicator: CompiledIndicator, answer: Answer | None, result: IndicatorResult, told: str) -> str:
    """How the points came about, in the words of the engine. Of the reasons only ``told`` is repeated: the
    commune's own text is never public, the reason of a deviation or of a contested conclusion is."""
    if isinstance(answer, (NotApplicable, Deviation)):
        answer = replace(answer, reason=told)
    return explain(indicator, answer, result)


def seal_text(document: dict[str, Any]) -> Sealed:
    """Canonicalise a document and hash it."""
    data = canonical_bytes(composed(document))
    return Sealed(data.decode(), hashlib.sha256(data).hexdigest())


def fingerprint(seals: Iterable[tuple[str, str]]) -> str:
    """One hash for all sealed documents of a year: of the canonical list of [number, sha256], sorted by number. The
    fingerprint of year files of the first format."""
    return canonical_sha256([list(pair) for pair in sorted(seals)])


def year_fingerprint(head: Mapping[str, Any], units: Sequence[Mapping[str, Any]]) -> str:
    """One hash for a whole year file: of all that stands in it, sealed documents and the set by their SHA-256.

    ``head``: the file without ``units``, ``fingerprint`` and the definition of the set; ``units``: each document by its
    number and SHA-256.
    """
    return canonical_sha256({**head, "units": list(units)})


def year_format(formats: Iterable[str]) -> str:
    """The lowest format of a year's file that can hold seals of these formats."""
    return YEAR_WITH_CHANGES if WITH_CHANGES in formats else YEAR_FORMAT


def repeated(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the next document of the same unit repeats of this one."""
    return {key: value for key, value in document.items() if key not in OWN_ACT}


def results_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a sealed decision says of one unit, without number and day of the decision: level, points, values."""
    total = document["total"]
    rows = [(row["code"], row["concluded"]) for row in document["indicators"]]
    return {
        "unit": document["unit"]["code"],
        "level": document["level"]["decided"],
        "points": total["points"] if total else None,
        "indicators": [[code, column["state"], column["value"], column["points"]] for code, column in rows],
    }


def results_fingerprint(results: Iterable[Mapping[str, Any]]) -> str:
    """One hash for the results of a decision, known before it has a number and a day, so that its text can name it."""
    listed = sorted((composed(dict(one)) for one in results), key=lambda one: str(one["unit"]))
    return canonical_sha256(listed)


def results_fingerprint_of_texts(results: Iterable[tuple[str, str]]) -> str:
    """The same of each unit's code and the canonical text, in NFC, of what is said of it."""
    return sha256_of(f"[{','.join(text for _, text in sorted(results, key=itemgetter(0)))}]")


def composed(value: Any) -> Any:
    """A tree with all texts in Unicode NFC. Raises TypeError for what sealed documents don't hold."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [composed(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"A sealed document holds text, whole numbers, lists and maps, not {type(value).__name__}.")
