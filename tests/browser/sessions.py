"""Signed in without the sign-in page: the session is made in the database, and the browser gets its cookie."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from thanthien.accounts.models import User


def enter_as(page: Page, user: User) -> Page:
    """The page, and all of its window, belongs to the person from now on."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}])
    return page
