"""How a record came to the platform."""

from django.db.models import TextChoices


class Through(TextChoices):
    """The door by which a record was entered."""

    PAGE = "page", "nhập trên trang"
    WORKBOOK = "workbook", "nhập từ tệp Excel"
    CITY_FILE = "city_file", "nhập từ tệp do thành phố cấp, đã kiểm tra"
    FRIDAY = "friday", "trang việc tuần này"
    LINK = "link", "đường dẫn riêng"
