"""What templates say of devices."""

from __future__ import annotations

from django import template

from thanthien.accounts.models import User
from thanthien.offline.queries import owner_of

register = template.Library()


@register.filter
def device_owner(user: User) -> str:
    """By what a device knows this person."""
    return owner_of(user)
