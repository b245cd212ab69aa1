from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "thanthien.criteria"
    label = "criteria"
    verbose_name = "Bộ tiêu chí"

    def ready(self) -> None:
        """The standing office finds the sets in its menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.criteria.permissions import keeps_sets

        register(NavItem("Bộ tiêu chí", "criteria:list", show=keeps_sets, order=45))
