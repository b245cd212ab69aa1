"""The people of a unit, as its own đầu mối keeps them."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from thanthien.accounts import own_actions as actions
from thanthien.accounts.bulk.slips import OwnSlips
from thanthien.accounts.http import PersonRequest
from thanthien.accounts.invitations import last_password_letter
from thanthien.accounts.managed import managed_roles
from thanthien.accounts.models import Membership, User
from thanthien.accounts.own_forms import LastDayForm, OwnFilterForm, OwnPersonForm, OwnRoleForm
from thanthien.accounts.own_people import managed_people, own_people, own_seats
from thanthien.accounts.permissions import can_manage_own_people
from thanthien.accounts.slip_pages import one_link, one_slip
from thanthien.accounts.slips import may_get_slip
from thanthien.accounts.tables import own_people_table
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.mail.queries import is_bouncing
from thanthien.core.tables.pages import table_page

TITLE = "Người của đơn vị"


@requires(can_manage_own_people)
@require_GET
def people(request: PersonRequest) -> HttpResponseBase:
    """The unit's people in the roles that the city leaves to it."""
    context = {"roles": [role.title for role in managed_roles()]}
    table = own_people_table(request.user, OwnFilterForm(request.GET))
    return table_page(request, "accounts/own_people.html", context, table=table)


@requires(can_manage_own_people)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add a person with their role in the unit."""
    form = OwnPersonForm(posted(request), by=request.user)
    page = FormPage(
        title="Thêm người",
        button="Thêm",
        done=lambda person: f"Đã thêm {person.full_name}, tên đăng nhập {person.username}.",
        back=reverse("accounts:own_people"),
        to=lambda person: reverse("accounts:own_person", args=[person.pk]),
        trail=(TITLE, reverse("accounts:own_people")),
    )
    return form_page(request, form, lambda: actions.add_own_person(by=request.user, **form.given()), page)


@requires(can_manage_own_people)
@require_GET
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: their roles in the unit, and how they sign in."""
    shown = _person(request, pk)
    today = clock.today()
    seats = own_seats(request.user).filter(user=shown).select_related("agency", "hamlet")
    context = {
        "person": shown,
        "managed": managed_people(request.user).filter(pk=pk).exists(),
        "seats": [(one, one.valid_to is None or one.valid_to >= today) for one in seats.order_by("-valid_from", "pk")],
        "letter": last_password_letter(shown),
        "bouncing": is_bouncing(shown.email),
        "may_get_slip": may_get_slip(shown),
    }
    return render(request, "accounts/own_person.html", context)


@requires(can_manage_own_people)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody whom the unit manages one more role."""
    shown = get_object_or_404(managed_people(request.user), pk=pk)
    form = OwnRoleForm(posted(request), by=request.user)
    page = FormPage(
        title=f"Thêm vai trò cho {shown.full_name}",
        button="Thêm vai trò",
        done="Đã thêm vai trò.",
        back=reverse("accounts:own_person", args=[pk]),
        trail=(TITLE, reverse("accounts:own_people"), shown.full_name, reverse("accounts:own_person", args=[pk])),
    )
    return form_page(request, form, lambda: actions.give_own_role(person=shown, by=request.user, **form.given()), page)


@requires(can_manage_own_people)
@require_http_methods(["GET", "HEAD", "POST"])
def last_day(request: PersonRequest, pk: int) -> HttpResponse:
    """Until when a role goes on: end it, or let it go on longer."""
    seat = _seat(request, pk)
    back = reverse("accounts:own_person", args=[seat.user_id])
    form = LastDayForm(posted(request), initial=actions.shown_days(seat))
    page = FormPage(
        title="Ngày kết thúc vai trò",
        button="Lưu",
        done="Đã lưu ngày kết thúc.",
        back=back,
        trail=(TITLE, reverse("accounts:own_people"), seat.user.full_name, back),
        lead=f"{seat.user.full_name}: {seat.title}, {seat.agency.name}.",
    )
    return form_page(
        request, form, lambda: actions.set_last_day(membership=seat, by=request.user, **form.cleaned_data), page
    )


@shows_secret
@requires(can_manage_own_people)
@sent_from(lambda pk: reverse("accounts:own_person", args=[pk]))
def slip(request: PersonRequest, pk: int) -> HttpResponse:
    """Make and show the printed password of one person."""
    shown = get_object_or_404(managed_people(request.user), pk=pk)
    return one_slip(
        request, lambda: actions.make_own_slips(people=[shown], by=request.user), TITLE,
        reverse("accounts:own_people"), back=reverse("accounts:own_person", args=[pk]),
    )  # fmt: skip


@shows_secret
@requires(can_manage_own_people)
def slips(request: PersonRequest) -> HttpResponse:
    """Printed passwords for many: choose, check, print."""
    return bulk_page(request, OwnSlips(by=request.user))


@requires(can_manage_own_people)
@sent_from(lambda pk: reverse("accounts:own_person", args=[pk]))
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a person the link with which they set their password."""
    shown = get_object_or_404(managed_people(request.user), pk=pk)
    send = partial(actions.invite_own, person=shown, by=request.user)
    return one_link(request, shown, send, back=reverse("accounts:own_person", args=[pk]))


def _person(request: PersonRequest, pk: int) -> User:
    found: User = get_object_or_404(own_people(request.user), pk=pk)
    return found


def _seat(request: PersonRequest, pk: int) -> Membership:
    rows = own_seats(request.user).filter(user__in=managed_people(request.user).order_by().values("pk"))
    found: Membership = get_object_or_404(rows.select_related("user", "agency"), pk=pk)
    return found
