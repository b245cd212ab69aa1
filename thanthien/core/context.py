"""What every page knows: the place, the product, the menus. Menus are worked out only where a template asks."""

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from thanthien.core import navigation, work_parts
from thanthien.core.addresses import address

DEMO_NOTICE = "Dữ liệu minh họa – không phải kết quả thật."
PRACTICE_NOTICE = "Bản tập dượt – dữ liệu minh họa, không phải hồ sơ, kết quả thật; thư không gửi ra ngoài."


class Platform:
    """The platform as the base page shows it, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.city_name: str = settings.CITY_NAME
        self.product_name: str = settings.PRODUCT_NAME
        self.contact_email: str = settings.CONTACT_EMAIL
        self.hotline_name: str = settings.HOTLINE_NAME
        self.hotline_phone: str = settings.HOTLINE_PHONE
        self.hotline_hours: str = settings.HOTLINE_HOURS
        self.demo: bool = settings.DEMO
        self.demo_notice = PRACTICE_NOTICE if settings.PRACTICE else DEMO_NOTICE
        self.practice_address: str = settings.PRACTICE_ADDRESS

    @cached_property
    def public_nav(self) -> tuple[navigation.NavEntry, ...]:
        """Menu of the public pages."""
        return navigation.entries(self._request, "public")

    @cached_property
    def work_nav(self) -> tuple[navigation.NavEntry, ...]:
        """Menu of the work pages: what this person may open."""
        return navigation.entries(self._request, "work")

    @cached_property
    def account_nav(self) -> tuple[navigation.NavEntry, ...]:
        """Pages of the person's own account; the first is behind the name in the header."""
        return navigation.entries(self._request, "account")

    @cached_property
    def footer_nav(self) -> tuple[navigation.NavEntry, ...]:
        """Links at the foot of every page."""
        return navigation.entries(self._request, "footer")

    @cached_property
    def work_parts(self) -> list[str]:
        """Templates at the end of the work pages of this person."""
        return work_parts.work_parts(self._request)

    @property
    def hotline_call(self) -> str:
        """The hotline's number as a telephone dials it."""
        return "".join(sign for sign in self.hotline_phone if sign.isdecimal() or sign == "+")

    @cached_property
    def support_nav(self) -> tuple[navigation.NavEntry, ...]:
        """Where a question is asked and read, at the foot of work pages; the page that asks is told along."""
        here = urlencode({"trang": self._request.path})
        entries = navigation.entries(self._request, "support")
        return tuple(replace(entry, url=f"{entry.url}?{here}") for entry in entries)

    @cached_property
    def help_url(self) -> str:
        """Where the guide of this page is read; empty without one. The page is told by its route."""
        found, place = navigation.entries(self._request, "help"), self._request.resolver_match
        route = f"?trang={place.view_name}" if place and place.view_name else ""
        return f"{found[0].url}{route}" if found else ""

    @cached_property
    def identity(self) -> tuple[str, str]:
        """Name and place of work of the signed-in person."""
        return navigation.identity(self._request.user)

    @cached_property
    def sign_in_url(self) -> str:
        """Where one signs in."""
        return address(settings.LOGIN_URL)


def platform(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `platform` in every template (`site` is taken by allauth)."""
    return {"platform": Platform(request)}
