"""The letter with which a person sets their password; the link goes to the person only, never to a page."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from thanthien.accounts.models import User, email_form
from thanthien.core import clock
from thanthien.core.formats import datetime_vn
from thanthien.core.jobs import enqueue
from thanthien.core.mail.actions import post
from thanthien.core.mail.models import Message

ABOUT = "password_link"


def send_password_link(*, person: User, by: Any, key: str = "") -> Message:
    """Write the letter with a link that sets the person's password once; it is on its way after the commit.

    ``key``: as of `post`. Raises Refused when the person has no address.
    """
    good_for = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    context = {
        "email": person.email,
        "link": password_link(person),
        "valid_until": datetime_vn(clock.now() + good_for),
    }
    return post(
        to=person,
        subject=f"{settings.PRODUCT_NAME}: Đặt mật khẩu",
        template="accounts/mail/password_link.html",
        context=context,
        by=by,
        about=(ABOUT, person.pk),
        key=key,
        holds_secret=True,
        good_for=good_for,
    )


def send_guess_notice(*, person: User, key: str) -> Message:
    """Tell the person that wrong passwords came from places they don't know. ``key``: as of `post`."""
    return post(
        to=person,
        subject=f"{settings.PRODUCT_NAME}: Có người thử mật khẩu của ông/bà",
        template="accounts/mail/guesses.html",
        context={"username": person.username, "moment": datetime_vn(clock.now())},
        by=None,
        about=("accounts.guesses", person.pk),
        key=key,
    )


def password_link(person: User) -> str:
    """The address at which the person sets their password, on the configured site: no request may choose the host."""
    parts = {"uidb36": "UID", "key": "KEY"}
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    path = reverse("account_reset_password_from_key", kwargs=parts).replace("UID-KEY", quote(key))
    return f"{settings.SITE_ADDRESS}{path}"


def ask_for_password_link(address: str) -> None:
    """Somebody says that they forgot the password of the account with this address.

    The same statements whether the address is known or not, so that neither answer nor time tells: one that looks,
    and those that put a job into the queue, with a person's number or without. The address itself is not kept.
    """
    from thanthien.accounts.tasks import password_link_asked_for

    known = User.objects.exclude(email="").filter(email=email_form(address), is_active=True)
    enqueue(password_link_asked_for, by=None, person_id=known.values_list("pk", flat=True).first())


def last_password_letter(person: User) -> Message | None:
    """The latest letter of this kind, to tell what became of it."""
    return Message.objects.about(ABOUT, person.pk).newest_first().first()
