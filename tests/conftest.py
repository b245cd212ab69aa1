"""What all tests share: a strict Django, no world outside this machine, and a real browser."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_socket import socket_allow_hosts

from tests import changed, databases, properties
from tests.accessibility import accessibility_problems
from tests.browser import find
from tests.fuzzing import Tally, tallied
from tests.recorder import RECORDER

if TYPE_CHECKING:
    from thanthien.core.jobs.models import JobRun

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
TOUCHED = pytest.StashKey[changed.Touched]()
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
PATIENCE = 20_000  # milliseconds: a page is slow on a machine that runs the whole suite; what hangs fails all the same
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--changed", action="store_true", help="only test files that a change touches (tests/changed.py)")
    parser.addoption("--since", default="main", metavar="BRANCH", help="changed since it left this branch (main)")


def pytest_configure(config: pytest.Config) -> None:
    # Playwright's own loop runs in the thread of the test; Django would take it for an asynchronous view.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not config.getoption("--hypothesis-profile"):
        properties.try_few()
    if config.getoption("--changed"):
        config.stash[TOUCHED] = changed.touched_in(config.rootpath, config.getoption("--since"))


def pytest_report_header(config: pytest.Config) -> str | None:
    touched = config.stash.get(TOUCHED, None)
    if touched is None:
        return None
    why = f"all, because of {touched.why_all}" if touched.why_all else f"{len(touched.tests)} touched"
    return f"changed since {config.getoption('--since')}: test files: {why}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    touched = config.stash.get(TOUCHED, None)
    if touched is None or not collection_path.is_file():
        return None
    return collection_path.relative_to(config.rootpath).as_posix() not in touched.tests or None


def pytest_collection_finish() -> None:
    """All tests, their modules and ours stay until the end: who looks for garbage need not look at them each time."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if TOUCHED in session.config.stash and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK  # the change touches no test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are marked by what they use, and share one process: one browser, less memory."""
    for item in items:
        if {"browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_createdb: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A copy of the migrated database (tests/databases.py), from which scenarios start (tests/recorder.py)."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    with django_db_blocker.unblock():
        name = databases.set_up(worker, anew=django_db_createdb)
        RECORDER.begin(tmp_path_factory.getbasetemp().parent if worker else None)
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            databases.empty_quickly(patch)
        yield
    with django_db_blocker.unblock():
        databases.tear_down(name)


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    """Connections to 127.0.0.1 and ::1 only."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    """Uploaded files and keys go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_KEYS_DIR = tmp_path / "keys"


@pytest.fixture(autouse=True)
def _fresh_local_cache() -> None:
    """What a process remembers must not leak from test to test."""
    caches["local"].clear()


@pytest.fixture
def run_jobs() -> "Callable[[], list[JobRun]]":
    """`run_jobs()` carries out what stands in the queue, as the worker would; see tests/jobs.py."""
    from tests.jobs import run_queued

    return run_queued


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """Counts what a fuzzing test sends (tests/fuzzing.py)."""
    yield from tallied(record_property)


# --- Browser --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of the process. Fails, never skips, when there is none."""
    chromium = find.installed()
    if chromium is None:
        pytest.fail(find.MISSING, pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open pages with options of a browser context (viewport, java_script_enabled, color_scheme …).

    Each page belongs to a person of its own (own cookies). At the end the test fails when a page threw an error, broke
    the Content-Security-Policy, or got an answer of 500.
    """
    contexts = []
    problems: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="vi-VN", **({"viewport": DESK} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("response", lambda got: problems.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """A page of 1440 × 900 on the live server; `page.goto("/…")`."""
    return new_page()


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    """A page of 360 × 740."""
    return new_page(viewport=PHONE)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """`assert_accessible(page)`: axe finds nothing against WCAG 2.2 AA, and nothing sticks out sideways."""

    def check(page: Page) -> None:
        assert accessibility_problems(page) == []

    return check
