from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "thanthien.notices"
    label = "notices"
    verbose_name = "Việc và thông báo"

    def ready(self) -> None:
        """Registers the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.notices.permissions import works_somewhere

        register(NavItem("Việc của tôi", "notices:work", show=works_somewhere, order=5, count="notices:counts"))
