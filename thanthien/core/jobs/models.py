"""What is known of every run of a job. The queue itself holds nothing but the run's number."""

import uuid
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.jobs.enums import ENDED, LIVE, JobState

FILES = "viec-chay"


def storage_path(row: "JobFile", name: str) -> str:
    """Where a file lies: under the run's number and a random name, with nothing of what it is called."""
    return f"{FILES}/{row.run_id}/{uuid.uuid4().hex}"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Runs with the words of the domain."""

    def unfinished_first(self) -> Self:
        """Those under way, then those that ended, the last first."""
        return self.order_by(F("finished_at").desc(nulls_first=True), "-created_at", "uuid")


# Only what people decide about a run is history; its states are told by its own row.
@pghistory.track(
    pghistory.UpdateEvent("decided", condition=pghistory.AnyChange("stop_requested_at", "reruns")),
    model_name="JobRunEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    fields=["uuid", "name", "person", "state", "attempt", "reruns", "stop_requested_at"],
)
class JobRun(models.Model):
    """One run of a job: for whom, how far it is, and what came of it.

    Lock it with ``no_key``: work under way may hold rows that point to it.
    """

    uuid = models.UUIDField("mã", primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("loại việc", max_length=100)
    title = models.CharField("việc", max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người giao"
    )
    key = models.CharField("khóa chống trùng", max_length=200, blank=True)
    arguments = models.JSONField("tham số", default=dict)
    fingerprint = models.CharField("dấu nội dung", max_length=64)
    back = models.CharField("trang quay lại", max_length=500, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=JobState.choices, default=JobState.WAITING)
    # The attempt is the fence: whoever runs an older one can't commit any more. It only grows.
    attempt = models.PositiveIntegerField("lần chạy", default=0)
    failures = models.PositiveIntegerField("số lần lỗi liên tiếp", default=0)
    reruns = models.PositiveIntegerField("số lần chạy lại", default=0)
    progress_done = models.PositiveIntegerField("đã làm", default=0)
    progress_of = models.PositiveIntegerField("trên tổng số", null=True, blank=True)
    told = models.JSONField("kết quả", default=list, blank=True)
    refused = models.JSONField("không thực hiện", default=list, blank=True)
    error_class = models.CharField("loại lỗi", max_length=200, blank=True)
    error_place = models.CharField("chỗ lỗi", max_length=300, blank=True)
    error_sentence = models.CharField("lý do lỗi", max_length=500, blank=True)
    created_at = models.DateTimeField("giao lúc", default=clock.now, editable=False)
    due_at = models.DateTimeField("thử lại lúc", null=True, blank=True)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    stop_requested_at = models.DateTimeField("yêu cầu dừng lúc", null=True, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        ordering = ["-created_at", "uuid"]
        indexes = [
            models.Index(
                fields=["state", "created_at"],
                name="job_run_open",
                condition=Q(state__in=[*sorted(LIVE), JobState.DEAD]),
            ),
            models.Index(fields=["person", "-created_at"], name="job_run_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], condition=~Q(key=""), name="job_run_once_per_key"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_run_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(LIVE), finished_at__isnull=True)
                | Q(state__in=sorted(ENDED), finished_at__isnull=False),
                name="job_run_ends_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.uuid}"

    def get_absolute_url(self) -> str:
        """The page that shows how far it is."""
        return reverse("jobs:run", kwargs={"uuid": self.uuid})


class JobCargo(models.Model):
    """What a run works on and nobody else may read: texts that people wrote, rows of a file. Erased at its end."""

    run = models.OneToOneField(JobRun, models.CASCADE, primary_key=True, related_name="cargo", verbose_name="việc")
    content = models.JSONField("nội dung")

    class Meta:
        verbose_name = "nội dung kèm theo việc"
        verbose_name_plural = "nội dung kèm theo việc"

    def __str__(self) -> str:
        return f"{self.run_id}"


class JobFile(models.Model):
    """What a run made for its person to take away; kept for a few days."""

    run = models.OneToOneField(JobRun, models.CASCADE, primary_key=True, related_name="file", verbose_name="việc")
    file = models.FileField("tệp", upload_to=storage_path, max_length=100)
    name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveBigIntegerField("dung lượng (byte)")

    class Meta:
        verbose_name = "tệp kết quả"
        verbose_name_plural = "tệp kết quả"

    def __str__(self) -> str:
        return self.name


class JobStep(models.Model):
    """A part of a run in steps that is done, or was refused; kept until the run ends, so that none is done twice."""

    run = models.ForeignKey(JobRun, models.CASCADE, related_name="steps", verbose_name="việc")
    key = models.CharField("phần", max_length=100)
    refused = models.TextField("lý do không thực hiện", blank=True)

    class Meta:
        verbose_name = "phần của việc"
        verbose_name_plural = "phần của việc"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="job_step_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.key}"
