from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "thanthien.evidence"
    label = "evidence"
    verbose_name = "Minh chứng"

    def ready(self) -> None:
        """The library has its entry in the menu of those who have one; its files are kept."""
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import register_purpose
        from thanthien.evidence.models import SHELF, DocumentVersion
        from thanthien.evidence.permissions import has_library
        from thanthien.evidence.purposes import DOCUMENTS

        register(NavItem("Minh chứng", "evidence:library", show=has_library, order=50, under="/minh-chung/"))
        register_shelf(Shelf(SHELF, "Minh chứng", DocumentVersion.objects.all))
        register_purpose(DOCUMENTS)
