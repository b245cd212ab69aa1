"""What made-up people tell, and what is answered: everyday matters that name nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One matter: what was said, what the public reads of it, what was answered."""

    topic: str
    text: str
    place: str
    summary: str
    answer: str


STORIES: tuple[Story, ...] = (
    Story(
        "duong-sa", "Đèn đường trong ngõ hỏng mấy hôm nay, buổi tối rất tối, các cháu đi học về khó đi.",
        "đoạn gần nhà văn hóa", "Đèn đường trong ngõ hỏng nhiều ngày.",
        "Đơn vị đã kiểm tra và thay 02 bóng đèn. Đèn sáng trở lại từ tối cùng ngày.",
    ),
    Story(
        "duong-sa", "Mặt đường có ổ gà lớn, mưa xuống không nhìn thấy, đã có xe bị ngã.", "gần cổng trường",
        "Mặt đường có ổ gà, trời mưa dễ ngã.",
        "Tổ quản lý đường bộ đã vá tạm bằng bê tông nhựa nguội; đoạn này có trong kế hoạch sửa chữa của quý sau.",
    ),
    Story(
        "moi-truong", "Rác ở điểm tập kết hai ngày chưa được thu gom, mùi rất khó chịu.", "điểm tập kết đầu ngõ",
        "Rác ở điểm tập kết chậm được thu gom.",
        "Đã yêu cầu đơn vị thu gom chuyển hết rác trong ngày và tăng một chuyến vào buổi chiều.",
    ),
    Story(
        "moi-truong", "Cơ sở rửa xe xả nước ra đường, tràn sang nhà bên.", "đường liên thôn",
        "Một cơ sở rửa xe xả nước ra đường.",
        "Đã kiểm tra, lập biên bản và yêu cầu cơ sở làm rãnh thu nước trong 10 ngày.",
    ),
    Story(
        "nguy-hiem", "Dây điện đứt rơi xuống vỉa hè, cần có người đến ngay.", "trước chợ",
        "Dây điện đứt rơi xuống vỉa hè.",
        "Đã rào chắn và báo điện lực; dây đã được nối lại trong buổi chiều.",
    ),
    Story(
        "thu-tuc", "Nộp hồ sơ đã quá ngày hẹn trên giấy mà chưa được trả kết quả.", "",
        "Hồ sơ trả kết quả chậm so với ngày hẹn.",
        "Hồ sơ chậm do phải xác minh. Kết quả đã được trả; bộ phận phụ trách đã gửi thư xin lỗi.",
    ),
    Story(
        "dat-dai", "Có người xây lấn ra lối đi chung, xe cứu hỏa không vào được.", "ngõ cụt sau chợ",
        "Xây dựng lấn ra lối đi chung.",
        "Đã đo lại hiện trạng, phần xây lấn được tháo dỡ; lối đi rộng như hồ sơ địa chính.",
    ),
    Story(
        "an-ninh", "Quán hát mở loa to sau 22 giờ, cả xóm không ngủ được.", "đường vào thôn",
        "Tiếng ồn của một quán hát sau 22 giờ.",
        "Công an cấp xã đã nhắc nhở, chủ quán cam kết tắt loa trước 22 giờ.",
    ),
    Story(
        "chinh-sach", "Nhiều hộ chưa biết điều kiện được hỗ trợ nhà ở, mong đơn vị thông báo rõ.", "",
        "Đề nghị thông báo rõ điều kiện hỗ trợ nhà ở.",
        "Đã niêm yết điều kiện, hồ sơ và nơi hướng dẫn tại các nhà văn hóa, đọc trên loa truyền thanh.",
    ),
    Story(
        "cong-vu", "Buổi chiều thứ Sáu bộ phận tiếp nhận vắng người, phải chờ lâu.", "",
        "Bộ phận tiếp nhận vắng người vào chiều thứ Sáu.",
        "Đã bố trí người trực thay và niêm yết lịch trực; lãnh đạo kiểm tra đột xuất hằng tuần.",
    ),
    Story(
        "tiep-dan", "Lịch tiếp công dân đổi ngày mà không thấy báo trước.", "",
        "Lịch tiếp công dân đổi mà chưa báo trước.",
        "Từ nay việc đổi lịch được niêm yết và công khai trên hệ thống trước 5 ngày làm việc.",
    ),
    Story(
        "khac", "Nhà văn hóa nên mở cửa thêm buổi tối cuối tuần để bà con tập văn nghệ.", "nhà văn hóa",
        "Đề nghị mở nhà văn hóa vào tối cuối tuần.",
        "Nhà văn hóa mở cửa từ 19 giờ đến 21 giờ 30 thứ Bảy, Chủ nhật; đăng ký với trưởng thôn, tổ trưởng.",
    ),
)  # fmt: skip
