"""A person's own account, and people as the administrator keeps them."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from thanthien.accounts import actions, queries
from thanthien.accounts.bulk.slips import SlipsForMany
from thanthien.accounts.forms import (
    EndForm,
    MembershipForm,
    PeopleFilterForm,
    PersonChangeForm,
    PersonForm,
    RankForm,
)
from thanthien.accounts.http import PersonRequest
from thanthien.accounts.invitations import last_password_letter, send_password_link
from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.permissions import can_give_roles, can_manage_people
from thanthien.accounts.slip_pages import one_link, one_slip
from thanthien.accounts.slips import make_slips, may_get_slip
from thanthien.accounts.tables import people_table
from thanthien.core import clock
from thanthien.core.access import requires, signed_in
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.pages import attempt, posted, press, sent_from
from thanthien.core.acting.seen import values_of
from thanthien.core.compression import shows_secret
from thanthien.core.mail.queries import is_bouncing
from thanthien.core.tables.pages import table_page
from thanthien.units.staying import with_roles


@signed_in
@require_GET
def me(request: PersonRequest) -> HttpResponse:
    """My roles and my sign-in."""
    return render(request, "accounts/me.html", {"roles": queries.roles_of(request.user, clock.today())})


@requires(can_manage_people)
@require_GET
def people(request: PersonRequest) -> HttpResponseBase:
    """The list of people with search."""
    return table_page(request, "accounts/people.html", {}, table=people_table(PeopleFilterForm(request.GET)))


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: PersonRequest) -> HttpResponse:
    """Add one person."""
    form = PersonForm(posted(request))
    if added := attempt(form, lambda: actions.add_person(by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã thêm {added.value.full_name}. Tiếp theo, thêm vai trò.")
        return redirect("accounts:person", added.value.pk)
    return render(request, "accounts/person_add.html", {"form": form}, status=422 if form.errors else 200)


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: name, roles now and before, sign-in."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = PersonChangeForm(posted(request), initial=values_of(shown, actions.CHANGEABLE))
    changed = attempt(form, lambda: actions.change_person(person=shown, by=request.user, **form.cleaned_data))
    if changed:
        messages.success(request, "Đã lưu.")
        return redirect("accounts:person", pk)
    if changed.stale:
        shown = User.objects.get(pk=pk)
    return _person_page(request, shown, form)


def _person_page(request: PersonRequest, shown: User, form: PersonChangeForm) -> HttpResponse:
    roles, may_give = queries.roles_of(shown, clock.today()), can_give_roles(request.user, shown)
    context = {
        "person": shown,
        "form": form,
        "roles": roles,
        "may_give": may_give,
        "asked": shown.role_requests.waiting().select_related("agency", "asked_by"),
        "letter": last_password_letter(shown),
        "bouncing": is_bouncing(shown.email),
        "may_get_slip": may_get_slip(shown),
    }
    return render(request, "accounts/person.html", context, status=form.status)


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def start_membership(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not can_give_roles(request.user, shown):
        raise Http404
    form = MembershipForm(posted(request))
    if given := attempt(form, lambda: actions.start_membership(person=shown, by=request.user, **form.cleaned_data)):
        messages.success(request, _told(given.value, "Đã thêm vai trò."))
        return redirect("accounts:person", pk)
    return _role_page(request, form, shown, f"Thêm vai trò cho {shown.full_name}", "Thêm vai trò")


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a person: end one role, start another."""
    membership = _membership(request, pk)
    if not can_give_roles(request.user, membership.user):
        raise Http404
    form = MembershipForm(posted(request))
    if given := attempt(form, lambda: actions.move_person(membership=membership, by=request.user, **form.cleaned_data)):
        messages.success(request, _told(given.value, "Đã chuyển. Vai trò cũ được giữ trong lịch sử."))
        return redirect("accounts:person", membership.user_id)
    title = f"Chuyển {membership.user.full_name}"
    return _role_page(request, form, membership.user, title, "Chuyển", membership=membership)


def _told(given: Membership | RoleRequest, done: str) -> str:
    if isinstance(given, Membership):
        return done
    return "Đã ghi đề nghị. Vai trò có hiệu lực khi quản trị hệ thống thứ hai đồng ý."


def _role_page(
    request: PersonRequest,
    form: MembershipForm,
    shown: User,
    title: str,
    button: str,
    membership: Membership | None = None,
) -> HttpResponse:
    agencies = with_roles().in_list_order().values_list("code", "name")
    context = {
        "form": form,
        "person": shown,
        "title": title,
        "button": button,
        "membership": membership,
        "agencies": agencies,
    }
    return render(request, "accounts/role_form.html", context, status=422 if form.errors else 200)


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: PersonRequest, pk: int) -> HttpResponse:
    """End a role."""
    membership = _membership(request, pk)
    form = EndForm(posted(request))
    if attempt(form, lambda: actions.end_membership(membership=membership, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã kết thúc vai trò.")
        return redirect("accounts:person", membership.user_id)
    context = {"form": form, "membership": membership}
    return render(request, "accounts/role_end.html", context, status=422 if form.errors else 200)


@requires(can_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_rank(request: PersonRequest, pk: int) -> HttpResponse:
    """Say of a role whether the person is head or deputy."""
    membership = _membership(request, pk)
    if not can_give_roles(request.user, membership.user):
        raise Http404
    form = RankForm(posted(request))
    if told := attempt(form, lambda: actions.tell_rank(membership=membership, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã ghi chức danh: {told.value.title}.")
        return redirect("accounts:person", membership.user_id)
    context = {"form": form, "membership": membership}
    return render(request, "accounts/role_rank.html", context, status=422 if form.errors else 200)


@requires(can_manage_people)
@require_GET
def role_requests(request: PersonRequest) -> HttpResponse:
    """Roles of the city that wait for a second administrator."""
    rows = queries.waiting_roles(request.user)
    return render(request, "accounts/role_requests.html", {"rows": rows})


@requires(can_manage_people)
@sent_from(lambda pk: reverse("accounts:role_requests"))
def accept_role(request: PersonRequest, pk: int) -> HttpResponse:
    """Agree to a role that another administrator asked for."""
    press(
        request,
        lambda: actions.accept_role(request_id=pk, by=request.user),
        lambda given: f"{given.user.full_name}: đã có vai trò {given.role_enum.title}.",
    )
    return redirect("accounts:role_requests")


@requires(can_manage_people)
@sent_from(lambda pk: reverse("accounts:role_requests"))
def refuse_role(request: PersonRequest, pk: int) -> HttpResponse:
    """Say no to a role that an administrator asked for, or take it back."""
    press(request, lambda: actions.refuse_role(request_id=pk, by=request.user), "Đã bỏ đề nghị.")
    return redirect("accounts:role_requests")


def _membership(request: PersonRequest, pk: int) -> Membership:
    people = User.objects.visible_to(request.user)
    return get_object_or_404(Membership.objects.select_related("user", "agency"), pk=pk, user__in=people)


@shows_secret
@requires(can_manage_people)
@sent_from(lambda pk: reverse("accounts:person", args=[pk]))
def slip(request: PersonRequest, pk: int) -> HttpResponse:
    """Make and show the printed first password of one person."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return one_slip(
        request, lambda: make_slips(people=[shown], by=request.user), "Người dùng", reverse("accounts:people"),
        back=reverse("accounts:person", args=[pk]),
    )  # fmt: skip


@shows_secret
@requires(can_manage_people)
def slips(request: PersonRequest) -> HttpResponse:
    """Printed first passwords for many: choose, check, print."""
    return bulk_page(request, SlipsForMany(by=request.user))


@requires(can_manage_people)
@sent_from(lambda pk: reverse("accounts:person", args=[pk]))
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a person the link with which they set their password."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    send = partial(send_password_link, person=shown, by=request.user)
    return one_link(request, shown, send, back=reverse("accounts:person", args=[pk]))
