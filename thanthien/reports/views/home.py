"""Where a person lands after signing in: the page of their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.permissions import can_manage_people
from thanthien.accounts.positions import SPEAKS_FOR_HAMLET, is_appraiser, is_commune, is_council, is_office
from thanthien.accounts.roles import Role
from thanthien.core.access import signed_in
from thanthien.grassroots.permissions import reports as reports_weekly
from thanthien.reports.permissions import reads_step_log, sees_all_looks, sees_board, sees_leader_page

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def _is_leader(user: User) -> bool:
    return user.has_role(Role.CITY_LEADER)


def _speaks_for_a_place(user: User) -> bool:
    return user.has_role(*SPEAKS_FOR_HAMLET)


def _serves(user: User) -> bool:
    return user.has_role(Role.SERVICE_OFFICER)


# The first that fits is the person's home; who has several hats finds the others in the menu.
HOMES: tuple[tuple[Callable[[User], bool], str], ...] = (
    (is_commune, "commune-home"),
    (_serves, "week"),
    (reports_weekly, "grassroots-mine"),
    (is_office, "city-board"),
    (_is_leader, "leader-home"),
    (is_council, "council-home"),
    (reads_step_log, "step-log"),
    (is_appraiser, "appraisal-home"),
    (sees_leader_page, "leader-home"),
    (sees_board, "city-board"),
    (can_manage_people, "accounts:people"),
    (sees_all_looks, "look-log"),
    # Where their unit doesn't use the weekly channel, nothing but what waits for them is left.
    (_speaks_for_a_place, "notices:work"),
)


@require_safe
@signed_in
def work_home(request: PersonRequest) -> HttpResponse:
    """Sends each person to the page of their work; explains itself to those without a role."""
    for fits, name in HOMES:
        if fits(request.user):
            return redirect(name)
    return render(request, "reports/no_role.html")
