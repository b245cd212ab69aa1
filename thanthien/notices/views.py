"""A person's own work, what they were told, and how they want mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import signed_in
from thanthien.core.acting.pages import attempt, posted, sent_from
from thanthien.core.components.basics import Tab
from thanthien.core.mail.leaving import by_its_link
from thanthien.core.tables.pages import table_page
from thanthien.notices import actions, leaving, queries
from thanthien.notices.forms import WishesForm
from thanthien.notices.models import Notice
from thanthien.notices.permissions import works_somewhere
from thanthien.notices.tables import UNREAD, notice_table
from thanthien.notices.work import grouped, urgency, work_of


@require_safe
@signed_in
def my_work(request: PersonRequest) -> HttpResponse:
    """What waits for me, by when, and at which door."""
    works = work_of(request.user)
    context = {
        "groups": grouped(works, clock.today()),
        "has_role": works_somewhere(request.user),
    }
    return render(request, "notices/work.html", context)


@require_safe
@signed_in
def counts(request: PersonRequest) -> HttpResponse:
    """How many things wait for me, and how many notices I have not opened: asked for by every work page once it is
    there, so that it is never stale."""
    works = work_of(request.user)
    context = {
        "count": len(works),
        "late": sum(urgency(work.due, clock.today()) == "late" for work in works),
        "unread": queries.unread_count(request.user),
    }
    return render(request, "notices/counts.html", context)


@require_safe
@signed_in
def notices(request: PersonRequest) -> HttpResponseBase:
    """What I was told, the newest first."""
    unread = request.GET.get("chua-doc") == "1"

    def whole_page() -> dict[str, Any]:
        count = queries.unread_count(request.user)
        tabs = [Tab("Tất cả", "?", not unread), Tab(UNREAD, "?chua-doc=1", unread, count)]
        return {"tabs": tabs, "count": count}

    table = notice_table(request.user, request, unread=unread)
    return table_page(request, "notices/list.html", whole_page, table=table)


@sent_from(lambda pk: reverse("notices:list"))
@signed_in
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Marks a notice as read and leads to its door; of a record that I don't see any more back to the list."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    actions.mark_read(by=request.user, notice_ids=[notice.pk])
    visible = queries.shown(request.user, [notice])[0].visible
    return redirect(notice.url if visible else "notices:list")


@sent_from(lambda: reverse("notices:list"))
@signed_in
def read_all(request: PersonRequest) -> HttpResponse:
    """Marks all notices as read."""
    actions.mark_read(by=request.user)
    return redirect("notices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wishes(request: PersonRequest) -> HttpResponse:
    """How I want mail: at once, collected, not at all; and the hours without any."""
    known = queries.wishes_of([request.user.pk])[request.user.pk]
    form = WishesForm(posted(request), wishes=known)
    done = attempt(form, lambda: actions.choose(by=request.user, hows=form.hows(), quiet=form.quiet()))
    if done:
        messages.success(request, "Đã lưu cách nhận thông báo.")
        return redirect("notices:wishes")
    return render(request, "notices/wishes.html", {"form": form}, status=done.status)


@by_its_link
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ends mail of one kind to the person for whom the link was written, signed in or not; an old link ends nothing."""
    meant = leaving.read(token)
    person = User.objects.filter(pk=meant.person_id).first() if meant else None
    if meant is None or person is None:
        raise Http404
    if meant.is_old:
        return render(request, "notices/leave_old.html", status=410)
    posted_here = request.method == "POST"
    if posted_here and not meant.has_ended:
        actions.leave(person=person, kind=meant.kind)
    return render(request, "notices/leave.html", {"mail": meant.mail, "done": posted_here or meant.has_ended})
