# Lệnh về tiền và tiền của hồ sơ. Khóa: <loại>-<mã>.

# Loại văn bản
instrument-inquiry = Yêu cầu cung cấp thông tin
instrument-freeze = Phong tỏa tài khoản
instrument-deduct = Khấu trừ tiền
instrument-release = Giải tỏa
instrument-amend = Điều chỉnh mức phong tỏa
instrument-income_deduction = Trừ vào thu nhập
instrument-state-draft = Dự thảo
instrument-state-submitted = Chờ phê duyệt
instrument-state-returned = Bị trả lại
instrument-state-approved = Đã phê duyệt
instrument-state-issued = Đã ban hành
instrument-state-withdrawn = Đã rút
instrument-state-lapsed = Hết hiệu lực vì không có quyết định trong 24 giờ
inquiry-state-lapsed = Hết hiệu lực

# Nội dung lệnh, bằng lời
order-freeze-all = Phong tỏa đến { $amount } trên mọi tài khoản của người phải thi hành án
order-freeze-accounts = Phong tỏa đến { $amount } trên tài khoản { $accounts }
order-by-minutes = theo biên bản khẩn cấp, quyết định ban hành sau
order-deduct = Khấu trừ { $amount } từ tài khoản { $account }, chuyển đến { $payee }, tài khoản { $to } tại { $bank }
order-release-all = Giải tỏa toàn bộ lệnh phong tỏa
order-release-account = Giải tỏa toàn bộ tài khoản { $account }
order-release-part = Giải tỏa { $amount } trên tài khoản { $account }
order-amend-everything = đối với mọi tài khoản của người phải thi hành án tại đó
order-amend-accounts = đối với các tài khoản { $accounts }
order-amend = Điều chỉnh mức phong tỏa thành { $amount }
order-without-freeze = Khấu trừ trực tiếp, không qua phong tỏa
order-income = Trừ vào thu nhập đến { $total }, mỗi tháng { $monthly }, để lại cho người phải thi hành án { $keep } mỗi tháng, từ tháng { $first }, ngày { $day } hằng tháng
order-income-share = { $percent } % thu nhập của tháng
order-income-last = đến hết tháng { $month }
order-income-most = không quá { $percent } % thu nhập của tháng
order-end-income = Chấm dứt việc trừ vào thu nhập
order-decision = Quyết định

# Kết quả thực hiện lệnh
outcome-frozen = Đã phong tỏa
outcome-paid = Đã chuyển tiền
outcome-released = Đã giải tỏa
outcome-amended = Đã điều chỉnh
outcome-income_accepted = Sẽ trừ vào thu nhập
income-monthly = Thu nhập hằng tháng của người phải thi hành án (nếu biết)
income-end-not_possible = Nơi trả thu nhập không thực hiện được
income-end-withdrawn = Lệnh đã được rút
income-end-overtaken = Chấm dứt trước khi được trả lời
income-end-released = Đã có quyết định chấm dứt
income-end-terminated = Nghĩa vụ thi hành án đã chấm dứt
income-end-expired = Đã hết tháng cuối cùng
frozen = Số tiền phong tỏa
frozen-all-unknown = Toàn bộ, chưa rõ giá trị
frozen-at-receipt = số dư khi nhận lệnh: { $amount }
frozen-at-freeze = số dư khi phong tỏa: { $amount }
frozen-left-between = đã ra khỏi tài khoản trong khoảng giữa: { $amount }
frozen-protected = không được khấu trừ { $amount }: { $ground }
frozen-rank = có { $n } lệnh xếp trước trên tài khoản này
paid = Số tiền đã chuyển
paid-reference = Số tham chiếu của tổ chức
paid-value-day = Ngày giá trị
released = Số tiền giải tỏa
released-nothing = Không có khoản nào đang bị phong tỏa

# Căn cứ chấm dứt phong tỏa
lift-requested = Người được thi hành án có văn bản yêu cầu
lift-paid = Người phải thi hành án đã thi hành xong nghĩa vụ
lift-not_the_debtors = Tiền không phải của người phải thi hành án
lift-excess = Phong tỏa vượt quá số tiền phải thi hành án
lift-protected = Tiền không được khấu trừ theo quy định của pháp luật
lift-deducted = Đã khấu trừ xong
lift-lapsed = Không có quyết định phong tỏa trong 24 giờ sau biên bản
lift-terminated = Đình chỉ thi hành án hoặc nghĩa vụ đã chấm dứt
lift-overtaken = Lệnh đã được rút hoặc giải tỏa trước khi được trả lời
lift-provisional = Giải tỏa tạm khi có cảnh báo
lift-other = Căn cứ khác

# Căn cứ xác định chủ tài khoản là người phải thi hành án
identity-identifier_matched = Số định danh tổ chức đang lưu trùng với số của người phải thi hành án
identity-document_seen = Đã đối chiếu giấy tờ tùy thân hoặc giấy tờ pháp lý
identity-court_file = Theo hồ sơ vụ án, hồ sơ thi hành án
identity-confirmed_by_institution = Tổ chức xác nhận bằng văn bản
identity-confirmed_by_police = Cơ quan Công an xác nhận theo Cơ sở dữ liệu quốc gia về dân cư
identity-other = Căn cứ khác

# Lưu ý về tài khoản nêu trong lệnh, không ngăn việc gửi
warnings-title = Lưu ý trước khi gửi
warning-account_not_shown = chưa có trả lời xác minh nào của hồ sơ nêu tài khoản này là của người phải thi hành án
warning-holder_differs = số định danh tổ chức đang lưu khác với số của người phải thi hành án
warning-account_currency = tài khoản bằng ngoại tệ
warning-account_bound = tiền trên tài khoản đang bảo đảm cho nghĩa vụ khác: cầm cố, ký quỹ hoặc quyền đòi nợ của tổ chức
warning-account_living = tài khoản nhận lương, lương hưu hoặc trợ cấp
warning-keep_below_floor = mức để lại mỗi tháng thấp hơn chuẩn hộ nghèo thấp nhất áp dụng cho tháng đầu tiên bị trừ

# Tiền không được khấu trừ
exemption-treasury_budget = Tài khoản dự toán tại Kho bạc Nhà nước
exemption-minimum_living = Mức sinh hoạt tối thiểu của người phải thi hành án
exemption-social_benefit = Trợ cấp, bảo hiểm xã hội
exemption-escrow = Tiền ký quỹ của người khác
exemption-other = Căn cứ khác

# Vì sao lệnh phong tỏa chấm dứt
freeze-end-no_account = Không có tài khoản của người phải thi hành án
freeze-end-not_possible = Tổ chức không thực hiện được
freeze-end-withdrawn = Đã rút trước khi được trả lời
freeze-end-overtaken = Đã giải tỏa trước khi được trả lời
freeze-end-lapsed = Không có quyết định sau biên bản
freeze-end-terminated = Nghĩa vụ đã chấm dứt
freeze-end-released = Đã giải tỏa toàn bộ

# Chuyển tiền
transfer-state-reserved = Đã ra lệnh, chờ tổ chức chuyển
transfer-state-in_transit = Tổ chức báo đã chuyển, chờ kế toán xác nhận
transfer-state-confirmed = Đã về tài khoản tạm giữ của cơ quan thi hành án
transfer-state-void = Không chuyển

# Sổ nghĩa vụ
book-principal = Nợ gốc
book-interest = Tiền lãi chậm thi hành án
book-fee = Án phí, phí thi hành án
book-cost = Chi phí cưỡng chế
book-title = Số tiền phải thi hành án theo bản án, quyết định
book-received = Tiền đã thu
book-waived = Đã miễn, giảm hoặc không yêu cầu
book-suspense = Tiền thu thừa phải hoàn trả
entry-charge = Ghi tăng nghĩa vụ
entry-waive = Miễn, giảm hoặc người được thi hành án không yêu cầu
entry-payment = Người phải thi hành án tự nộp

# Nghĩa vụ chấm dứt
obligation-end-paid = Đã thi hành xong
obligation-end-terminated = Đình chỉ thi hành án
obligation-end-annulled = Bản án, quyết định bị hủy

# Việc cơ quan phải làm theo thời hạn
duty-urgent_decision = Ra quyết định phong tỏa sau biên bản
duty-prosecutor_copy = Gửi biên bản và quyết định phong tỏa cho Viện kiểm sát
duty-decision_copy = Gửi quyết định cho Viện kiểm sát
duty-coerce = Áp dụng biện pháp cưỡng chế hoặc chấm dứt phong tỏa
duty-state_grounds = Xác định ngày đủ căn cứ áp dụng biện pháp cưỡng chế
duty-lift = Giải tỏa khi có căn cứ
duty-refund = Hoàn trả tiền thu thừa
duty-return_taken = Trả lại tiền đã khấu trừ không đúng
duty-review = Xem lại việc có còn cần phong tỏa
duty-instalment = Nơi trả thu nhập chuyển tiền của tháng
duty-end_income = Chấm dứt việc trừ vào thu nhập
duty-debtor_notice = Thông báo cho người phải thi hành án về lệnh phong tỏa
duty-accept_complaint = Thụ lý khiếu nại hoặc từ chối thụ lý
duty-decide_complaint = Giải quyết khiếu nại
duty-decide_claim = Trả lời yêu cầu của người thứ ba
duty-decide_flag = Xem xét cảnh báo
duty-state-open = Phải làm
duty-state-met = Đã làm đúng hạn
duty-state-late = Đã làm, muộn
duty-state-void = Không còn phải làm

# Tài khoản nhận tiền
payee-state-proposed = Chờ phê duyệt
payee-state-approved = Đã phê duyệt
payee-state-retired = Không còn dùng

# Dòng của sao kê
line-state-open = Chờ xử lý
line-state-confirmed = Đã xác nhận
line-state-dismissed = Không phải tiền khấu trừ
line-state-duplicate = Đã có ở sao kê khác
line-state-paid_out = Tiền ra
line-match-exact = Khớp số tham chiếu và số tiền
line-match-amount_differs = Khớp số tham chiếu, khác số tiền
line-match-likely = Có thể khớp, cần người kiểm tra
line-match-unmatched = Chưa khớp
line-match-reversal = Bút toán đảo: không phải tiền khấu trừ về

# Vì sao không đọc được tệp sao kê
statement-problem-too_large = Tệp quá lớn
statement-problem-encoding = Tệp không phải UTF-8
statement-problem-empty = Tệp không có dòng nào
statement-problem-too_many_lines = Tệp có quá nhiều dòng
statement-problem-row_shape = Số ô của dòng khác dòng tiêu đề
statement-problem-heading_unknown = Không hiểu tiêu đề cột
statement-problem-heading_twice = Tiêu đề cột bị lặp
statement-problem-column_missing = Thiếu cột
statement-problem-missing = Thiếu nội dung bắt buộc
statement-problem-too_long = Nội dung quá dài
statement-problem-amount = Số tiền không đúng
statement-problem-day = Ngày không đúng
statement-problem-currency = Loại tiền không đúng, hoặc khác các dòng trước
statement-problem-account = Số tài khoản không đúng, hoặc khác các dòng trước
statement-problem-not_well_formed = Tệp XML bị hỏng
statement-problem-doctype = Không nhận tệp XML có khai báo DOCTYPE
statement-problem-entity = Tệp XML có thực thể lạ
statement-problem-too_deep = Tệp XML quá nhiều tầng hoặc quá nhiều phần tử
statement-problem-message_unknown = Không phải thông điệp camt.053 hoặc camt.054
statement-problem-not_one_statement = Tệp phải có đúng một sao kê
statement-problem-side = Không rõ ghi có hay ghi nợ
statement-problem-parts_differ = Tổng các khoản thành phần khác số tiền của bút toán
statement-problem-balance_differs = Số dư đầu kỳ cộng các dòng khác số dư cuối kỳ
# Khiếu nại, tranh chấp, cảnh báo
objections = Khiếu nại, tranh chấp, cảnh báo
objection-kind = Loại
objection-kind-complaint = Khiếu nại
objection-kind-claim = Yêu cầu của người thứ ba
objection-kind-flag = Cảnh báo
objection-state-recorded = Đã ghi nhận
objection-state-accepted = Đã thụ lý
objection-state-upheld = Chấp nhận
objection-state-in_part = Chấp nhận một phần
objection-state-rejected = Không chấp nhận
objection-state-refused = Không thụ lý
objection-state-withdrawn = Đã rút
objection-stage = Về
objection-stage-before_measure = Việc trước khi áp dụng biện pháp
objection-stage-security = Biện pháp bảo đảm: phong tỏa
objection-stage-coercion = Biện pháp cưỡng chế: khấu trừ
objection-ground = Lý do
objection-ground-wrong_person = Nhầm người
objection-ground-protected_money = Tiền được pháp luật bảo vệ
objection-ground-not_debtors_money = Tiền không phải của người phải thi hành án
objection-ground-amount = Số tiền không đúng
objection-ground-procedure = Trình tự, thủ tục
objection-ground-other = Lý do khác
not-accepted-out_of_time = Quá thời hiệu
not-accepted-no_standing = Không có quyền khiếu nại
objection-by = Người khiếu nại, yêu cầu
objection-name = Họ tên
objection-capacity = Tư cách
objection-about = Về khoản
objection-about-all = Cả hồ sơ
objection-text = Nội dung
objection-received = Nhận lúc
objection-channel = Cách nhận
objection-knew = Biết về việc bị khiếu nại từ lúc nào, nếu không có thông báo
objection-filing = Thời hiệu
objection-late = quá thời hiệu
objection-record = Ghi nhận khiếu nại, tranh chấp, cảnh báo
objection-accept = Thụ lý
objection-refuse = Không thụ lý
objection-refuse-why = Vì sao
objection-decide = Giải quyết
objection-verdict = Kết quả
objection-withdraw = Ghi nhận việc rút
objection-provisional = Giải tỏa tạm các khoản bị cảnh báo, không do luật định
flag-raise = Cảnh báo nhầm người hoặc tiền được bảo vệ

# Thông báo cho người phải thi hành án
debtor-notices = Thông báo cho người phải thi hành án
debtor-notice-serve = Ghi nhận đã thông báo cho người phải thi hành án
debtor-notice-at = Thông báo lúc
debtor-notice-how = Cách thông báo
debtor-notice-proof = Căn cứ chứng minh: biên bản, dấu bưu điện, người làm chứng
debtor-notice-until = Được khiếu nại đến hết
