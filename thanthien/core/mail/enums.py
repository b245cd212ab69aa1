"""Words of messages and their delivery."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """The way a message takes."""

    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"


class State(TextChoices):
    """Where a message stands. All but the first are final until somebody sends it again."""

    WAITING = "waiting", "Đang chờ gửi"
    SENT = "sent", "Đã gửi"
    BOUNCED = "bounced", "Địa chỉ không nhận thư"
    REFUSED = "refused", "Máy chủ thư không nhận"
    EXPIRED = "expired", "Quá hạn, chưa gửi được"
    GONE = "gone", "Không gửi: người nhận đã ngừng nhận"
    KEPT = "kept", "Không gửi (bản minh họa)"


class Stage(TextChoices):
    """How far a conversation with a mail server had come."""

    CONNECT = "connect", "kết nối"
    GREETING = "greeting", "lời chào của máy chủ"
    HELLO = "hello", "giới thiệu"
    ENCRYPTION = "encryption", "mã hóa đường truyền"
    SIGN_IN = "sign_in", "đăng nhập máy chủ thư"
    SENDER = "sender", "địa chỉ gửi"
    RECIPIENT = "recipient", "địa chỉ nhận"
    DATA = "data", "xin chuyển nội dung"
    CONTENT = "content", "chuyển nội dung"
    ANSWER = "answer", "trả lời sau nội dung"


class Outcome(TextChoices):
    """What one attempt came to."""

    ACCEPTED = "accepted", "Máy chủ thư đã nhận"
    DEFERRED = "deferred", "Máy chủ thư hẹn gửi lại sau"
    TIMED_OUT = "timed_out", "Hết thời gian chờ"
    DROPPED = "dropped", "Mất kết nối giữa chừng"
    UNCERTAIN = "uncertain", "Đã chuyển nội dung, chưa rõ máy chủ nhận hay chưa"
    SERVER_TROUBLE = "server_trouble", "Máy chủ thư chưa dùng được"
    BOUNCED = "bounced", "Địa chỉ không nhận thư"
    REFUSED = "refused", "Máy chủ thư không nhận"
    INTERRUPTED = "interrupted", "Việc gửi bị ngắt giữa chừng, không rõ kết quả"
    KEPT = "kept", "Không gửi (bản minh họa)"
