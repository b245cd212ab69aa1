from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "thanthien.core.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"

    def ready(self) -> None:
        from thanthien.core.jobs import queue  # noqa: F401 - puts our one task on procrastinate's list
        from thanthien.core.jobs.permissions import can_manage_jobs
        from thanthien.core.navigation import NavItem, register

        register(NavItem("Việc chạy nền", "jobs:mine", audience="account", order=50))
        register(NavItem("Việc chạy nền", "jobs:everybody", show=can_manage_jobs, order=95))
        autodiscover_modules("tasks")
