from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "thanthien.records"
    label = "records"
    verbose_name = "Sổ ghi việc hằng tuần"

    def ready(self) -> None:
        """Registers the week's page and what of it waits for people."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.notices.kinds import register_record
        from thanthien.notices.work import register_work
        from thanthien.records.week import WEEK_OF_UNIT, duties_to_do, visible_weeks
        from thanthien.records.week_views import can_open_week

        register_work(duties_to_do)
        register_record(WEEK_OF_UNIT, visible_weeks)
        register(NavItem("Việc tuần này", "week", show=can_open_week, order=8, under="/viec-tuan-nay/"))
