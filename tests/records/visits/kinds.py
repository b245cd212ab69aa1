"""The words, rights and measure of visits."""

from collections.abc import Mapping

from django.db.models import Q

from tests.records.visits.models import Visit
from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import COMMUNE, COMMUNE_LEADS
from thanthien.accounts.roles import Role
from thanthien.core.question import Question
from thanthien.measures.figures import Finding, RecordLine
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope
from thanthien.records.kinds import Photographs, RecordKind
from thanthien.records.queries import period_findings, period_lines
from thanthien.units.models import Hamlet, Unit

WRITERS = COMMUNE_LEADS | {Role.COMMUNE_FRONT}


def can_open(user: User) -> bool:
    """People of a commune."""
    return user.has_role(*COMMUNE)


def can_write(user: User) -> bool:
    """The commune's own officers, and Mặt trận."""
    return user.has_role(*WRITERS)


def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    return next((hat for hat in user.hats_of(*WRITERS) if hat.unit_id == unit.pk), None)


VISITS = RecordKind(
    key="visits.visit",
    model=Visit,
    title="Thăm hỏi, động viên",
    one="lượt thăm hỏi",
    route="visits",
    fields=("occasion", "people", "by_head", "words"),
    enters_as=enters_as,
    readers=lambda user: Q(unit__in=user.unit_ids(*COMMUNE)),
    may_open=can_open,
    may_write=can_write,
    photographs=Photographs(public=lambda rows: rows.filter(by_head=True), hint="Ảnh chụp buổi thăm.", room="visits"),
)


def _findings(scope: Scope) -> Question[Mapping[int, Finding]]:
    return period_findings(VISITS, scope, measure="visits.weekly", coverage=True)


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    return period_lines(VISITS, unit, scope, measure="visits.weekly", words=lambda visit: f"thăm {visit.people} người")


WEEKLY = Measure(
    key="visits.weekly",
    title="Thăm hỏi hằng tuần",
    sentence="Số lượt thăm hỏi trong từng tuần.",
    form="periods",
    asks=_findings,
    records=_lines,
    period="iso_week",
)
