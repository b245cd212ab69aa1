"""People without an account whose address another room keeps encrypted: a message names the row, and the room says the
address when the letter leaves. So no address stands in the log of the mail, in a job or in a history, and one that was
erased meanwhile gets nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thanthien.core.mail.enums import Channel


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody by the book that keeps their address, and the number of the row there."""

    book: str
    row: int


@dataclass(frozen=True, slots=True)
class AddressBook:
    """A room's addresses. ``title``: what the log says instead of one. ``address_of``: where this row is reached by a
    channel now, empty when it is erased or wants no letters. ``bounced``: a server said that it takes none; called in
    the transaction that notes it, more than once when the letter is sent again."""

    key: str
    title: str
    address_of: Callable[[int, Channel], str]
    bounced: Callable[[int], None]


_books: dict[str, AddressBook] = {}


def register_book(book: AddressBook) -> None:
    """Ask this room for addresses of its rows. Raises ValueError for a key given twice."""
    if book.key in _books:
        raise ValueError(f"{book.key} is registered already.")
    _books[book.key] = book


def book_title(key: str) -> str:
    """What the log says of a recipient in this book; the key itself when no room keeps it any more."""
    return _books[key].title if key in _books else key


def address_in(kept: Kept, channel: Channel) -> str:
    """Where the row is reached now; empty when nowhere, or no room keeps such a book any more."""
    book = _books.get(kept.book)
    return book.address_of(kept.row, channel) if book else ""


def tell_bounced(kept: Kept) -> None:
    """A server said that this address takes no mail."""
    if book := _books.get(kept.book):
        book.bounced(kept.row)
