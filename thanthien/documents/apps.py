from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thanthien.documents"
    label = "documents"
    verbose_name = "Văn bản, áp phích"

    def ready(self) -> None:
        """The page has its entry in the menu of those who may make papers."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for
        from thanthien.documents.permissions import makes_papers

        register(
            NavItem("Mẫu văn bản", "papers", show=makes_papers, audience="support", order=30, under="/mau-van-ban/")
        )
        also_kept_for(OFFICIALS.code, "documents.UnitPrint")
