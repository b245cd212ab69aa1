"""What is kept of people whom the centre serves and of those who help there, and what for."""

from __future__ import annotations

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose
from thanthien.service.at_home.enums import PURPOSE, SHELF
from thanthien.service.roster.actions import NAMES_KEPT

AT_HOME = Purpose(
    code=PURPOSE,
    title="Đề nghị phục vụ tại nhà",
    whose=Whose.PEOPLE,
    data="Họ tên, điện thoại, địa chỉ, lý do không đi lại được (có thể là thông tin sức khỏe), thủ tục cần làm",
    why="Đến nhà phục vụ",
    ground=Ground.TASK,
    basis="Đề nghị của chính người cần phục vụ hoặc người thân; nhiệm vụ phục vụ tại nhà theo quyết định của thành phố",
    readers="Người phục vụ của đơn vị; mỗi lần xem được ghi lại",
    shelves=(SHELF,),
    points=("home-service", "home-enter"),
    own="home-follow",
    own_acts="tự theo dõi, rút đề nghị",
    withdraw="Rút đề nghị bằng mã theo dõi; xem, sửa, xóa sớm hơn: gọi đơn vị",
    sensitive=True,
)
ROSTER = Purpose(
    code="service.roster",
    title="Người trực hỗ trợ",
    whose=Whose.STAFF,
    data="Họ tên người trực theo ca",
    why="Phân công, ghi nhận có mặt ở ca trực",
    ground=Ground.TASK,
    basis="Nhiệm vụ hỗ trợ người dân tại Trung tâm theo quyết định của thành phố",
    readers="Người của đơn vị có lịch trực",
    kept=lambda: f"{NAMES_KEPT.days} ngày sau ngày trực",
    models=("service.ShiftPerson",),
    points=("service-shifts-add", "service-roster-name"),
)
