"""Registering for a year (the decision, V.2.8c): the level aimed at and the creative model."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.evaluations.actions.moves import lock, lock_one, move
from thanthien.evaluations.actions.papers import add_step_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier, RegisteredModel
from thanthien.measures.offers import models_of

# What is gone with a registration; the model described stays, for the next one.
NO_REGISTRATION = {"target_level": None, "registered_at": None, "registered_by": None}


@transaction.atomic
def register(
    *,
    by: User,
    dossier_id: int,
    target_level: int | None,
    creative_model: str = "",
    model: str = "",
    printed: Printed | None = None,
) -> Dossier:
    """Register a unit; where the cycle asks for approval, the registration waits for it. ``model``: which of the
    creative models that rooms offer (``Offer.value``). ``printed``: the unit's document, as the cycle asks for it.
    Raises Invalid or Refused."""
    dossier = lock_one(by, dossier_id)
    levels = [level.definition.number for level in dossier.compiled.levels]
    if target_level is not None and target_level not in levels:
        raise Invalid({"target_level": "Cần chọn một mức độ của bộ tiêu chí."})

    registration = {
        "target_level": target_level, "creative_model": creative_model.strip(),
        "registered_at": clock.now(), "registered_by": by,
    }  # fmt: skip
    step = "ask_registration" if dossier.cycle.registration_needs_approval else "register"
    move([dossier], step, by=by, set=registration)
    _point_to(dossier, model)
    add_step_paper(by=by, kind=PaperKind.REGISTRATION, dossiers=[dossier], printed=printed)
    return dossier


def _point_to(dossier: Dossier, model: str) -> None:
    """The registration points to a model of the unit's, or to none."""
    offered = {one.value: one for one in models_of(dossier.unit)} if model else {}
    if model and model not in offered:
        raise Invalid({"model": "Mô hình này không còn trong danh sách đăng ký của đơn vị."})
    RegisteredModel.objects.filter(dossier=dossier).delete()
    if model:
        one = offered[model]
        RegisteredModel.objects.create(
            dossier=dossier, kind=one.kind, number=one.number, title=one.title, address=one.address
        )


@transaction.atomic
def approve(*, by: User, dossier_ids: Iterable[int]) -> list[Dossier]:
    """Approve registrations (all or none)."""
    dossiers = lock(by, dossier_ids)
    move(dossiers, "approve_registration", by=by)
    return dossiers


@transaction.atomic
def refuse(*, by: User, dossier_id: int, reason: str) -> Dossier:
    """Refuse a registration with a reason; the unit may register again before the deadline."""
    dossier = lock_one(by, dossier_id)
    move([dossier], "refuse_registration", by=by, reason=reason, set=NO_REGISTRATION)
    return dossier
