"""What a process of the server has ready before the first request comes."""

import subprocess
import sys

from tests.core.jobs.test_worker import worker_environment
from tests.project_files import ROOT

_ASK = """
import gc, sys
import thanthien.config.wsgi
print("thanthien.grassroots.views" in sys.modules, gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 10_000)
"""


def test_pages_are_loaded_and_no_search_for_garbage_goes_through_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env=worker_environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    assert done.stdout.split() == ["True", "True", "True"]
