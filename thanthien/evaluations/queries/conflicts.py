"""Who is in conflict of interest with which dossier."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db.models import Q, QuerySet

from thanthien.accounts.models import Membership, User
from thanthien.core import clock
from thanthien.core.prepared import Given, Prepared
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.units.models import Unit


def conflicted_dossiers(user: User, cycle: Cycle) -> set[int]:
    """Ids of the cycle's dossiers that the person can't appraise or conclude: they belonged to the unit at any time
    from the cycle's year until today, signed or sent the dossier, or wrote an answer (read from the history, so that a
    later colleague's edit hides nothing).

    Source: the decision, mục V.2 (appraisal by bodies other than the commune); docs/rules.md."""
    first, last = date(cycle.year, 1, 1), max(date(cycle.year, 12, 31), clock.today())
    return set(_CONFLICTED(cycle=cycle.pk, user=user.pk, first=first, last=last))


def _conflicted() -> QuerySet[Dossier, int]:
    user, first, last = Given("user"), Given("first"), Given("last")
    own = Membership.objects.filter(user_id=user, agency__unit__isnull=False)
    units = own.during(first, last).values("agency__unit_id")
    dossiers = Dossier.objects.filter(cycle=Given("cycle")).filter(Q(unit_id__in=units) | _own_work(user))
    return dossiers.values_list("pk", flat=True)


_CONFLICTED = Prepared(_conflicted)


def worked_on_dossier(user: User, unit: Unit, since: date) -> bool:
    """Whether the person signed, sent or wrote in a dossier of the unit whose figures reach a day or later. For rooms
    that let a body speak about the unit's records. One statement."""
    dossiers = Dossier.objects.filter(unit=unit, cycle__span_last__gte=since)
    return dossiers.filter(_own_work(user.pk)).exists()


def _own_work(user: int | Given) -> Q:
    """Dossiers in which the person of this number did something."""
    history = apps.get_model("evaluations", "AnswerEvent").objects.filter(updated_by_id=user).values("dossier_id")
    signed = Q(registered_by=user) | Q(signed_by=user) | Q(submitted_by=user)
    return Q(pk__in=history) | signed
