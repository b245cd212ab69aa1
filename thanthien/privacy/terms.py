"""By when a request about one's own data is answered: data (setting DATA_REQUEST_TERMS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from thanthien.core.codes import coded_rows
from thanthien.core.private.enums import Right


@dataclass(frozen=True, slots=True)
class RequestTerm:
    """Of one right: working days to say that the request came (``answer``), days to carry it out (``days``), days more
    where that was told in time (``extend``)."""

    code: str
    law: str
    answer: int
    days: int
    extend: int

    @property
    def title(self) -> str:
        """What is asked for."""
        return Right(self.code).label


def request_terms() -> Mapping[str, RequestTerm]:
    """By right, in the order of the file. Raises ValueError where a right has no term."""
    found = coded_rows(settings.DATA_REQUEST_TERMS, RequestTerm)
    if missing := sorted(set(Right.values) - set(found)):
        raise ValueError(f"{settings.DATA_REQUEST_TERMS}: no term for {', '.join(missing)}.")
    return found
