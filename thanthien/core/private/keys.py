"""Keys of personal data: a file for each matter, in ``PRIVATE_KEYS_DIR``, and what is encrypted under it.

A key is on disk before the row that needs it is written, and is never in the database: whoever has a copy of the
database alone reads nothing, and a key that is destroyed is destroyed for every copy, old backups included. A key
without a row (something failed in between) opens nothing and is swept away.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_TEXTS, _FILE = b"\x01", b"\x02"  # how the bytes are made: nonce, then AES-256-GCM of JSON, or of a file
_NONCE, _KEY = 12, 32
_BLOCK = 512  # what is encrypted is filled up to a multiple, so that its length tells little
_FOLDERS = 2  # hex digits of the folder in which a key lies


class GoneError(Exception):
    """What was encrypted can't be read any more: its key is not here."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The name of a key, and what is encrypted under it."""

    key: UUID
    content: bytes


def seal(shelf: str, texts: Mapping[str, str]) -> Sealed:
    """Encrypt texts under a new key, which is on disk when this returns. ``shelf``: whose keys these are."""
    name, key = uuid4(), AESGCM.generate_key(8 * _KEY)
    _write(_path(shelf, name), key)
    plain = json.dumps(dict(texts), ensure_ascii=False).encode()
    filled = plain + b" " * (-len(plain) % _BLOCK)
    return Sealed(name, _TEXTS + _encrypted(key, filled, _meant_for(shelf, name)))


def unseal(shelf: str, sealed: Sealed) -> dict[str, str]:
    """The texts again. Raises GoneError without the key, or when the bytes are not those that were made with it."""
    key = _key(shelf, sealed.key)
    found: dict[str, str] = json.loads(_decrypted(key, sealed.content[1:], _meant_for(shelf, sealed.key)))
    return found


def seal_file(shelf: str, name: UUID, plain: bytes, *, of: UUID) -> bytes:
    """Encrypt a file that belongs to texts under the key of these, with which it ends. ``of``: which file it is, so
    that none is passed as another. Raises GoneError without the key."""
    return _FILE + _encrypted(_key(shelf, name), plain, _meant_for(shelf, name, of))


def unseal_file(shelf: str, name: UUID, content: bytes, *, of: UUID) -> bytes:
    """The file again. Raises GoneError without the key, or when the bytes are not those that were made with it."""
    key = _key(shelf, name)
    if content[:1] != _FILE:
        raise GoneError
    return _decrypted(key, content[1:], _meant_for(shelf, name, of))


def file_mark(shelf: str, name: UUID, plain: bytes) -> str:
    """By what the same file is known again among those under one key, in hex: a digest that says nothing any more once
    the key is gone. Raises GoneError without it."""
    own = hmac.digest(_key(shelf, name), b"mark:" + _meant_for(shelf, name), "sha256")
    return hmac.new(own, plain, "sha256").hexdigest()


def holds(shelf: str, sealed: Sealed | None, texts: Mapping[str, str]) -> bool:
    """Whether these are the texts that were encrypted; False where they can't be read any more. For what its sender
    sends again: nobody is shown anything, so no look is noted, and no digest has to outlive the key."""
    if sealed is None:
        return False
    try:
        return unseal(shelf, sealed) == dict(texts)
    except GoneError:
        return False


def destroy(shelf: str, name: UUID) -> None:
    """Take a key away for good; one that is gone already is no mistake. It is written over first, which not every disk
    does in place: the folder lies on an encrypted disk (docs/operation.md)."""
    path = _path(shelf, name)
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_KEY))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync(path.parent)


def stored_keys(shelf: str, *, older_than: float) -> Iterator[UUID]:
    """The names of the keys that lie there, last written before a moment (seconds of the epoch)."""
    for path in sorted((Path(settings.PRIVATE_KEYS_DIR) / shelf).glob("*/*")):
        with suppress(ValueError, FileNotFoundError):
            if path.stat().st_mtime < older_than:
                yield UUID(hex=path.name)


def _key(shelf: str, name: UUID) -> bytes:
    try:
        return _path(shelf, name).read_bytes()
    except FileNotFoundError:
        raise GoneError from None


def _encrypted(key: bytes, plain: bytes, meant_for: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, meant_for)


def _decrypted(key: bytes, content: bytes, meant_for: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], meant_for)
    except (InvalidTag, ValueError):
        raise GoneError from None


def _path(shelf: str, name: UUID) -> Path:
    return Path(settings.PRIVATE_KEYS_DIR) / shelf / name.hex[:_FOLDERS] / name.hex


def _write(path: Path, key: bytes) -> None:
    """On disk when this returns, the entry of its folder too; never over another one."""
    for folder in (path.parent.parent.parent, path.parent.parent, path.parent):  # a mode is that of the last one alone
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _meant_for(shelf: str, name: UUID, of: UUID | None = None) -> bytes:
    """What is encrypted of one matter can't be passed as that of another, nor one of its files as another."""
    return (f"{shelf}:{name.hex}:{of.hex}" if of else f"{shelf}:{name.hex}").encode()
