"""What was sent and what was not, for the administrator; in the demo also what would have been sent, for everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.core.access import public, requires
from thanthien.core.acting.pages import press, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.mail import actions, lists
from thanthien.core.mail.models import Message
from thanthien.core.mail.permissions import can_manage_mail
from thanthien.core.mail.queries import bouncing_addresses
from thanthien.core.tables.pages import table_page

# What a letter may do in the reader's browser: nothing, and it is of no origin.
LETTER_ALONE = "default-src 'none'; sandbox"


@requires(can_manage_mail)
@require_safe
def messages(request: HttpRequest) -> HttpResponseBase:
    """The list with its outcomes."""
    table = lists.messages_table(lists.MessageFilter(request.GET))
    return table_page(request, "mail/messages.html", lambda: {"bouncing": bouncing_addresses().count()}, table=table)


@requires(can_manage_mail)
@require_safe
def addresses(request: HttpRequest) -> HttpResponseBase:
    """Addresses that take no mail."""
    return table_page(request, "mail/addresses.html", {}, table=lists.addresses_table())


@requires(can_manage_mail)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message and each attempt at it. What it says is for its recipient alone."""
    shown = get_object_or_404(Message.objects.select_related("recipient").defer("text", "html"), pk=pk)
    context = {"message": shown, "attempts": shown.attempts.order_by("-number")}
    return render(request, "mail/message.html", context)


@requires(can_manage_mail)
@sent_from(lambda pk: reverse("mail:message", args=[pk]))
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a message again."""
    shown = get_object_or_404(Message, pk=pk)
    press(request, lambda: actions.send_again(message=shown, by=request.user), "Thư đang được gửi lại.")
    return redirect("mail:message", pk)


# --- In the demo nothing is sent ------------------------------------------------------------------------------------


@public
@require_safe
def demo(request: HttpRequest) -> HttpResponseBase:
    """What would have been sent."""
    _only_in_the_demo()
    return table_page(request, "mail/demo.html", {}, table=lists.demo_table())


@shows_secret
@public
@require_safe
def demo_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as its recipient would have read it."""
    _only_in_the_demo()
    return render(request, "mail/demo_message.html", {"message": get_object_or_404(Message, pk=pk)})


@shows_secret
@public
@require_safe
def demo_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The message's HTML, as mail programs show it."""
    _only_in_the_demo()
    shown = get_object_or_404(Message.objects.exclude(html=""), pk=pk)
    return HttpResponse(shown.html, headers={"Content-Security-Policy": LETTER_ALONE})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
