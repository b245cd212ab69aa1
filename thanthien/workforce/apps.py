from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "thanthien.workforce"
    label = "workforce"
    verbose_name = "Đội ngũ cán bộ, công chức"

    def ready(self) -> None:
        """Registers the figures, the duties, the commitment to print and the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import register_purpose
        from thanthien.core.word.papers import register_paper
        from thanthien.measures import registry
        from thanthien.measures.duties import register_duty
        from thanthien.units.rooms import register_room
        from thanthien.workforce.duties import STATEMENT_DUTY, TRAINING_DUTY
        from thanthien.workforce.enums import ROOM
        from thanthien.workforce.measures import SANCTIONED, TRAINED
        from thanthien.workforce.permissions import can_read
        from thanthien.workforce.purposes import STAFF_NAMES
        from thanthien.workforce.word_papers import COMMITMENT_PAPER

        registry.register(TRAINED, SANCTIONED)
        register_duty(STATEMENT_DUTY)
        register_duty(TRAINING_DUTY)
        register_room(ROOM)
        register_paper(COMMITMENT_PAPER)
        register(NavItem("Đội ngũ", "workforce", show=can_read, order=27, under="/doi-ngu/", audience="registers"))
        register_purpose(STAFF_NAMES)
