"""Bodies that became one agency have one voice on an indicator that each of them was asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef

from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.models import Dossier, Sheet, SheetItem
from thanthien.units.models import Agency

Group = dict[int, Agency]  # the agency that speaks, by the numbers of all bodies for which it does


def keep_one_voice(dossiers: Sequence[Dossier]) -> None:
    """Take the words out that a body has not sent, where another body of the same agency speaks on the indicator too: a
    sent word stands; where none was sent, the agency's own item if anything is typed there, else one in which something
    is. Words that several sent before they became one all stand. Locked dossiers; what is taken out stays in the
    history."""
    groups = _groups()
    if not groups:
        return
    items = SheetItem.objects.of_speakers().filter(sheet__dossier__in=dossiers, sheet__body__in=groups)
    beside: dict[tuple[int, int, int], list[SheetItem]] = defaultdict(list)
    for item in items.select_related("sheet").order_by("pk"):
        beside[item.sheet.dossier_id, item.indicator_id, groups[item.sheet.body_id].pk].append(item)
    gone = [item for own in beside.values() for item in _to_take_out(own, groups)]
    SheetItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    sheets = Sheet.objects.filter(pk__in={item.sheet_id for item in gone})
    sheets.filter(~Exists(SheetItem.objects.filter(sheet=OuterRef("pk")))).delete()


def _groups() -> Group:
    return {body: one for one in Agency.objects.current().exclude(took_over={}) for body in one.spoken_for}


def _to_take_out(items: Sequence[SheetItem], groups: Mapping[int, Agency]) -> list[SheetItem]:
    """Of the words of one agency on one indicator of a dossier, those that don't stand."""
    drafts = [item for item in items if item.sheet.status == SheetStatus.DRAFT]
    if len(drafts) < len(items):
        return drafts
    best = min(drafts, key=lambda one: (one.state == AnswerState.MISSING, not _is_own(one.sheet.body_id, groups)))
    return [item for item in drafts if item is not best]


def _is_own(body: int, groups: Mapping[int, Agency]) -> bool:
    return groups[body].pk == body
