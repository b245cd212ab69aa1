"""Schemes and their criteria sets. An issued set is immutable in the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from thanthien.core.levels import LevelNames
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.definition_io import Tree, canonical_sha256, draft_from_json, sound
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.problems import ContentChanged
from thanthien.criteria.rules import SetDefinition

T = TypeVar("T")


@pghistory.track()
class Scheme(models.Model):
    """A programme that is evaluated: “Chính quyền thân thiện”, or another one of the same city."""

    code = models.SlugField("mã", max_length=60, unique=True)
    title = models.CharField("tên", max_length=200)
    description = models.TextField("mô tả", blank=True)

    class Meta:
        verbose_name = "chương trình đánh giá"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


_FROZEN = pgtrigger.Q(old__status__df="draft") & (
    pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
    | pgtrigger.Q(old__year__df=pgtrigger.F("new__year"))
    | pgtrigger.Q(old__version__df=pgtrigger.F("new__version"))
    | pgtrigger.Q(old__scheme_id__df=pgtrigger.F("new__scheme_id"))
    | pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
    | pgtrigger.Q(old__decision_number__df=pgtrigger.F("new__decision_number"))
    | pgtrigger.Q(old__decision_date__df=pgtrigger.F("new__decision_date"))
    | pgtrigger.Q(old__issued_at__df=pgtrigger.F("new__issued_at"))
    | pgtrigger.Q(old__issued_by_id__df=pgtrigger.F("new__issued_by_id"))
    | pgtrigger.Q(old__created_at__df=pgtrigger.F("new__created_at"))
    | pgtrigger.Q(old__created_by_id__df=pgtrigger.F("new__created_by_id"))
    | pgtrigger.Q(old__saved_at__df=pgtrigger.F("new__saved_at"))
    | pgtrigger.Q(old__saved_by_id__df=pgtrigger.F("new__saved_by_id"))
    | pgtrigger.Q(old__submitted_at__df=pgtrigger.F("new__submitted_at"))
    | pgtrigger.Q(old__submitted_by_id__df=pgtrigger.F("new__submitted_by_id"))
    | pgtrigger.Q(old__submit_note__df=pgtrigger.F("new__submit_note"))
)
_BACKWARDS = (pgtrigger.Q(old__status="issued") & pgtrigger.Q(new__status="draft")) | (
    pgtrigger.Q(old__status="superseded") & ~pgtrigger.Q(new__status="superseded")
)
_REFUSE = "RAISE EXCEPTION 'Bộ tiêu chí đã ban hành không thể thay đổi.' USING ERRCODE = 'check_violation';"
_REFUSE_WHILE_SUBMITTED = (
    "RAISE EXCEPTION 'Dự thảo đã trình ban hành chỉ thay đổi khi rút lại việc trình.' "
    "USING ERRCODE = 'check_violation';"
)
_REFUSE_WITHOUT_CONTENT = (
    "IF NOT EXISTS (SELECT 1 FROM criteria_setcontent WHERE criteria_set_id = NEW.id) THEN "
    "RAISE EXCEPTION 'Bộ tiêu chí ban hành phải có nội dung.' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)


@pghistory.track()
class CriteriaSet(models.Model):
    """One version of a scheme's criteria; what stands in it is its :class:`SetContent`. ``sha256`` is of the content's
    canonical form (RFC 8785) and names the set in every sealed dossier."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="sets", verbose_name="chương trình")
    year = models.PositiveSmallIntegerField("năm")
    version = models.PositiveSmallIntegerField("phiên bản")
    title = models.CharField("tên", max_length=300)
    status = models.CharField("trạng thái", max_length=12, choices=SetStatus.choices, default=SetStatus.DRAFT)
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("soạn lúc")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    saved_at = models.DateTimeField("sửa lúc")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trình"
    )
    submitted_at = models.DateTimeField("trình lúc", null=True, blank=True)
    submit_note = models.TextField("lời trình", blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trả lại"
    )
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    return_reason = models.TextField("lý do trả lại", blank=True)
    decision_number = models.CharField("số quyết định ban hành", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    superseded_at = models.DateTimeField("được thay thế lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bộ tiêu chí"
        ordering = ["scheme", "-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year", "version"],
                name="one_set_per_version",
                violation_error_message="Đã có bộ tiêu chí cùng năm, cùng phiên bản.",
            ),
            models.CheckConstraint(
                condition=Q(status=SetStatus.DRAFT, issued_at__isnull=True, issued_by__isnull=True)
                | (
                    ~Q(status=SetStatus.DRAFT)
                    & ~Q(decision_number="")
                    & Q(decision_date__isnull=False, issued_at__isnull=False, issued_by__isnull=False)
                ),
                name="issued_set_has_decision",
                violation_error_message="Bộ tiêu chí ban hành phải có số, ngày quyết định và người ban hành.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=False, status=SetStatus.SUPERSEDED)
                | (Q(superseded_at__isnull=True) & ~Q(status=SetStatus.SUPERSEDED)),
                name="superseded_set_has_date",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False, submitted_by__isnull=False, returned_at__isnull=True)
                | Q(submitted_at__isnull=True, submitted_by__isnull=True, submit_note=""),
                name="submitted_set_says_who",
                violation_error_message="Dự thảo đã trình phải có người trình, và không còn là bị trả lại.",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")
                | Q(returned_at__isnull=True, returned_by__isnull=True, return_reason=""),
                name="returned_set_says_why",
                violation_error_message="Dự thảo bị trả lại phải có người trả lại và lý do.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="issued_set_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=_FROZEN | _BACKWARDS,
                func=_REFUSE,
            ),
            pgtrigger.Trigger(
                name="issued_set_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__status="draft"),
                func=_REFUSE,
            ),
            pgtrigger.Trigger(
                name="submitted_set_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="draft")
                & pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                & pgtrigger.Q(new__submitted_at__isnull=False),
                func=_REFUSE_WHILE_SUBMITTED,
            ),
            pgtrigger.Trigger(
                name="issued_set_has_content",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=~pgtrigger.Q(new__status="draft"),
                func=_REFUSE_WITHOUT_CONTENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (phiên bản {self.version})"

    @property
    def is_issued(self) -> bool:
        return self.status == SetStatus.ISSUED

    @property
    def is_submitted(self) -> bool:
        """Whether it is a draft that waits for the head's decision."""
        return self.status == SetStatus.DRAFT and self.submitted_at is not None

    @property
    def state_words(self) -> str:
        """Its status, of a draft also whether it was submitted or returned."""
        if self.is_submitted:
            return "Dự thảo đã trình ban hành"
        returned = self.status == SetStatus.DRAFT and self.returned_at is not None
        return "Dự thảo bị trả lại" if returned else self.get_status_display()

    @property
    def definition(self) -> Tree:
        """The whole set (docs/criteria-format.md) as JSON, as it was hashed. One statement. Raises ContentChanged."""
        return self._by_hash(_stored)

    def parsed(self) -> SetDefinition:
        """The definition as the rules know it; read once per process for each content. The pieces of a draft may not
        fit together yet (`draft_problems.py`)."""
        return self._by_hash(_drafted if self.status == SetStatus.DRAFT else _parsed)

    def _by_hash(self, read: Callable[[str], T]) -> T:
        """What is read by the hash. A draft may be saved between its row and its content; then it is as it stands
        now, and so is its row."""
        try:
            return read(self.sha256)
        except ContentChanged:
            if self.status != SetStatus.DRAFT:
                raise
            self.refresh_from_db()
            return read(self.sha256)

    @property
    def level_names(self) -> LevelNames:
        """What this set calls its levels: the one source of their names, on pages, in files and messages."""
        return self.parsed().level_names

    def compiled(self, kind: str, waived: Iterable[str] = ()) -> CompiledSet:
        """The set made ready for one kind of unit, without the indicators that are not applied to one. Loads the
        content only when this process hasn't it yet."""
        return _compiled(self.sha256, kind, frozenset(waived))


def _stored(sha256: str) -> Tree:
    """The content with this hash. Raises ContentChanged when the table no longer holds what the hash names."""
    found = SetContent.objects.filter(criteria_set__sha256=sha256).values_list("definition", flat=True)
    definition: Tree | None = found.order_by("pk").first()
    if definition is None or canonical_sha256(definition) != sha256:
        raise ContentChanged(sha256)
    return definition


# Content that has a hash never changes under it: what was read once stays right for the life of the process.
@lru_cache(maxsize=32)
def _parsed(sha256: str) -> SetDefinition:
    return sound(_drafted(sha256))


@lru_cache(maxsize=32)
def _drafted(sha256: str) -> SetDefinition:
    return draft_from_json(_stored(sha256))


@lru_cache(maxsize=96)
def _compiled(sha256: str, kind: str, waived: frozenset[str]) -> CompiledSet:
    return compile_set(_parsed(sha256), kind, waived)


_IN_FROZEN_SET = (
    "EXISTS (SELECT 1 FROM criteria_criteriaset WHERE status <> 'draft' "
    "AND id IN (NEW.criteria_set_id, OLD.criteria_set_id))"
)
_REFUSE_IN_FROZEN_SET = (
    f"IF {_IN_FROZEN_SET} THEN {_REFUSE} END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
)


@pghistory.track()
class SetContent(models.Model):
    """What stands in a set, in a table of its own: a row of the set is read with every dossier, its content once per
    process. Written with the set, frozen with it."""

    criteria_set = models.OneToOneField(
        CriteriaSet, models.CASCADE, primary_key=True, related_name="content", verbose_name="bộ tiêu chí"
    )
    definition = models.JSONField("nội dung")

    class Meta:
        verbose_name = "nội dung bộ tiêu chí"
        triggers = [
            pgtrigger.Trigger(
                name="content_follows_its_set",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_REFUSE_IN_FROZEN_SET,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criteria_set_id}"


class Indicator(models.Model):
    """An SQL index of the definition's indicators, written only together with it."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="indicators")
    code = models.CharField("mã", max_length=40)
    title = models.CharField("tên", max_length=500)
    position = models.PositiveSmallIntegerField("thứ tự")
    group_code = models.CharField("nhóm", max_length=40)
    bodies = ArrayField(models.CharField(max_length=60), verbose_name="cơ quan thẩm định")

    class Meta:
        verbose_name = "tiêu chí"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "code"], name="one_indicator_per_code")]
        triggers = [
            pgtrigger.Trigger(
                name="indicator_follows_its_set",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # Both ends count: an indicator may neither leave an issued set nor come into one.
                func=_REFUSE_IN_FROZEN_SET,
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
