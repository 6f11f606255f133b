# Ủy thác thi hành án: chuyển một phần hoặc toàn bộ nghĩa vụ cho cơ quan khác thi hành.

nav-delegations = Ủy thác nhận được
delegations-title = Quyết định ủy thác nhận được
delegations-empty = Không có quyết định ủy thác nào.
delegations-all = Tất cả
delegation-title = Quyết định ủy thác số { $number }
delegation-from = Cơ quan ủy thác
delegation-to = Cơ quan nhận ủy thác
delegation-decision = Quyết định ủy thác
delegation-amount = Số tiền ủy thác
delegation-at = Gửi lúc
delegation-due = Hạn ra quyết định thi hành án hoặc trả lại
delegation-reason = Lý do ủy thác
delegation-interest = Lãi chậm thi hành án tiếp tục tính
delegation-interest-said = { $percent } %/năm trên nợ gốc, sau ngày { $day }
delegation-case = Hồ sơ đã mở
delegation-open-case = Mở hồ sơ
delegation-ended = Kết quả
delegation-end-said = { $at }: { $reason }
delegation-recovered = Đã thi hành tại cơ quan nhận ủy thác
delegation-returned = Chuyển trả lại
delegation-grown = Lãi, chi phí phát sinh trừ phần miễn giảm
delegation-state-offered = Chờ nhận
delegation-state-accepted = Đang thi hành
delegation-state-declined = Bị trả lại
delegation-state-withdrawn = Đã thu hồi
delegation-state-returned = Đã kết thúc
case-delegated-by = Nhận ủy thác
case-delegated-by-said = Hồ sơ mở theo quyết định ủy thác của cơ quan khác; khi xong hoặc không thi hành tiếp được thì kết thúc ủy thác.
case-delegation = Xem quyết định ủy thác
money-delegations = Ủy thác cho cơ quan khác
money-delegated = Đang ủy thác cho cơ quan khác
case-delegate = Ủy thác thi hành án
case-delegate-parts = Để trống cả bốn khoản để ủy thác toàn bộ. Phần đang phong tỏa hoặc đang chuyển về phải được xử lý xong tại đây.
delegate-principal = Nợ gốc ủy thác (đồng)
delegate-interest = Lãi chậm thi hành án ủy thác (đồng)
delegate-fees = Án phí, phí thi hành án ủy thác (đồng)
delegate-costs = Chi phí cưỡng chế ủy thác (đồng)
delegate-reason = Lý do, nơi có tài sản của người phải thi hành án
delegation-withdraw = Thu hồi quyết định ủy thác
delegation-accept = Nhận ủy thác, mở hồ sơ
delegation-accept-number = Số hồ sơ tại cơ quan
delegation-decline = Trả lại quyết định ủy thác
delegation-decline-reason = Sai sót, nhầm lẫn rõ ràng về thẩm quyền hoặc nội dung
delegation-return = Thông báo kết quả ủy thác, trả lại phần chưa thi hành
done-case-delegate = Quyết định ủy thác đã được gửi cho cơ quan nhận.
done-delegation-withdraw = Quyết định ủy thác đã được thu hồi.
done-delegation-accept = Đã nhận ủy thác và mở hồ sơ.
done-delegation-decline = Quyết định ủy thác đã được trả lại.
done-delegation-return = Ủy thác đã kết thúc; phần chưa thi hành đã chuyển trả cơ quan ủy thác.

book-delegated = Đang ủy thác cho cơ quan khác
book-recovered = Cơ quan nhận ủy thác đã thi hành
duty-accept_delegation = Cơ quan nhận ủy thác ra quyết định thi hành án hoặc trả lại
rule-T26 = Mục tiêu nhận hoặc trả lại quyết định ủy thác

# Nhật ký
command-case-delegate = Ủy thác thi hành án
command-case-withdraw_delegation = Thu hồi quyết định ủy thác
command-delegation-accept = Nhận ủy thác, mở hồ sơ
command-delegation-decline = Trả lại quyết định ủy thác
command-delegation-return = Kết thúc ủy thác
event-share_delegated = Nghĩa vụ được ủy thác cho cơ quan khác
event-share_accepted = Cơ quan khác nhận ủy thác
event-share_ended = Ủy thác kết thúc
event-share_handed_back = Phần chưa thi hành được chuyển trả cơ quan ủy thác
read-delegations = Đọc quyết định ủy thác nhận được

# Từ chối
problem-delegation-held = Phần đang phong tỏa hoặc đang chuyển về phải được xử lý xong tại đây; số tiền ủy thác vượt phần còn lại
problem-case-has-delegations = Một phần nghĩa vụ đang được ủy thác cho cơ quan khác
problem-delegation-state = Không có quyết định ủy thác này hoặc trạng thái của nó không cho phép việc này
problem-case-is-delegated = Hồ sơ nhận ủy thác kết thúc bằng việc kết thúc ủy thác

# Thông báo
notice-delegation-offered = Có quyết định ủy thác thi hành án
notice-delegation-offered-text = Một cơ quan thi hành án dân sự ủy thác thi hành án cho cơ quan của bạn và đang chờ quyết định thi hành án hoặc trả lại.
notice-delegation-late = Quyết định ủy thác quá hạn chưa được trả lời
notice-delegation-late-text = Cơ quan chưa ra quyết định thi hành án và chưa trả lại một quyết định ủy thác trong thời hạn.
notice-delegation-accepted = Ủy thác đã được nhận
notice-delegation-accepted-text = Cơ quan nhận ủy thác đã ra quyết định thi hành án và mở hồ sơ.
notice-delegation-ended = Ủy thác đã kết thúc hoặc bị trả lại
notice-delegation-ended-text = Phần nghĩa vụ chưa thi hành đã trở về hồ sơ của bạn. Hãy xem kết quả và việc cần làm tiếp.
notice-delegation-withdrawn = Quyết định ủy thác được thu hồi
notice-delegation-withdrawn-text = Cơ quan ủy thác đã thu hồi một quyết định ủy thác chưa được nhận.
notice-delegated-debt-ended = Nghĩa vụ nhận ủy thác đã chấm dứt
notice-delegated-debt-ended-text = Cơ quan ủy thác đã đình chỉ thi hành án hoặc bản án bị hủy; nghĩa vụ trong hồ sơ nhận ủy thác chấm dứt theo, lệnh chưa thực hiện được rút. Hãy giải tỏa những gì còn phong tỏa và trả lại ủy thác.
