"""The standing office reminds units that are late, in its own words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, is_office
from thanthien.accounts.queries import people_of_units
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.notices import URGED
from thanthien.notices.actions import Telling, tell


@transaction.atomic
def urge(*, by: User, dossier_ids: Iterable[int], words: str) -> int:
    """Tell chair and focal point of each of these units, in the office's words, that their dossier is late. Gives how
    many people were told. Raises Refused or Invalid."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực đôn đốc các đơn vị.")
    if not words.strip():
        raise Invalid({"words": "Cần ghi nội dung đôn đốc."})
    dossiers, now = lock(by, dossier_ids), clock.now()
    people = people_of_units(COMMUNE_LEADS, [dossier.unit_id for dossier in dossiers])
    return tell(
        [
            Telling(
                people=people[dossier.unit_id],
                kind=URGED.key,
                about=("dossier", dossier.pk),
                title="Cơ quan thường trực đôn đốc hồ sơ quá hạn",
                what=f"{dossier.unit.name}, {dossier.cycle.title}. {words.strip()}",
                url=reverse("commune-home"),
                key=f"urged:{dossier.pk}:{now:%Y%m%d%H%M%S%f}",
            )
            for dossier in dossiers
        ],
        by=by,
    )
