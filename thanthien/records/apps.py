from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "thanthien.records"
    label = "records"
    verbose_name = "Sổ ghi việc hằng tuần"

    def ready(self) -> None:
        """Registers the week's page and what of it waits for people; photographs are kept."""
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import register_purpose
        from thanthien.notices.kinds import register_record
        from thanthien.notices.work import register_work
        from thanthien.records.models import SHELF, Photograph
        from thanthien.records.purposes import PHOTOGRAPHS
        from thanthien.records.week import WEEK_OF_UNIT, duties_to_do, visible_weeks
        from thanthien.records.week_views import can_open_week, has_registers

        register_shelf(Shelf(SHELF, "Ảnh của bản ghi", Photograph.objects.all))
        register_work(duties_to_do)
        register_record(WEEK_OF_UNIT, visible_weeks)
        register(NavItem("Sổ ghi", "registers", show=has_registers, order=26, gathers="registers"))
        register(NavItem("Việc tuần này", "week", show=can_open_week, order=8, under="/viec-tuan-nay/"))
        register_purpose(PHOTOGRAPHS)
