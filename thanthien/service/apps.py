from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "thanthien.service"
    label = "service"
    verbose_name = "Phục vụ hành chính công"

    def ready(self) -> None:
        """Registers the figures, the duty of the week and the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.measures import registry
        from thanthien.measures.duties import register_duty
        from thanthien.service.duties import FAST_DAY_DUTY
        from thanthien.service.measures import FAST_DAY_PUBLISHED, FAST_DAY_SAME_DAY, FAST_DAY_WEEKS
        from thanthien.service.permissions import can_read

        registry.register(FAST_DAY_PUBLISHED, FAST_DAY_WEEKS, FAST_DAY_SAME_DAY)
        register_duty(FAST_DAY_DUTY)
        register(NavItem("Ngày giải quyết nhanh", "service-days", show=can_read, order=25))
