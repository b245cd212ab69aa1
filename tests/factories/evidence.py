"""Documents for tests: stored through the storage of the test, with real hashes."""

import hashlib
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from thanthien.core import clock
from thanthien.evidence.enums import AccessClass, DocumentKind
from thanthien.evidence.models import Document, DocumentVersion


def upload(name: str = "Quyết định 15.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, files.pdf(name) if content is None else content)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document entered by `created_by` for their unit; pass the person."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    class Params:
        restricted = factory.Trait(access_class=AccessClass.RESTRICTED)
        internal = factory.Trait(access_class=AccessClass.UNIT)
        link = factory.Trait(kind=DocumentKind.LINK, url="https://haiphong.gov.vn/cong-khai")
        text_note = factory.Trait(kind=DocumentKind.TEXT, text="Bản giấy lưu tại Văn phòng.")
        retired = factory.Trait(
            retired_at=factory.LazyFunction(clock.now),
            retired_by=factory.SelfAttribute("created_by"),
            retired_reason="Đã có bản mới",
        )

    title = factory.Sequence(lambda number: f"Quyết định số {number}")
    kind = DocumentKind.FILE
    owner_agency_id = factory.LazyAttribute(lambda made: made.created_by.hats[0].agency_id)
    unit_id = factory.LazyAttribute(lambda made: made.created_by.hats[0].unit_id)

    @factory.post_generation
    def with_file(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`with_file=True` or bytes stores a first version."""
        if create and extracted:
            store_version(self, 1, files.pdf(str(self.pk)) if extracted is True else extracted)


def store_version(document: Document, number: int, content: bytes, kind: str = "pdf") -> DocumentVersion:
    """A stored version of a document."""
    version = DocumentVersion(
        document=document,
        number=number,
        original_name=f"Quyết định {number}.{kind}",
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=document.created_by,
    )
    version.file.save(version.original_name, ContentFile(content), save=False)
    version.save()
    return version
