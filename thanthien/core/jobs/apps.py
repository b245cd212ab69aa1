from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "thanthien.core.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"

    def ready(self) -> None:
        from thanthien.core.jobs import queue  # noqa: F401 - puts our one task on procrastinate's list

        autodiscover_modules("tasks")
