from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "thanthien.evidence"
    label = "evidence"
    verbose_name = "Minh chứng"

    def ready(self) -> None:
        """The library has its entry in the menu of those who have one."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.evidence.permissions import has_library

        register(NavItem("Minh chứng", "evidence:library", show=has_library, order=50, under="/minh-chung/"))
