"""Notices, and how people wish to get them."""

from __future__ import annotations

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.mail.models import Message
from thanthien.notices.enums import How, Mail
from thanthien.notices.rules import Quiet


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices with the words of the domain."""

    def unread(self) -> Self:
        """Those that their person has not opened."""
        return self.filter(read_at=None)

    def waiting(self) -> Self:
        """Those about which a mail is still to be written."""
        return self.filter(mail=Mail.WAITING)

    def unreached(self) -> Self:
        """Those that no mail reached because of the address, and that were not opened in the app either."""
        return self.filter(mail__in=[Mail.NO_ADDRESS, Mail.BOUNCING], read_at=None)


class Notice(models.Model):
    """Something told to one person, about a record, at a moment, with what to do. Written once; a log like that of
    steps, so it has no history beside it.

    It holds words and a door, no name of a person and no score. `key`: the same thing is told to a person once.
    `message`: the letter about it, for as long as the log of mail reaches.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="người")
    kind = models.CharField("loại", max_length=40)
    key = models.CharField("khóa", max_length=200)
    about_kind = models.CharField("về loại bản ghi", max_length=40)
    about_id = models.BigIntegerField("về bản ghi số")
    title = models.CharField("tiêu đề", max_length=200)
    what = models.TextField("nội dung")
    url = models.CharField("lối vào", max_length=500)
    due_on = models.DateField("hạn", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="do")
    told_at = models.DateTimeField("lúc", default=clock.now)
    read_at = models.DateTimeField("đọc lúc", null=True)
    mail = models.CharField("thư", max_length=10, choices=Mail.choices, default=Mail.WAITING)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+", verbose_name="thư đã viết")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-told_at"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["person"], condition=Q(mail="waiting"), name="notice_to_mail"),
            models.Index(
                fields=["told_at"],
                condition=Q(mail__in=["no_address", "bouncing"], read_at=None),
                name="notice_unreached",
            ),
            models.Index(fields=["about_kind", "about_id", "kind"], name="notice_about"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_told_once"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="notice_mail_known"),
            models.CheckConstraint(
                condition=Q(mail=Mail.POSTED) | Q(message__isnull=True), name="notice_message_was_posted"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> tuple[str, int]:
        """The record that it is about, as (kind, number)."""
        return self.about_kind, self.about_id


@pghistory.track()
class Wish(models.Model):
    """How a person wants mail about one kind of notices; without a row the kind's own way holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người")
    kind = models.CharField("loại", max_length=40)
    how = models.CharField("cách nhận", max_length=8, choices=How.choices)

    class Meta:
        verbose_name = "cách nhận thư"
        verbose_name_plural = "cách nhận thư"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_kind"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="wish_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.how}"


@pghistory.track()
class QuietHours(models.Model):
    """The hours in which a person wants no mail; without a row those of `Quiet` hold."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người")
    first = models.PositiveSmallIntegerField("từ giờ", default=21)
    until = models.PositiveSmallIntegerField("đến giờ", default=6)

    class Meta:
        verbose_name = "giờ không gửi thư"
        verbose_name_plural = "giờ không gửi thư"
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=24, until__lt=24), name="quiet_hours_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.first}–{self.until}"

    @property
    def quiet(self) -> Quiet:
        """As the rules know it."""
        return Quiet(self.first, self.until)
