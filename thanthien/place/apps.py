from django.apps import AppConfig


class PlaceConfig(AppConfig):
    name = "thanthien.place"
    label = "place"
    verbose_name = "Địa bàn"

    def ready(self) -> None:
        """The pages have their entries in the menu of those who may open them."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.place.permissions import can_manage_place, can_read_rooms

        register(NavItem("Đơn vị", "place-units", show=can_manage_place, order=91))
        register(NavItem("Số liệu", "place-figures", show=can_manage_place, order=92))
        register(NavItem("Cơ quan", "place-agencies", show=can_manage_place, order=93))
        register(NavItem("Địa giới", "place-boundaries", show=can_manage_place, order=94))
        register(NavItem("Phần việc hằng tuần", "rooms", show=can_read_rooms, audience="support", order=40))
        register(
            NavItem("Thông tin cài đặt", "place-installation", show=can_manage_place, audience="support", order=50)
        )
        register(NavItem("Lịch làm việc", "place-calendar", show=can_manage_place, order=95))
