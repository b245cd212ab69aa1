"""The project's own files, for tests that look at all of them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_GENERATED = frozenset({".git", ".venv", "var", "node_modules", "__pycache__"})


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control, and new ones that will be; all files where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        found = (path for path in ROOT.rglob("*") if not _GENERATED & set(path.relative_to(ROOT).parts))
        return tuple(path for path in found if path.is_file())
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def product(suffix: str) -> list[Path]:
    """The product's files with this suffix, without generated migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == suffix and path.is_relative_to(ROOT / "thanthien") and "migrations" not in path.parts
    ]


def relative(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()
