"""Fields in standard answers: known, unknown, filled in."""

import pytest

from thanthien.feedback.answer_fields import FIELDS, fault_of_fields, filled, has_fields

VALUES = {
    "ngay_tiep_nhan": "02/03/2026", "don_vi": "phường Hải An", "linh_vuc": "Đường sá", "han_tra_loi": "16/03/2026",
    "noi": "Tổ dân phố 3",
}  # fmt: skip


def test_values_of_every_field_are_known() -> None:
    assert list(VALUES) == list(FIELDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Đã thay bóng đèn.", "Đã thay bóng đèn."),
        ("Phản ánh ngày {ngay_tiep_nhan} tại {noi}.", "Phản ánh ngày 02/03/2026 tại Tổ dân phố 3."),
        ("{don_vi} đã nhận. {don_vi} trả lời.", "Phường Hải An đã nhận. Phường Hải An trả lời."),
        ("Kính gửi ông/bà,\n{don_vi} đã nhận.", "Kính gửi ông/bà,\nPhường Hải An đã nhận."),
        ("Ủy ban nhân dân {don_vi}; hạn {han_tra_loi}", "Ủy ban nhân dân phường Hải An; hạn 16/03/2026"),
    ],
)
def test_fields_are_filled_in(text: str, expected: str) -> None:
    assert (filled(text, VALUES), fault_of_fields(text)) == (expected, "")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Gửi {ten}", "Không có trường “{ten}”. Dùng được: {ngay_tiep_nhan} ngày tiếp nhận; {don_vi} tên đơn vị;"),
        ("Gửi {}", "Không có trường “{}”."),
        ("Gửi { don_vi }", "Không có trường “{ don_vi }”."),
        ("Gửi {don_vi", "Dấu { } chỉ dùng quanh tên trường"),
        ("Gửi don_vi}", "Dấu { } chỉ dùng quanh tên trường"),
        ("Gửi {{don_vi}}", "Dấu { } chỉ dùng quanh tên trường"),
    ],
)
def test_what_cannot_be_filled_in_is_told(text: str, begins: str) -> None:
    assert fault_of_fields(text)[: len(begins)] == begins


def test_field_that_waits_is_seen() -> None:
    assert [has_fields(one) for one in ("Ngày {ngay_tiep_nhan}", "{ Don_vi }", "Theo {điều 5}", "Xong")] == [
        True, True, False, False,
    ]  # fmt: skip
