from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "thanthien.disclosure"
    label = "disclosure"
    verbose_name = "Công khai"

    def ready(self) -> None:
        """Registers the figures, the duties, the room's switch, kept files and the menu."""
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.navigation import NavItem, register
        from thanthien.disclosure.duties import DOCUMENT_DUTY, ITEM_DUTY, REVIEW_DUTY
        from thanthien.disclosure.enums import ROOM
        from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY_ITEMS
        from thanthien.disclosure.models import SHELF, DisclosureFile
        from thanthien.disclosure.more_measures import COMMITMENT_PUBLISHED, DISTINCT_FORMS, QUARTERLY_REVIEWS
        from thanthien.disclosure.permissions import can_read
        from thanthien.disclosure.views.registers import PAGES
        from thanthien.measures import registry
        from thanthien.measures.duties import register_duty
        from thanthien.units.rooms import register_room

        registry.register(
            DEMOCRACY_ITEMS, CORRUPTION_ITEMS, COMMITMENT_PUBLISHED, QUARTERLY_REVIEWS, DISTINCT_FORMS
        )  # fmt: skip
        for duty in (DOCUMENT_DUTY, ITEM_DUTY, REVIEW_DUTY):
            register_duty(duty)
        register_room(ROOM)
        register_shelf(Shelf(SHELF, "Tệp công khai", DisclosureFile.objects.all))
        prefixes = tuple(f"/{prefix}" for prefix in PAGES)
        register(NavItem(ROOM.title, "disclosure-board", show=can_read, order=25, also=prefixes, audience="registers"))
        register(NavItem("Nội dung công khai", "disclosure-search", audience="footer", order=8))
