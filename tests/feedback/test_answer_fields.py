"""Fields in standard answers: known, unknown, filled in."""

from datetime import date

import pytest

from thanthien.feedback.answer_fields import FIELDS, fault_of_fields, filled, has_fields, in_sentence, promised_days

VALUES = {
    "ngay_tiep_nhan": "02/03/2026", "don_vi": "phường Hải An", "linh_vuc": "đường sá", "ngay_hen": "16/03/2026",
    "noi": "tổ dân phố 3",
}  # fmt: skip


def test_values_of_every_field_are_known() -> None:
    assert list(VALUES) == list(FIELDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Đã thay bóng đèn.", "Đã thay bóng đèn."),
        ("Phản ánh ngày {ngay_tiep_nhan} tại {noi}.", "Phản ánh ngày 02/03/2026 tại tổ dân phố 3."),
        ("{don_vi} đã nhận. {don_vi} trả lời.", "Phường Hải An đã nhận. Phường Hải An trả lời."),
        ("Về “{linh_vuc}”, {linh_vuc}: {noi}", "Về “Đường sá”, đường sá: tổ dân phố 3"),
        ("Kính gửi ông/bà,\n{don_vi} đã nhận.", "Kính gửi ông/bà,\nPhường Hải An đã nhận."),
        ("Ủy ban nhân dân {don_vi}; hạn {ngay_hen}", "Ủy ban nhân dân phường Hải An; hạn 16/03/2026"),
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
    assert has_fields("trước {han_tra_loi}")  # as it was called when the last day of the answer was filled in
    assert [has_fields(one) for one in ("Ngày {ngay_tiep_nhan}", "{ Don_vi }", "Theo {điều 5}", "Xong")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Kết quả được công khai trước ngày 16/03/2026.", [date(2026, 3, 16)]),
        ("Chậm nhất là ngày 5/4/2026, hẹn ngày 06/04/2026", [date(2026, 4, 5), date(2026, 4, 6)]),
        ("Đã thay bóng đèn mới ngày 05/3/2026, số 12/2026; trước ngày 31/02/2026.", []),
    ],
)
def test_day_of_a_promise_is_known_from_a_day_of_what_was_done(text: str, days: list[date]) -> None:
    assert promised_days(text) == days


def test_name_in_a_sentence_has_no_capital_but_letters_of_a_name() -> None:
    assert [in_sentence(one) for one in ("An ninh, trật tự", "Tổ dân phố Đông Hải", "UBND", "")] == [
        "an ninh, trật tự", "tổ dân phố Đông Hải", "UBND", "",
    ]  # fmt: skip
