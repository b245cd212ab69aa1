"""Messages, the attempts to deliver them, and addresses that take no mail.

Rows hold an address, or where another room keeps it encrypted, and, for a time, what was written (`docs/settings.md`);
the history beside them holds neither address nor words.
"""

from datetime import datetime
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.core.mail.enums import Channel, Outcome, Stage, State
from thanthien.core.mail.recipients import Kept, address_in, book_title

# Nothing is left to be tried: it arrived, it was kept in the demo, or its recipient wants no letters any more.
DONE = frozenset({State.SENT, State.KEPT, State.GONE})


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages with the words of the domain."""

    def about(self, kind: str, number: int) -> Self:
        """Messages about one record."""
        return self.filter(about_kind=kind, about_id=number)

    def newest_first(self) -> Self:
        """The latest written stands first."""
        return self.order_by("-posted_at", "-pk")


@pghistory.track(exclude=["address", "subject", "text", "html", "leave_url", "key"])
class Message(models.Model):
    """One message to one address, written once; it is sent under one Message-ID however often it takes.

    `address` is empty where another room keeps it (`book`, `book_row`; `thanthien.core.mail.recipients`).
    `key`: two posts with the same one are one message. `holds_secret`: what is written opens something (a link that
    sets a password), is shown to nobody, and goes soon after delivery.
    """

    channel = models.CharField("kênh", max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    state = models.CharField("trạng thái", max_length=8, choices=State.choices, default=State.WAITING)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages", verbose_name="người nhận"
    )
    address = models.CharField("địa chỉ", max_length=254, blank=True)
    book = models.CharField("sổ địa chỉ", max_length=40, blank=True, default="", db_default="")
    book_row = models.BigIntegerField("dòng trong sổ địa chỉ", null=True, blank=True)
    subject = models.CharField("tiêu đề", max_length=200)
    template = models.CharField("mẫu", max_length=120)
    text = models.TextField("nội dung", blank=True)
    html = models.TextField("nội dung dạng HTML", blank=True)
    holds_secret = models.BooleanField("có liên kết riêng", default=False)
    leave_url = models.CharField("địa chỉ ngừng nhận", max_length=500, blank=True)
    about_kind = models.CharField("về loại bản ghi", max_length=40, blank=True)
    about_id = models.BigIntegerField("về bản ghi số", null=True)
    key = models.CharField("khóa", max_length=200, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    posted_at = models.DateTimeField("viết lúc", default=clock.now)
    expires_at = models.DateTimeField("không gửi sau")
    next_attempt_at = models.DateTimeField("lần gửi tiếp theo", null=True)
    settled_at = models.DateTimeField("xong lúc", null=True)
    erased_at = models.DateTimeField("xóa nội dung lúc", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "thư"
        verbose_name_plural = "thư"
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["about_kind", "about_id", "-posted_at"], name="mail_message_about"),
            models.Index(fields=["-posted_at"], name="mail_message_newest"),
            models.Index(fields=["address"], name="mail_message_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="message_key_once"),
            models.CheckConstraint(
                condition=(~Q(address="") & Q(book="", book_row__isnull=True))
                | Q(address="", book_row__isnull=False, recipient__isnull=True) & ~Q(book=""),
                name="message_address_or_book",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, settled_at__isnull=True)
                | (~Q(state=State.WAITING) & Q(settled_at__isnull=False, next_attempt_at__isnull=True)),
                name="message_is_settled_when_it_waits_no_more",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(text="", html="", leave_url=""),
                name="message_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | ~Q(state=State.WAITING), name="message_erased_does_not_wait"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def about(self) -> tuple[str, int] | None:
        """The record that the message is about, as (kind, number)."""
        return None if self.about_id is None else (self.about_kind, self.about_id)

    @property
    def can_be_sent_again(self) -> bool:
        """Whether it can be tried (again): something is left to be tried, and it has its words."""
        return self.state not in DONE and self.erased_at is None

    @property
    def kept_recipient(self) -> Kept | None:
        """Where another room keeps the address; None: it stands here."""
        return None if self.book_row is None else Kept(self.book, self.book_row)

    @property
    def shown_address(self) -> str:
        """The address as people read it; of one that another room keeps, whose it is."""
        return self.address or f"{book_title(self.book)} (địa chỉ được mã hóa)"

    def address_now(self) -> str:
        """Where it goes now; empty when its recipient is reached nowhere any more."""
        kept = self.kept_recipient
        return address_in(kept, Channel(self.channel)) if kept else self.address

    def settle(self, state: State, at: datetime) -> None:
        """Set the fields of a final state; the caller saves."""
        self.state, self.settled_at, self.next_attempt_at = state, at, None


class Attempt(models.Model):
    """One try to deliver a message: begun, and what it came to. A try that never ended has no outcome yet.

    Once it has one, the row can't be changed.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts", verbose_name="thư")
    number = models.PositiveIntegerField("lần")
    began_at = models.DateTimeField("bắt đầu", default=clock.now)
    ended_at = models.DateTimeField("kết thúc", null=True)
    outcome = models.CharField("kết quả", max_length=14, choices=Outcome.choices, blank=True)
    stage = models.CharField("bước", max_length=10, choices=Stage.choices, blank=True)
    code = models.SmallIntegerField("mã trả lời", null=True)
    enhanced = models.CharField("mã trạng thái", max_length=12, blank=True)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "các lần gửi"
        ordering = ["message", "number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="attempt_outcome_known"),
            models.CheckConstraint(condition=Q(stage__in=["", *Stage.values]), name="attempt_stage_known"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__gte=F("began_at"))),
                name="attempt_ends_with_an_outcome",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="attempt_with_an_outcome_stands",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__outcome=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} / {self.number}"


class BouncingAddress(models.Model):
    """An address of which a mail server said that it takes no mail. The next accepted message takes it off the list."""

    channel = models.CharField("kênh", max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    address = models.CharField("địa chỉ", max_length=254)
    since = models.DateTimeField("từ lúc", default=clock.now)
    code = models.SmallIntegerField("mã trả lời", null=True)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "địa chỉ không nhận thư"
        verbose_name_plural = "địa chỉ không nhận thư"
        ordering = ["-since", "pk"]
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="bouncing_address_once")]

    def __str__(self) -> str:
        return self.address
