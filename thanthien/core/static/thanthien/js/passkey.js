// On pages with a passkey: the sign-in library tells only the console why one was not taken.
(() => {
  "use strict";
  const PASSKEY_TROUBLE = {
    NotAllowedError: "Chưa dùng được khóa bảo mật: thao tác bị hủy, hết thời gian, hoặc thiết bị chưa có khóa của tài khoản.",
    InvalidStateError: "Thiết bị này đã có khóa bảo mật của tài khoản.",
    SecurityError: "Khóa bảo mật không dùng được ở địa chỉ này. Vui lòng mở hệ thống bằng tên miền chính thức (chạy thử trên máy: localhost)."
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("thong-bao-nhanh").textContent = PASSKEY_TROUBLE[event.detail.exception.name]
      || "Trình duyệt này chưa dùng được khóa bảo mật. Vui lòng dùng mật khẩu và mã xác thực.";
  });
})();
