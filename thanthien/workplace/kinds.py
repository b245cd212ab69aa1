"""The kinds of record of the room."""

from __future__ import annotations

from django.conf import settings

from thanthien.records.kinds import Photographs, RecordKind
from thanthien.records.readers import own_unit_or_all
from thanthien.workplace.enums import ROOM
from thanthien.workplace.models import AppHouseholds, CentreCheck, GreenView, RadioTest, SmokingInspection
from thanthien.workplace.permissions import (
    can_count,
    can_inspect,
    can_read,
    can_write,
    counts_as,
    inspects_as,
    writes_as,
    writes_of_unit_as,
)

CHECKS = RecordKind(
    key="workplace.centre_check",
    model=CentreCheck,
    title=f"Biên bản kiểm tra {settings.SERVICE_CENTRE_NAME}",
    one="biên bản kiểm tra",
    route="workplace-checks",
    fields=("items", "smoke", "minutes", "note"),
    enters_as=writes_of_unit_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="half_year",
    lead=(
        "Đánh dấu những gì người dân đang dùng được. Mỗi nửa năm cần một biên bản; kiểm tra lại thì ghi biên bản mới, "
        "biên bản sau cùng của nửa năm được lấy. Biên bản chưa có ảnh thì chưa được tính; ảnh thêm sau cũng được, "
        "trước hạn ghi của nửa năm."
    ),
    photographs=Photographs(
        public=lambda rows: rows,
        hint="Ảnh từng tiện ích, biển cấm hút thuốc lá. Không chụp giấy tờ của người dân.",
        room=ROOM.key,
        one_each=True,
    ),
    offline=True,
)
VIEWS = RecordKind(
    key="workplace.green_view",
    model=GreenView,
    title="Ảnh môi trường xanh, sạch, đẹp",
    one="lần chụp",
    route="workplace-views",
    fields=("spot", "note"),
    enters_as=writes_of_unit_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead=(
        "Ảnh chụp trong năm là minh chứng để cơ quan thẩm định chấm, hệ thống không tính điểm từ ảnh. Mỗi nơi chụp ghi "
        "một lần, ngày ghi là ngày chụp."
    ),
    photographs=Photographs(
        public=lambda rows: rows, hint="Sân, sảnh chờ, phòng làm việc, nhà vệ sinh.", room=ROOM.key
    ),
    offline=True,
)
INSPECTIONS = RecordKind(
    key="workplace.smoking_inspection",
    model=SmokingInspection,
    title="Kiểm tra thuốc lá tại trụ sở",
    one="lần kiểm tra",
    route="workplace-inspections",
    fields=("result", "document", "where"),
    enters_as=inspects_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_inspect,
    late_rule=False,
    everywhere=can_inspect,
    lead=(
        "Cơ quan ngoài đơn vị ghi kết quả kiểm tra. Vi phạm đã xác nhận được tính cho đến khi cơ quan ghi đính chính "
        "hoặc hủy. Không ghi tên người vi phạm."
    ),
)
RADIO_TESTS = RecordKind(
    key="workplace.radio_test",
    model=RadioTest,
    title="Kiểm tra truyền thanh kỹ thuật số",
    one="lần kiểm tra",
    route="workplace-tests",
    fields=("channel", "device", "result"),
    enters_as=writes_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="month",
    lead="Ghi cho từng thôn, tổ dân phố. Ngày ghi là ngày nghe thử; lần sau cùng được tính.",
    offline=True,
)
APP = RecordKind(
    key="workplace.app_households",
    model=AppHouseholds,
    title=f"Hộ cài đặt ứng dụng {settings.CITY_APP_NAME}",
    one="số liệu",
    route="workplace-app",
    fields=("households", "installed", "counted", "source", "origin_of_numbers"),
    workbook_only=frozenset({"origin_of_numbers"}),
    enters_as=counts_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_count,
    late_rule=False,
    lead=(
        "Số đơn vị tự đếm là minh chứng, hệ thống không tính điểm từ số này. Số được tính lấy từ tệp của cơ quan quản "
        "lý ứng dụng, do cơ quan của thành phố nhập bằng tệp Excel có dấu kiểm tra. Ngày ghi là ngày của số liệu."
    ),
)
