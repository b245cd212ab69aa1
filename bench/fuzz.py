"""Whatever strangers and other systems send: public forms, addresses and the interface, with many examples each.

The tests of the files named test_fuzzed_…; what they sent and how it ended they count themselves (tests/fuzzing.py).
"""

import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

from bench.properties import ROOT, tried
from tests.properties import FUZZED

AIMS = {
    "fuzzed_requests": 20_000, "answers_of_5xx_at_most": 0, "scripts_of_strangers_at_most": 0, "failed_at_most": 0,
}  # fmt: skip
NOTES = (
    "A script: markup of a stranger's making in an answer, to themselves, to others later, or to officials.",
    "An example of odd addresses asks for up to eight pages; one of a form that was taken also reads what was stored.",
)


def main() -> dict[str, Any]:
    """Run them on all cores and add up what the report of the tests says of each."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/test_fuzzed*.py"))
        report_of_tests = (f"--junitxml={report}", "--override-ini=junit_family=xunit1")  # which has properties
        run, failed = tried(*report_of_tests, "--show-capture=no", *files, profile="fuzzed")
        told, of_files = _counted(report)
    return {
        "size": {"tests": run, "examples of each": FUZZED},
        "fuzzed_requests": told["requests"],
        **of_files,
        "answers_of_5xx": told["answers_of_5xx"],
        "scripts_of_strangers": told["scripts"],
        "failed": failed,
        "seconds": round(time.perf_counter() - start),
        "notes": NOTES,
        "aims": AIMS,
    }


def _counted(report: Path) -> tuple[Counter[str], dict[str, int]]:
    """The sums of what tests counted, and the requests of each file."""
    told, of_files = Counter[str](), Counter[str]()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - of this run
        for one in case.iter("property"):
            told[one.attrib["name"]] += int(one.attrib["value"])
            if one.attrib["name"] == "requests":
                of_files[case.attrib["classname"].rpartition(".")[2]] += int(one.attrib["value"])
    return told, {f"requests_of_{name.removeprefix('test_fuzzed_')}": of_files[name] for name in sorted(of_files)}
