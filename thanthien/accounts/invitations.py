"""The letter with which a person sets their password; the link goes to the person only, never to a page."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def send_password_link(request: HttpRequest, person: Any) -> bool:
    """Send the link; False when the mail server didn't take it."""
    try:
        request_password_reset(request, person.email, [person], default_token_generator)
    except (OSError, SMTPException):
        logger.exception("password_link_not_sent", extra={"person": person.pk})
        return False
    return True
