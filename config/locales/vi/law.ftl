# Luật, thời hạn và lịch. Mỗi quy tắc có một tên: rule-<mã>, dấu chấm viết thành gạch nối.

# Luật cũ (sự kiện đến hết 30/06/2026)
rule-O01 = Thời hạn tự nguyện thi hành án
rule-O02-a = Chấp hành viên bắt đầu xác minh điều kiện thi hành án
rule-O02-b = Chấp hành viên xác minh ngay khi có biện pháp khẩn cấp tạm thời
rule-O03 = Tổ chức cung cấp thông tin về tài khoản
rule-O04 = Tổ chức cung cấp thông tin khác
rule-O05 = Tổ chức cung cấp thông tin để áp dụng biện pháp khẩn cấp tạm thời
rule-O06 = Tổ chức thông báo không cung cấp được thông tin
rule-O07 = Trả lời yêu cầu của người được thi hành án
rule-O08 = Trả lời yêu cầu của thừa phát lại
rule-O09 = Ra quyết định phong tỏa sau khi lập biên bản
rule-O10 = Tổ chức phong tỏa tài khoản
rule-O11 = Gửi biên bản và quyết định phong tỏa cho Viện kiểm sát
rule-O12 = Áp dụng biện pháp cưỡng chế hoặc chấm dứt phong tỏa
rule-O13 = Tổ chức khấu trừ tiền trong tài khoản
rule-O14 = Chấm dứt phong tỏa
rule-O15-a = Xác minh lại người chưa có điều kiện thi hành án
rule-O15-b = Xác minh lại người chưa có điều kiện thi hành án (còn từ 2 năm tù hoặc không rõ nơi ở)
rule-O16 = Xác minh lại khi kết quả khác nhau hoặc có kháng nghị
rule-O17-a = Trả lời ủy thác xác minh
rule-O17-b = Trả lời ủy thác xác minh tài sản phải đăng ký
rule-O17-c = Trả lời ủy thác xác minh tài sản phải đăng ký (đã gia hạn)
rule-O18 = Khiếu nại về việc phong tỏa tài khoản
rule-O19-a = Khiếu nại lần đầu trước khi áp dụng biện pháp (luật cũ)
rule-O19-b = Khiếu nại lần đầu về cưỡng chế (luật cũ)
rule-O20-a = Giải quyết khiếu nại lần đầu trước khi áp dụng biện pháp (luật cũ)
rule-O20-b = Giải quyết khiếu nại lần hai trước khi áp dụng biện pháp (luật cũ)
rule-O20-c = Giải quyết khiếu nại về việc phong tỏa tài khoản (luật cũ)
rule-O20-d = Giải quyết khiếu nại lần đầu về cưỡng chế (luật cũ)
rule-O20-e = Giải quyết khiếu nại lần hai về cưỡng chế (luật cũ)

# Luật 106/2025/QH15 (sự kiện từ 01/07/2026)
rule-N01 = Ra quyết định thi hành án theo yêu cầu
rule-N02 = Thông báo về thi hành án cho đương sự
rule-N03 = Gửi quyết định cho Viện kiểm sát
rule-N04 = Thời hạn tự nguyện thi hành án
rule-N05-a = Chấp hành viên bắt đầu xác minh điều kiện thi hành án
rule-N05-b = Chấp hành viên xác minh ngay khi có biện pháp khẩn cấp tạm thời
rule-N06 = Tổ chức cung cấp thông tin về tài khoản, hoặc thông tin để áp dụng biện pháp khẩn cấp tạm thời
rule-N07 = Tổ chức cung cấp thông tin khác
rule-N08 = Cơ quan đăng ký cung cấp thông tin về chủ sở hữu
rule-N09 = Xác minh lại khi kết quả khác nhau hoặc có kháng nghị
rule-N10 = Ra quyết định về việc chưa có điều kiện thi hành án
rule-N11 = Thông báo quyết định phong tỏa cho tổ chức đang giữ tiền
rule-N12 = Tổ chức phong tỏa tài khoản, tài sản
rule-N13 = Ra quyết định phong tỏa sau khi lập biên bản
rule-N14 = Gửi biên bản và quyết định phong tỏa cho Viện kiểm sát
rule-N15 = Áp dụng biện pháp cưỡng chế sau khi phong tỏa
rule-N16 = Tổ chức khấu trừ và chuyển tiền
rule-N17 = Ra quyết định chấm dứt phong tỏa
rule-N18 = Chấm dứt việc trừ vào thu nhập
rule-N19 = Thời gian không được tổ chức cưỡng chế
rule-N20 = Thông báo chi phí cưỡng chế
rule-N21 = Thông báo biện pháp khẩn cấp tạm thời
rule-N22-a = Khiếu nại lần đầu trước khi áp dụng biện pháp
rule-N22-b = Khiếu nại lần đầu về biện pháp bảo đảm (phong tỏa)
rule-N22-c = Khiếu nại lần đầu về cưỡng chế
rule-N22-d = Khiếu nại lần hai
rule-N23-a = Thụ lý khiếu nại lần đầu
rule-N23-b = Thụ lý khiếu nại lần hai
rule-N24-a = Giải quyết khiếu nại lần đầu trước khi áp dụng biện pháp
rule-N24-b = Giải quyết khiếu nại lần hai trước khi áp dụng biện pháp
rule-N24-c = Giải quyết khiếu nại về biện pháp bảo đảm (phong tỏa)
rule-N24-d = Giải quyết khiếu nại lần đầu về cưỡng chế
rule-N24-e = Giải quyết khiếu nại lần hai về cưỡng chế
rule-N24-f = Gia hạn giải quyết khiếu nại về cưỡng chế
rule-N25-a = Viện kiểm sát kháng nghị
rule-N25-b = Viện kiểm sát nhân dân tối cao kháng nghị
rule-N25-c = Kháng nghị sau khi kết thúc thi hành án
rule-N26-a = Trả lời kháng nghị
rule-N26-b = Thực hiện kháng nghị đã được chấp nhận
rule-N27-a = Văn phòng thi hành án dân sự chuyển hồ sơ sau khi thanh lý hợp đồng
rule-N27-b = Cơ quan thi hành án dân sự ra quyết định khi nhận đủ hồ sơ

# Thông tư liên tịch 02/2014
rule-C6-1 = Tổ chức cung cấp thông tin (theo thông tư liên tịch)
rule-C6-2 = Tổ chức cung cấp thông tin để áp dụng biện pháp khẩn cấp tạm thời (theo thông tư liên tịch)
rule-C8-1 = Tổ chức thông báo không cung cấp được thông tin (theo thông tư liên tịch)

# Mục tiêu phục vụ
rule-T01 = Mục tiêu trả lời thông tin về tài khoản
rule-T02 = Mục tiêu trả lời để áp dụng biện pháp khẩn cấp tạm thời
rule-T03 = Mục tiêu phong tỏa
rule-T04 = Mục tiêu khấu trừ và chuyển tiền
rule-T05 = Mục tiêu giải tỏa sau quyết định chấm dứt phong tỏa
rule-T06 = Mục tiêu báo kết quả khấu trừ
rule-T07 = Mục tiêu báo quyết định phong tỏa cho tổ chức
rule-T08 = Mục tiêu gửi hồ sơ phong tỏa cho Viện kiểm sát
rule-T09 = Mục tiêu trả lời thừa hành viên và người được thi hành án
rule-T10 = Mục tiêu giải tỏa khi có căn cứ chấm dứt phong tỏa
rule-T11 = Mục tiêu hoàn trả số tiền đã thu thừa
rule-T12 = Xem lại việc có còn cần phong tỏa
rule-T13 = Mục tiêu: xem xét cảnh báo nhầm người hoặc tiền được bảo vệ
rule-T14 = Mục tiêu: trả lời yêu cầu của người thứ ba
rule-T21 = Mục tiêu trả lời lệnh trừ vào thu nhập
rule-T22 = Mục tiêu chuyển tiền trừ vào thu nhập của tháng
rule-T23 = Mục tiêu chấm dứt việc trừ vào thu nhập khi có căn cứ
rule-T24 = Mục tiêu xác định ngày đủ căn cứ cưỡng chế sau khi phong tỏa
rule-T25 = Mục tiêu trả lại tiền đã khấu trừ không đúng

# Cấp quy định
layer-law = Luật, nghị định
layer-circular = Thông tư
layer-agreement = Quy chế phối hợp
layer-target = Mục tiêu phục vụ, không phải thời hạn luật định

# Mức độ chắc chắn
status-read = đã đọc trong một nguồn công khai
status-unconfirmed = chưa xác nhận
not-statutory = không do luật định
status-policy = do đơn vị vận hành đặt

# Người bị ràng buộc
bound-institution = Tổ chức được yêu cầu
bound-officer = Chấp hành viên
bound-agency = Cơ quan thi hành án dân sự
bound-registry = Cơ quan đăng ký
bound-bailiff = Văn phòng thi hành án dân sự
bound-party = Đương sự
bound-complainant = Người khiếu nại
bound-prosecutor = Viện kiểm sát

# Thời hạn
limit-immediately = ngay lập tức (luật không ấn định con số)
limit-hours = { $n } giờ, tính cả đêm và ngày nghỉ
limit-days = { $n } ngày
limit-working_days = { $n } ngày làm việc
limit-working_days_before = chậm nhất { $n } ngày làm việc trước ngày dự định
limit-months = { $n } tháng
limit-working_minutes = { $n } phút làm việc
limit-window = khoảng thời gian không được thực hiện

# Lý do của từng ngày
reason-first_day = ngày bắt đầu, không tính
reason-counted = tính
reason-swapped_working_day = ngày nghỉ hằng tuần làm bù, có tính
reason-weekend = nghỉ hằng tuần
reason-holiday = nghỉ lễ: { $holiday }
reason-compensation = nghỉ bù: { $holiday }
reason-swapped_day_off = nghỉ hoán đổi, làm bù ngày khác
reason-rolled_over = ngày cuối là ngày nghỉ, chuyển sang ngày làm việc này
reason-month = đủ tháng
reason-clock_hours = tính theo giờ
reason-office_hours = tính trong giờ làm việc
reason-projected = theo lịch dự kiến

# Ngày lễ
holiday-new_year = Tết Dương lịch
holiday-tet = Tết Nguyên đán
holiday-hung_kings = Giỗ Tổ Hùng Vương
holiday-victory_day = Ngày Chiến thắng 30/4
holiday-labour_day = Ngày Quốc tế Lao động 1/5
holiday-national_day = Quốc khánh
holiday-culture_day = Ngày Văn hóa Việt Nam

# Thứ trong tuần
weekday-1 = Thứ Hai
weekday-2 = Thứ Ba
weekday-3 = Thứ Tư
weekday-4 = Thứ Năm
weekday-5 = Thứ Sáu
weekday-6 = Thứ Bảy
weekday-7 = Chủ nhật

# Trang giải thích một thời hạn
explain-article = Điều { $article }, { $source }
explain-target = Mục tiêu phục vụ: không có điều luật nào quy định
explain-binds = Người thực hiện: { $who }
explain-limit = Thời hạn: { $limit }
explain-layer = Cấp: { $layer } ({ $status })
explain-start = Bắt đầu: { $when }
explain-due = Hết hạn: 24:00 { $weekday } ngày { $date }
explain-due-time = Hết hạn: { $when }
explain-due-none = Hết hạn: luật không ấn định thời điểm
explain-window-inside = Thời điểm này nằm trong khoảng không được thực hiện.
explain-window-outside = Thời điểm này nằm ngoài khoảng không được thực hiện.
explain-backstop = Cách hiểu nào cũng là chậm từ: { $when } (theo { $rule }, chưa xác nhận)
explain-projected = Lưu ý: có ngày thuộc năm chưa công bố lịch nghỉ chính thức; thời hạn có thể thay đổi.
explain-not-in-force = Lưu ý: quy tắc { $rule } không có hiệu lực vào ngày bắt đầu.
explain-ended = Từ ngày { $date } quy tắc này chấm dứt, không có quy tắc thay thế.
explain-successors = Từ ngày { $date } xem { $rules }.
explain-versions = Lịch { $calendar } { $calendar-version }, luật { $law-version }
explain-part-hours = { $hours } giờ { $minutes } phút

# Kiểm tra tệp luật
check-ok = Đúng: { $rules } quy tắc, { $ladders } thang nhắc hạn, { $calendars } lịch.
check-unconfirmed = Chưa xác nhận: { $rules }
check-projected = Lịch { $calendar }: đã công bố { $published }; tạm tính { $provisional }; còn lại là dự kiến.
check-none = không có
