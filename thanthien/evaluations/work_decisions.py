"""What waits for who decides on recognition (“Việc của tôi”): dossiers of which a decision may be recorded. The office
records it as the step; the leader signs it on paper, so that no step of the procedure is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.accounts.roles import Role
from thanthien.evaluations.doors import DOSSIERS
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.states import DECIDABLE
from thanthien.evaluations.step_check import too_early
from thanthien.evaluations.work import by_cycle
from thanthien.evaluations.workflow import STEPS
from thanthien.notices.work import Work

_NAMED = 5


def decisions_work(user: User) -> list[Work]:
    """Dossiers that nothing keeps from a decision, one work for each cycle. The number of statements doesn't grow with
    the number of units."""
    if not user.has_role(Role.CITY_LEADER) or is_office(user):
        return []
    rows = Dossier.objects.visible_to(user).filter(status__in=DECIDABLE)
    return [work for group in by_cycle(rows) for work in _of_cycle(user, group)]


def _of_cycle(user: User, group: Sequence[Dossier]) -> Iterator[Work]:
    step, cycle = STEPS["decide"], group[0].cycle
    facts, dues = facts_of(group, user), due_days(cycle, group)
    ready = [
        dossier
        for dossier in group
        if not too_early(step, facts[dossier.pk]) and not any(any(need(facts[dossier.pk])) for need in step.requires)
    ]
    if ready:
        names = ", ".join(dossier.unit.name for dossier in ready[:_NAMED])
        more = f" và {len(ready) - _NAMED} đơn vị khác" if len(ready) > _NAMED else ""
        due = min((day for dossier in ready if (day := dues[dossier.pk])), default=None)
        url, about = reverse("decision-home", args=[cycle.pk]), ("cycle", cycle.pk)
        what = f"{cycle.title}: {names}{more}"
        yield Work(f"decision:cycle:{cycle.pk}", "Quyết định công nhận", what, url, due, len(ready), DOSSIERS, about)
