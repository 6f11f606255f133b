# Người dùng và hệ thống từ dòng lệnh.

user-setup-code = Mã dùng một lần của { $username }, chỉ hiển thị lần này, có hiệu lực đến { $until }: { $code }
user-shut-out = { $username } không còn được đăng nhập.
user-state-active = đang hoạt động
user-state-no-password = chưa có mật khẩu
user-state-shut-out = đã ngừng hoạt động
client-key-added = Đã đăng ký khóa { $kid }.
