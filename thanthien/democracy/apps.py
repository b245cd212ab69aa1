from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    name = "thanthien.democracy"
    label = "democracy"
    verbose_name = "Dân chủ ở cơ sở"

    def ready(self) -> None:
        """Registers the room, what the committee owes, and the menu."""
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.democracy.duties import DUTIES
        from thanthien.democracy.enums import ROOM
        from thanthien.democracy.kinds import DECISIONS
        from thanthien.democracy.permissions import can_read, only_decides
        from thanthien.democracy.publishing import offer
        from thanthien.measures.duties import register_duty
        from thanthien.units.rooms import register_room

        register_room(ROOM)
        offer()
        for duty, owed in DUTIES.items():
            register_duty(duty)
            register_moves(duty.title, owed.moves)
        here = "/dan-chu-o-co-so/"
        register(NavItem(ROOM.title, "democracy", show=can_read, order=29, under=here, audience="registers"))
        register(
            NavItem(DECISIONS.title, DECISIONS.route, show=only_decides, order=29, audience="registers"),
        )
