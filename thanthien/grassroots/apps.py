from django.apps import AppConfig


class GrassrootsConfig(AppConfig):
    name = "thanthien.grassroots"
    label = "grassroots"
    verbose_name = "Kênh ý kiến hằng tuần"

    def ready(self) -> None:
        """Registers the figure, the opinions to hand on, what waits for people, and the menu."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import register_purpose
        from thanthien.grassroots.duties import WEEKLY_DUTY
        from thanthien.grassroots.kinds import OPINION, opinions
        from thanthien.grassroots.measures import WEEKLY_REPORTS
        from thanthien.grassroots.permissions import ROOM, can_follow, reports
        from thanthien.grassroots.purposes import PERSON, REPORTER
        from thanthien.grassroots.views import report_pages
        from thanthien.grassroots.work import reports_to_make
        from thanthien.measures import registry
        from thanthien.measures.duties import register_duty
        from thanthien.measures.handovers import offer
        from thanthien.notices.work import register_work
        from thanthien.offline.registry import register_offline
        from thanthien.records.week import register_own_week
        from thanthien.units.rooms import register_room

        registry.register(WEEKLY_REPORTS)
        offer(OPINION, opinions)
        register_duty(WEEKLY_DUTY)
        register_work(reports_to_make)
        register_own_week(reports, "grassroots-mine")
        register_room(ROOM)
        register_offline(report_pages, by_link=True)
        register(NavItem("Báo cáo tuần này", "grassroots-mine", show=reports, order=7))
        register(
            NavItem(
                "Ý kiến hằng tuần",
                "grassroots-own-unit",
                show=can_follow,
                order=22,
                under="/kenh-hang-tuan/",
                also=("/y-kien-hang-tuan/",),
                audience="registers",
            )
        )
        register_purpose(PERSON, REPORTER)
