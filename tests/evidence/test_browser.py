"""The library in a real browser: uploads with progress, dropped and refused files, and access for everyone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.factories import files
from tests.factories.evidence import DocumentFactory, store_version
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db(transaction=True)
LIBRARY = "/minh-chung/"
PHONE = {"width": 360, "height": 740}


def sent(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def picture(page, name: str) -> None:
    """Keeps a picture of the page where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_upload_takes_each_file_by_itself(town, new_page):
    page = enter_as(new_page(), town.focal)
    page.goto(LIBRARY)

    page.set_input_files("input[name=files]", [sent("Biên bản.pdf", files.PDF), sent("Xấu.pdf", b"MZ\x90\0")])
    page.get_by_role("button", name="Tải lên").click()

    expect(page.locator("[data-upload-outcome=taken]")).to_have_count(1)
    expect(page.locator("[data-upload-outcome=refused]")).to_contain_text("“Xấu.pdf”")
    expect(page.locator("#minh-chung tbody tr")).to_have_count(1)
    assert [document.title for document in Document.objects.all()] == ["Biên bản"]


def test_messages_of_an_upload_replace_those_of_the_one_before(town, new_page):
    page = enter_as(new_page(), town.focal)
    page.goto(LIBRARY)
    for name, content, outcome in (("Xấu.pdf", b"MZ\x90\0", "refused"), ("Tốt.pdf", files.PDF, "taken")):
        page.set_input_files("input[name=files]", [sent(name, content)])
        page.get_by_role("button", name="Tải lên").click()
        expect(page.locator(f"[data-upload-outcome={outcome}]")).to_contain_text(
            f"“{name}”" if outcome == "refused" else ""
        )
        expect(page.locator("[data-upload-outcome]")).to_have_count(1)


def test_upload_refuses_the_oversize_before_sending(town, new_page, settings):
    settings.EVIDENCE_MAX_MB = 1
    page = enter_as(new_page(), town.focal)
    page.goto(LIBRARY)

    page.set_input_files("input[name=files]", [sent("lớn.pdf", b"%PDF-" + b"0" * 1_100_000)])
    page.get_by_role("button", name="Tải lên").click()

    expect(page.locator("[data-upload-outcome=refused]")).to_contain_text("“lớn.pdf”")


def test_upload_is_offered_again_after_the_session_ended(town, new_page):
    page = enter_as(new_page(), town.focal)
    page.goto(LIBRARY)
    page.context.clear_cookies()

    page.set_input_files("input[name=files]", [sent("a.pdf", files.PDF)])
    page.get_by_role("button", name="Tải lên").click()
    expect(page.locator("[data-upload-outcome=refused]")).to_contain_text("Phiên đăng nhập đã hết")
    enter_as(page, town.focal)
    page.get_by_role("button", name="Gửi lại").click()

    expect(page.locator("[data-upload-outcome=taken]")).to_have_count(1)


def test_upload_works_without_script(town, new_page):
    page = enter_as(new_page(java_script_enabled=False), town.focal)
    page.goto(LIBRARY)

    page.set_input_files("input[name=files]", [sent("Biên bản.pdf", files.PDF)])
    page.get_by_role("button", name="Tải lên").click()

    expect(page.locator("#thong-bao")).to_contain_text("Đã nhận tệp “Biên bản.pdf”.")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1440, "height": 900}], ids=["360", "1440"])
def test_pages_are_accessible(town, new_page, assert_accessible, viewport):
    document = DocumentFactory(
        created_by=town.focal, title="Quyết định công khai dự toán ngân sách năm 2026 của phường Hải An", with_file=True
    )
    store_version(document, 2, files.pdf("mới"))
    DocumentFactory(created_by=town.front, title="Biên bản giám sát của Ban Thanh tra nhân dân", restricted=True)
    DocumentFactory(created_by=town.focal, title="Trang công khai ngân sách", link=True)
    DocumentFactory(created_by=town.focal, title="Sổ tiếp công dân quý III", text_note=True, internal=True)
    page = enter_as(new_page(viewport=viewport), town.focal)

    for number, address in enumerate((LIBRARY, f"{LIBRARY}{document.key}/", f"{LIBRARY}them-duong-dan/")):
        page.goto(address)
        assert_accessible(page)
        picture(page, f"evidence-{number}-{viewport['width']}")
