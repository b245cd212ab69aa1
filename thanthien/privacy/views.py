"""What personal data are kept for: everybody's page, and the register of the officer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import public, requires
from thanthien.core.private.purposes import purposes
from thanthien.core.tables.pages import table_page
from thanthien.privacy.parts import on_paper, part_tabs
from thanthien.privacy.permissions import reads_registers
from thanthien.privacy.tables import consent_table, purpose_table
from thanthien.privacy.terms import request_terms


@require_safe
@public
def personal_data(request: HttpRequest) -> HttpResponseBase:
    """Which data, what for, how long; what people may ask of theirs, by when they hear, and whom they ask."""
    contact = (
        ("Bộ phận bảo vệ dữ liệu cá nhân", settings.DATA_PROTECTION_NAME),
        ("Địa chỉ", settings.DATA_PROTECTION_ADDRESS),
        ("Điện thoại", settings.DATA_PROTECTION_PHONE),
        ("Thư điện tử", settings.DATA_PROTECTION_EMAIL or settings.CONTACT_EMAIL),
    )
    shown = {
        "contact": [(label, words) for label, words in contact if words],
        "own": [one for one in purposes() if one.own],
        "terms": request_terms().values(),
    }
    return table_page(request, "privacy/personal_data.html", shown, table=purpose_table())


@require_safe
@requires(reads_registers)
def register(request: PersonRequest) -> HttpResponseBase:
    """The register of purposes."""
    return table_page(request, "privacy/purposes.html", {"tabs": part_tabs("privacy-purposes")}, table=purpose_table())


@require_safe
@requires(reads_registers)
def consents(request: PersonRequest) -> HttpResponseBase:
    """Where consent is asked, how many stand, and how they are taken back."""
    return table_page(request, "privacy/consents.html", {"tabs": part_tabs("privacy-consents")}, table=consent_table())


@require_safe
@requires(reads_registers)
def printed(request: PersonRequest) -> HttpResponse:
    """The register as a sheet of paper."""
    return on_paper(request, "privacy/purposes_print.html", purpose_table())
