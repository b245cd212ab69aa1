"""The pages and the way to a file: who, what, how many statements."""

import logging
import uuid

import pytest
from django.db.models import Q
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.factories import files
from tests.factories.evidence import DocumentFactory, store_version, upload
from thanthien.core import formats
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import AccessLog, Document
from thanthien.evidence.usages import Usage

LIBRARY = "/minh-chung/"


def page_of(document) -> str:
    return reverse("evidence:document", args=[document.key])


def file_of(document, number: int = 1) -> str:
    return reverse("evidence:download", args=[document.key, number])


# --- Library -------------------------------------------------------------------------------------------------------


def test_library_lists_what_the_person_may_see(town, sign_in, hooks):
    DocumentFactory(created_by=town.focal, title="Chung", with_file=True)
    DocumentFactory(created_by=town.focal, title="Riêng", restricted=True)
    DocumentFactory(created_by=town.neighbour, title="Của phường khác")

    answer = sign_in(town.officer).get(LIBRARY)

    assert [line.document.title for line in answer.context["table"].rows] == ["Chung"]


@pytest.mark.parametrize(
    ("person", "status"), [("focal", 200), ("party", 200), ("front", 200), ("village_head", 404), ("appraiser", 404)]
)
def test_library_is_for_the_people_of_a_commune(town, sign_in, person, status):
    assert sign_in(getattr(town, person)).get(LIBRARY).status_code == status


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=ngan+sach", {"Ngân sách 2026", "Dự toán ngân sách"}),
        ("q=NGÂN+2026", {"Ngân sách 2026"}),
        ("loai=link", {"Trang công khai"}),
        ("nam=2025", {"Năm trước"}),
        ("nam=abc&loai=xyz", {"Ngân sách 2026", "Dự toán ngân sách", "Trang công khai", "Năm trước"}),
        ("q=khong+co", set()),
        ("da-thoi-dung=1", {"Bỏ"}),
    ],
)
def test_library_filters(town, sign_in, query, titles):
    DocumentFactory(created_by=town.focal, title="Ngân sách 2026", with_file=True)
    DocumentFactory(created_by=town.focal, title="Dự toán ngân sách")
    DocumentFactory(created_by=town.focal, title="Trang công khai", link=True)
    DocumentFactory(created_by=town.focal, title="Bỏ", retired=True)
    # 17:30 UTC on the last evening is already the new year in Việt Nam; an hour earlier is not.
    DocumentFactory(created_by=town.focal, title="Năm trước", created_at="2025-12-31T16:30:00Z")

    answer = sign_in(town.focal).get(f"{LIBRARY}?{query}")

    assert {line.document.title for line in answer.context["table"].rows} == titles


def test_library_pages_by_fifty(town, sign_in):
    DocumentFactory.create_batch(51, created_by=town.focal)

    answer = sign_in(town.focal).get(f"{LIBRARY}?trang=2")

    assert (len(answer.context["table"].rows), answer.context["table"].page.paginator.num_pages) == (1, 2)


def test_library_goes_out_as_it_is_shown(town, sign_in, hooks):
    shown = DocumentFactory(created_by=town.focal, title="Dự toán", with_file=True)
    DocumentFactory(created_by=town.focal, title="Trang công khai", link=True)
    DocumentFactory(created_by=town.focal, title="Riêng", restricted=True)
    hooks.register_usages(lambda _user, ids: {shown.pk: [Usage("1.2.3")]})
    rows = csv_rows(sign_in(town.officer).get(f"{LIBRARY}?tai=csv&xep=ten"))
    assert [[row[0], row[1], row[2], row[-1]] for row in rows] == [
        ["Minh chứng", "Loại", "Dung lượng (byte)", "Nơi dùng"],
        ["Dự toán", "PDF", formats.number(shown.latest.size), "1"],
        ["Trang công khai", "Đường dẫn", "", "chưa dùng"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_library_takes_the_same_statements_for_any_number(town, sign_in, hooks, django_assert_num_queries, count):
    for document in DocumentFactory.create_batch(count, created_by=town.focal, with_file=True):
        store_version(document, 2, files.pdf("neu"))
    hooks.register_usages(lambda _user, ids: {pk: [Usage("1.2.3")] for pk in ids})
    client = sign_in(town.focal)

    # Session, person with hats, unit, years, count, documents, versions.
    with django_assert_num_queries(7):
        answer = client.get(LIBRARY)

    assert [line.uses for line in answer.context["table"].rows] == [1] * count


# --- Upload --------------------------------------------------------------------------------------------------------


def test_upload_without_script_answers_with_messages(town, sign_in):
    sent = {"files": [upload("Tốt.pdf"), upload("Xấu.pdf", b"MZ\x90")], "access_class": "restricted"}

    answer = sign_in(town.officer).post(reverse("evidence:upload"), sent, follow=True)

    document = Document.objects.get()
    assert answer.redirect_chain == [(LIBRARY, 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "error"]
    assert (document.access_class, document.created_by) == (AccessClass.RESTRICTED, town.officer)


def test_upload_with_script_answers_with_a_fragment(town, sign_in):
    sent = {"files": [upload("Tốt.pdf"), upload("Xấu.pdf", b"MZ\x90")]}

    answer = sign_in(town.focal).post(reverse("evidence:upload"), sent, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert (answer.status_code, "<html" in text) == (200, False)
    assert (text.count('data-upload-outcome="taken"'), text.count('data-upload-outcome="refused"')) == (1, 1)
    assert page_of(Document.objects.get()) in text


@pytest.mark.parametrize("data", [{}, {"files": [upload()], "access_class": "public"}])
def test_upload_of_nothing_or_nonsense_says_so(town, sign_in, data):
    answer = sign_in(town.focal).post(reverse("evidence:upload"), data, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.decode().count("refused")) == (200, 1)
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "target"),
    [("/minh-chung/?q=a", "/minh-chung/?q=a"), ("https://xau.vn/", LIBRARY), ("//xau.vn", LIBRARY)],
)
def test_upload_returns_to_our_own_pages_only(town, sign_in, wanted, target):
    answer = sign_in(town.focal).post(reverse("evidence:upload"), {"files": [upload()], "next": wanted})

    assert answer.headers["Location"] == target


@pytest.mark.parametrize("person", ["party", "appraiser", "village_head"])
def test_upload_is_refused_to_readers_and_strangers(town, sign_in, person):
    answer = sign_in(getattr(town, person)).post(reverse("evidence:upload"), {"files": [upload()]})

    assert (answer.status_code, Document.objects.count()) == (404, 0)


def test_upload_logs_no_names(town, sign_in, caplog):
    caplog.set_level(logging.DEBUG)

    sign_in(town.focal).post(reverse("evidence:upload"), {"files": [upload("Đơn của bà Nguyễn Thị Bí Mật.pdf")]})

    assert [record for record in caplog.records if "Bí Mật" in record.getMessage()] == []


# --- Links and texts -----------------------------------------------------------------------------------------------


def test_new_link_is_stored(town, sign_in):
    data = {"url": "https://haiphong.gov.vn/a", "title": "Trang", "access_class": "appraisal"}

    answer = sign_in(town.focal).post(reverse("evidence:new_link"), data)

    assert answer.headers["Location"] == page_of(Document.objects.get(url="https://haiphong.gov.vn/a"))


def test_new_link_keeps_what_was_typed(town, sign_in):
    data = {"url": "javascript:alert(1)", "title": "Trang", "access_class": "unit"}

    answer = sign_in(town.focal).post(reverse("evidence:new_link"), data)

    assert (answer.status_code, answer.context["form"].errors["url"].data[0].message[:9]) == (422, "Đường dẫn")
    assert 'value="javascript:alert(1)"' in answer.content.decode()


def test_new_text_is_stored(town, sign_in):
    data = {"title": "Bản giấy", "text": "Tủ số 2", "access_class": "unit"}

    sign_in(town.front).post(reverse("evidence:new_text"), data)

    assert Document.objects.get().owner_agency == town.front_agency


# --- Document ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["neighbour", "appraiser", "village_head"])
def test_strangers_get_404_everywhere(town, sign_in, hooks, person):
    document = DocumentFactory(created_by=town.focal, with_file=True)
    client = sign_in(getattr(town, person))

    names = ("document", "edit", "retire")
    answers = [client.get(reverse(f"evidence:{name}", args=[document.key])).status_code for name in names]
    answers += [client.get(file_of(document)).status_code]
    answers += [client.post(reverse("evidence:new_version", args=[document.key]), {"files": upload()}).status_code]

    assert answers == [404] * 5


def test_nobody_signed_in_is_sent_to_sign_in(town, client):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    answers = [client.get(address) for address in (LIBRARY, page_of(document), file_of(document))]

    assert [(answer.status_code, b"%PDF" in answer.getvalue()) for answer in answers] == [(302, False)] * 3


def test_document_shows_versions_hashes_and_uses(town, sign_in, hooks):
    document = DocumentFactory(created_by=town.focal, with_file=True)
    newer = store_version(document, 2, files.pdf("mới"))
    hooks.register_usages(lambda _user, _ids: {document.pk: [Usage("Tiêu chí 1.2.3, hồ sơ 2026", "/ho-so/")]})

    text = sign_in(town.officer).get(page_of(document)).content.decode()

    assert "<wbr>".join(newer.sha256_groups) in text
    assert '<a href="/ho-so/">Tiêu chí 1.2.3, hồ sơ 2026</a>' in text


@pytest.mark.parametrize("count", [1, 3])
def test_document_takes_the_same_statements_for_any_number(town, sign_in, hooks, django_assert_num_queries, count):
    document = DocumentFactory(created_by=town.focal)
    for number in range(1, count + 1):
        store_version(document, number, files.pdf(str(number)))
    client = sign_in(town.focal)

    # Session, person with hats, document, versions.
    with django_assert_num_queries(4):
        client.get(page_of(document))


def test_document_of_the_front_offers_no_change_to_the_committee(town, sign_in):
    document = DocumentFactory(created_by=town.front, with_file=True)

    answer = sign_in(town.focal).get(page_of(document))

    assert (answer.context["can_change"], reverse("evidence:edit", args=[document.key]) in answer.content.decode()) == (
        False,
        False,
    )


def test_edit_saves_and_refuses_the_empty_title(town, sign_in):
    document = DocumentFactory(created_by=town.focal, title="Cũ")
    client, address = sign_in(town.focal), reverse("evidence:edit", args=[document.key])

    seen = client.get(address).context["form"].initial

    refused = client.post(address, {**seen, "title": "", "access_class": "unit"})
    saved = client.post(address, {**seen, "title": "Mới", "access_class": "unit"})

    document.refresh_from_db()
    assert (refused.status_code, saved.status_code, document.title) == (422, 302, "Mới")


def test_second_form_does_not_undo_a_restriction_unseen(town, sign_in):
    document = DocumentFactory(created_by=town.focal, title="Cũ")
    client, address = sign_in(town.focal), reverse("evidence:edit", args=[document.key])
    seen = client.get(address).context["form"].initial
    client.post(address, {**seen, "access_class": "restricted"})

    second = client.post(address, {**seen, "title": "Tên khác"})
    document.refresh_from_db()
    kept, text = document.access_class, second.content.decode()
    again = client.post(address, second.context["form"].data.dict())

    document.refresh_from_db()
    assert (second.status_code, kept, 'value="Tên khác"' in text) == (409, "restricted", True)
    assert second.context["form"]["access_class"].value() == "restricted"
    assert (again.status_code, document.title, document.access_class) == (302, "Tên khác", "restricted")


def test_retire_keeps_the_document_readable(town, sign_in):
    document = DocumentFactory(created_by=town.focal, with_file=True)
    client = sign_in(town.focal)

    client.post(reverse("evidence:retire", args=[document.key]), {"reason": "Nhầm"})

    assert client.get(file_of(document)).getvalue().startswith(b"%PDF")
    assert list(client.get(LIBRARY).context["table"].rows) == []


def test_new_version_without_script(town, sign_in):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    sign_in(town.focal).post(reverse("evidence:new_version", args=[document.key]), {"files": upload("hai.pdf")})

    assert document.versions.count() == 2


# --- Download ------------------------------------------------------------------------------------------------------


def test_download_gives_the_bytes_as_a_named_attachment(town, sign_in):
    document = DocumentFactory(created_by=town.focal, with_file=files.PDF)

    answer = sign_in(town.officer).get(file_of(document))

    assert answer.getvalue() == files.PDF
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%201.pdf"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert (answer["Cache-Control"], answer["Content-Security-Policy"].split(";")[0]) == (
        "private, no-store",
        "sandbox",
    )


@pytest.mark.parametrize(
    ("kind", "disposition"), [("pdf", "inline"), ("png", "inline"), ("docx", "attachment"), ("txt", "attachment")]
)
def test_download_shows_only_safe_kinds_in_the_browser(town, sign_in, kind, disposition):
    document = DocumentFactory(created_by=town.focal)
    store_version(document, 1, b"x", kind)

    answer = sign_in(town.focal).get(f"{file_of(document)}?xem=1")

    assert (answer["Content-Disposition"].split(";")[0], b"".join(answer)) == (disposition, b"x")


def test_download_of_a_missing_version_is_404(town, sign_in):
    document = DocumentFactory(created_by=town.focal, with_file=True)
    client = sign_in(town.focal)

    addresses = (file_of(document, 2), reverse("evidence:download", args=[uuid.uuid4(), 1]))

    assert [client.get(address).status_code for address in addresses] == [404] * 2


def test_each_look_at_a_restricted_file_is_recorded(town, sign_in):
    document = DocumentFactory(created_by=town.focal, restricted=True, with_file=True)
    plain = DocumentFactory(created_by=town.focal, with_file=True)
    client = sign_in(town.chair)

    for address in (file_of(document), file_of(document), file_of(plain)):
        client.get(address).getvalue()

    assert (
        list(AccessLog.objects.values_list("document", "version", "user"))
        == [(document.pk, document.versions.get().pk, town.chair.pk)] * 2
    )


@pytest.mark.parametrize("kind", ["text_note", "link"])
def test_a_look_at_a_restricted_text_or_link_is_recorded(town, sign_in, kind):
    document = DocumentFactory(created_by=town.focal, restricted=True, **{kind: True})

    sign_in(town.focal).get(page_of(document))

    assert AccessLog.objects.get().version is None


def test_appraiser_with_a_grant_reads_but_does_not_change(town, sign_in, hooks):
    document = DocumentFactory(created_by=town.focal, with_file=True)
    hooks.register_grant(
        AccessClass.APPRAISAL, lambda user: Q(pk=document.pk) if user == town.appraiser else Q(pk__in=[])
    )
    client = sign_in(town.appraiser)

    page = client.get(page_of(document)).status_code
    content = client.get(file_of(document)).getvalue()
    change = client.get(reverse("evidence:edit", args=[document.key])).status_code

    assert (page, content[:5], change) == (200, b"%PDF-", 404)
