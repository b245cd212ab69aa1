"""The request of a signed-in person: what views behind a policy receive."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from thanthien.accounts.models import User


class PersonRequest(HttpRequest):
    """A request whose view admits signed-in people only (`thanthien.core.access`)."""

    user: User
    htmx: HtmxDetails
