from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "thanthien.service"
    label = "service"
    verbose_name = "Phục vụ hành chính công"

    def ready(self) -> None:
        """Registers the figures, the duties of the week and the menu."""
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for, register_purpose
        from thanthien.core.private.shelves import register_shelf
        from thanthien.core.word.papers import register_paper
        from thanthien.measures import registry
        from thanthien.measures.acceptances import register_words
        from thanthien.measures.duties import register_duty
        from thanthien.notices.work import register_work
        from thanthien.offline.registry import register_device_kind, register_offline
        from thanthien.records.notes import register_notes
        from thanthien.service.at_home.measures import HOME_REQUESTS
        from thanthien.service.at_home.moving import visits_moved
        from thanthien.service.at_home.on_device import HOME_VISITS
        from thanthien.service.at_home.permissions import can_read as can_read_requests
        from thanthien.service.at_home.queries import bodies_words
        from thanthien.service.at_home.shelf import HOME_SHELF
        from thanthien.service.at_home.work import HOME_DUTY, requests_to_serve
        from thanthien.service.duties import FAST_DAY_DUTY
        from thanthien.service.enums import ROOM
        from thanthien.service.measures import FAST_DAY_PUBLISHED, FAST_DAY_SAME_DAY, FAST_DAY_WEEKS
        from thanthien.service.permissions import can_read
        from thanthien.service.purposes import AT_HOME, ROSTER
        from thanthien.service.roster.duties import SUPPORT_DUTY
        from thanthien.service.roster.measures import SUPPORT_SHIFTS
        from thanthien.service.roster.queries import shift_notes
        from thanthien.service.roster.views import presence_pages
        from thanthien.service.word_papers import FAST_DAY_PAPER
        from thanthien.units.rooms import register_room

        registry.register(FAST_DAY_PUBLISHED, FAST_DAY_WEEKS, FAST_DAY_SAME_DAY, SUPPORT_SHIFTS, HOME_REQUESTS)
        register_words(bodies_words)
        register_duty(FAST_DAY_DUTY)
        register_duty(SUPPORT_DUTY)
        register_duty(HOME_DUTY)
        register_moves(HOME_DUTY.title, visits_moved)
        register_work(requests_to_serve)
        register_shelf(HOME_SHELF)
        register_notes(shift_notes)
        register_room(ROOM)
        register_offline(presence_pages)
        register_device_kind(HOME_VISITS)
        register_paper(FAST_DAY_PAPER)
        register(
            NavItem(
                "Ngày giải quyết nhanh",
                "service-days",
                show=can_read,
                order=23,
                also=("/quyet-dinh-ngay-giai-quyet-nhanh/",),
                audience="registers",
            )
        )
        register(
            NavItem(
                "Lịch trực hỗ trợ",
                "service-roster",
                show=can_read,
                order=26,
                under="/lich-truc-ho-tro/",
                also=("/phan-cong-ca-ho-tro/", "/co-mat-ca-ho-tro/"),
                audience="registers",
            )
        )
        register(
            NavItem(
                "Phục vụ tại nhà",
                "home-requests",
                show=can_read_requests,
                order=27,
                also=("/thong-bao-phuc-vu-tai-nha/",),
                audience="registers",
            )
        )
        register_purpose(AT_HOME, ROSTER)
        also_kept_for(OFFICIALS.code, "service.HomeRequest", "service.HomeStep", "service.FastDayDecision")
