# Bản trình diễn: các bước, bảng đăng nhập, và lời của những nhân vật hư cấu.

demo-prepared = { $now } – Đã chuẩn bị cơ sở dữ liệu { $database }: { $agencies } cơ quan thi hành án, { $institutions } tổ chức, { $people } người hư cấu; luật và lịch đang áp dụng.
demo-serving = Dịch vụ đang chạy tại { $address }.
demo-case = Chấp hành viên Sao Mai (Phòng THADS khu vực 1, Hà Nội) đăng nhập và mở một hồ sơ hư cấu.
demo-filed = Một yêu cầu cung cấp thông tin về tài khoản và giao dịch được gửi tới { $n } tổ chức; { $mails } thư báo đã gửi.
demo-first-round = { $n } tổ chức đã lên tiếng qua API: có tài khoản, không có, trùng tên, trả lời một phần, hỏi lại, xin thêm thời gian; { $refused } tổ chức từ chối có căn cứ; một ngân hàng im lặng.
demo-seen-to = { $now } – Chấp hành viên trả lời câu hỏi, đồng ý cho thêm thời gian, không chấp nhận một câu trả lời.
demo-second-round = { $n } ngân hàng trả lời tiếp: phần còn lại, sau khi được giải đáp, vòng hai; mã truy cập hết hạn đã bị từ chối và được xin lại.
demo-once-more = Một câu trả lời được đính chính thành phiên bản mới; một câu trả lời gửi lại nhận đúng biên nhận cũ; một câu trả lời trái ngược bị từ chối và lưu làm chứng cứ.
demo-read = Chấp hành viên đọc câu trả lời của { $n } tổ chức, mỗi lần đọc đều được ghi lại: { $accounts } tài khoản, số dư { $dong }.
demo-holiday = { $now } – Qua cuối tuần và ngày lễ 24/11: { $struck } lần đồng hồ thời hạn điểm, { $mails } thư, { $digests } bản tổng hợp buổi sáng.
demo-more-time = Ngân hàng xin thêm thời gian đã trả lời, vẫn trong thời hạn luật định.
demo-limit-ended = { $now } – Ba ngày làm việc đã hết lúc 24 giờ ngày 26/11: { $struck } lần đồng hồ điểm, { $mails } thư, { $digests } bản tổng hợp.
demo-supervisor = Người giám sát xem danh sách quá hạn theo luật: { $n } nội dung, { $banks }.
demo-urged = Chấp hành viên đôn đốc ngân hàng im lặng.
demo-ladder = { $now } – Thư nhắc lên từng bậc: người của ngân hàng, lãnh đạo ngân hàng, người giám sát, Ngân hàng Nhà nước ({ $struck } lần điểm, { $mails } thư, { $digests } bản tổng hợp).
demo-late-answer = { $now } – Ngân hàng im lặng trả lời muộn: lần quá hạn được khép lại và vẫn được ghi là muộn.
demo-receipt = Biên nhận thời hạn: chữ ký hợp lệ, thời hạn theo N07 đến { $due }, { $recomputed }; sửa một byte thì không còn hợp lệ.
demo-replayed = Dựng lại mọi thứ từ nhật ký: { $changes } thay đổi, { $differences } chỗ khác với dữ liệu đang lưu.
demo-checked = Đã đối chiếu { $n } điều phải đúng.
demo-check-failed = SAI { $name }: phải là { $expected }, thực tế { $found }

demo-live-preparing = Chuẩn bị bản trình diễn trong thư mục { $folder }…
demo-live-seeded = Đã dựng một hồ sơ từ { $start }: mọi ngân hàng đã trả lời, trừ một ngân hàng quá hạn.
demo-live-address = Mở { $url }/
demo-live-docs = Mô tả API: { $url }
demo-live-mail = Thư nằm trong { $folder }
demo-live-logins = Tên đăng nhập, mật khẩu, vai trò:
demo-live-running = Các ngân hàng mô phỏng trả lời sau vài giây. Dừng bằng Ctrl-C.
demo-live-stopped = Đã dừng.

demo-role-officer = chấp hành viên
demo-role-head = thủ trưởng cơ quan THADS
demo-role-supervisor = người giám sát của tỉnh
demo-role-ministry = người giám sát của Bộ
demo-role-state-bank = quan sát viên của Ngân hàng Nhà nước
demo-role-bank-maker = Vietcombank: người lập
demo-role-bank-checker = Vietcombank: người duyệt
demo-role-bank-head = Vietcombank: người phụ trách
demo-role-silent-maker = Techcombank (không tự trả lời): người lập
demo-role-silent-checker = Techcombank (không tự trả lời): người duyệt
demo-role-prosecutor = kiểm sát viên
demo-role-auditor = kiểm toán viên
demo-role-admin = quản trị toàn quốc

# Lời của những nhân vật hư cấu.
demo-say-agency = Phòng Thi hành án dân sự khu vực 1 - Hà Nội
demo-say-court = Tòa án nhân dân khu vực 1 - Hà Nội
demo-say-debtor = Nguyễn Văn Tí
demo-say-creditor = Công ty TNHH Mẫu
demo-say-purpose = Xác minh điều kiện thi hành án của người phải thi hành án
demo-say-basis = Điểm b khoản 6 Điều 37 Luật Thi hành án dân sự số 106/2025/QH15
demo-say-question = Đề nghị cho biết thêm số hộ chiếu hoặc số CMND cũ của người phải thi hành án.
demo-say-reply = Người phải thi hành án sinh năm 1985, trước đây dùng CMND số 079 345 678.
demo-say-dispute = Hồ sơ vay cho thấy người này có tài khoản nhận lương tại ngân hàng; đề nghị kiểm tra lại.
demo-say-extension = Sao kê ba tháng phải lấy từ kho lưu trữ.
demo-say-granted = Đồng ý.
demo-say-urging = Đã hết thời hạn luật định. Đề nghị trả lời ngay.
demo-say-refusal = Cơ quan không mở và không quản lý tài khoản tiền gửi.
demo-say-needed = Năm sinh hoặc số giấy tờ cũ
demo-say-branch = Chi nhánh mẫu tại Hà Nội
demo-say-joint = Trần Thị Sửu
demo-say-restriction = Phòng Thi hành án dân sự khu vực 2 - Hà Nội
demo-say-payer = Công ty TNHH Trả Lương
demo-say-transfer = Chuyển tiền
demo-say-other = Không có thông tin khác.
