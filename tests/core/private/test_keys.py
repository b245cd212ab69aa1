"""Personal data under keys of its own: read with the key, unreadable without it, swept where it belongs to nothing."""

import os
import secrets
import stat
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from thanthien.core.private.codes import code_digest, code_of
from thanthien.core.private.keys import (
    GoneError,
    Sealed,
    destroy,
    file_mark,
    holds,
    seal,
    seal_file,
    stored_keys,
    unseal,
    unseal_file,
)

TEXTS = {"name": "Trần Thị Bích Kín", "why": "disabled"}


def key_files() -> list[Path]:
    return sorted(path for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*") if path.is_file())


def test_what_is_sealed_is_read_again_with_its_key():
    assert unseal("shelf", seal("shelf", TEXTS)) == TEXTS


def test_sealed_bytes_hold_no_clear_text_and_two_sealings_differ():
    one, other = seal("shelf", TEXTS), seal("shelf", TEXTS)
    assert "Kín".encode() not in one.content
    assert one.content != other.content
    assert len({path.read_bytes() for path in key_files()}) == 2


def test_length_tells_little():
    assert len(seal("shelf", {"a": "x"}).content) == len(seal("shelf", {"a": "x" * 300}).content)


def test_key_is_a_file_of_its_own_that_only_its_user_reads():
    sealed = seal("shelf", TEXTS)
    (file,) = key_files()
    assert file == Path(settings.PRIVATE_KEYS_DIR) / "shelf" / sealed.key.hex[:2] / sealed.key.hex
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_destroyed_key_is_gone_for_every_copy_of_the_row():
    sealed = seal("shelf", TEXTS)
    destroy("shelf", sealed.key)
    assert key_files() == []
    with pytest.raises(GoneError):
        unseal("shelf", sealed)
    destroy("shelf", sealed.key)  # a second time is no mistake


@pytest.mark.parametrize("spoilt", ["content", "key", "shelf"])
def test_nothing_is_read_with_another_key_or_other_bytes(spoilt):
    sealed, other = seal("shelf", TEXTS), seal("shelf", TEXTS)
    seal("second", TEXTS)
    shelf = "shelf"
    if spoilt == "content":
        sealed = Sealed(sealed.key, sealed.content[:-1] + bytes([sealed.content[-1] ^ 1]))
    elif spoilt == "key":
        sealed = Sealed(other.key, sealed.content)
    else:
        source = Path(settings.PRIVATE_KEYS_DIR) / "shelf" / sealed.key.hex[:2]
        target = Path(settings.PRIVATE_KEYS_DIR) / "second" / sealed.key.hex[:2]
        target.mkdir(parents=True, exist_ok=True)
        (target / sealed.key.hex).write_bytes((source / sealed.key.hex).read_bytes())
        shelf = "second"
    with pytest.raises(GoneError):
        unseal(shelf, sealed)


def test_stored_keys_are_told_by_age_and_other_files_left_alone():
    old, young = seal("shelf", TEXTS), seal("shelf", TEXTS)
    folder = Path(settings.PRIVATE_KEYS_DIR) / "shelf"
    (folder / old.key.hex[:2] / "note.txt").write_text("no key", encoding="utf-8")
    before = time.time() - 3600
    os.utime(folder / old.key.hex[:2] / old.key.hex, (before - 1, before - 1))
    assert list(stored_keys("shelf", older_than=before)) == [old.key]
    assert set(stored_keys("shelf", older_than=time.time() + 60)) == {old.key, young.key}


def test_two_processes_make_keys_at_once(tmp_path):
    program = (
        "import django.conf, sys\n"
        f"django.conf.settings.configure(PRIVATE_KEYS_DIR={str(tmp_path)!r})\n"
        "from thanthien.core.private.keys import seal, unseal\n"
        "for number in range(40):\n"
        "    assert unseal('shelf', seal('shelf', {'n': str(number)})) == {'n': str(number)}\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 80


def test_code_is_found_however_it_is_typed():
    code = code_of("secret of a form")
    assert len(code_digest(code)) == 64
    assert code_digest(f" {code.lower().replace('-', ' ')} ") == code_digest(code)


@pytest.mark.parametrize("typed", ["", "K7QM", "O" * 16, "1fa014e2-ecd3-4f77-ad65-ac0a7a15bf55"])
def test_what_is_no_code_has_no_digest(typed):
    assert code_digest(typed) == ""


def test_code_is_that_of_its_secret_and_only_of_this_platform(settings):
    assert code_of("one") == code_of("one") != code_of("another")
    before = code_of("one")
    settings.SECRET_KEY = "the secret of another platform, long enough"
    assert code_of("one") != before


def test_texts_are_compared_without_showing_them():
    texts = {"name": "Kín"}
    sealed = seal("shelf", texts)
    assert [holds("shelf", sealed, told) for told in (texts, {"name": "Khác"}, {})] == [True, False, False]
    destroy("shelf", sealed.key)
    assert [holds("shelf", one, texts) for one in (sealed, None)] == [False, False]


# --- Files under the key of their texts -----------------------------------------------------------------------------


def test_file_is_read_again_with_the_key_of_its_texts():
    name, of, plain = seal("shelf", TEXTS).key, uuid4(), secrets.token_bytes(100_000)
    content = seal_file("shelf", name, plain, of=of)
    assert (unseal_file("shelf", name, content, of=of), plain[:64] in content) == (plain, False)
    assert seal_file("shelf", name, plain, of=of) != content


@pytest.mark.parametrize("spoilt", ["content", "of", "texts", "gone"])
def test_no_file_is_read_as_another_or_without_its_key(spoilt):
    sealed, of = seal("shelf", TEXTS), uuid4()
    content = seal_file("shelf", sealed.key, b"picture", of=of)
    if spoilt == "content":
        content = content[:-1] + bytes([content[-1] ^ 1])
    elif spoilt == "of":
        of = uuid4()
    elif spoilt == "texts":
        content = sealed.content
    else:
        destroy("shelf", sealed.key)
    with pytest.raises(GoneError):
        unseal_file("shelf", sealed.key, content, of=of)


def test_mark_of_a_file_is_the_same_under_one_key_alone():
    one, other = seal("shelf", TEXTS).key, seal("shelf", TEXTS).key
    marks = [file_mark("shelf", one, b"picture") for _ in range(2)]
    assert (marks[0] == marks[1], marks[0] == file_mark("shelf", other, b"picture"), len(marks[0])) == (True, False, 64)
    assert marks[0] != file_mark("shelf", one, b"another")
    destroy("shelf", one)
    with pytest.raises(GoneError):
        file_mark("shelf", one, b"picture")
