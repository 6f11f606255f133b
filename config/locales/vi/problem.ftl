# Vì sao yêu cầu không được thực hiện. Khóa: problem-<mã>, field-<mã>,
# oauth-<mã>, dấu gạch dưới viết thành gạch nối.

# Từ chối
problem-not-found = Không tìm thấy
problem-forbidden = Vai trò của bạn không được làm việc này tại đây
problem-stale = Nội dung đã được thay đổi; hãy tải lại
problem-idempotency-key-reused = Khóa chống lặp đã được dùng cho một yêu cầu khác
problem-clock-wrong = Đồng hồ của hệ thống sai
problem-case-closed = Hồ sơ thi hành án đã kết thúc
problem-case-has-open-demands = Hồ sơ còn yêu cầu chưa được trả lời
problem-case-number-taken = Cơ quan đã có hồ sơ mang số này
problem-officer-unknown = Người được nêu không phải là chấp hành viên đang công tác tại cơ quan
problem-debtor-missing = Hồ sơ phải có người phải thi hành án
problem-identifier-twice = Cùng một số định danh ghi ở hai đương sự
problem-instrument-state = Trạng thái của văn bản không cho phép việc này
problem-approval-required = Cần người thứ hai phê duyệt trước
problem-own-approval = Không được tự phê duyệt đề xuất của chính mình
problem-content-changed = Nội dung đã thay đổi so với khi được đọc
problem-debtor-not-in-case = Người được hỏi không phải là người phải thi hành án của hồ sơ
problem-creditor-not-in-case = Người được nêu không phải là người được thi hành án của hồ sơ
problem-institution-unknown = Tổ chức không tồn tại hoặc không còn hoạt động
problem-institution-twice = Tổ chức được nêu hai lần
problem-requester-mismatch = Người yêu cầu không phù hợp với vai trò đang yêu cầu
problem-item-twice = Cùng một nội dung được nêu hai lần
problem-period-invalid = Khoảng thời gian bị thiếu, bị đảo ngược, ở tương lai hoặc quá dài
problem-text-invalid = Nội dung bị trống, quá dài hoặc có ký tự không phù hợp
problem-count-invalid = Danh sách bị trống hoặc quá dài
problem-amount-invalid = Số tiền không được âm
problem-receipt-recorded = Việc nhận đã được ghi nhận và không thay đổi
problem-receipt-instant = Thời điểm nhận không thể trước khi ban hành hoặc ở tương lai
problem-proof-missing = Nhận bản giấy phải có căn cứ chứng minh
problem-institution-joined = Tổ chức đã tham gia hệ thống: hộp thư tại đây là biên nhận
problem-demand-ended = Yêu cầu không còn nội dung nào chờ trả lời
problem-item-unknown = Nội dung không thuộc yêu cầu này
problem-item-state = Trạng thái của nội dung không cho phép việc này
problem-findings-mismatch = Kết quả thuộc loại thông tin khác với nội dung được hỏi
problem-ground-unknown = Căn cứ không có trong danh mục
problem-future-instant = Thời điểm nằm ở tương lai
problem-answer-conflicts = Một trả lời khác đã được chấp nhận trước; trả lời này được lưu làm chứng cứ
problem-draft-required = Phải có người lập và người duyệt
problem-draft-missing = Không có bản dự thảo
problem-own-draft = Không được tự duyệt bản dự thảo của chính mình
problem-answer-unknown = Trả lời cần đính chính không phải là trả lời đã được chấp nhận
problem-own-answer = Không được một mình đính chính câu trả lời do chính mình dự thảo hoặc đã duyệt gửi
problem-nothing-corrected = Nội dung không khác bản hiện hành
problem-extension-state = Không có đề nghị gia hạn này, hoặc đã được quyết định
problem-extension-until = Thời điểm gia hạn phải sau hiện tại và trong mức cho phép
problem-clock-has-due = Thời hạn này có con số cụ thể, không cần đánh giá chậm trễ
problem-clock-state = Thời hạn này không đang chạy
problem-episode-open = Việc quá hạn đã được ghi nhận
problem-episode-unknown = Không có lần quá hạn này
problem-outage-range = Sự cố phải kết thúc sau khi bắt đầu và nằm trong quá khứ
problem-move-repeated = Thời hạn đã được điều chỉnh vì lý do này

# Quản trị
problem-own-rights = Không được tự thay đổi vai trò hoặc trạng thái hoạt động của chính mình
problem-beyond-reach = Vai trò hoặc đơn vị này vượt quá phạm vi của bạn
problem-role-not-here = Vai trò này không thể giữ tại đơn vị đó
problem-place-unknown = Không có tổ chức này
problem-seat-count = Mỗi người cần từ một đến mười sáu vị trí
problem-username-taken = Tên đăng nhập này đã có người dùng
problem-seat-held = Người này đã giữ vai trò đó tại đơn vị này
problem-sides-mix = Người của tổ chức được yêu cầu không được giữ vị trí ở nơi khác
problem-key-taken = Khóa mang tên này đã được đăng ký

# Trước khi lệnh được quyết định
problem-route-unknown = Không có gì tại địa chỉ này
problem-method-unknown = Địa chỉ này không nhận phương thức đã dùng
problem-query-invalid = Không hiểu được yêu cầu
problem-body-malformed = Nội dung gửi lên không phải là JSON
problem-body-invalid = Nội dung gửi lên không đúng với yêu cầu này
problem-body-too-large = Nội dung gửi lên quá lớn
problem-body-slow = Nội dung gửi lên không đến kịp thời
problem-content-type = Kiểu nội dung gửi lên không được chấp nhận
problem-idempotency-key-missing = Thiếu tiêu đề Idempotency-Key
problem-idempotency-key-invalid = Idempotency-Key phải gồm 1 đến 255 ký tự ASCII nhìn thấy được
problem-if-match-invalid = Tiêu đề If-Match không nêu phiên bản
problem-unauthenticated = Hãy đăng nhập trước
problem-sign-in-failed = Tên đăng nhập hoặc mật khẩu không đúng
problem-sign-in-throttled = Đăng nhập sai quá nhiều lần; hãy đợi rồi thử lại
problem-setup-refused = Tên đăng nhập hoặc mã dùng một lần không đúng, hoặc mã không còn hiệu lực
problem-seat-required = Hãy chọn vị trí công tác
problem-seat-unknown = Bạn không giữ vị trí công tác này
problem-csrf-missing = Thiếu hoặc sai mã bảo vệ của phiên làm việc
problem-session-required = Chỉ người dùng trong phiên làm việc mới được làm việc này
problem-busy = Hệ thống đang bận; hãy thử lại sau giây lát
problem-in-flight = Yêu cầu này đang được thực hiện; hãy thử lại sau giây lát
problem-unavailable = Tạm thời không truy cập được; hãy thử lại sau giây lát
problem-internal = Đã có lỗi ở phía hệ thống

# Trường dữ liệu
field-missing = bị thiếu
field-unexpected = có thành phần không thuộc về đây
field-type = sai kiểu dữ liệu
field-id-form = không phải là mã định danh (UUID)
field-instant-form = không phải là thời điểm (RFC 3339)
field-day-form = không phải là ngày (NNNN-TT-NN)
field-hash-form = không phải là mã băm SHA-256 gồm 64 chữ số thập lục phân
field-word-unknown = không thuộc các giá trị cho phép
field-percent-range = không nằm trong khoảng 0 đến 100
field-username-form = không phải là tên đăng nhập: chữ thường không dấu, chữ số, dấu chấm, gạch nối
field-email-form = không phải là địa chỉ thư điện tử
field-key-form = không phải là khóa công khai Ed25519: 32 byte dạng base64url, hoặc JWK không kèm khóa bí mật
field-key-name-form = không phải là tên khóa: chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới
field-password-short = có ít hơn 15 ký tự
field-password-holds-name = chứa tên đăng nhập của bạn
field-password-one-character = chỉ là một ký tự lặp lại
field-unknown-currency = không phải là loại tiền đang dùng (ISO 4217)
field-amount-form = không phải là số tiền theo đơn vị nhỏ nhất: chỉ gồm chữ số, có thể có dấu trừ
field-empty = bị trống
field-too-long = quá dài
field-character = có ký tự không phù hợp
field-length = thừa hoặc thiếu ký tự
field-unknown-province = không bắt đầu bằng mã tỉnh, thành phố
field-century-to-come = nêu thế kỷ chưa đến
field-check-digit = sai chữ số kiểm tra
field-unknown-country = không phải là mã quốc gia
field-country-missing = thiếu quốc gia cấp
field-passport-form = không phải là số hộ chiếu Việt Nam
field-invisible = có ký tự điều khiển hoặc ký tự ẩn
field-no-letter = không có chữ cái nào

# Mã truy cập cho hệ thống (RFC 6749)
oauth-invalid-request = Tham số bị thiếu hoặc sai
oauth-invalid-client = Hệ thống không được biết đến hoặc không chứng minh được danh tính
oauth-unsupported-grant-type = Chỉ cấp theo client_credentials
oauth-invalid-scope = Không cấp theo phạm vi
