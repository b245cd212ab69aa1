"""Words of the room."""

from django.db.models import TextChoices

from thanthien.units.rooms import Room

ROOM = Room(
    "disclosure",
    "Công khai",
    "Nội dung đơn vị công khai theo luật, hình thức và nơi công khai, báo không phát sinh, rà soát hằng quý, kiểm tra "
    "của Mặt trận Tổ quốc.",
)


class Form(TextChoices):
    """Forms of publishing, by the letters of khoản 1 Điều 12 of Luật Thực hiện dân chủ ở cơ sở."""

    POSTED = "a", "niêm yết"
    WEB = "b", "trang thông tin điện tử của đơn vị"
    BROADCAST = "c", "truyền thanh"
    BY_HEADS = "d", "qua trưởng thôn, tổ trưởng tổ dân phố"
    LETTER = "đ", "gửi văn bản đến công dân"
    MEETING = "e", "hội nghị trao đổi, đối thoại"
    RECEPTION = "g", "tiếp công dân, tiếp xúc cử tri, họp báo"
    TO_BODIES = "h", "thông báo đến Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
    NETWORK = "i", "mạng viễn thông, mạng xã hội"
    OTHER = "k", "hình thức khác"


class Announced(TextChoices):
    """How a head of a thôn, tổ dân phố told people (khoản 4 Điều 13); kept by its words as the place of the form."""

    MEETING = "họp thôn, tổ dân phố", "họp thôn, tổ dân phố"
    PAPER = "gửi văn bản đến từng hộ", "gửi văn bản đến từng hộ"
    MESSAGE = "nhắn tin, gọi cho đại diện từng hộ", "nhắn tin, gọi cho đại diện từng hộ"
    NETWORK = "nhóm mạng xã hội đã được các hộ thống nhất", "nhóm mạng xã hội đã được các hộ thống nhất"
    LOUDSPEAKER = "loa của thôn, tổ dân phố", "loa của thôn, tổ dân phố"
    BOARD = "bảng tin, nhà văn hóa", "bảng tin, nhà văn hóa"


class People(TextChoices):
    """Whether a disclosure lists people."""

    NONE = "none", "không có danh sách cá nhân"
    LISTED = "listed", "có danh sách cá nhân, gỡ khi hết thời gian niêm yết"


class InformationOutcome(TextChoices):
    """What became of a request for information."""

    PROVIDED = "provided", "đã cung cấp"
    PARTLY = "partly", "cung cấp một phần"
    REFUSED = "refused", "không cung cấp"
    ELSEWHERE = "elsewhere", "hướng dẫn đến cơ quan có thông tin"


class Verdict(TextChoices):
    """What who looks from outside found of an item."""

    RIGHT = "right", "đã công khai đúng"
    WRONG = "wrong", "công khai chưa đúng"
    HIDDEN = "hidden", "có văn bản mà chưa công khai"


class Change(TextChoices):
    """What a review of the catalogue changed."""

    NONE = "none", "không thay đổi"
    CHANGED = "changed", "có thay đổi"


class Stage(TextChoices):
    """Where a disclosure stands."""

    DRAFT = "draft", "bản thảo"
    CHECKED = "checked", "đã kiểm tra"
    PUBLISHED = "published", "đang công khai"
    AMENDED = "amended", "đang công khai, có bản sửa"
    TAKEN_DOWN = "down", "đã gỡ"


class Act(TextChoices):
    """What was done with a disclosure."""

    CHECK = "check", "kiểm tra trước khi công khai"
    PUBLISH = "publish", "công khai"
    TAKE_DOWN = "down", "gỡ"


class TextState(TextChoices):
    """Whether what is written in a file is known, so that people find it by that."""

    WAITING = "waiting", "chưa đọc"
    READ = "read", "đã đọc"
    EMPTY = "empty", "không có chữ"
    UNREAD = "unread", "không đọc được"
