"""The page on which who leads a unit reads waiting answers one after the other and publishes those that they tick."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.each import Each, carry_out_each
from thanthien.core.acting.seen import pack
from thanthien.core.formats import number
from thanthien.feedback.approving import AT_ONCE, name_problems, publish_read, read_waiting, waiting_answers
from thanthien.feedback.enums import ABOVE
from thanthien.feedback.permissions import can_approve

_NONE_TICKED = "Cần đánh dấu ít nhất một trả lời đã đọc."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_approve)
def approve(request: PersonRequest) -> HttpResponse:
    """Twenty answers at once, each whole and with a tick of its own; what is ticked is published, each by itself."""
    done = carry_out_each(request.POST, partial(publish_read, by=request.user)) if request.method == "POST" else Each()
    if done.done:
        messages.success(request, f"Đã công khai {number(done.done)} trả lời.")
    if done:
        return redirect("feedback-approve")
    page = Paginator(waiting_answers(request.user), AT_ONCE).get_page(request.GET.get("trang"))
    waiting = read_waiting(list(page), done.problems, by=request.user)
    context = {
        "above": ABOVE,
        "page": page,
        "waiting": waiting,
        "offered": [one for one in waiting if not one.row.pictured],
        "problems": [_NONE_TICKED] if done.none_ticked else name_problems(done.problems),
        "seen": pack({str(one.row.pk): one.row.version for one in waiting}),
    }
    return render(request, "feedback/approve.html", context, status=done.status)
