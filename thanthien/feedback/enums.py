"""Words of the room."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "feedback",
    "Phản ánh, góp ý",
    "Phản ánh, góp ý của người dân: tiếp nhận, hạn trả lời, trả lời, công khai kết quả.",
)
ABOVE = (ROOM.title, "/xu-ly-phan-anh/")  # the register, above the other pages of officials
KIND = "feedback.feedback"  # in fingerprints, work and notices
STANDARD = "mau"  # which standard answer a button of the form of a draft takes over
NUMBERED = "PA-"  # before the number of a matter among officials


class Via(TextChoices):
    """How it came; the value is stored."""

    WEB = "web", "trang công khai, mã QR"
    PHONE = "phone", "điện thoại"
    HOTLINE = "hotline", "đường dây nóng"
    DESK = "desk", "trực tiếp tại Trung tâm"
    PAPER = "paper", "đơn thư, hòm thư góp ý"
    MEETING = "meeting", "cuộc họp, tiếp xúc"
    GRASSROOTS = "grassroots", "kênh ý kiến hằng tuần"
    IMPORT = "import", "tổng đài, ứng dụng của thành phố"


HANDED_ON = (Via.GRASSROOTS, Via.IMPORT)  # another body told it, unless an official of the unit did in their place
BY_OFFICE = (Via.PHONE, Via.HOTLINE, Via.DESK, Via.PAPER, Via.MEETING)
FROM_STAFF = "gửi từ máy của cán bộ"  # by the public page or the code, beside a session of the unit's people
BY_UNIT = "do đơn vị ghi"  # of what somebody told it
CODE_SEEN = "rút bằng mã mà đơn vị đã thấy"
BY_FILE = "do đơn vị nhập từ tệp"  # of another system, which didn't hand it in itself
BESIDE_STAFF = "người gửi thao tác trên máy của cán bộ"  # a step by the code


class Part(TextChoices):
    """What is encrypted, each under a key of its own; the value is stored."""

    TEXT = "text", "nội dung"
    ADDED = "added", "nội dung bổ sung"
    CONTACT = "contact", "liên hệ"


TEXT_SHELF, CONTACT_SHELF = "feedback.text", "feedback.contact"
SHELVES = {Part.TEXT: TEXT_SHELF, Part.ADDED: TEXT_SHELF, Part.CONTACT: CONTACT_SHELF}


class Exempt(TextChoices):
    """Why a result isn't made public; the value is stored."""

    NAMED = "named", "công khai sẽ lộ người gửi, người đó không đồng ý"
    PERSONAL = "personal", "nội dung là việc riêng của một người, một hộ"
    SECRET = "secret", "thuộc phạm vi bí mật nhà nước, bí mật công tác"
