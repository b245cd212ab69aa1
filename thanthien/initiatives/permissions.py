"""Who registers and reports, who says that a model is effective or recognised, who adopts, who reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, OFFICE, READS_RECORDS, SCORERS
from thanthien.initiatives.enums import ROOM
from thanthien.measures.acceptances import Judge, judges_of
from thanthien.records.writers import for_whole_unit
from thanthien.units.models import Hamlet, Unit

if TYPE_CHECKING:
    from thanthien.measures.scope import Span

MEASURE = "initiatives.creative_model"


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


def can_register(user: User) -> bool:
    """Công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *SCORERS)


def can_judge(user: User) -> bool:
    """Người của cơ quan thẩm định."""
    return user.has_role(*APPRAISERS)


def can_recognise(user: User) -> bool:
    """Cơ quan thường trực, ghi quyết định công nhận của thành phố."""
    return user.has_role(*OFFICE)


registers_as = for_whole_unit(ROOM.key, SCORERS)  # A model is the whole unit's.


def judgements(user: User, unit: Unit) -> Iterator[tuple[Hat, Judge]]:
    """In which memberships and for which days the person's bodies judge the unit's models, their sheet still in hand.
    Three statements at most."""
    hats = user.hats_of(*APPRAISERS)
    for judge in judges_of(unit, MEASURE) if hats else ():
        for hat in hats:
            if judge.agency in hat.agency_ids and not judge.sent:
                yield hat, judge


def spans_judged(user: User, unit: Unit, year: int) -> list[Span]:
    """The days for which the person's bodies judge the unit's models of a year, their sheet of that year in hand; empty
    once it is sent. Three statements at most."""
    return [judge.span for _, judge in judgements(user, unit) if judge.span.last.year == year]


def judges_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person speaks of the unit's models; None once the body's sheets are sent. Of which year
    says :func:`spans_judged`."""
    return None if hamlet is not None else next((hat for hat, _ in judgements(user, unit)), None)


def recognises_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person records that the city recognised a model."""
    return None if hamlet is not None else next(iter(user.hats_of(*OFFICE)), None)
