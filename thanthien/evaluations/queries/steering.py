"""Targets don't steer marks: who judges sees no target and no number of units by level while marks are given."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import judges
from thanthien.core import clock
from thanthien.evaluations.models import Cycle, Dossier, Phase
from thanthien.evaluations.states import IN_APPRAISAL, PAST_CONCLUSION, WITHOUT_RESULT
from thanthien.evaluations.workflow import PhaseKey


def _begun() -> Q:
    """The first day of appraisal is there, or a dossier was taken into it early."""
    opened = Phase.objects.filter(cycle=OuterRef("pk"), key=PhaseKey.APPRAISAL, starts_on__lte=clock.today())
    early = Dossier.objects.filter(cycle=OuterRef("pk"), status__in=IN_APPRAISAL)
    return Q(Exists(opened)) | Q(Exists(early))


def appraisal_begun(cycle: Cycle) -> bool:
    """Have marks been given, or may they be? From then on nothing that they are measured by changes. One statement."""
    return Cycle.objects.filter(_begun(), pk=cycle.pk).exists()


def levels_hidden(user: User, cycle: Cycle) -> bool:
    """Is the person a judge (of a body, of the council, of the standing office), and is the cycle one in which marks
    are given: appraisal has begun, and not every unit is concluded? One statement, for judges only.

    Source: the decision sets its targets for the city as a whole; appraisal goes by the criteria alone (mục V.2)."""
    if not judges(user):
        return False
    return Cycle.objects.filter(_begun(), has_unconcluded(), pk=cycle.pk).exists()


def has_unconcluded() -> Exists:
    """Of cycles: some unit is not concluded yet."""
    return Exists(Dossier.objects.filter(cycle=OuterRef("pk")).exclude(status__in=PAST_CONCLUSION | WITHOUT_RESULT))
