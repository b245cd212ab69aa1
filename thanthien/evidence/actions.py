"""What people do with evidence. Each function is one intention, atomic, with its actor in `by`.

How a file is checked and stored: `core/kept/taking.py`; a file without a row is found by `manage sweep_evidence`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.files import FileRefused
from thanthien.core.kept.taking import HashingFile, Taken, kept_only_with_its_row, limits, take_in
from thanthien.core.own_files import FileMark, Purpose, mark_of
from thanthien.core.scanning import is_scanning
from thanthien.core.text import normalise
from thanthien.evidence.enums import AccessClass, DocumentKind, FileOrigin
from thanthien.evidence.models import MAX_TEXT, MAX_TITLE, MAX_URL, AccessLog, Document, DocumentVersion
from thanthien.evidence.permissions import can_change, entering_agency_id
from thanthien.evidence.scans import keep_scan
from thanthien.evidence.usages import holds_of, usages_of
from thanthien.units.models import Agency, Unit

if TYPE_CHECKING:
    from thanthien.accounts.models import User

    Upload = UploadedFile[Any]

KEPT = ("title", "access_class")  # what is kept of a document beside its content
CLEANED_NOTE = "Đã bỏ thông tin ẩn trong ảnh (vị trí chụp, thiết bị, thời điểm); hình ảnh giữ nguyên."
ORIGIN_NOTES = {
    FileOrigin.SYSTEM: f"{FileOrigin.SYSTEM.label}.",
    FileOrigin.CITY: f"{FileOrigin.CITY.label}.",
    FileOrigin.UNPROVEN: (
        "Không kiểm tra được nguồn: tệp mang dấu của hệ thống nhưng nội dung không khớp với dấu. Được coi như tệp của "
        "đơn vị."
    ),
}
NOT_SCANNED_NOTE = "Chưa quét được mã độc; hệ thống sẽ tự quét lại."
REUSED_NOTE = "Tệp này đã có trong kho minh chứng; hệ thống dùng lại bản đã có."
SAME_VERSION_NOTE = "Nội dung giống hệt phiên bản đang dùng; không tạo phiên bản mới."


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a document, or the problem in one sentence; notes say what else to know. `done` says it
    better than “đã nhận”, where something does; `warning` is what to look at again."""

    name: str
    document: Document | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    done: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Incoming(Taken):
    """A checked file ready to be stored, with the platform's mark in it, where it bears one."""

    mark: FileMark | None = None

    @property
    def origin(self) -> FileOrigin:
        """Whose file it is."""
        if self.mark is None:
            return FileOrigin.OWN
        purposes = {Purpose.EXPORT: FileOrigin.SYSTEM, Purpose.EXTRACT: FileOrigin.CITY}
        return next((one for purpose, one in purposes.items() if self.mark.is_for(purpose)), FileOrigin.UNPROVEN)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks of the check, whose file it is, whether hidden data was taken out, and whether a scanner should have
        looked at it."""
        waits = is_scanning() and not self.scan.is_clean
        told = [ORIGIN_NOTES[self.origin]] if self.origin in ORIGIN_NOTES else []
        cleaned, unscanned = [CLEANED_NOTE] if self.cleaned else [], [NOT_SCANNED_NOTE] if waits else []
        return (*self.found.notes, *told, *cleaned, *unscanned)


# --- Entering ------------------------------------------------------------------------------------------------------


def add_files(
    *,
    by: "User",
    unit: Unit,
    files: "Sequence[Upload]",
    owner_agency: Agency | None = None,
    access_class: str = AccessClass.APPRAISAL,
) -> list[Outcome]:
    """Takes each file by itself: a refused one doesn't stop the others. The same bytes give the same document.

    `owner_agency` is the person's own agency in the unit unless given. Raises Refused for strangers.
    """
    agency_id = _agency_of(by, unit, owner_agency)
    most = limits().max_files
    taken = [_add_file(by, unit, agency_id, file, access_class) for file in files[:most]]
    too_many = f"Mỗi lần gửi tối đa {most} tệp. Cần gửi tệp này ở lần sau."
    return taken + [Outcome(file.name or "", problem=too_many) for file in files[most:]]


def add_link(
    *, by: "User", unit: Unit, url: str, title: str = "", access_class: str = AccessClass.APPRAISAL
) -> Document:
    """Enters a web address (http or https). Raises Invalid or Refused."""
    address = web_address(url)
    return _create(by, unit, title or address, DocumentKind.LINK, access_class, url=address)


def add_text(*, by: "User", unit: Unit, text: str, title: str, access_class: str = AccessClass.APPRAISAL) -> Document:
    """Enters a short text, such as where a paper file is kept. Raises Invalid or Refused."""
    body = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not body:
        raise Invalid({"text": "Cần nhập nội dung ghi chép."})
    if len(body) > MAX_TEXT:
        raise Invalid({"text": f"Nội dung ghi chép tối đa {MAX_TEXT} ký tự; cần tải lên dưới dạng tệp."})
    return _create(by, unit, title, DocumentKind.TEXT, access_class, text=body)


def add_version(*, by: "User", document: Document, file: "Upload") -> Outcome:
    """Adds a newer state of a file; earlier ones stay, and so does what names one. Two people at once get two numbers.

    Raises Refused for whoever may not change the document, and for what is no file.
    """
    try:
        incoming = _receive(file)
    except FileRefused as refused:
        return Outcome(file.name or "", problem=refused.sentence)
    with incoming.content, transaction.atomic():
        document = _locked(by, document)
        if document.kind != DocumentKind.FILE:
            raise Refused("Chỉ minh chứng dạng tệp mới có phiên bản.")
        newest = document.versions.order_by("-number").first()
        if newest and newest.sha256 == incoming.sha256:
            return Outcome(incoming.found.name, document, notes=(SAME_VERSION_NOTE,))
        added = _store(by, document, incoming, newest.number + 1 if newest else 1)
    done, warning = f"Đã thêm phiên bản {added.number}.", _other_kind(newest, added)
    return Outcome(incoming.found.name, document, notes=incoming.notes, done=done, warning=warning)


def _other_kind(earlier: DocumentVersion | None, added: DocumentVersion) -> str:
    """A version of another type is mostly another file, chosen by mistake."""
    if earlier is None or earlier.kind == added.kind:
        return ""
    was, now = earlier.file_kind.code.upper(), added.file_kind.code.upper()
    return f"Phiên bản {added.number} là tệp {now}, phiên bản {earlier.number} là tệp {was}: cần kiểm tra lại tệp."


# --- Keeping -------------------------------------------------------------------------------------------------------


@transaction.atomic
def edit(*, by: "User", document: Document, title: str, access_class: str, seen: Values) -> Document:
    """Gives a document a better name and says who may see it; its content stays.

    `seen` are the values of KEPT that the person had before them. Raises Stale with those of now when they are others,
    Invalid when something holds a document that would be renamed, or taken from the city's sight.
    """
    held_by = holds_of(document.pk)
    document = _locked(by, document)
    refuse_unseen(values_of(document, KEPT), seen)
    if held_by and _title(title) != document.title:
        raise Invalid({"title": f"Minh chứng đang thuộc {held_by[0]}: không đổi tên được."})
    if held_by and access_class == AccessClass.UNIT != document.access_class:
        raise Invalid(
            {"access_class": f"Minh chứng đang thuộc {held_by[0]}: không thu hẹp phạm vi xem về nội bộ đơn vị được."}
        )
    document.title, document.access_class = _title(title), _access(access_class)
    document.save(update_fields=["title", "access_class"])
    return document


@transaction.atomic
def retire(*, by: "User", document: Document, reason: str) -> Document:
    """Takes a document out of the library and the pickers; where it is attached it stays readable.

    Raises Invalid without a reason, Refused while a use forbids it.
    """
    document = _locked(by, document)
    reason = normalise(reason)
    if not reason:
        raise Invalid({"reason": "Cần ghi lý do ngừng sử dụng minh chứng này."})
    blocking = [usage for usage in usages_of(by, [document.pk])[document.pk] if usage.blocks_retirement]
    if blocking:
        raise Refused(f"Minh chứng đang được dùng ở “{blocking[0].title}”; cần gỡ ở đó trước.")
    document.retired_at, document.retired_by, document.retired_reason = clock.now(), by, reason[:500]
    document.save(update_fields=["retired_at", "retired_by", "retired_reason"])
    return document


def log_opening(*, by: "User", document: Document, version: DocumentVersion | None = None) -> None:
    """Records that someone opened a restricted document; documents of other classes are not recorded."""
    if document.is_restricted:
        AccessLog.objects.create(document=document, version=version, user=by)


# --- Steps ---------------------------------------------------------------------------------------------------------


def web_address(url: str) -> str:
    """The address cleaned of blanks; raises Invalid unless it is a full http or https address."""
    address = normalise(url).replace(" ", "%20")
    if len(address) > MAX_URL:
        raise Invalid({"url": f"Đường dẫn tối đa {MAX_URL} ký tự; cần dùng địa chỉ ngắn hơn."})
    try:
        parts = urlsplit(address)
        has_place = bool(parts.hostname and "." in parts.hostname) and parts.port != 0
    except ValueError:
        has_place = False
    if not has_place or parts.scheme not in {"http", "https"}:
        raise Invalid({"url": "Đường dẫn phải đầy đủ và bắt đầu bằng https:// hoặc http://, ví dụ https://vi-du.vn/…"})
    if parts.username or parts.password:
        raise Invalid({"url": "Đường dẫn không được chứa tên đăng nhập hoặc mật khẩu."})
    if any(not character.isprintable() for character in address):
        raise Invalid({"url": "Đường dẫn có ký tự ẩn; cần chép lại địa chỉ từ trình duyệt."})
    return f"{parts.scheme}{address[len(parts.scheme) :]}"


def _add_file(by: "User", unit: Unit, agency_id: int, file: "Upload", access_class: str) -> Outcome:
    try:
        incoming = _receive(file)
    except FileRefused as refused:
        return Outcome(file.name or "", problem=refused.sentence)
    with incoming.content, transaction.atomic():
        known = _same_file(by, unit, agency_id, incoming.sha256, access_class)
        if known:
            return Outcome(incoming.found.name, known, notes=(REUSED_NOTE,))
        document = Document.objects.create(
            unit=unit,
            owner_agency_id=agency_id,
            title=_title(incoming.found.name.rpartition(".")[0]),
            kind=DocumentKind.FILE,
            access_class=_access(access_class),
            created_by=by,
        )
        _store(by, document, incoming, 1)
    return Outcome(incoming.found.name, document, notes=incoming.notes)


def _receive(file: "Upload") -> Incoming:
    taken = take_in(file)
    mark = mark_of(taken.content) if taken.found.kind.code == "xlsx" else None
    return Incoming(taken.content, taken.found, taken.sha256, taken.cleaned, taken.scan, mark)


def _same_file(by: "User", unit: Unit, agency_id: int, sha256: str, access_class: str) -> Document | None:
    # Seen by this person, entered by their agency, with the same access: another class is another document, so that
    # nobody believes a file restricted that is not. The newest version counts, since that is what is attached.
    # The same file sent twice at the same moment waits here, so that the second finds the first.
    key = int.from_bytes(hashlib.sha256(f"{agency_id}:{sha256}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    documents = Document.objects.visible_to(by).in_use().of_unit(unit)
    documents = documents.filter(owner_agency_id=agency_id, access_class=access_class)
    candidates = documents.filter(pk__in=DocumentVersion.objects.filter(sha256=sha256).values("document"))
    known = candidates.prefetch_related("versions").order_by("pk")
    return next((document for document in known if document.latest and document.latest.sha256 == sha256), None)


def _store(by: "User", document: Document, incoming: Incoming, number: int) -> DocumentVersion:
    content = HashingFile(incoming.content)
    version = DocumentVersion(
        document=document,
        number=number,
        original_name=incoming.found.name,
        kind=incoming.found.kind.code,
        cleaned=incoming.cleaned,
        origin=incoming.origin,
        origin_words=incoming.mark.words[:300] if incoming.mark else "",
        uploaded_by=by,
    )
    with kept_only_with_its_row(version):
        version.file.save(incoming.found.name, content, save=False)
        version.sha256, version.size = content.hexdigest, content.length
        version.save(force_insert=True)
        keep_scan(version, incoming.scan)
    return version


def _create(by: "User", unit: Unit, title: str, kind: DocumentKind, access_class: str, **content: str) -> Document:
    return Document.objects.create(
        unit=unit,
        owner_agency_id=_agency_of(by, unit, None),
        title=_title(title),
        kind=kind,
        access_class=_access(access_class),
        created_by=by,
        **content,
    )


def _agency_of(by: "User", unit: Unit, owner_agency: Agency | None) -> int:
    agency_id = entering_agency_id(by, unit) if owner_agency is None else owner_agency.pk
    mine = agency_id is not None and agency_id in {hat.agency_id for hat in by.hats if hat.unit_id == unit.pk}
    if not mine or entering_agency_id(by, unit) is None:
        raise Refused("Chỉ cán bộ của đơn vị mới thêm được minh chứng cho đơn vị.")
    return cast("int", agency_id)


def _locked(by: "User", document: Document) -> Document:
    current = Document.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=document.pk).first()
    if current is None or not can_change(by, current):
        raise Refused("Chỉ người của cơ quan đã nhập minh chứng mới sửa được, và chỉ khi minh chứng còn dùng.")
    return current


def _title(raw: str) -> str:
    title = normalise("".join(character if character.isprintable() else " " for character in raw))[:MAX_TITLE].strip()
    if not title:
        raise Invalid({"title": "Cần đặt tên cho minh chứng."})
    return title


def _access(value: str) -> AccessClass:
    try:
        return AccessClass(value)
    except ValueError as error:
        raise Invalid({"access_class": "Phạm vi xem không hợp lệ; cần chọn lại trong danh sách."}) from error
