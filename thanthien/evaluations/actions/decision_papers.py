"""Whether everybody may read the signed PDF of a decision: the office says so, file by file, once it has read it."""

from __future__ import annotations

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.last_copy import take_down
from thanthien.evaluations.models import Decision, Dossier, PaperWord
from thanthien.evaluations.states import PUBLIC


@transaction.atomic
def say_paper_public(*, by: User, decision_id: int, public: bool, seen: bool) -> PaperWord:
    """From now on everybody reads the signed PDF as it is, or nobody outside does any more. ``seen``: what the page
    said; Stale when a colleague has said something else meanwhile. Raises Refused."""
    decision = Decision.objects.select_for_update(no_key=True).filter(pk=decision_id).first()
    if decision is None or not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được ghi việc này.")
    current = Decision.objects.with_paper_word().get(pk=decision_id)
    refuse_other(current, seen=seen, now=current.paper_is_public)
    if public and not Dossier.objects.filter(decision_items__decision=decision, status__in=PUBLIC).exists():
        raise Refused("Cần công bố kết quả theo quyết định này trước.")
    if not public:
        take_down()
    return PaperWord.objects.create(decision=decision, is_public=public, said_at=clock.now(), said_by=by)
