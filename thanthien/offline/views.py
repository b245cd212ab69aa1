"""The app on the device: its page, its worker, its manifest; contact, and what it sends."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.access import public, signed_in
from thanthien.core.acting.pages import sent_from
from thanthien.offline.offering import greeting
from thanthien.offline.queries import owner_of
from thanthien.offline.receiving import take_parcel

# What the worker keeps: nothing that depends on who asks.
SHELL_FILES = (
    "thanthien/js/theme.js", "thanthien/js/ui.js",
    "thanthien/css/tokens.css", "thanthien/css/base.css", "thanthien/css/components.css", "thanthien/css/tables.css",
    "thanthien/css/pages.css", "thanthien/css/print.css", "thanthien/emblem.svg",
    "thanthien/fonts/be-vietnam-pro-400.woff2", "thanthien/fonts/be-vietnam-pro-600.woff2",
    "offline/store.js", "offline/sending.js", "offline/view.js", "offline/page.js",
)  # fmt: skip


@public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page of the app, the same for everybody: who it is for the device knows, not this answer."""
    response = render(request, "offline/shell.html", {"user": AnonymousUser()})
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker: which files it keeps, by their content, then the script itself."""
    files = [reverse("offline-shell"), *(static(name) for name in SHELL_FILES)]
    script = static("offline/worker.js")
    page = render(request, "offline/shell.html", {"user": AnonymousUser()}).content
    version = hashlib.sha256(json.dumps([files, script]).encode() + page).hexdigest()[:16]
    told = json.dumps({"version": version, "shell": files[0], "files": files})
    body = f'"use strict";\nself.KEPT = {told};\nself.importScripts({json.dumps(script)});\n'
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone asks before it puts the app on its screen."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": "any"}
        for name, sizes in (("offline/icon-192.png", "192x192"), ("offline/icon-512.png", "512x512"))
    ]
    told = {
        "name": f"{settings.PRODUCT_NAME}, {settings.CITY_NAME}",
        "short_name": "Ghi báo cáo",
        "lang": "vi",
        "id": reverse("offline-shell"),
        "start_url": reverse("offline-shell"),
        "scope": reverse("offline-shell"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(json.dumps(told), content_type="application/manifest+json", headers=headers)


@never_cache
@public
@require_safe
@ensure_csrf_cookie
def contact(request: HttpRequest) -> JsonResponse:
    """Whose device it is now, with the forms; nobody's where nobody is signed in."""
    if not isinstance(request.user, User):
        return JsonResponse({"owner": None})
    return JsonResponse(greeting(request, request.user, owner_of(request.user)))


@sent_from(lambda: reverse("offline-shell"))
@signed_in
def receive(request: PersonRequest) -> JsonResponse:
    """Take one entry of a device."""
    return take_parcel(request, request.user, owner_of(request.user))
