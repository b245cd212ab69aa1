"""Keep what a person typed when the session ended or the form's token aged between opening and sending a form."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from thanthien.core.field_labels import ACT, asked_fields
from thanthien.core.navigation import section_of

# Never echoed into a page: secrets and the aged token itself.
SECRET_PARTS = ("password", "csrfmiddlewaretoken", "secret", "credential")
SECRET_NAMES = frozenset(
    {"code"}
)  # one-time codes; on pages without a secret (`shows_secret`) it is the code of a thing

_LONGEST_ACT = 200
_MOST_NAMED = 5  # codes of one field that are looked up: anybody may send thousands


@dataclass(frozen=True, slots=True)
class KeptField:
    """One typed field: hidden in the form and, under its label, listed for reading; without one it was hidden
    before. ``words``: what its value says."""

    name: str
    value: str
    label: str
    words: str

    @property
    def shown(self) -> str:
        """What it carries, as a person reads it: of a tick, that it was made, of a choice, what was chosen."""
        return "có" if self.value == "on" else self.words


def resend_page(request: HttpRequest, status: int = 403) -> HttpResponse:
    """A page that says what is sent again and holds every typed field, a fresh token, a button to send and a link to
    sign in."""
    get_token(request)
    context = {
        "action": request.get_full_path(),
        "act": request.POST.get(ACT, "").strip()[:_LONGEST_ACT],
        "section": section_of(request.path),
        "fields": kept_fields(request),
        "lost_files": sorted({str(upload.name) for _, uploads in request.FILES.lists() for upload in uploads}),
        "needs_sign_in": not request.user.is_authenticated,
        "sign_in_url": resolve_url(settings.LOGIN_URL) + "?" + urlencode({"next": request.get_full_path()}),
    }
    return render(request, "core/resend.html", context, status=status)


def kept_fields(request: HttpRequest) -> list[KeptField]:
    """What was typed, in its order, secrets left out."""
    secret = SECRET_NAMES if getattr(request, "shows_secret", True) else frozenset()
    names = [one for one in request.POST if one not in secret and not any(part in one.lower() for part in SECRET_PARTS)]
    fields = asked_fields(names, _package(request))
    told = {
        (name, value): one.words(value, ask=place < _MOST_NAMED) if one.label else value
        for name, one in fields.items()
        for place, value in enumerate(dict.fromkeys(request.POST.getlist(name)))
    }
    return [
        KeptField(name, value, fields[name].label, told[name, value])
        for name in names
        for value in request.POST.getlist(name)
    ]


def _package(request: HttpRequest) -> str:
    """Of the view for which the form was meant: “thanthien.feedback”."""
    view = getattr(request.resolver_match, "func", None)
    return ".".join(getattr(view, "__module__", "").split(".")[:2])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a form with a wrong token: kept when it came from our own pages, else a plain refusal."""
    if request.headers.get("HX-Request") == "true":
        return signed_out_fragment(request)
    if not came_from_here(request):
        return render(request, "core/resend_refused.html", status=403)
    return resend_page(request)


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent the form (Origin, else Referer)."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.get_host()


def signed_out_fragment(request: HttpRequest) -> HttpResponse:
    """401 for a background request: a sentence to show; the page and what was typed stay as they are."""
    url = resolve_url(settings.LOGIN_URL)
    return render(request, "core/signed_out_fragment.html", {"sign_in_url": url}, status=401)
