"""Who is told, beside those to whom the step is told, that a dossier was returned."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.accounts.models import User
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.notices import ON_STEP, place_of
from thanthien.evaluations.permissions import entering_body
from thanthien.evaluations.queries.entering import people_who_enter
from thanthien.notices.actions import Telling, tell


def tell_returned_items(dossier: Dossier, codes: Iterable[str], *, by: User) -> None:
    """Indicators for which a dossier was returned: told to another body of the unit that enters one of them."""
    asked = [(dossier, code) for code in codes if entering_body(dossier, code)]
    if not asked:
        return
    words = ON_STEP["return"]
    telling = Telling(
        people=frozenset().union(*people_who_enter(asked).values()),
        kind=words.kind.key,
        about=("dossier", dossier.pk),
        title=words.title,
        what=f"{place_of(dossier)} {words.what}",
        url=words.door.url(dossier),
        key=f"return_items:{dossier.pk}:{dossier.version}",
        due_on=dossier.supplement_due_on,
    )
    tell([telling], by=by)
