"""A person at a screen: comes in each morning, and axe looks at every page they come to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.browser.waiting import all_saved
from thanthien.accounts.models import User
from thanthien.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "mat-khau-dai-12"  # of every person in tests/evaluations/scenario.py
SIGN_IN = "/tai-khoan/dang-nhap/"


# A page is as wide as its window, and made of these elements.
SHAPE = """[innerWidth, ...Array.from(document.body.querySelectorAll("*"),
    one => one.tagName + "." + one.getAttribute("class") + one.hasAttribute("hidden"))].join()"""


class Watch:
    """What axe finds in a journey. Pages of one shape (the sign-in page of each morning) are asked once."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._seen: set[str] = set()

    def look(self, page: Page) -> None:
        """Ask axe about a page of a new shape."""
        shape = page.evaluate(SHAPE)
        if shape not in self._seen:
            self._seen.add(shape)
            self.problems += [f"{page.url}: {problem}" for problem in accessibility_problems(page)]


class Visitor:
    """One browser window of one person; ``user`` None: a citizen. Pages are told by their Vietnamese words.

    The person is signed in before the first page of each day, but ``by_form`` through the sign-in page. What axe finds
    is kept in ``watch``; without one axe is not asked.
    """

    def __init__(
        self, page: Page, user: User | None = None, *, watch: Watch | None = None, by_form: bool = False
    ) -> None:
        self.page = page
        self.user = user
        self.watch = watch
        self.by_form = by_form
        self._came_in: date | None = None

    # --- Going ------------------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Go to an address; where it leads to the sign-in page, that is filled in."""
        if self.user is not None and not self.by_form and self._came_in != clock.today():
            enter_as(self.page, self.user)  # the session of yesterday has run out
            self._came_in = clock.today()
        self.page.goto(path)
        if SIGN_IN in self.page.url and self.user is not None:
            self.sign_in()
        self.look()

    def sign_in(self) -> None:
        """Fill in the sign-in page that is open."""
        assert self.user is not None
        self.look()
        self.page.get_by_label("Email").or_(self.page.locator("[name=login]")).first.fill(self.user.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Đăng nhập", exact=True).click()

    @contextmanager
    def next_page(self, status: int = 200) -> Iterator[None]:
        """The block leads to another page, whose answer has this status."""
        with self.page.expect_navigation() as answer:
            yield
        response = answer.value
        assert response is not None
        assert response.status == status, f"{response.status} {response.url}: {self.page.inner_text('main')[:800]}"
        self.look()

    def press(self, name: str, status: int = 200) -> None:
        """Press a button that leads to another page."""
        with self.next_page(status):
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link of the page's own content; its name as a whole."""
        with self.next_page():
            exact = isinstance(name, str)
            self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()

    def look(self) -> None:
        """Ask axe about the page."""
        if self.watch is not None:
            self.watch.look(self.page)

    # --- Typing and reading -----------------------------------------------------------------------------------------

    def fill(self, **fields: str) -> None:
        """Type into fields by their names."""
        for name, text in fields.items():
            self.field(name).fill(text)

    def field(self, name: str) -> Locator:
        """The visible field of this name."""
        return self.page.locator(f'[name="{name}"]:not([type=hidden])')

    def tick(self, *labels: str) -> None:
        """Tick boxes and choose radio buttons by their labels."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def attach(self, selector: str, *uploads: dict[str, Any]) -> None:
        """Choose files."""
        self.page.locator(selector).set_input_files(list(uploads))

    def sees(self, *words: str) -> None:
        """Each of these stands on the page, or comes soon."""
        for text in words:
            expect(self.page.locator("body")).to_contain_text(text)

    def misses(self, words: Iterable[str]) -> None:
        """None of these stands on the page."""
        for text in words:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def saved(self) -> None:
        """The autosaving form says that the server has everything."""
        all_saved(self.page)


def sent(name: str, content: bytes) -> dict[str, Any]:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
