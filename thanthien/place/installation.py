"""What this installation says of itself: whose it is, by which names pages, letters and papers call things. It is set
on the server (``docs/settings.md``), so that no page may change it, and shown to the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Stated:
    """One setting: what it is, the name under which it is set, and its value in words (empty: not set)."""

    label: str
    name: str
    value: str


_GROUPS: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
    (
        "Thành phố và chương trình",
        (
            ("Thành phố, tỉnh", "CITY_NAME"),
            ("Tên chương trình, ở đầu mọi trang", "PRODUCT_NAME"),
            ("Địa chỉ của hệ thống", "SITE_ADDRESS"),
        ),
    ),
    (
        "Liên hệ",
        (
            ("Thư điện tử liên hệ", "CONTACT_EMAIL"),
            ("Số hỗ trợ cán bộ", "HOTLINE_PHONE"),
            ("Nơi trả lời số hỗ trợ", "HOTLINE_NAME"),
            ("Giờ trả lời", "HOTLINE_HOURS"),
            ("Bộ phận bảo vệ dữ liệu cá nhân", "DATA_PROTECTION_NAME"),
        ),
    ),
    (
        "Tên gọi của thành phố",
        (
            ("Nơi tiếp nhận hồ sơ", "SERVICE_CENTRE_NAME"),
            ("Ứng dụng của thành phố", "CITY_APP_NAME"),
        ),
    ),
)


def stated() -> list[tuple[str, list[Stated]]]:
    """The settings by group. No statement."""
    return [(title, [_stated(label, name) for label, name in rows]) for title, rows in _GROUPS]


def _stated(label: str, name: str) -> Stated:
    return Stated(label, name, str(getattr(settings, name)))
