from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "thanthien.units"
    label = "units"
    verbose_name = "Đơn vị hành chính"

    def ready(self) -> None:
        """Registers what personal data are kept for."""
        from thanthien.core.private.purposes import register_purpose
        from thanthien.units.purposes import HEADS

        register_purpose(HEADS)
