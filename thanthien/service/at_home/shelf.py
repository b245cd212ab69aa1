"""Whose contact and reason are encrypted, and when their time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from thanthien.core import clock
from thanthien.core.private.shelves import PrivateShelf
from thanthien.service.at_home.enums import SHELF
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.queries import LONGEST
from thanthien.service.at_home.workflow import ENDING, OPEN


def _over() -> QuerySet[Any]:
    """Requests that ended so many days ago that nobody needs to know any more whom it was about: counted from the first
    step that ended them, so that no later one (a correction) keeps it longer; a body that puts one back begins anew. Of
    open ones those whose unit is gone as long, and those that nobody touched for longer than figures look back."""
    days = timedelta(days=settings.HOME_SERVICE_CONTACT_DAYS)
    since, long_ago = clock.now() - days, clock.now() - max(days, LONGEST)
    ended = ~Q(status__in=OPEN) & Exists(_ended_by(since))
    gone = Q(unit__valid_to__lt=since.date()) & ~Exists(_steps_after(since))
    untouched = Q(made_at__lt=long_ago) & ~Exists(_steps_after(long_ago))
    return HomeRequest.objects.filter(ended | gone | untouched)


def _ended_by(moment: datetime) -> QuerySet[Any]:
    """Steps up to a moment by which a request ended, and was not put back afterwards."""
    back = HomeStep.objects.filter(request=OuterRef("request"), step="reopen", pk__gt=OuterRef("pk"))
    return HomeStep.objects.filter(~Exists(back), request=OuterRef("pk"), step__in=ENDING, at__lte=moment)


def _steps_after(moment: datetime) -> QuerySet[Any]:
    return HomeStep.objects.filter(request=OuterRef("pk"), at__gt=moment)


def _kept() -> str:
    days = settings.HOME_SERVICE_CONTACT_DAYS
    return f"{days} ngày sau khi xong hoặc rút đề nghị; không ai xử lý: {max(days, LONGEST.days)} ngày"


HOME_SHELF = PrivateShelf(SHELF, "Liên hệ và lý do của đề nghị phục vụ tại nhà", HomeRequest.objects.all, _over, _kept)
