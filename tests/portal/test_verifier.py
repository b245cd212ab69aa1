"""The checking program as it is handed out: one file, the same each time, which needs nothing but Python."""

import hashlib
import io
import subprocess
import sys
import zipfile

import pytest

from tests.portal.published import published_year
from tests.project_files import ROOT
from thanthien.portal.verifier import program

pytestmark = pytest.mark.django_db
ADDRESS = "/du-lieu-mo/thanthien.pyz"


def run(folder, content: bytes) -> subprocess.CompletedProcess[str]:
    """The program over a file of a year, with Python's own library and nothing else."""
    (folder / "thanthien.pyz").write_bytes(program().content)
    (folder / "nam.json").write_bytes(content)
    command = [sys.executable, "-S", "-I", "thanthien.pyz", "verify", "nam.json"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=120)


def year_file(client) -> bytes:
    published_year()
    return b"".join(client.get("/ket-qua/2026/du-lieu.json").streaming_content)


def test_program_alone_finds_a_published_year_in_order(client, tmp_path):
    done = run(tmp_path, year_file(client))
    assert (done.returncode, done.stdout.strip().splitlines()[-1], done.stderr) == (0, "Kết quả: khớp hoàn toàn.", "")


def test_program_alone_finds_what_was_changed(client, tmp_path):
    changed = year_file(client).replace(b'"points":"2.00"', b'"points":"1.75"', 1)
    done = run(tmp_path, changed)
    assert (done.returncode, "KHÁC BIỆT" in done.stdout) == (1, True)


def test_program_holds_the_platform_s_own_modules_and_no_framework():
    names = zipfile.ZipFile(io.BytesIO(program().content)).namelist()
    own = [name for name in names if name.startswith("thanthien/")]
    packed = zipfile.ZipFile(io.BytesIO(program().content))
    assert [name for name in own if packed.read(name) != (ROOT / name).read_bytes()] == []
    assert {name.split("/")[0] for name in names} == {
        "LICENSE", "__main__.py", "licences", "rfc8785", "thanthien", "yaml",
    }  # fmt: skip
    assert {"licences/PyYAML/LICENSE", "licences/rfc8785/LICENSE", "thanthien/verify.py"} <= set(names)


def test_page_tells_the_fingerprint_of_the_program_handed_out(client):
    handed_out = client.get(ADDRESS).content
    program.cache_clear()
    assert handed_out == program().content
    assert hashlib.sha256(handed_out).hexdigest() in client.get("/du-lieu-mo/").text
