from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "thanthien.feedback"
    label = "feedback"
    verbose_name = "Phản ánh, góp ý"

    def ready(self) -> None:
        """Registers the room's switch and what is encrypted."""
        from thanthien.core.private.shelves import register_shelf
        from thanthien.feedback.enums import ROOM
        from thanthien.feedback.shelf import CONTACTS, TEXTS
        from thanthien.units.rooms import register_room

        register_room(ROOM)
        register_shelf(TEXTS)
        register_shelf(CONTACTS)
