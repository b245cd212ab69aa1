"""The sealed copy of a dossier as a plain document, and its canonical form (RFC 8785, NFC, decimals as text).

A decision's document is public whole: it holds no explanatory text of the commune, no evidence and no name of
an official. A submission's document is the commune's and the bodies': it holds all of that but names.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import rfc8785

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.scoring import IndicatorResult, explain
from thanthien.criteria.values import Answer, Deviation, NotApplicable

FORMAT = "thanthien.dossier/2"
FORMATS = ("thanthien.dossier/1", FORMAT)  # of all seals that there are; those of 2026 had no figures of the platform
YEAR_FORMAT = "thanthien.year/1"
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
    data = rfc8785.dumps(_nfc(document))
    return Sealed(data.decode(), hashlib.sha256(data).hexdigest())


def fingerprint(seals: Iterable[tuple[str, str]]) -> str:
    """One hash for all sealed documents of a year: of the canonical list of [number, sha256], sorted by number."""
    return canonical_sha256([list(pair) for pair in sorted(seals)])


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nfc(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"A sealed document holds text, whole numbers, lists and maps, not {type(value).__name__}.")
