from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "thanthien.engagement"
    label = "engagement"
    verbose_name = "Tiếp công dân, đối thoại, thăm hỏi"

    def ready(self) -> None:
        """Registers the room, its figures, its duties and its menu."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for
        from thanthien.engagement.enums import ROOM
        from thanthien.engagement.outreach_duties import GREETING_DUTY, MEETING_DUTY, OUTREACH_DUTY
        from thanthien.engagement.outreach_measures import HEAD_GREETINGS, OUTREACH_KINDS, SUPPORTERS_MEETING
        from thanthien.engagement.permissions import can_read
        from thanthien.engagement.reception_duty import RECEPTION_DUTY, publishing_moved
        from thanthien.engagement.reception_measure import RECEPTION_SESSIONS_HELD
        from thanthien.engagement.supervised import held_of_content, supervised
        from thanthien.measures import registry
        from thanthien.measures.contents import register_contents
        from thanthien.measures.duties import register_duty
        from thanthien.units.rooms import register_room

        register_room(ROOM)
        register_contents(supervised, held_of_content)
        registry.register(RECEPTION_SESSIONS_HELD)
        register_duty(RECEPTION_DUTY)
        register_moves("Công khai lịch tiếp công dân, đối thoại của tháng sau", publishing_moved)
        register(
            NavItem(
                "Tiếp công dân, đối thoại",
                "receptions",
                show=can_read,
                order=26,
                also=("/lich-tiep-cong-dan/", "/cam-ket-sau-tiep-cong-dan/"),
                audience="registers",
            )
        )
        registry.register(OUTREACH_KINDS, HEAD_GREETINGS, SUPPORTERS_MEETING)
        for duty in (OUTREACH_DUTY, GREETING_DUTY, MEETING_DUTY):
            register_duty(duty)
        register(
            NavItem(
                "Thăm hỏi, chúc mừng",
                "outreach",
                show=can_read,
                order=27,
                also=("/loi-chuc-mung/", "/gap-go-nguoi-ung-ho/"),
                audience="registers",
            )
        )
        also_kept_for(OFFICIALS.code, "engagement.Reception")
