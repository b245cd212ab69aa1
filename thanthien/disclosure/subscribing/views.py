"""Letters about what becomes public, for people without an account: asking, confirming, ending."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.core.access import public
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.compression import shows_secret
from thanthien.core.mail.leaving import by_its_link
from thanthien.core.rationing import Ration, remember_browser, take
from thanthien.disclosure.public import units_that_publish
from thanthien.disclosure.subscribing import actions, links
from thanthien.disclosure.subscribing.consent import consent_sentences
from thanthien.disclosure.subscribing.forms import ConfirmForm, SubscribeForm
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.disclosure.subscribing.queries import words_of_topic
from thanthien.disclosure.subscribing.shelf import CONFIRM_HOURS

_ASKED = Ration("disclosure.subscribe", by_browser=6, without=20, by_place=600)
_TOO_OFTEN = "Hôm nay đã đăng ký nhiều lần từ máy này. Vui lòng đăng ký tiếp vào ngày mai."
_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@shows_secret
@_form
@public
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form; what comes of it is the same for every address."""
    asked = {"unit": request.GET.get("don_vi", ""), "item": request.GET.get("noi_dung", "")}
    units = [one for one in units_that_publish() if not one.has_ended]
    form = SubscribeForm(units, posted(request), initial=asked)
    if form.is_bound and form.is_valid() and not take(request, _ASKED):
        form.add_error(None, _TOO_OFTEN)
    typed = form.cleaned_data if form.is_bound else {}
    done = attempt(form, lambda: actions.subscribe(address=typed["email"], unit=form.unit_chosen, item=typed["item"]))
    if done:
        return redirect("disclosure-subscribed")
    answer = render(request, "disclosure/subscribe.html", {"form": form, "consent": _consent()}, status=done.status)
    remember_browser(request, answer)
    return answer


def _consent() -> list[str]:
    return consent_sentences(CONFIRM_HOURS, settings.DISCLOSURE_SUBSCRIPTION_DAYS)


@require_safe
@public
def subscribed(request: HttpRequest) -> HttpResponse:
    """What happens next; of no address."""
    return render(request, "disclosure/subscribed.html", {"hours": CONFIRM_HOURS})


@never_cache
@shows_secret
@_form
@public
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What waits for the reader of a letter, and the button by which they want it."""
    row = links.read_confirm(token)
    rows = list(Subscription.objects.of_the_reader_of(row)) if row is not None else []
    waiting = [one for one in rows if one.confirmed_at is None]
    form = ConfirmForm(waiting, posted(request))
    done = attempt(form, lambda: actions.confirm(row=row or 0, **form.cleaned_data))
    context = {"form": form, "topics": [words_of_topic(one) for one in waiting], "done": bool(done)}
    context["consent"] = _consent()
    if not done and not waiting:
        return render(request, "disclosure/subscribe_old.html", {"confirmed": bool(rows)}, status=200 if rows else 410)
    return render(request, "disclosure/subscribe_confirm.html", context, status=done.status)


@never_cache
@shows_secret
@by_its_link
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ends all letters to the reader of a letter; a second time says the same. What they are about isn't told: a letter
    may have been passed on."""
    rows = links.read_leave(token)
    if rows is None:
        raise Http404
    if request.method == "POST":
        actions.leave(rows=rows)
    wanted = Subscription.objects.of_the_reader_of(*rows).exists()
    return render(request, "disclosure/subscribe_leave.html", {"wanted": wanted})
