from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "thanthien.core.workbooks"
    label = "workbooks"
    verbose_name = "Tệp Excel theo mẫu"

    def ready(self) -> None:
        """Registers what is encrypted, and what for."""
        from thanthien.core.private.purposes import register_purpose
        from thanthien.core.private.shelves import register_shelf
        from thanthien.core.workbooks.purposes import HELD
        from thanthien.core.workbooks.shelf import SHEETS

        register_shelf(SHEETS)
        register_purpose(HELD)
