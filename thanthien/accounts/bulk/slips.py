"""Printed first passwords for many people: those who never had a password, or lost it and have no address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.own_actions import make_own_slips
from thanthien.accounts.own_people import managed_people
from thanthien.accounts.permissions import can_manage_own_people, can_manage_people
from thanthien.accounts.queries import search_people
from thanthien.accounts.slip_pages import show_slips
from thanthien.accounts.slips import Slip, has_own_password, make_slips
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress

_HAD, _NEVER, _SLIP = "có mật khẩu", "chưa có mật khẩu", "phiếu chưa dùng"


@dataclass
class SlipsForMany(Bulk):
    """Who has no password of their own yet; the printed page is the answer."""

    made: list[Slip] = field(default_factory=list, init=False)

    columns: ClassVar[tuple[Column, ...]] = (Column("Tên đăng nhập"), Column("Email"), Column("Mật khẩu"))

    @property
    def words(self) -> BulkWords:
        return BulkWords(
            title="In phiếu mật khẩu",
            lead="Những người chưa tự đặt mật khẩu. Phiếu dùng được một lần, đăng nhập xong phải đổi mật khẩu.",
            button="In phiếu",
            warning="Mật khẩu chỉ hiện một lần trên trang in. Phiếu in trước đó của những người này hết hiệu lực.",
            back=reverse("accounts:people"),
            back_label="Người dùng",
            noun="người",
            name_heading="Họ và tên",
            nothing="Không có ai cần phiếu mật khẩu.",
        )

    def allowed(self) -> bool:
        return can_manage_people(self.by)

    def people(self) -> QuerySet[User]:
        """Whom it may concern at all."""
        return search_people().exclude(pk=self.by.pk)

    def page_of(self, person: User) -> str:
        """The page of one of them."""
        return reverse("accounts:person", args=[person.pk])

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        waiting = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(password="") | Q(slip_expires_at__isnull=False)
        people = self.people()
        people = people.filter(waiting, is_active=True) if only is None else people.filter(pk__in=list(only))
        return [_row(person, self.page_of(person)) for person in people]

    def hold(self, keys: Collection[int]) -> None:
        list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        self.made = make_slips(people=list(User.objects.filter(pk__in=keys)), by=self.by)
        return f"Đã tạo {len(self.made)} phiếu."

    def answer(self, request: HttpRequest, told: str) -> HttpResponse:
        """The slips themselves, once."""
        return show_slips(request, self.made, self.words.back_label, self.words.back)


@dataclass
class OwnSlips(SlipsForMany):
    """The same for the people whom a unit manages, by its đầu mối."""

    @property
    def words(self) -> BulkWords:
        return replace(super().words, back=reverse("accounts:own_people"), back_label="Người của đơn vị")

    def allowed(self) -> bool:
        return can_manage_own_people(self.by)

    def people(self) -> QuerySet[User]:
        return managed_people(self.by)

    def page_of(self, person: User) -> str:
        return reverse("accounts:own_person", args=[person.pk])

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        self.made = make_own_slips(people=list(User.objects.filter(pk__in=keys)), by=self.by)
        return f"Đã tạo {len(self.made)} phiếu."


def _row(person: User, url: str) -> BulkRow:
    own = has_own_password(person)
    state = _SLIP if person.slip_expires_at else _HAD if own else _NEVER
    problems = ("đã tự đặt mật khẩu.",) if own else () if person.is_active else ("đang bị khóa.",)
    return BulkRow(
        key=person.pk,
        name=person.full_name,
        cells=(person.username, person.email, state),
        problems=problems,
        url=url,
    )
