# Nhượng bộ của người được thi hành án.

concessions = Nhượng bộ của người được thi hành án
concessions-waiting = Nhượng bộ của người được thi hành án ({ $n } chờ quyết định)
concessions-title = Nhượng bộ của người được thi hành án, hồ sơ { $number }
concessions-empty = Chưa ghi nhượng bộ nào.
concessions-said = Nhượng bộ được chấp nhận sẽ ghi ngay vào sổ: số còn phải thi hành giảm, phần phong tỏa vượt được nêu và phải giải tỏa. Người ghi văn bản không tự quyết định.
own-concessions-said = Cơ quan thi hành án dân sự xem xét và quyết định. Chưa có quyết định thì có thể rút lại. Phí và chi phí cưỡng chế không thuộc phần được miễn, giảm hoặc trừ ở đây.
concession-document = Số, ngày văn bản
concession-number = Số văn bản
concession-day = Ngày văn bản
concession-creditor = Người được thi hành án
concession-kind = Nội dung nhượng bộ
concession-kind-waive_interest = Miễn, giảm lãi
concession-kind-waive_principal = Miễn, giảm tiền gốc
concession-kind-asset_refused = Từ chối nhận tài sản
concession-kind-asset_accepted = Đồng ý nhận tài sản để trừ vào tiền thi hành án
concession-amount = Số tiền
concession-amount-field = Số tiền miễn, giảm hoặc giá trị trừ vào tiền thi hành án (đồng; bỏ trống khi từ chối nhận tài sản)
concession-asset = Tài sản
concession-asset-field = Tài sản nhận hoặc từ chối nhận (bỏ trống khi miễn, giảm tiền)
concession-channel = Cách nhận
concession-received = Nhận lúc
concession-proof = Chứng cứ ngày nhận (dấu công văn đến, dấu bưu điện)
concession-recorded = Ghi lúc
concession-state-recorded = Chờ quyết định
concession-state-accepted = Đã chấp nhận
concession-state-declined = Không chấp nhận
concession-state-withdrawn = Đã rút
concession-taken-back = Cơ quan đã rút ghi nhận văn bản
concession-outcome = Quyết định
concession-outcome-accepted = Chấp nhận
concession-outcome-declined = Không chấp nhận
concession-share = Phần của người được thi hành án này trong khoản được nhượng bộ, gồm cả số đã chấp nhận trước đây (đồng; bắt buộc khi chấp nhận)
concession-earlier = Đã chấp nhận trước đây của người này: { $amount }.
concession-reason = Lý do
concession-reason-hint = Người được thi hành án đọc được lý do này.
concession-record = Ghi nhượng bộ
concession-write = Ghi văn bản nhượng bộ nhận bằng giấy
concession-decide = Quyết định về nhượng bộ
concession-withdraw = Rút nhượng bộ
done-concession-record = Nhượng bộ đã được gửi cho cơ quan thi hành án dân sự.
done-concession-write = Văn bản nhượng bộ đã được ghi, chờ người khác quyết định.
done-concession-decide = Đã quyết định về nhượng bộ.
done-concession-withdraw = Nhượng bộ đã được rút.

# Nhật ký
command-concession-record = Ghi nhượng bộ của người được thi hành án
command-concession-withdraw = Rút nhượng bộ của người được thi hành án
command-concession-decide = Quyết định về nhượng bộ của người được thi hành án
event-concession_recorded = Người được thi hành án nhượng bộ
event-concession_ended = Nhượng bộ được chấp nhận, không được chấp nhận hoặc được rút
read-concessions = Đọc nhượng bộ của người được thi hành án

# Từ chối
problem-concession-state = Trong hồ sơ không có nhượng bộ này hoặc trạng thái của nó không cho phép việc này
problem-concession-twice = Đã có nhượng bộ khác cùng số, ngày văn bản của người được thi hành án này
problem-concession-mismatch = Số tiền chỉ ghi khi miễn, giảm hoặc nhận tài sản; tài sản chỉ ghi khi nhận hoặc từ chối nhận tài sản
problem-concession-on-paper = Văn bản do cơ quan ghi phải nêu cách nhận, lúc nhận và chứng cứ; nhượng bộ do tổ chức ghi tại đây thì không
problem-concession-share = Hồ sơ có nhiều người được thi hành án thì khi chấp nhận phải nêu phần của người này; trường hợp khác thì không nêu
problem-concession-creditor = Tổ chức đứng tên nhiều người được thi hành án trong hồ sơ: hãy chọn người nhượng bộ
problem-concession-of-another = Người được thi hành án này hiện là tổ chức khác với tổ chức đã nhượng bộ
problem-concession-by-desk = Người được thi hành án đã tự ghi văn bản này tại đây
problem-concessions-waiting = Đã có quá nhiều nhượng bộ của người được thi hành án này chờ quyết định trong hồ sơ
problem-case-has-concessions = Hồ sơ còn nhượng bộ của người được thi hành án chờ quyết định
problem-party-conceded = Không được bỏ hoặc đổi vai trò người được thi hành án đã có nhượng bộ
problem-posting-conceded = Bút toán của nhượng bộ đã chấp nhận không được hủy riêng

# Thông báo
notice-concession-recorded = Có nhượng bộ của người được thi hành án
notice-concession-recorded-text = Người được thi hành án có nhượng bộ trong một hồ sơ. Hãy xem nội dung và quyết định chấp nhận hay không.
notice-concession-withdrawn = Nhượng bộ được rút
notice-concession-withdrawn-text = Một nhượng bộ trong hồ sơ không còn chờ quyết định: người được thi hành án đã rút, hoặc cơ quan thi hành án dân sự đã rút ghi nhận văn bản.
notice-concession-decided = Nhượng bộ đã được quyết định
notice-concession-decided-text = Cơ quan thi hành án dân sự đã quyết định về nhượng bộ của tổ chức. Hãy xem kết quả trong hồ sơ.
