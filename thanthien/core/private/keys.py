"""Keys of personal data: a file for each matter, in ``PRIVATE_KEYS_DIR``, and what is encrypted under it.

A key is on disk before the row that needs it is written, and is never in the database: whoever has a copy of the
database alone reads nothing, and a key that is destroyed is destroyed for every copy, old backups included. A key
without a row (something failed in between) opens nothing and is swept away.
"""

from __future__ import annotations

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

_FORM = b"\x01"  # how the bytes are made: nonce, then AES-256-GCM of JSON
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
    name, key, nonce = uuid4(), AESGCM.generate_key(8 * _KEY), secrets.token_bytes(_NONCE)
    _write(_path(shelf, name), key)
    plain = json.dumps(dict(texts), ensure_ascii=False).encode()
    filled = plain + b" " * (-len(plain) % _BLOCK)
    return Sealed(name, _FORM + nonce + AESGCM(key).encrypt(nonce, filled, _meant_for(shelf, name)))


def unseal(shelf: str, sealed: Sealed) -> dict[str, str]:
    """The texts again. Raises GoneError without the key, or when the bytes are not those that were made with it."""
    try:
        key = _path(shelf, sealed.key).read_bytes()
    except FileNotFoundError:
        raise GoneError from None
    nonce, content = sealed.content[1 : 1 + _NONCE], sealed.content[1 + _NONCE :]
    try:
        plain = AESGCM(key).decrypt(nonce, content, _meant_for(shelf, sealed.key))
    except (InvalidTag, ValueError):
        raise GoneError from None
    found: dict[str, str] = json.loads(plain)
    return found


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


def _meant_for(shelf: str, name: UUID) -> bytes:
    """What is encrypted of one matter can't be passed as that of another."""
    return f"{shelf}:{name.hex}".encode()
