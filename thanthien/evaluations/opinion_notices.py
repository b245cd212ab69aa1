"""What the commune's Party committee and Front are told of their opinions: the posted draft was changed after they had
spoken, or an opinion was withdrawn as recorded wrongly."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.accounts.models import User
from thanthien.accounts.queries import holders, people_of_units
from thanthien.evaluations.doors import Door
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier, DraftChange, PaperWithdrawal
from thanthien.evaluations.notices import OWN_DOSSIER, place_of
from thanthien.evaluations.paper_kinds import PAPER_RULES
from thanthien.notices.actions import Telling, tell


def tell_to_speak_anew(dossier: Dossier, kinds: Iterable[PaperKind], change: DraftChange, *, by: User) -> None:
    """A value was changed after these bodies had given their opinions, which say nothing of the new one."""
    roles = frozenset().union(*(PAPER_RULES[kind].roles for kind in kinds))
    people = people_of_units(roles, [dossier.unit_id])[dossier.unit_id] if roles else frozenset()
    telling = Telling(
        people=people,
        kind=OWN_DOSSIER.key,
        about=("dossier", dossier.pk),
        title="Dự thảo được sửa sau khi cơ quan đã có ý kiến",
        what=f"{place_of(dossier)} Ý kiến đã ghi không còn tính: xem số liệu đã sửa, ghi lại ý kiến.",
        url=Door("body-opinion", "dossier").url(dossier),
        key=f"speak_anew:{change.pk}",
    )
    tell([telling], by=by)


def tell_opinion_withdrawn(withdrawal: PaperWithdrawal, dossier: Dossier, *, by: User) -> None:
    """All who speak for the body in the agency that recorded the opinion learn of it, except who did it."""
    paper = withdrawal.paper
    roles = PAPER_RULES[PaperKind(paper.kind)].roles
    people = holders(roles).filter(agency_id=paper.agency_id).values_list("user_id", flat=True)
    telling = Telling(
        people=frozenset(people),
        kind=OWN_DOSSIER.key,
        about=("dossier", dossier.pk),
        title="Ý kiến của cơ quan được ghi là ghi nhầm",
        what=f"{place_of(dossier)} {by.full_name} ghi văn bản số {paper.number} là ghi nhầm; ý kiến cần được ghi lại.",
        url=Door("dossier-detail", "dossier").url(dossier),
        key=f"opinion-withdrawn:{paper.pk}",
    )
    tell([telling], by=by)
