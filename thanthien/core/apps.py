from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "thanthien.core"
    label = "core"
    verbose_name = "Hệ thống"

    def ready(self) -> None:
        """After each migration, tables that are new among the append-only ones get their guard. Moments are read by
        our own way."""
        from thanthien.core.append_only import guard_against_truncate
        from thanthien.core.moments import read_quickly

        post_migrate.connect(guard_against_truncate, sender=self, dispatch_uid="guard_against_truncate")
        read_quickly()
