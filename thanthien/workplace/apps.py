from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "thanthien.workplace"
    label = "workplace"
    verbose_name = "Trụ sở, truyền thanh, ứng dụng"

    def ready(self) -> None:
        """Registers the figures, the duties of the week and the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.measures import registry
        from thanthien.measures.duties import register_duty
        from thanthien.offline.registry import register_offline
        from thanthien.units.rooms import register_room
        from thanthien.workplace.coverage import APP_HOUSEHOLDS, DIGITAL_RADIO
        from thanthien.workplace.duties import CHECK_DUTY, RADIO_DUTY
        from thanthien.workplace.enums import ROOM
        from thanthien.workplace.measures import SERVICE_CENTRE_ITEMS, SMOKE_FREE
        from thanthien.workplace.permissions import can_read
        from thanthien.workplace.views import PAGES, check_pages, radio_pages, view_pages

        registry.register(SERVICE_CENTRE_ITEMS, SMOKE_FREE, DIGITAL_RADIO, APP_HOUSEHOLDS)
        register_duty(CHECK_DUTY)
        register_duty(RADIO_DUTY)
        register_room(ROOM)
        for pages in (check_pages, view_pages, radio_pages):
            register_offline(pages)
        prefixes = tuple(f"/{prefix}" for prefix in PAGES)
        register(NavItem(ROOM.title, "workplace", show=can_read, order=27, also=prefixes, audience="registers"))
