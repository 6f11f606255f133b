# Lịch trực.

nav-roster = Lịch trực
roster-title = Lịch trực
roster-empty = Chưa phân công ai trực.
roster-who = Người trực
roster-phone = Điện thoại trực
roster-phone-hint = Việc khẩn được báo thêm bằng tin nhắn, nếu là số di động.
roster-begins = Từ
roster-ends = Đến
roster-put = Phân công trực
roster-take = Bỏ khỏi lịch trực
done-roster-put = Đã phân công trực.
done-roster-take = Đã bỏ khỏi lịch trực.
roster-now = Đang trực
