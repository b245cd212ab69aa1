"""Letters to who sent feedback and asked for them: that there is news, of which unit, and where to look. None holds a
word of the matter or the code; the address is read when a letter leaves and stands in no log
(:mod:`thanthien.core.mail.recipients`). Nobody sees it meanwhile, so no look is noted."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.mail.actions import post, take_letter
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.letters import is_address
from thanthien.core.mail.models import Message
from thanthien.core.mail.recipients import AddressBook, Kept
from thanthien.core.private.actions import note_own_act
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import GoneError, unseal
from thanthien.feedback.enums import CONTACT_SHELF, Part
from thanthien.feedback.left_addresses import has_left, leave_all, mark_of_address
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.purposes import LETTERS
from thanthien.feedback.workflow import HIDDEN

BOOK = "feedback.sender"
MOST_A_DAY = 3  # to one mailbox, of whatever matters
_SALT = "thanthien.feedback.letters"
_NEWS = {
    "ask": "đơn vị hỏi thêm ông/bà",
    "answer": "đã có trả lời",
    "close": "đã kết thúc, chưa giải quyết được",
    "forward": "đã chuyển cơ quan có thẩm quyền",
    "spam": "đã kết thúc",
    "join": "được giải quyết chung với một phản ánh khác",
    "reopen": "được đưa trở lại để giải quyết",
}
_SHARED = frozenset({"answer", "close", "forward"})  # news of those, too, that were joined to it


def tell_news(row: Feedback, step: FeedbackStep) -> None:
    """Write to who wants to hear of this step; of the lanes that a unit doesn't see nothing is told. One statement
    where there is nobody."""
    if step.step not in _NEWS:
        return
    news = _NEWS[step.step]
    whose = Q(feedback=row) | Q(feedback__joined_to=row) if step.step in _SHARED else Q(feedback=row)
    for contact in _wanting().filter(whose).order_by("pk"):
        address, key = _address(contact), f"{BOOK}:{contact.feedback_id}:{clock.today()}"
        if not _may_be_sent(address, key):
            continue
        told = news if contact.feedback_id == row.pk else f"phản ánh gộp chung {news}"
        post(
            to=Kept(BOOK, contact.pk),
            subject=f"{settings.PRODUCT_NAME}: phản ánh, góp ý gửi {row.unit.name_in_sentence} có tin mới",
            template="feedback/mail/news.html",
            context={"unit": row.unit, "news": told, "follow_path": reverse("feedback-follow")},
            by=step.by,
            key=key,
            leave_url=leave_url(contact.pk, mark_of_address(address)),
        )


def _may_be_sent(address: str, key: str) -> bool:
    """Whether there is room for a letter today: the first of its matter, and few to one mailbox, which may be
    somebody else's. What isn't written stands on the page of the matter, as all does."""
    if not address or Message.objects.filter(key=key).exists() or has_left(address):
        return False
    return take_letter(BOOK, address, MOST_A_DAY)


def _address(contact: FeedbackText) -> str:
    try:
        address = unseal(CONTACT_SHELF, contact.kept).get("email", "") if contact.kept else ""
    except GoneError:
        return ""
    return address if is_address(address) else ""


def _wanting() -> QuerySet[FeedbackText]:
    """Contacts whose owner agreed to letters, and did not end them."""
    return FeedbackText.objects.filter(
        part=Part.CONTACT, erased_at=None, letters_at__isnull=False, letters_left_at=None
    ).exclude(feedback__status__in=HIDDEN)


def address_of(contact_id: int, channel: Channel) -> str:
    """Where a letter that was written to this contact goes now; empty once it was erased or left, its owner ended all
    letters, or nobody of the unit sees the matter any more."""
    found = _wanting().filter(pk=contact_id).first()
    if channel is not Channel.EMAIL or found is None:
        return ""
    address = _address(found)
    return "" if address and has_left(address) else address


def stop_letters(contact_id: int) -> None:
    """No more letters to this contact, by the word of a server that takes none; since when stays noted."""
    _stop(Q(pk=contact_id))


def _stop(which: Q) -> bool:
    """Whether there were any until now."""
    standing = FeedbackText.objects.filter(which, letters_at__isnull=False, letters_left_at=None, erased_at=None)
    return bool(standing.update(letters_left_at=clock.now()))


@transaction.atomic
def leave_letters(contact_id: int, mark: str) -> None:
    """Who reads them ends all to their address, of whatever matter, by the link, and those of the matter of the link to
    a contact that was put in place of this one since: that somebody did is noted."""
    ended = _stop(Q(feedback__texts=contact_id))
    if leave_all(mark) or ended:
        note_own_act(LETTERS.code, Right.WITHDRAW)


SENDERS = AddressBook(BOOK, "người gửi phản ánh", address_of, stop_letters)


def leave_url(contact_id: int, mark: str) -> str:
    """The address in a letter that ends such letters, of this contact and to the address of the mark
    (:mod:`thanthien.feedback.left_addresses`), and does nothing else."""
    token = signing.dumps([contact_id, mark], salt=_SALT)
    return f"{settings.SITE_ADDRESS}{reverse('feedback-leave', args=[token])}"


def contact_of(token: str) -> tuple[int, str] | None:
    """The contact for which a link was written, and the mark of its address; None when it is none of ours."""
    try:
        contact, mark = signing.loads(token, salt=_SALT)
        return int(contact), str(mark)
    except (signing.BadSignature, ValueError, TypeError):
        return None
