# Nhập danh mục, nâng cấp và kiểm tra cơ sở dữ liệu từ dòng lệnh.

import-nothing = Không có gì thay đổi.
import-added = Thêm mới: { $n } { $kind }
import-changed = Thay đổi: { $kind } { $code } ({ $fields })
import-rest = Giữ nguyên: { $unchanged }. Có trong cơ sở dữ liệu nhưng không có trong tệp, để nguyên: { $left }.
import-kind-agency = cơ quan thi hành án
import-kind-institution = tổ chức được yêu cầu
import-kind-branch = chi nhánh
import-kind-user = người dùng

migrate-nothing = Cơ sở dữ liệu đã ở phiên bản mới nhất.
migrate-run = Đã chạy: { $name }

verify-seen = Đã dựng lại { $cases } hồ sơ, { $instruments } văn bản, { $demands } yêu cầu từ { $changes } lần thay đổi; { $reads } lần đọc, { $refusals } lần từ chối.
verify-files = Đã đọc hết { $files } tệp.
verify-no-files = Chưa kiểm tra tệp: nêu thư mục bằng --files.
verify-whole = Dữ liệu khớp với nhật ký.
verify-difference = Sai lệch: { $what } { $id } ({ $part }): { $fault }
verify-fault-leaf = nội dung sự kiện không khớp mã băm
verify-fault-body = nội dung sự kiện không đọc được hoặc mâu thuẫn với các cột
verify-fault-version = phiên bản bị đứt quãng hoặc khác với dữ liệu
verify-fault-no_row = có sự kiện nhưng không có dữ liệu
verify-fault-no_event = có dữ liệu nhưng không có sự kiện
verify-fault-state = dữ liệu khác với trạng thái dựng lại từ nhật ký
verify-fault-file_missing = tệp không còn trong thư mục
verify-fault-file_altered = tệp đã bị sửa hoặc bị cắt
verify-fault-file_key = tệp được mã hóa bằng khóa khác
verify-fault-file_disk = không đọc được tệp từ đĩa
