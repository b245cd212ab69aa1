"""Whose texts and contacts are encrypted, and when their time is over: by lane, settings of the installation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from thanthien.core import clock
from thanthien.core.private.shelves import PrivateShelf
from thanthien.feedback.enums import CONTACT_SHELF, TEXT_SHELF, Part
from thanthien.feedback.models import FeedbackStep, FeedbackText
from thanthien.feedback.workflow import OPEN, Status

_TEXTS = (Part.TEXT, Part.ADDED)
# An open matter that nobody touched for so long has nobody left who would answer it.
_LONGEST = timedelta(days=730)


def _rows(*parts: Part) -> QuerySet[Any]:
    return FeedbackText.objects.filter(part__in=parts)


def _since(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _untouched(since: datetime, **state: Any) -> Q:
    """In some state, and no step was taken after a moment, nor was it received later."""
    later = FeedbackStep.objects.filter(feedback=OuterRef("feedback"), at__gt=since)
    return Q(~Exists(later), feedback__made_at__lte=since, **state)


def text_time_is_over() -> Q:
    """Of what belongs to an ended matter: nothing was done with it for as long as its words may be kept."""
    return _untouched(_since(settings.FEEDBACK_TEXT_DAYS))


def _hidden() -> Q:
    """Texts of the lanes that end soon: what went to the legal channel and was passed on, and suspected secrets."""
    passed = _untouched(_since(settings.FEEDBACK_LEGAL_DAYS), feedback__status=Status.LEGAL_SENT)
    return passed | _untouched(_since(settings.FEEDBACK_SECRET_DAYS), feedback__status=Status.QUARANTINED)


def _ordinary(days: int) -> Q:
    lanes = Q(feedback__status__in=[*OPEN, Status.LEGAL, Status.LEGAL_SENT, Status.QUARANTINED])
    gone = Q(feedback__unit__valid_to__lt=_since(days).date())  # nobody is left who would answer it
    ended = (~lanes | (Q(feedback__status__in=OPEN) & gone)) & _untouched(_since(days))
    return ended | _untouched(clock.now() - _LONGEST)


def _texts_over() -> QuerySet[Any]:
    return _rows(*_TEXTS).filter(_hidden() | _ordinary(settings.FEEDBACK_TEXT_DAYS))


def _contacts_over() -> QuerySet[Any]:
    return _rows(Part.CONTACT).filter(_hidden() | _ordinary(settings.FEEDBACK_CONTACT_DAYS))


def _kept(days: int) -> str:
    """As :func:`_ordinary` and :func:`_hidden` count: in words, from the same settings."""
    return (
        f"{days} ngày sau khi xử lý xong; chuyển sang khiếu nại, tố cáo: {settings.FEEDBACK_LEGAL_DAYS} ngày sau khi "
        f"chuyển; nghi có bí mật nhà nước: {settings.FEEDBACK_SECRET_DAYS} ngày; không ai xử lý: {_LONGEST.days} ngày"
    )


TEXTS = PrivateShelf(
    TEXT_SHELF, "Nội dung phản ánh, góp ý", lambda: _rows(*_TEXTS), _texts_over,
    lambda: _kept(settings.FEEDBACK_TEXT_DAYS),
)  # fmt: skip
CONTACTS = PrivateShelf(
    CONTACT_SHELF, "Liên hệ của người phản ánh", lambda: _rows(Part.CONTACT), _contacts_over,
    lambda: _kept(settings.FEEDBACK_CONTACT_DAYS),
)  # fmt: skip
