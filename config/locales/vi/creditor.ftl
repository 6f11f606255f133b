# Tổ chức là người được thi hành án: hồ sơ của mình, đối chiếu danh sách, đề nghị.

role-creditor_desk = Bộ phận xử lý nợ của tổ chức
nav-claims = Hồ sơ được thi hành án
claims-title = Hồ sơ tổ chức là người được thi hành án
claims-empty = Không có hồ sơ nào ghi tổ chức này là người được thi hành án.
claim-title = Hồ sơ { $number }
claim-debtors = Người phải thi hành án
claim-state = Tình trạng
claim-state-open = Đang thi hành
claim-state-rests = Hoãn, tạm đình chỉ
claim-state-delegated = Đã ủy thác một phần hoặc toàn bộ
claim-state-closed = Đã kết thúc
claim-opened = Nhập vào hệ thống
claim-closed = Kết thúc hồ sơ
claim-ended = Nghĩa vụ chấm dứt
claim-rests = Hoãn, tạm đình chỉ
claim-rests-said = { $kind }: { $ground }, từ ngày { $from } đến { $until }
claim-rests-open = khi có quyết định tiếp tục thi hành án
claim-interest = Lãi chậm thi hành án
claim-interest-said = { $percent } %/năm trên nợ gốc, đã ghi sổ đến hết ngày { $day }
claim-interest-stopped = { $percent } %/năm trên nợ gốc, đã ghi sổ đến hết ngày { $day }; hiện tạm dừng tính
claim-figures = Nghĩa vụ thi hành án
claim-shared = Hồ sơ có nhiều người được thi hành án; số tiền dưới đây là của tất cả.
claim-charged = Phải thi hành
claim-recovered = Đã thu được
claim-elsewhere = Cơ quan nhận ủy thác đã thu
claim-waived = Đã miễn, giảm
claim-delegated = Đang ủy thác cho cơ quan khác
claim-open = Còn phải thi hành
claim-principal = Trong đó nợ gốc
claim-interest-open = Trong đó lãi đã ghi sổ
claim-ask = Đề nghị áp dụng biện pháp bảo đảm
claim-timeline = Diễn biến
claim-timeline-said = Lệnh chỉ hiện sau khi mọi tổ chức được yêu cầu đã trả lời. Tên tổ chức, tài khoản, số dư và nội dung trả lời không hiển thị ở đây.
claim-timeline-empty = Chưa có diễn biến nào.
claim-day = Ngày
claim-what = Nội dung
claim-asked = { $kind }: { $count } văn bản – { $state }
claim-kind-inquiry = Yêu cầu cung cấp thông tin
claim-kind-freeze = Lệnh phong tỏa
claim-kind-deduct = Lệnh khấu trừ
claim-kind-release = Lệnh giải tỏa
claim-kind-amend = Lệnh thay đổi phong tỏa
claim-kind-income_deduction = Lệnh trừ vào thu nhập
asked-state-under_way = đang chờ trả lời
asked-state-answered = đã được trả lời
asked-state-withdrawn = đã rút
debt-change-recovered = Thu được tiền
debt-change-elsewhere = Cơ quan nhận ủy thác thu được
debt-change-waived = Miễn, giảm
debt-change-interest = Tính thêm lãi
claim-field-principal = Nợ gốc
claim-field-interest = Nợ lãi
claim-field-recovered = Đã thu

party-institution = Là tổ chức trong danh mục (người được thi hành án)
party-institution-none = Không

# Đối chiếu
reconcile-title = Đối chiếu danh sách
reconcile-said = Gửi danh sách hồ sơ của tổ chức (CSV) để đối chiếu. Danh sách không được lưu; việc đọc số liệu được ghi nhận.
reconcile-show = Đối chiếu và xem kết quả
reconcile-save = Đối chiếu và tải tệp CSV
reconcile-day = Số liệu đến hết ngày
reconcile-file = Tệp CSV: số hồ sơ; mã cơ quan; số hợp đồng; nợ gốc; nợ lãi; đã thu
reconcile-result = Kết quả đối chiếu đến hết ngày { $day }: { $said }
reconcile-matched = { $n } dòng khớp
reconcile-line = Dòng
reconcile-contract = Số hợp đồng
reconcile-found = Kết quả
reconcile-difference = { $field }: hệ thống { $ours }, danh sách { $theirs }
reconciled-matched = Khớp
reconciled-differs = Lệch số liệu
reconciled-unknown = Không có hồ sơ này của tổ chức
reconciled-ambiguous = Nhiều cơ quan có hồ sơ mang số này; cần mã cơ quan
reconciled-twice = Hồ sơ đã có ở dòng trước
reconciled-missing = Có trên hệ thống, thiếu trong danh sách
list-fault-line = Dòng { $line }
list-fault-more = và các lỗi khác
list-fault-too-large = Tệp quá lớn
list-fault-too-many-lines = Danh sách quá dài
list-fault-encoding = Tệp không phải văn bản UTF-8
list-fault-empty = Tệp không có nội dung
list-fault-row-shape = Số ô của dòng không khớp dòng tiêu đề
list-fault-heading-unknown = Tiêu đề cột không được biết
list-fault-heading-twice = Tiêu đề cột lặp lại
list-fault-column-missing = Thiếu cột bắt buộc
list-fault-missing = Ô bắt buộc bị để trống
list-fault-too-long = Nội dung quá dài
list-fault-amount = Số tiền không đúng

# Nhật ký
read-creditor_cases = Đọc hồ sơ với tư cách người được thi hành án

# Từ chối
problem-not-a-creditor = Chỉ người được thi hành án mới được gắn với tổ chức trong danh mục
problem-list-unreadable = Không đọc được danh sách
