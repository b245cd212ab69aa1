"""Sentences of the demo data. Made up; no real commune or person is meant.

A sentence with ``{hamlet}`` or ``{head}`` is said through `local`: xã and đặc khu have thôn, a phường has tổ dân phố.
"""

from thanthien.criteria.rules import Cadence, Indicator
from thanthien.units.enums import UnitKind

MODELS = (
    "Ngày thứ Bảy vì Nhân dân", "Trả kết quả tại nhà cho người cao tuổi", "Một cửa không chờ đợi",
    "Khu dân cư số lắng nghe Nhân dân", "Thư chúc mừng công dân mới", "Cà phê gặp gỡ người dân sáng thứ Sáu",
)  # fmt: skip
EXPLANATIONS = {
    "weeks": (
        "Số liệu lấy từ sổ theo dõi, đã đối chiếu với biên bản từng tháng.",
        "Giữa năm có đổi người phụ trách; sổ theo dõi đã được bàn giao đầy đủ.",
    ),
    "1.1": ("Đã công khai trên trang thông tin điện tử và niêm yết tại trụ sở, nhà văn hóa các {hamlet}.",),
    "2.1": ("Số liệu do Trung tâm Phục vụ hành chính công cung cấp.",),
    "": ("Số liệu lấy từ hồ sơ lưu của đơn vị, đã đối chiếu trước khi tự chấm.",),
}
PAGES = ("", "trang 3–4", "mục II", "trang 12", "")
SHELF = "Tủ số 2, phòng Văn hóa – Xã hội."
NOT_ACCEPTED = "Trong năm có phát sinh theo sổ theo dõi; đề nghị nhập số liệu."
OVERRIDE = "Nhiều lần thực hiện được ghi trong sổ giấy, chưa nhập vào hệ thống; số liệu lấy theo sổ gắn kèm."
PLACES = "Trụ sở Ủy ban nhân dân, trang thông tin điện tử và nhà văn hóa các {hamlet}"
OPINIONS = (
    "Đề nghị xem lại điểm về ngày giải quyết nhanh vì có hôm người dân vẫn phải chờ sang ngày sau.",
    "Việc tiếp công dân của Chủ tịch đúng lịch, tôi đồng ý với số điểm.",
    "Nước uống ở Trung tâm Phục vụ hành chính công hay hết vào buổi chiều.",
    "Loa truyền thanh của {hamlet} đã hỏng ba tháng, đề nghị không tính là đã phủ sóng.",
)
CHANNELS = ("Hòm thư góp ý", "Hội nghị {hamlet}", "Điện thoại đường dây nóng", "{head} chuyển đến")
RESPONSE = "Tiếp thu ý kiến; đã đối chiếu sổ theo dõi và điều chỉnh, giải trình trong báo cáo."
MINUTES = "Cuộc họp thống nhất kết quả tự chấm. Các thành phần dự họp không có ý kiến khác."
RETURNS = (
    "Thiếu bản tổng hợp, tiếp thu, giải trình ý kiến.",
    "Biên bản họp chưa ghi thành phần dự; đề nghị bổ sung.",
    "Minh chứng của tiêu chí 1.2.3 chưa có số liệu quý gần nhất.",
)
RETURNED_ITEM = "Minh chứng chưa có số liệu quý gần nhất: cần bổ sung."
RETURNED_ANSWER = "Đã rà soát, bổ sung minh chứng của quý gần nhất vào kho minh chứng."
REASONS = {
    "periods": (
        "Sổ theo dõi thiếu một số kỳ so với số đơn vị kê khai.",
        "Một số kỳ không có biên bản hoặc hình ảnh kèm theo.",
    ),
    "counts": (
        "Đối chiếu với quyết định xử lý trong năm.",
        "Theo tổng hợp của cơ quan kiểm tra, số vụ việc khác số đơn vị kê khai.",
    ),
    "items": (
        "Minh chứng chưa thể hiện đủ các nội dung đã kê khai.",
        "Kiểm tra thực tế cho thấy một số nội dung khác với kê khai.",
    ),
    "passed": (
        "Minh chứng chưa thể hiện đủ các yêu cầu của tiêu chí.",
        "Kiểm tra thực tế cho kết quả khác với tự chấm.",
    ),
    "option": (
        "Kiểm tra thực tế cho thấy mức độ khác với mức đơn vị tự đánh giá.",
        "Minh chứng chưa đủ cho mức đơn vị tự đánh giá.",
    ),
    "": (
        "Kiểm tra thực tế cho thấy số liệu thấp hơn.",
        "Đối chiếu với số liệu của ngành.",
    ),
}
DEVIATION = "Kiểm tra thực tế phát hiện hồ sơ lập lại sau thời hạn; cho điểm trực tiếp theo biên bản kiểm tra."
QUESTION = "Đề nghị cung cấp bản chụp sổ tiếp nhận của ba tuần cuối trong sổ."
ITEM_ANSWER = "Đơn vị đã bổ sung bản chụp sổ; hai tuần còn lại không phát sinh phản ánh."
GATE_NOTE = "Theo văn bản của cơ quan có thẩm quyền (minh họa)."
CONCLUDED = "Hội đồng thống nhất theo ý kiến của cơ quan thẩm định."
CONCLUDED_FOR_COMMUNE = "Đơn vị đã bổ sung đủ minh chứng; Hội đồng giữ số liệu tự chấm."
SHEET_BACK = "Cơ quan kiểm tra lại tiêu chí 4.2.1 theo biên bản kiểm tra mới."
CONCLUDED_NOT_APPLICABLE = "Sau khi đối chiếu sổ theo dõi, Hội đồng thống nhất trong năm không phát sinh."
PROPOSED = "Hội đồng thống nhất đề nghị thấp hơn một mức do kết quả kiểm tra đột xuất."
REVIEW = "Đơn vị đề nghị xem xét lại vì minh chứng đã nộp bổ sung trong hạn."
REVIEW_ACCEPTED = "Chấp nhận: minh chứng bổ sung hợp lệ."
REVIEW_REFUSED = "Không chấp nhận: minh chứng bổ sung không thuộc kỳ đánh giá."
LOWERED = "Hậu kiểm cho thấy điều kiện của mức độ được công nhận không còn được bảo đảm."
REVOKED = "Người đứng đầu bị kỷ luật trong thời gian được công nhận."
EXTENSION = "Đơn vị khắc phục hậu quả mưa bão."
REOPENED = "Đơn vị phát hiện nhầm số liệu của hai tiêu chí."
CONCLUDED_ON_DOSSIER = "Cơ quan thẩm định không có ý kiến; Hội đồng kết luận theo hồ sơ của đơn vị."
CHAIR_SIGNER = "Chủ tịch Ủy ban nhân dân"
OFFICE_SIGNER = "Phó Giám đốc Sở Nội vụ"
CITY_SIGNER = "Phó Chủ tịch Ủy ban nhân dân thành phố"
SIGNERS = {"front_opinion": "Chủ tịch Ủy ban Mặt trận Tổ quốc", "party_opinion": "Phó Bí thư Đảng ủy"}
DISSENT = "Đề nghị xem lại điểm tiếp nhận ý kiến hằng tuần: ba tổ chức thành viên cho biết có tuần không được hỏi."
CITY_RETURNED = "Đề nghị xem lại kết luận về tiêu chí mà đơn vị đã bổ sung minh chứng trong hạn."
REOPENED_BY_COUNCIL = "Theo văn bản trả lại Tờ trình của Ủy ban nhân dân thành phố."
CONCLUDED_AGAIN = "Sau khi xem lại minh chứng bổ sung, Hội đồng kết luận theo số liệu của đơn vị."
SETTLED = "Quyết định giải quyết khiếu nại: kết quả kiểm tra đột xuất không thuộc thời kỳ đánh giá."
ADJUSTED = "Giải quyết khiếu nại của đơn vị: công nhận mức độ theo điểm Hội đồng đã kết luận."
EXPLAINED = "Đơn vị nhận trách nhiệm, đã khắc phục; đề nghị xem xét hoàn cảnh khi quyết định."
PROCEEDING_CONCLUDED = "Giải trình không làm thay đổi các căn cứ đã nêu trong thông báo."
SET_CHANGED = "Số liệu của bốn tiêu chí được tính từ ghi chép hằng tuần thay cho kê khai."
WITHDRAWN = "Đơn vị xin lùi sang kỳ sau để củng cố trụ sở."

# What lies below a commune, and who leads it there.
_BELOW = {
    UnitKind.XA: {"hamlet": "thôn", "head": "Trưởng thôn"},
    UnitKind.PHUONG: {"hamlet": "tổ dân phố", "head": "Tổ trưởng tổ dân phố"},
    UnitKind.DAC_KHU: {"hamlet": "thôn", "head": "Trưởng thôn"},
}


def reason_for(indicator: Indicator, place: int) -> str:
    """Why a body corrects the value of this indicator; ``place`` chooses among what fits."""
    kind = "periods" if isinstance(indicator.rule, Cadence) else indicator.input
    fitting = REASONS.get(kind, REASONS[""])
    return fitting[place % len(fitting)]


def explanation_for(indicator: Indicator, place: int) -> str:
    """What a commune tells of its value of this indicator; ``place`` chooses among what fits."""
    weekly = isinstance(indicator.rule, Cadence) and indicator.rule.period == "iso_week"
    leads = (lead for lead in EXPLANATIONS if lead != "weeks" and indicator.code.startswith(lead))
    fitting = EXPLANATIONS["weeks" if weekly else next(leads)]
    return fitting[place % len(fitting)]


def local(sentence: str, kind: str) -> str:
    """The sentence as people of a unit of this kind say it."""
    return sentence.format(**_BELOW[UnitKind(kind)])


def report(unit: str) -> str:
    """The self-assessment report of one unit."""
    return (
        f"{unit} đã tổ chức thực hiện các nội dung của mô hình theo kế hoạch; kết quả chấm từng tiêu chí kèm theo. "
        "Những nội dung chưa đạt và nguyên nhân được giải trình ở từng tiêu chí."
    )


# What is heard through the weekly channel, by topic.
HEARD = {
    "procedures": (
        "Người dân đề nghị hướng dẫn rõ hơn giấy tờ khi đăng ký khai sinh.",
        "Hồ sơ xác nhận tình trạng hôn nhân phải đi lại hai lần vì thiếu hướng dẫn.",
    ),
    "land": (
        "Đề nghị sớm trả lời đơn về ranh giới thửa đất.",
        "Đề nghị công khai tại nhà văn hóa {hamlet} kết quả đo đạc lại.",
    ),
    "environment": (
        "Điểm tập kết rác gần nhà văn hóa chưa được thu gom đúng giờ.",
        "Mương thoát nước cuối {hamlet} bị ứ, có mùi vào buổi trưa.",
    ),
    "infrastructure": (
        "Đèn đường ở ngõ chính hỏng, buổi tối đi lại khó.",
        "Loa truyền thanh của {hamlet} nghe không rõ.",
    ),
    "security": ("Đề nghị nhắc nhở việc tụ tập gây ồn sau 22 giờ.",),
    "welfare": ("Đề nghị rà soát lại danh sách hộ cận nghèo của {hamlet}.",),
}
# Why a weekly report is corrected: it says now that nothing came up (True), or what was heard.
WEEKLY_CORRECTED = {
    True: "Ý kiến này đã ghi ở tuần trước; tuần này không phát sinh.",
    False: "Ghi sót ý kiến của người dân khi nhập.",
}
FAST_DAY_CORRECTED = "Đối chiếu lại với sổ của Trung tâm."
FAST_DAY_SIGNER = "Chủ tịch Ủy ban nhân dân"
ROOM_LATER = "Chưa triển khai phần việc này trong hệ thống; đơn vị tự nhập số liệu."
ROOM_FROM = "Triển khai từ đầu năm."
RECEPTION_HOURS = "8 giờ đến 11 giờ"
RECEPTION_VENUE = "Phòng tiếp công dân, trụ sở Ủy ban nhân dân"
RECEPTION_DELEGATED = {
    "party": {"delegate": "Phó Bí thư Thường trực Đảng ủy", "basis": "Đi họp Thành ủy"},
    "government": {"delegate": "Phó Chủ tịch Ủy ban nhân dân", "basis": "Đi họp Ủy ban nhân dân thành phố"},
}
DIALOGUE_SUBJECT = "Đối thoại về công việc chung của địa phương"
PROMISES = (
    "Sửa cống thoát nước ngõ chung",
    "Bố trí thêm đèn đường",
    "Trả lời về tiến độ cấp nước sạch",
    "Kiểm tra tiếng ồn của xưởng gần khu dân cư",
    "Rà soát đường bê tông xuống cấp",
    "Hướng dẫn hồ sơ hỗ trợ người cao tuổi",
)
PROMISE_ANSWERED = "Đã trả lời tại buổi họp dân và niêm yết ở nhà văn hóa"
OUTREACH_ABOUT = {
    "marriage": "Trao giấy chứng nhận kết hôn và thư chúc mừng",
    "birth": "Thư chúc mừng gia đình có em bé",
    "longevity": "Mừng thọ người cao tuổi",
    "illness": "Thăm người ốm điều trị dài ngày",
    "funeral": "Thư chia buồn",
    "policy_family": "Thăm gia đình chính sách, người có công",
    "good_student": "Khen học sinh giỏi",
    "start_up": "Động viên hộ mới mở cơ sở sản xuất",
    "hardship": "Thăm hộ gặp hoạn nạn",
}
OUTREACH_PAPERS = {"letter": "TCM", "ceremony": "GK"}
OUTREACH_CORRECTED = "Đối chiếu lại với danh sách."
GREETING = (
    "Nhân dịp này, tôi kính chúc toàn thể Nhân dân mạnh khỏe, hạnh phúc; cảm ơn bà con đã cùng chính quyền xây dựng "
    "quê hương."
)
GREETING_BROADCAST = "Đài truyền thanh, ba buổi phát"
SUPPORTERS_VENUE = "Hội trường Ủy ban nhân dân"

URGING = "Hồ sơ của đơn vị đã quá hạn. Đề nghị hoàn thành trong tuần; có vướng mắc thì báo cơ quan thường trực."

# What is not applied to the farthest island: unit, indicator, and number and signer of the document.
WAIVED = ("11948", "4.3.3", ("118/UBND-NV (minh họa)", "Phó Chủ tịch Ủy ban nhân dân thành phố"))
WAIVED_REASON = "Đặc khu có khoảng 900 người, sóng di động chưa phủ hết đảo (giả định của bản minh họa)."

# --- The offices ---

DEVICES = {"speakers": "Cụm loa số 1, nhà văn hóa", "stream": "Nhóm Zalo của thôn, tổ dân phố"}
APP_SOURCE = "Sở Khoa học và Công nghệ, tệp số liệu hằng quý (minh họa)"
INSPECTED_PLACE = "Trụ sở và nơi tiếp dân"
PICTURE = "Ảnh kiểm tra.png"

HOME_ANNOUNCED = (
    "Người cao tuổi, người khuyết tật, người đang ốm đau không đi lại được: gọi điện hoặc gửi đề nghị, cán bộ đến nhà "
    "tiếp nhận hồ sơ và trả kết quả, không thu thêm phí."
)
HOME_NAMES = ("Nguyễn Thị Minh Họa", "Trần Văn Ví Dụ", "Phạm Thị Thử", "Lê Văn Mẫu", "Vũ Thị Tập Dượt")

# --- The staff ---

POSTS = (
    "Bí thư Đảng ủy", "Chủ tịch Ủy ban nhân dân", "Phó Chủ tịch Ủy ban nhân dân", "Phó Chủ tịch Hội đồng nhân dân",
    "Chánh Văn phòng", "Trưởng phòng Kinh tế", "Trưởng phòng Văn hóa – Xã hội", "chuyên viên",
)  # fmt: skip
STAFF_DOCUMENT = "Quyết định 01/QĐ-SNV ngày 01/07/2025 (minh họa)"
STAFF_LEFT_DOCUMENT = "Quyết định 77/QĐ-SNV (minh họa)"
STAFF_LEFT = "Điều chuyển sang cơ quan khác"
STAFF_COUNTED = "Báo cáo 6 tháng của Sở Nội vụ (minh họa)"
COURSES = (
    ("Kỹ năng giao tiếp, ứng xử với Nhân dân", "manner", 8, 4),
    ("Kỹ năng số và dịch vụ công trực tuyến", "computing", 16, 6),
    ("Giới thiệu phần mềm một cửa", "computing", 2, 9),
    ("Nghiệp vụ hộ tịch, chứng thực", "profession", 24, 10),
)
COURSE_BY = "Sở Nội vụ"
COURSE_DOCUMENT = "Kế hoạch 20/KH-SNV (minh họa)"
RATED_DOCUMENT = "Thông báo 9/TB-UBND (minh họa)"

# What Mặt trận Tổ quốc supervises, what it found, what it recommends.
SUPERVISED = (
    (
        "Thu, chi quỹ “Vì người nghèo”",
        "Thu, chi đúng đối tượng; bảng kê chưa niêm yết ở nhà văn hóa.",
        "Niêm yết bảng kê thu, chi quỹ tại nhà văn hóa trong mười ngày đầu mỗi quý.",
    ),
    (
        "Tiếp nhận, trả kết quả thủ tục hành chính",
        "Hồ sơ trả đúng hẹn; một số biểu mẫu ở bàn viết là mẫu cũ.",
        "Thay các biểu mẫu cũ, để sẵn mẫu điền thử bằng chữ to.",
    ),
    (
        "Sửa đường ngõ bằng kinh phí Nhân dân đóng góp",
        "Khối lượng đúng thiết kế; biên bản nghiệm thu chưa có đại diện hộ.",
        "Mời đại diện hộ dự nghiệm thu và công khai quyết toán từng đoạn đường.",
    ),
)
RECOMMENDATION_ANSWERED = "Ủy ban nhân dân tiếp thu, đã giao công chức phụ trách thực hiện và báo cáo trong tháng."

# What people are asked about, what they decide in their thôn, tổ dân phố.
CONSULTED = (
    ("ke-hoach", "Dự thảo Kế hoạch phát triển kinh tế - xã hội năm sau"),
    ("dau-tu", "Chủ trương mở rộng đường trục thôn, tổ dân phố"),
    ("quy-che", "Dự thảo quy chế thực hiện dân chủ ở cơ sở"),
    ("xay-dung", "Đồ án quy hoạch chi tiết khu vui chơi cộng đồng"),
)
CONSULTED_WHOM = "đại diện các hộ gia đình trong đơn vị"
CONSULTED_RESULT = "Đa số đồng ý. Ý kiến về thời gian thực hiện được tiếp thu; ý kiến về kinh phí được giải trình."
CONSULTED_REASON = "Ghi kết quả lấy ý kiến"
DECIDED = (
    ("dong-gop", "Đóng góp sửa đường ngõ", "Mỗi hộ đóng góp 600.000 đồng, thu trong hai quý, thi công sau khi thu đủ."),
    ("thu-chi", "Thu, chi quỹ nhà văn hóa", "Thông qua quyết toán năm trước và mức thu năm nay."),
    ("huong-uoc", "Sửa đổi quy ước", "Thông qua quy ước sửa đổi về nếp sống văn minh và phân loại rác."),
    ("tu-quan", "Tổ tự quản vệ sinh môi trường", "Mỗi sáng thứ Bảy các hộ cùng dọn vệ sinh đường ngõ."),
)

# Where people reach a unit, by kind.
FEEDBACK_CHANNELS = {
    "hom-thu": "Cổng trụ sở Ủy ban nhân dân",
    "duong-day-nong": "Điện thoại trực của Ủy ban nhân dân (minh họa)",
    "ban-tiep-nhan": "Trung tâm Phục vụ hành chính công, giờ làm việc",
    "trang-thong-tin": "Trang thông tin điện tử của đơn vị, mục Phản ánh, góp ý",
    "ma-qr": "Bảng tin các nhà văn hóa",
    "hoi-nghi": "Cuộc tiếp xúc hằng quý ở nhà văn hóa",
    "mat-tran-doan-the": "Qua Mặt trận Tổ quốc, đoàn thể, trưởng thôn, tổ trưởng tổ dân phố",
}
