"""Checks our CSS and JavaScript with Biome, by the rules of biome.json. Fetches it when it is not there yet."""

import subprocess
import sys
from pathlib import Path

from tests import npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "var" / "biome"
PROGRAM = PLACE / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"


def main(words: list[str]) -> int:
    """The exit code of Biome; with words, Biome gets those instead of the check of all files."""
    if not (PROGRAM.exists() and npm.is_current(HERE, PLACE)) and (complaint := npm.install(HERE, PLACE)):
        sys.stderr.write(f"Biome could not be fetched: {complaint}\n")
        return 1
    asked = words or ["lint", "--error-on-warnings", "--max-diagnostics=none", "thanthien"]
    command = [str(npm.NODE / "node"), str(PROGRAM), *asked]
    return subprocess.run(command, cwd=ROOT, env=npm.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
