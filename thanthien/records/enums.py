"""How a record came to the platform."""

from django.db.models import TextChoices


class Through(TextChoices):
    """The door by which a record was entered."""

    PAGE = "page", "nhập trên trang"
    WORKBOOK = "workbook", "nhập từ tệp Excel"
    CITY_FILE = "city_file", "nhập từ tệp do thành phố cấp, đã kiểm tra"
    FRIDAY = "friday", "trang việc tuần này"
    LINK = "link", "đường dẫn riêng"


class Consent(TextChoices):
    """What the people in a photograph know of it. All but the last let it be shown in public."""

    NOBODY = "nobody", "không nhận ra được người nào trong ảnh"
    AGREED = "agreed", "người trong ảnh đồng ý cho chụp và công khai"
    OFFICIAL = "official", "người thi hành công vụ tại hoạt động công khai"
    INTERNAL = "internal", "có người nhận ra được, chưa đồng ý công khai: chỉ xem nội bộ"


PUBLIC_CONSENTS = (Consent.NOBODY, Consent.AGREED, Consent.OFFICIAL)
