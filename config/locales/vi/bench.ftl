# `attache bench`: đầu cột của bảng, và việc đang làm.
bench-engine = cơ sở dữ liệu
bench-size = số yêu cầu
bench-work = công việc
bench-way = cách
bench-clients = số máy khách
bench-rate = mỗi giây
bench-p50 = p50 ms
bench-p99 = p99 ms
bench-of-floor = so với sàn
bench-measuring = Đang đo { $work }, { $clients } máy khách
bench-filling = Đã có { $count } yêu cầu
