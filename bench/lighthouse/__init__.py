"""Lighthouse on a phone, of 100: how quick, accessible, sound and findable the pages are that everybody opens first."""

import json
import statistics
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.urls import reverse

from bench import database
from bench.lighthouse.matters import tell
from bench.load import load, sizes
from bench.serving import WORKERS, server
from tests import npm
from tests.browser import find
from thanthien.disclosure.models import Face
from thanthien.evaluations.models import Cycle
from thanthien.feedback.models import Feedback
from thanthien.units.models import Unit

UNITS = 114
RUNS = 3
HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / "var" / "lighthouse"
PROGRAM = PLACE / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {"home": 100, "unit": 100, "year": 100, "disclosures": 95, "feedback_form": 95, "feedback_answer": 95}
AIMS = {f"{page}.{category.replace('-', '_')}": aim for page, aim in PAGES.items() for category in CATEGORIES}
NOTES = (
    f"Median of {RUNS} loads of each page by a phone with a slow line, as Lighthouse imitates it.",
    "The tool is pinned in bench/lighthouse/ and fetched when it is not there yet.",
    "Server and browser share the machine: marks of performance fall when it is busy, the others don't.",
    "“Found”: what costs a page its 100 outside performance.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers: marks of each page, and what costs them."""
    chromium = _tools()
    address = database.use(UNITS, fill)
    paths = _paths()
    with server(address) as port:
        found = {name: _page(f"http://localhost:{port}{path}", chromium) for name, path in paths.items()}
    size = sizes() | {"disclosures": Face.objects.count(), "runs_each": RUNS, "workers": WORKERS}
    return {"size": size, **found, "notes": NOTES, "aims": AIMS}


def fill(units: int) -> None:
    """A city with its years, whose first unit has published documents and an answer."""
    load(units)
    tell(Unit.objects.order_by("code")[0])


def _tools() -> str:
    """The program is there; the path of a Chromium. Raises RuntimeError when one can't be had."""
    if not (PROGRAM.exists() and npm.is_current(HERE, PLACE)) and (complaint := npm.install(HERE, PLACE)):
        raise RuntimeError(f"Lighthouse could not be fetched: {complaint}")
    chromium = find.installed() or find.fetch()
    if chromium is None:
        raise RuntimeError(find.MISSING)
    return chromium


def _paths() -> dict[str, str]:
    year = Cycle.objects.published().newest_first()[0].year
    code = Unit.objects.order_by("code").values_list("code", flat=True)[0]
    answer = Feedback.objects.get(unit__code=code).answer_id
    return {
        "home": reverse("home"), "unit": reverse("unit-page", args=[code]), "year": reverse("year", args=[year]),
        "disclosures": reverse("disclosure-search"), "feedback_form": reverse("feedback-send", args=[code]),
        "feedback_answer": reverse("feedback-answer", args=[answer]),
    }  # fmt: skip


def _page(address: str, chromium: str) -> dict[str, Any]:
    """Marks of one page, the median of all runs, and what costs them."""
    reports = [_report(address, chromium) for _ in range(RUNS)]
    marks = {
        category.replace("-", "_"): round(statistics.median(_mark(report, category) for report in reports))
        for category in CATEGORIES
    }
    return marks | {"found": "; ".join(sorted({title for report in reports for title in lost(report)})) or "nothing"}


def _mark(report: Mapping[str, Any], category: str) -> float:
    return float(report["categories"][category]["score"] or 0) * 100


def lost(report: Mapping[str, Any]) -> list[str]:
    """Names of the audits that cost marks in the categories that don't depend on the machine."""
    counted = {
        ref["id"]
        for category in CATEGORIES
        if category != "performance"
        for ref in report["categories"][category]["auditRefs"]
        if ref["weight"]
    }
    return [name for name in counted if (report["audits"][name]["score"] or 0) < 1 and _applies(report, name)]


def _applies(report: Mapping[str, Any], name: str) -> bool:
    return report["audits"][name]["scoreDisplayMode"] not in ("notApplicable", "informative", "manual")


def _report(address: str, chromium: str) -> dict[str, Any]:
    """What Lighthouse says of one load. Raises RuntimeError with its messages where it fails."""
    command = [
        str(npm.NODE / "node"), str(PROGRAM), address, "--output=json", "--quiet", "--form-factor=mobile",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    env = npm.environment() | {"CHROME_PATH": chromium}
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed at {address}: {done.stderr[-1000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
