from django.apps import AppConfig


class KeptConfig(AppConfig):
    name = "thanthien.core.kept"
    label = "kept"
    verbose_name = "Tệp lưu giữ"

    def ready(self) -> None:
        from thanthien.core.kept.permissions import can_manage_files
        from thanthien.core.navigation import NavItem, register

        register(NavItem("Tệp lưu giữ", "kept:alarms", show=can_manage_files, order=97))
