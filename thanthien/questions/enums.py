"""Words of questions."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """What a question is about; the asker chooses, the office may put it elsewhere."""

    SCORING = "scoring", "Tự chấm, minh chứng"
    PROCEDURE = "procedure", "Đăng ký, niêm yết, nộp hồ sơ"
    APPRAISAL = "appraisal", "Thẩm định, kết quả, kiến nghị"
    WEEKLY = "weekly", "Việc hằng tuần, ngày giải quyết nhanh"
    ACCOUNT = "account", "Tài khoản, vai trò"
    SYSTEM = "system", "Trang không dùng được"
    OTHER = "other", "Việc khác"


class State(TextChoices):
    """What became of a question. Only ``FOR_ALL`` is read by others than its asker and the office."""

    WAITING = "waiting", "Chờ trả lời"
    FOR_ALL = "for_all", "Đã trả lời cho mọi người"
    FOR_ASKER = "for_asker", "Đã trả lời riêng người hỏi"
    JOINED = "joined", "Đã trả lời ở câu hỏi khác"


ANSWERED = (State.FOR_ALL, State.FOR_ASKER)
