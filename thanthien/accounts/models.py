"""People and their memberships: who works where, in which role, from when to when."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from thanthien.accounts.roles import Rank, Role
from thanthien.accounts.rules import DAYS_NOT_IN_ORDER, ROLE_ASKED, ROLE_HELD, SECOND_PERSON
from thanthien.accounts.usernames import LONGEST, WRONG, base_of, suggested, username_form
from thanthien.core import clock
from thanthien.core.db import VnFold, one_value_range
from thanthien.core.text import normalise, person_sort_key
from thanthien.units.models import Agency, DatedQuerySet, Hamlet
from thanthien.units.rooms import Words, is_used
from thanthien.units.successions import TookOver, taken_by


@dataclass(frozen=True, slots=True)
class Hat:
    """One current membership, as permissions need it."""

    role: Role
    agency_id: int
    agency_code: str
    agency_name: str
    agency_label: str  # its short name where it has one
    agency_kind: str
    unit_id: int | None
    hamlet_id: int | None = None  # the thôn, tổ dân phố for which the person speaks, where the role is for one
    rooms: Words = field(default_factory=dict, compare=False, repr=False)  # what was said of the unit's rooms
    took_over: TookOver = field(default_factory=dict, compare=False, repr=False)  # whose work the agency goes on with

    @property
    def speaks_for(self) -> dict[str, int]:
        """The agencies for which the person speaks by this hat: their numbers by their codes. Its own, and those whose
        work it goes on with."""
        return {self.agency_code: self.agency_id} | taken_by(self.took_over, clock.today())

    @property
    def agency_ids(self) -> Collection[int]:
        """The numbers of these agencies."""
        return self.speaks_for.values()

    def in_room(self, room: str) -> bool:
        """Whether a room of weekly life is used where the person works: of the city always, its records stay there."""
        return self.unit_id is None or is_used(self.rooms, room, clock.today())


# What a hat is made of, as columns of a membership.
HAT_COLUMNS = (
    "role", "agency_id", "agency__code", "agency__name", "agency__label", "agency__kind", "agency__unit_id",
    "hamlet_id", "agency__unit__rooms", "agency__took_over",
)  # fmt: skip


def hat_of(
    role: str, agency_id: int, code: str, name: str, label: str, kind: str, unit_id: int | None, hamlet_id: int | None,
    rooms: Words | None, took_over: TookOver | None,
) -> Hat:  # fmt: skip
    """The hat of a membership, from HAT_COLUMNS."""
    return Hat(Role(role), agency_id, code, name, label or name, kind, unit_id, hamlet_id, rooms or {}, took_over or {})


class UserQuerySet(models.QuerySet["User"]):
    """People with the words of the domain."""

    def visible_to(self, user: "User") -> Self:
        """Administrators see everyone; a person sees themself."""
        return self if user.has_role(Role.ADMINISTRATOR) else self.filter(pk=user.pk)

    def in_vietnamese_order(self) -> Self:
        """By given name, as Vietnamese lists are."""
        return self.order_by("sort_key", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Makes people with their stored forms (email small, name in NFC, sort key)."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved person; without a password nobody can sign in as them until they set one."""
        if not fields.get("username"):
            fields["username"] = self.free_username(fields["full_name"])
        user = self.build(email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def free_username(self, full_name: str) -> str:
        """A name to sign in with that nobody has now. One statement."""
        near = self.filter(username__startswith=base_of(full_name)).values_list("username", flat=True)
        return suggested(full_name, set(near))

    def build(self, email: str, full_name: str, *, username: str, **fields: Any) -> "User":
        """An unsaved person with no usable password. ``email`` may be empty."""
        name = normalise(full_name)
        fields["username"] = username_form(username)
        user: User = self.model(email=email_form(email), full_name=name, sort_key=person_sort_key(name), **fields)
        user.set_unusable_password()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person who signs in with this name, in any case."""
        person: User = self.get(username=username_form(username or ""))
        return person


def email_form(text: str) -> str:
    """The stored form of an email address: NFC, small letters, no spaces around."""
    return normalise(text).lower()


@pghistory.track(exclude=["password", "last_login", "folded", "sort_key"])
class User(AbstractBaseUser):
    """A person of an agency who signs in with a name, or with an email address where they have one.

    ``slip_expires_at``: the password stands on a printed slip, good until then, once (``slip_used_at``), and must be
    changed after it was used.
    """

    username = models.CharField("tên đăng nhập", max_length=LONGEST, unique=True)
    email = models.EmailField("email", max_length=254, blank=True)
    full_name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("được đăng nhập", default=True)
    slip_expires_at = models.DateTimeField("phiếu mật khẩu dùng đến", null=True, blank=True, editable=False)
    slip_used_at = models.DateTimeField("phiếu mật khẩu đã dùng lúc", null=True, blank=True, editable=False)
    date_joined = models.DateTimeField("tạo lúc", default=clock.now, editable=False)
    sort_key = models.CharField(max_length=900, editable=False, db_collation="C")
    folded = models.GeneratedField(
        expression=VnFold(F("full_name")), output_field=models.CharField(max_length=120), db_persist=True
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Func(F("email"), function="lower")),
                name="user_email_is_small",
                violation_error_message="Email được lưu bằng chữ thường.",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="Email này đã có tài khoản.",
            ),
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z][a-z0-9._-]{2,59}$"),
                name="user_username_form",
                violation_error_message=WRONG,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def hats(self) -> tuple[Hat, ...]:
        """The person's current memberships, read once per request."""
        return tuple(hat_of(*row) for row in self.memberships.current().order_by("pk").values_list(*HAT_COLUMNS))

    def hats_of(self, *roles: Role) -> tuple[Hat, ...]:
        """The current hats in any of the roles (all hats when none is named)."""
        return tuple(hat for hat in self.hats if not roles or hat.role in roles)

    def has_role(self, *roles: Role) -> bool:
        """Whether the person is now in one of the roles, anywhere."""
        return any(hat.role in roles for hat in self.hats)

    def works_in(self, room: str, *roles: Role) -> bool:
        """Whether the person is now in one of the roles where a room of weekly life is used."""
        return any(hat.in_room(room) for hat in self.hats_of(*roles))

    def hat_in(self, unit_id: int, room: str, *roles: Role) -> Hat | None:
        """In which membership the person is now in one of the roles in a unit that uses a room of weekly life."""
        return next((hat for hat in self.hats_of(*roles) if hat.unit_id == unit_id and hat.in_room(room)), None)

    def unit_ids(self, *roles: Role) -> frozenset[int]:
        """Units in which the person now has one of the roles (any role when none is named)."""
        return frozenset(hat.unit_id for hat in self.hats_of(*roles) if hat.unit_id is not None)


class MembershipQuerySet(DatedQuerySet["Membership"]):
    """Memberships with the words of the domain."""

    def during(self, first: Any, last: Any) -> Self:
        """Memberships that held on at least one day of a period (both days included)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)

    def in_unit(self, unit_id: int) -> Self:
        """Memberships in the agencies of one unit."""
        return self.filter(agency__unit_id=unit_id)


@pghistory.track()
class Membership(models.Model):
    """A person in an agency, in a role, from a first day to a last one (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="người")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name="cơ quan")
    role = models.CharField("vai trò", max_length=24)
    rank = models.CharField("chức danh", max_length=8, blank=True, default="", db_default="")
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, related_name="+", verbose_name="thôn, tổ dân phố", null=True, blank=True
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò trong cơ quan"
        verbose_name_plural = "vai trò trong cơ quan"
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=["", *map(str, Rank)]), name="membership_rank_known"),
            models.CheckConstraint(condition=Q(role__in=[str(role) for role in Role]), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_dates_in_order",
                violation_error_message=DAYS_NOT_IN_ORDER,
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    (one_value_range(F("user")), "&&"),
                    (one_value_range(F("agency")), "&&"),
                    (one_value_range(Func(F("role"), function="hashtext")), "&&"),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                violation_error_message=ROLE_HELD,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} ({self.agency_id})"

    @property
    def title(self) -> str:
        """What the person is called: “Phó Chủ tịch …” where it is known, else the role's name."""
        return self.role_enum.title_of(self.rank)

    @property
    def role_enum(self) -> Role:
        """The role as its enum member."""
        return Role(self.role)


class RoleRequestQuerySet(models.QuerySet["RoleRequest"]):
    """Requests with the words of the domain."""

    def waiting(self) -> Self:
        """Nobody said yes or no yet."""
        return self.filter(decided_at=None)


@pghistory.track()
class RoleRequest(models.Model):
    """A role of the city that one administrator asks for a person; it counts once another one agrees.

    ``ends``: the role that the person leaves for it. ``accepted``: None until somebody answered.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="role_requests", verbose_name="người")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    role = models.CharField("vai trò", max_length=24)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    ends = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="thay cho vai trò", null=True, blank=True
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người đề nghị")
    asked_at = models.DateTimeField("đề nghị lúc", default=clock.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người trả lời", null=True, blank=True
    )
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    accepted = models.BooleanField("được đồng ý", null=True, blank=True)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị giao vai trò"
        verbose_name_plural = "đề nghị giao vai trò"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "role"],
                condition=Q(decided_at=None),
                name="role_request_waits_once",
                violation_error_message=ROLE_ASKED,
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, accepted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, accepted__isnull=False),
                name="role_request_answered_whole",
                violation_error_message="Trả lời cần đủ người, thời điểm và kết quả.",
            ),
            models.CheckConstraint(
                condition=~Q(accepted=True) | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("person"))),
                name="role_request_needs_a_second_person",
                violation_error_message=SECOND_PERSON,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} ({self.agency_id})?"

    @property
    def role_enum(self) -> Role:
        """The role as its enum member."""
        return Role(self.role)


class KnownAddress(models.Model):
    """An address from which a person signed in, as a digest only: `guesses` lets the right password pass from there."""

    person = models.ForeignKey(User, models.CASCADE, related_name="known_addresses", verbose_name="người")
    digest = models.CharField("mã của địa chỉ", max_length=64)
    last_used_at = models.DateTimeField("dùng lần cuối lúc")

    class Meta:
        verbose_name = "địa chỉ quen"
        verbose_name_plural = "địa chỉ quen"
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="known_address_once")]

    def __str__(self) -> str:
        return f"{self.person_id}"
