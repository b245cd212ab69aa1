"""What is written in a file, as long as everybody may see one of these bytes."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from thanthien.disclosure.enums import TextState


class FileText(models.Model):
    """What came of reading a file, by the SHA-256 of its bytes. ``text`` is in one form (NFC, single blanks) and cut at
    some seventy pages; ``folded`` has a letter for each of its letters, diacritics forgiven, blanks for signs, and a
    blank at each end. ``tries``: how often reading was begun; ``why``: a word for why it can't be read. Only derived
    from the file, so it may go at any time."""

    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64, primary_key=True)
    state = models.CharField("trạng thái", max_length=8, choices=TextState.choices, default=TextState.WAITING)
    why = models.CharField("vì sao không đọc được", max_length=8, blank=True)
    text = models.TextField("chữ trong tệp", blank=True)
    folded = models.TextField("chữ không dấu", blank=True)
    words = SearchVectorField("từ để tìm", null=True, editable=False)
    tries = models.PositiveSmallIntegerField("số lần bắt đầu đọc", default=0)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "chữ trong tệp công khai"
        verbose_name_plural = "chữ trong tệp công khai"
        indexes = [GinIndex(fields=["words"], name="file_text_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TextState.READ) & ~Q(text="")
                | Q(state__in=(TextState.WAITING, TextState.EMPTY, TextState.UNREAD), text="", folded="", words=None),
                name="file_text_is_there_when_read",
            ),
            models.CheckConstraint(
                condition=Q(state=TextState.UNREAD) & ~Q(why="") | ~Q(state=TextState.UNREAD) & Q(why=""),
                name="file_text_unread_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"
