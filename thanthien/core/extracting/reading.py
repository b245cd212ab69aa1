"""What the reading process does: the text of a file of a known kind, in its one form, as far as it is kept.

No Django, nothing is stored. What a damaged file raises beyond what is named here ends the process, and whoever
started it takes that for a damaged file.
"""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO

from pypdf import PasswordType, PdfReader

from thanthien.core.extracting.markup import MarkupProblem, text_of_archive
from thanthien.core.extracting.said import Said
from thanthien.core.file_archives import ArchiveProblem
from thanthien.core.text import normalise, without_unseen

_CHUNK = 64 * 1024
_MOST_PAGES = 2_000
_UNREAD = {"encrypted": Said.LOCKED, "bomb": Said.BOMB}


class Locked(Exception):
    """It opens with a password alone."""


def read(kind: str, stream: BinaryIO, most: int) -> tuple[Said, str]:
    """What came of reading, and the text: of at most so many bytes in UTF-8."""
    try:
        text = _first(_PIECES[kind](stream), most)
    except Locked:
        return Said.LOCKED, ""
    except ArchiveProblem as problem:
        return _UNREAD.get(problem.code, Said.BROKEN), ""
    except (MarkupProblem, UnicodeDecodeError):
        return Said.BROKEN, ""
    return (Said.TEXT if text else Said.EMPTY), text


def _first(pieces: Iterable[str], most: int) -> str:
    """The beginning of the text in its one form; what lies behind is not even read."""
    taken, size = [], 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece.encode("utf-8", "replace"))
        if size > most:
            break
    whole = normalise(without_unseen("".join(taken)))
    cut = whole.encode("utf-8")[:most].decode("utf-8", "ignore")
    return cut if len(cut) == len(whole) else cut.rpartition(" ")[0] or cut


def _of_pdf(stream: BinaryIO) -> Iterator[str]:
    """Page by page. A page that can't be read leaves the others; where none can, the problem of the last is raised."""
    logging.disable()  # the library remarks on each oddity of a file
    reader = PdfReader(stream)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Locked
    problem, any_read = None, False
    for page in reader.pages[:_MOST_PAGES]:
        try:
            yield str(page.extract_text()) + "\n"
            any_read = True
        except MemoryError:
            raise
        except Exception as raised:  # noqa: BLE001 - a damaged page raises whatever it meets
            problem = raised
    if problem is not None and not any_read:
        raise problem


def _of_text(stream: BinaryIO) -> Iterator[str]:
    start = stream.read(2)
    stream.seek(0)
    wide = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
    while piece := stream.read(_CHUNK):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


_PIECES: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    "pdf": _of_pdf,
    "docx": partial(text_of_archive, "docx"),
    "odt": partial(text_of_archive, "odt"),
    "txt": _of_text,
}
