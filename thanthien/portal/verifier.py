"""The program that recomputes a year, as one file that runs wherever Python does: ``python3 thanthien.pyz verify …``.

It is this platform's own command with just the modules that it imports, and the two libraries that these need; no
framework and no database. The same modules make the same bytes, so that its SHA-256 can be told.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from django.conf import settings

FILE_NAME = "thanthien.pyz"
_COMMAND = "thanthien.cli"
_MAIN = "import sys\n\nfrom thanthien.cli import main\n\nsys.exit(main())\n"
_LIBRARIES = {"rfc8785": "rfc8785", "PyYAML": "yaml"}
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of every entry: when it was packed is no part of the program


@dataclass(frozen=True, slots=True)
class Program:
    """The file with its SHA-256 (hex)."""

    content: bytes
    sha256: str


@functools.cache
def program() -> Program:
    """The program of the running version, packed once for each process."""
    packed = io.BytesIO()
    packed.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted({"__main__.py": _MAIN.encode(), **dict(_modules()), **dict(_libraries())}.items()):
            file.writestr(zipfile.ZipInfo(name, _BEGINNING), content, zipfile.ZIP_DEFLATED)
    content = packed.getvalue()
    return Program(content, hashlib.sha256(content).hexdigest())


def _modules() -> Iterator[tuple[str, bytes]]:
    """The command and everything of this package that it imports, wherever in a module it does so."""
    root = Path(settings.BASE_DIR)
    waiting, seen = [_COMMAND], set[str]()
    while waiting:
        module = waiting.pop()
        file = _file_of(root, module)
        if module in seen or file is None:
            continue
        seen.add(module)
        text = file.read_text(encoding="utf-8")
        waiting += [module.rpartition(".")[0], *_imported(text)]
        yield str(file.relative_to(root)), text.encode()
    yield "LICENSE", (root / "LICENSE").read_bytes()


def _file_of(root: Path, module: str) -> Path | None:
    place = root.joinpath(*module.split("."))
    found = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in found if file.is_file()), None) if module else None


def _imported(text: str) -> Iterator[str]:
    """Modules of this package that a module names, and what may be one of theirs."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] == "thanthien")


def _libraries() -> Iterator[tuple[str, bytes]]:
    """Their Python modules with the texts of their licences."""
    for distribution, package in _LIBRARIES.items():
        spec = util.find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else Path()
        for file in folder.rglob("*.py"):
            yield f"{package}/{file.relative_to(folder)}", file.read_bytes()
        for listed in metadata.files(distribution) or ():
            if "LICENSE" in listed.name:
                yield f"licences/{distribution}/{listed.name}", Path(str(listed.locate())).read_bytes()
