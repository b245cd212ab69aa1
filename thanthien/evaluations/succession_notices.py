"""Who is told that the work of an appraising body passed to another agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import OFFICE
from thanthien.accounts.queries import people_of_city
from thanthien.core import clock
from thanthien.evaluations.doors import DOSSIERS
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Cycle, ItemRequest, Sheet
from thanthien.evaluations.modes import concluders
from thanthien.evaluations.notices import CALENDAR, QUESTION, place_of
from thanthien.evaluations.queries.body_people import people_of_agency
from thanthien.evaluations.queries.entering import people_who_enter
from thanthien.evaluations.queries.requests import still_open
from thanthien.notices.actions import Telling, tell
from thanthien.units.models import AgencyChange
from thanthien.units.successions import Changed, name_on, passed_words


def passed_sentence(change: AgencyChange) -> str:
    """How a body passed, as it is told everywhere."""
    into = name_on(change.into, change.on) if change.into else ""
    return passed_words(into, change.name, change.on, change.document_number, change.signed_on)


def tell_passed(changed: Changed, cycle: Cycle, dossier_ids: Sequence[int], *, by: User | None) -> None:
    """Told in a running cycle: who goes on, the standing office, who concludes; and communes that owe the body an
    answer; what it had taken over itself goes on with the rest."""
    change = changed.change
    sheets = Sheet.objects.filter(dossier__in=dossier_ids, body__in=changed.named, status=SheetStatus.DRAFT)
    waiting = sheets.order_by().values("dossier").distinct().count()
    left = f" Phiếu chưa gửi được chuyển sang với nội dung đã nhập: {waiting} {DOSSIERS}." if waiting else ""
    taking = people_of_agency(change.into_id) if change.into_id else frozenset()
    first = Telling(
        people=taking,
        kind=CALENDAR.key,
        about=("cycle", cycle.pk),
        title="Tiếp nhận việc thẩm định",
        what=f"{cycle.title}. {passed_sentence(change)}.{left}",
        url=reverse("appraisal-home"),
        key=f"passed:{change.pk}:{cycle.pk}",
    )
    others = Telling(
        people=people_of_city(OFFICE | concluders(cycle.council_mode)) - taking,
        kind=CALENDAR.key,
        about=("cycle", cycle.pk),
        title="Cơ quan thẩm định được chuyển",
        what=f"{cycle.title}. {passed_sentence(change)}.{left}",
        url=reverse("cycle-detail", args=[cycle.pk]),
        key=f"passed-told:{change.pk}:{cycle.pk}",
    )
    tell([first, others, *_of_requests(changed, dossier_ids)], by=by)


def _of_requests(changed: Changed, dossier_ids: Sequence[int]) -> Iterator[Telling]:
    change = changed.change
    rows = ItemRequest.objects.filter(still_open(clock.today()), dossier__in=dossier_ids, body__in=changed.named)
    asked = list(rows.select_related("dossier__unit", "dossier__cycle", "indicator"))
    people = people_who_enter([(one.dossier, one.indicator.code) for one in asked])
    for one in asked:
        yield Telling(
            people=people[one.dossier_id, one.indicator.code],
            kind=QUESTION.key,
            about=("item_request", one.pk),
            title=f"Đề nghị bổ sung tiêu chí {one.indicator.code} được chuyển cơ quan",
            what=f"{place_of(one.dossier)} {passed_sentence(change)}; câu trả lời gửi đến cơ quan tiếp nhận.",
            url=reverse("item-request", args=[one.dossier.cycle_id, one.dossier.unit.code, one.pk]),
            key=f"passed-asked:{change.pk}:{one.pk}",
        )
