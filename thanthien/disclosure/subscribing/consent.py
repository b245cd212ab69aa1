"""What people agree to before they get letters, by version: a row names the version that was shown. A text that
somebody agreed to stays here as it was; another one is another version (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

from __future__ import annotations

from typing import Final

# {hours}: until what nobody confirmed vanishes; {days}: until what was confirmed ends by itself.
CONSENTS: Final[dict[str, str]] = {
    "2026-11": """
Mục đích: gửi thư khi có nội dung công khai mới hoặc được sửa của đơn vị, nội dung đã chọn; không dùng vào việc khác.
Dữ liệu: địa chỉ thư điện tử và điều đã chọn. Địa chỉ được mã hóa, không ai xem được danh sách người nhận.
Thời hạn: không xác nhận trong {hours} giờ thì địa chỉ tự xóa. Đã xác nhận thì giữ đến khi ngừng nhận, nhiều nhất \
{days} ngày; sau đó muốn nhận tiếp thì đăng ký lại.
Ngừng nhận bất cứ lúc nào bằng liên kết trong mỗi thư; ngừng nhận là địa chỉ bị xóa ngay.
""",
}
CURRENT: Final = "2026-11"


def consent_sentences(hours: int, days: int) -> list[str]:
    """The text that is shown today, point by point."""
    return CONSENTS[CURRENT].format(hours=hours, days=days).strip().splitlines()
