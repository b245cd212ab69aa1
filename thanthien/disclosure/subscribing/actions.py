"""What people without an account do: ask for letters, confirm that it was them, end all letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.jobs import enqueue
from thanthien.core.mail.letters import is_address
from thanthien.core.private.actions import erase, note_own_act
from thanthien.core.private.enums import Right
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.purposes import SUBSCRIPTIONS
from thanthien.disclosure.subscribing.consent import CURRENT
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.disclosure.subscribing.shelf import READERS, digest_of, sealed_address
from thanthien.disclosure.subscribing.tasks import ask_reader
from thanthien.units.models import Unit

NOTHING_CHOSEN = "Cần chọn đơn vị, hoặc nội dung, hoặc cả hai."


@transaction.atomic
def subscribe(*, address: str, unit: Unit | None, item: str) -> None:
    """Ask for letters to an address, which agreed to the text of today. The same statements whether the address is
    known, waits or is new: what became of it is said by a letter alone. Raises Invalid."""
    if not is_address(address):
        raise Invalid({"email": "Chưa đúng dạng thư điện tử, ví dụ ten@example.vn."})
    if unit is None and not item:
        raise Invalid({"unit": NOTHING_CHOSEN})
    if item and item not in catalogue():
        raise Invalid({"item": "Danh mục không có nội dung này. Vui lòng chọn lại."})
    kept = sealed_address(address)
    row = Subscription.objects.create(
        unit=unit, item=item, digest=digest_of(address), consent=CURRENT, sealed_key=kept.key, sealed=kept.content
    )
    enqueue(ask_reader, by=None, subscription_id=row.pk)


@transaction.atomic
def confirm(*, row: int, seen: Collection[int], consent: str) -> int:
    """Whoever holds the letter wants what they saw on the page, and agrees to the text of that version; how many. What
    was confirmed before goes on under its old row, from now on for as long as a new one. Raises Refused for what was
    confirmed, ended or vanished meanwhile, and for a text that is no longer today's."""
    if consent != CURRENT:
        raise Refused("Nội dung đồng ý vừa được sửa. Vui lòng đọc lại rồi xác nhận.")
    rows = list(Subscription.objects.of_the_reader_of(row).select_for_update(of=("self",)))
    known = {(one.unit_id, one.item): one for one in rows if one.confirmed_at is not None}
    waiting = [one for one in rows if one.confirmed_at is None and one.pk in seen]
    if not waiting:
        raise Refused("Không còn đăng ký nào chờ xác nhận. Vui lòng đăng ký lại nếu vẫn muốn nhận thư.")
    twice = [one for one in waiting if not _takes_effect(one, known)]
    erase(READERS, twice)
    return len(waiting)


def _takes_effect(one: Subscription, known: dict[tuple[int | None, str], Subscription]) -> bool:
    """Whether the row itself goes on; False: one of the same topic does, as of now."""
    now = clock.now()
    there = known.setdefault((one.unit_id, one.item), one)
    there.confirmed_at, there.consent = now, CURRENT
    there.told_until = there.told_until or now
    there.save(update_fields=["confirmed_at", "consent", "told_until"])
    return there is one


@transaction.atomic
def leave(*, rows: Sequence[int]) -> None:
    """End all letters to the reader of these rows: the keys of the address are destroyed. What has ended stays so."""
    ended = list(Subscription.objects.of_the_reader_of(*rows).select_for_update(of=("self",)))
    erase(READERS, ended)
    if ended:
        note_own_act(SUBSCRIPTIONS.code, Right.WITHDRAW)
