"""What the commune's pages share: loading a dossier of the own unit, the way of its steps."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import SCORERS
from thanthien.core.acting.form_page import FormPage
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.permissions import enters_some
from thanthien.evaluations.queries import self_score


def own_dossier(request: PersonRequest, cycle_id: int, unit_code: str) -> Dossier:
    """The dossier of one of the person's own units, else 404."""
    return get_object_or_404(self_score.own_dossiers(request.user), cycle_id=cycle_id, unit__code=unit_code)


def working_dossier(request: PersonRequest, cycle_id: int, unit_code: str) -> Dossier:
    """The same for people who prepare it; others of the unit read, and find no page to work on."""
    dossier = own_dossier(request, cycle_id, unit_code)
    if dossier.unit_id not in request.user.unit_ids(*SCORERS):
        raise Http404
    return dossier


def entering_dossier(request: PersonRequest, cycle_id: int, unit_code: str) -> Dossier:
    """The same for whoever writes some value of it, be it for the unit's Front."""
    dossier = own_dossier(request, cycle_id, unit_code)
    if not enters_some(request.user, dossier):
        raise Http404
    return dossier


def possible_days(dossier: Dossier, name: str) -> str:
    """“Dự thảo được sửa lần cuối ngày 13/01/2026, nên ngày họp phải từ ngày này đến hôm nay.”"""
    since = f"{self_score.draft_since(dossier):%d/%m/%Y}"
    return f"Dự thảo được sửa lần cuối ngày {since}, nên {name} phải từ ngày này đến hôm nay."


def step_page(dossier: Dossier, *, back: str = "", **words: Any) -> FormPage:
    """The page of one step on the way to submission; it leads to the task list, unless said otherwise."""
    back = back or reverse("submission", args=[dossier.cycle_id, dossier.unit.code])
    trail = ("Hồ sơ của đơn vị", reverse("commune-home"), dossier.unit.name, back)
    return FormPage(back=back, trail=trail, **words)
