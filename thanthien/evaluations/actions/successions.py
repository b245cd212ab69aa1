"""A body passes to another agency by a document: what becomes of its indicators, gates and sheets in running cycles.

Codes in a criteria set are frozen, so nothing is written anew there: from the day on the agency that goes on speaks for
the code (`units/successions.py`). What was sent keeps the name that its body had then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions.moves import hold_cycle, lock_all
from thanthien.evaluations.actions.one_voice import keep_one_voice
from thanthien.evaluations.actions.sheets import complete_sheets
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Cycle, Dossier, Sheet
from thanthien.evaluations.notices import tell_sheets_complete
from thanthien.evaluations.queries.successions import last_sent, running_cycles
from thanthien.evaluations.states import ENDED
from thanthien.evaluations.succession_notices import tell_passed
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency
from thanthien.units.successions import Changed


def why_not_passed(agency: Agency, last_day: date, into: Agency | None) -> list[str]:
    """What keeps an agency to which running cycles give work from ending: nobody who can go on with it, or a day that
    doesn't fit what was done."""
    cycles = running_cycles({agency.code, *agency.took_over})
    if not cycles:
        return []
    if into is None:
        return [
            f"{cycle.title} giao việc cho cơ quan này và còn đơn vị chưa có kết quả. Cần chọn cơ quan tiếp nhận, hoặc "
            "hoàn thành các hồ sơ đó trước."
            for cycle in cycles
        ]
    why = _why_not_by(agency, last_day, into, cycles)
    return [why] if why else []


def _why_not_by(agency: Agency, last_day: date, into: Agency, cycles: Sequence[Cycle]) -> str:
    titles = "; ".join(cycle.title for cycle in cycles)
    if into.kind not in Role.APPRAISER.agency_kinds:
        return (
            f"{into.name} không phải cơ quan thẩm định nên không tiếp nhận được phần việc của cơ quan này trong "
            f"{titles}. Cần chọn cơ quan khác."
        )
    if last_day >= clock.today():
        return f"Ngày hiệu lực chưa đến. Việc chuyển phần thẩm định trong {titles} được ghi từ ngày đó."
    sent = last_sent(cycles, agency.spoken_for)
    if sent is not None and sent > last_day:
        return f"Cơ quan đã gửi phiếu thẩm định ngày {date_vn(sent)}. Ngày hiệu lực phải sau ngày đó."
    return ""


def follow_agency(changed: Changed, by: User | None) -> None:
    """A body is called otherwise from a day on, or passed to another: what it had sent before keeps its name, and what
    it had not is for who goes on. Within the transaction of the change."""
    _keep_names(changed)
    if changed.change.into is not None:
        _pass_on(changed, by)


def _keep_names(changed: Changed) -> None:
    before = Q(sent_at__isnull=True) | Q(sent_at__date__lt=changed.change.on)
    closed = Sheet.objects.exclude(status=SheetStatus.DRAFT).filter(before, said_as="")
    for number, name in changed.named.items():
        closed.filter(body=number).update(said_as=name)


def _pass_on(changed: Changed, by: User | None) -> None:
    agency = changed.agency
    for cycle in running_cycles({agency.code, *agency.took_over}):
        hold_cycle(cycle.pk)
        open_ = Dossier.objects.filter(cycle=cycle, sheets__body__in=changed.named).exclude(status__in=ENDED)
        dossiers = lock_all(open_.values_list("pk", flat=True))
        waiting = _waiting(dossiers)
        keep_one_voice(dossiers)
        complete = complete_sheets([one for one in dossiers if one.pk in waiting])
        tell_passed(changed, cycle, [one.pk for one in dossiers], by=by)
        tell_sheets_complete(complete, by=by)


def _waiting(dossiers: Sequence[Dossier]) -> set[int]:
    """Dossiers under appraisal that wait for a sheet; the last one may have nothing left to say."""
    under = [one.pk for one in dossiers if one.status == Status.UNDER_APPRAISAL]
    drafts = Sheet.objects.filter(dossier__in=under, status=SheetStatus.DRAFT)
    return set(drafts.values_list("dossier_id", flat=True))
