# Khóa, biên nhận và việc vận hành dịch vụ từ dòng lệnh.

keys-made = Đã tạo khóa: { $path }
keys-nothing = Đã có đủ khóa, không tạo thêm.

law-activated = Văn bản pháp luật đang áp dụng: bản số { $law }; lịch: bản số { $calendar }.

receipt-deadline = Biên nhận thời hạn của yêu cầu { $reference }
receipt-limit = { $rule }: từ { $start } đến hết { $due } – { $recomputed }
receipt-immediately = ngay (luật không ấn định số giờ, số ngày)
receipt-answer = Biên nhận trả lời của yêu cầu { $reference }: { $n } nội dung, đến lúc { $when }
receipt-holds = Chữ ký hợp lệ.
recomputed-same = tính lại cho cùng kết quả
recomputed-differs = TÍNH LẠI CHO KẾT QUẢ KHÁC
recomputed-other_version = lập theo bản luật hoặc lịch khác, không tính lại ở đây
recomputed-granted = thời hạn được gia hạn
