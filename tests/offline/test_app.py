"""What is served to a device: the same for everybody, under a policy that allows what is needed and nothing more."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories.accounts import person
from tests.grassroots.scene import Scene, a_scene
from thanthien.accounts.roles import Role
from thanthien.offline.views import SHELL_FILES

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def test_policy_of_pages_allows_what_the_app_needs_and_nothing_more(client: Any) -> None:
    told = client.get(reverse("offline-shell"))["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "worker-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


def test_page_of_the_app_is_the_same_for_everybody(scene: Scene, client: Any) -> None:
    stranger = client.get(reverse("offline-shell")).content
    client.force_login(scene.head)
    assert client.get(reverse("offline-shell")).content == stranger


def test_worker_keeps_the_page_and_files_alone(client: Any) -> None:
    answer = client.get(reverse("offline-worker"))
    kept = json.loads(re.search(r"self\.KEPT = (.*);", answer.content.decode()).group(1))  # type: ignore[union-attr]
    assert kept["shell"] == reverse("offline-shell")
    assert kept["files"] == [reverse("offline-shell"), *(f"/static/{name}" for name in SHELL_FILES)]
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"


def test_worker_keeps_every_file_that_the_page_names(client: Any) -> None:
    page = client.get(reverse("offline-shell")).content.decode()
    named = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))
    assert named - set(SHELL_FILES) == {"offline/icon-192.png"}


def test_worker_lies_above_what_it_may_touch(client: Any) -> None:
    """The scope of a worker is the folder of its address; no page of the work or of the public lies in it."""
    folder = reverse("offline-worker").rpartition("/")[0] + "/"
    assert folder == reverse("offline-shell") == json.loads(client.get(reverse("offline-manifest")).content)["scope"]
    script = Path(str(finders.find("offline/sending.js"))).read_text(encoding="utf-8")
    assert re.search(r'ROOT = "([^"]+)"', script).group(1) == folder  # type: ignore[union-attr]


def test_manifest_names_pictures_that_are_there(client: Any) -> None:
    told = json.loads(client.get(reverse("offline-manifest")).content)
    assert [finders.find(one["src"].removeprefix("/static/")) is not None for one in told["icons"]] == [True, True]
    assert told["name"] == f"{settings.PRODUCT_NAME}, {settings.CITY_NAME}"


def test_work_page_says_whose_it_is(scene: Scene, client: Any) -> None:
    """What it keeps without a signal is theirs, whoever was at the device last."""
    client.force_login(scene.head)
    html = client.get(reverse("accounts:me")).content.decode()
    assert re.findall(r'data-owner="([^"]+)"', html) == [f"p{scene.head.pk}"]


def test_worker_is_put_on_devices_of_those_who_may_write_alone(scene: Scene, client: Any) -> None:
    shown = {}
    for name, user in (
        ("head", scene.head),
        ("officer", scene.officer),
        ("party", person(Role.COMMUNE_PARTY)),
        ("public", None),
    ):
        client.logout()
        if user is not None:
            client.force_login(user)
        address = "/" if user is None else reverse("accounts:me")
        shown[name] = "offline/work.js" in client.get(address).content.decode()
    assert shown == {"head": True, "officer": True, "party": False, "public": False}
