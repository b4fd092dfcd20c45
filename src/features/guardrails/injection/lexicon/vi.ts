import { words, type Entries } from './concepts.ts'

export const vi: Entries = {
  override: words(
    `bỏ_qua phớt_lờ lờ_đi quên quên_đi quên_hết đừng_quan_tâm đừng_tuân_theo không_tuân_theo ghi_đè vượt_qua lách hủy_bỏ gạt_bỏ vô_hiệu_hóa tắt ngừng_tuân_theo thay_thế vứt_bỏ`,
  ),
  prior: words(`trước trước_đó trước_đây ở_trên phía_trên ban_đầu gốc hiện_có vừa_rồi đã_nhận bên_trên`),
  instruction: words(
    `hướng_dẫn chỉ_dẫn chỉ_thị lệnh mệnh_lệnh quy_tắc quy_định nguyên_tắc lời_nhắc lời_nhắc_hệ_thống thông_điệp_hệ_thống cấu_hình cài_đặt chính_sách câu_lệnh`,
  ),
  restriction: words(
    `hạn_chế giới_hạn ràng_buộc bộ_lọc kiểm_duyệt an_toàn đạo_đức cấm bị_cấm rào_cản từ_chối chặn`,
  ),
  reveal: words(
    `tiết_lộ cho_tôi_xem hiển_thị hãy_nói nói_cho_tôi in_ra lặp_lại nhắc_lại trích_dẫn sao_chép liệt_kê từng_chữ nguyên_văn chia_sẻ tóm_tắt viết_ra đọc_to`,
  ),
  secret: words(`bí_mật mật_khẩu mã_truy_cập khóa bảo_mật ẩn nội_bộ riêng_tư mật_mã token`),
  persona: words(
    `vai đóng_vai giả_vờ hành_động_như cư_xử_như nhân_vật bây_giờ_bạn_là bạn_giờ_là mô_phỏng bắt_chước trở_thành nhập_vai`,
  ),
  switch: words(
    `bây_giờ từ_bây_giờ từ_giờ kể_từ_giờ thay_vào_đó mới kích_hoạt chuyển_sang khởi_động_lại mở_khóa bắt_đầu kết_thúc chế_độ`,
  ),
  secrecy: words(
    `đừng_nhắc đừng_nói không_đề_cập bí_mật_gửi âm_thầm lặng_lẽ không_cho_ai với_bất_kỳ_ai không_cần_hỏi không_cần_xác_nhận giấu che_giấu`,
  ),
  exfiltration: words(`gửi gửi_cho chuyển_tiếp tải_lên đăng đính_kèm truyền báo_cáo_về gửi_tới`),
  action: words(
    `xóa chuyển_tiền mua đặt cài_đặt_phần chạy thực_thi mở nhấp bấm truy_cập gọi thay_đổi tạo thêm tải_xuống phê_duyệt`,
  ),
  person: words(`bạn mày ngươi anh của_bạn quý_vị`),
  obligation: words(`phải bắt_buộc luôn_luôn cần_phải chỉ_được tuyệt_đối nhất_định đảm_bảo`),
  system: words(
    `hệ_thống trợ_lý trí_tuệ_nhân_tạo mô_hình mô_hình_ngôn_ngữ chatbot chế_độ_nhà_phát_triển tác_nhân máy ai`,
  ),
  harm: words(
    `vũ_khí bom thuốc_nổ vi_rút mã_độc hack bất_hợp_pháp tội_phạm trộm lừa_đảo thuốc_độc ma_túy tấn_công bạo_lực nguy_hiểm giả_mạo`,
  ),
  urgency: words(`khẩn_cấp ngay_lập_tức ngay gấp chú_ý quan_trọng cảnh_báo nhanh nếu_không`),
  unfiltered: words(
    `không_bị_lọc không_kiểm_duyệt không_giới_hạn không_hạn_chế không_có_quy_tắc tự_do bất_cứ_điều_gì mọi_thứ_tôi không_cảnh_báo`,
  ),
  fiction: words(
    `câu_chuyện truyện tiểu_thuyết cảnh kịch_bản tưởng_tượng giả_sử giả_định hư_cấu cổ_tích bài_thơ phim`,
  ),
  answer: words(
    `bắt_đầu_câu_trả_lời trả_lời chỉ_trả_lời chỉ_nói viết_chính_xác câu_trả_lời_của không_gì_khác có_hoặc_không`,
  ),
  politeness: words(`xin vui_lòng làm_ơn cảm_ơn có_thể tôi_muốn chào xin_chào kính_gửi trân_trọng xin_lỗi`),
  security: words(
    `tiêm_nhiễm jailbreak lỗ_hổng mối_đe_dọa kẻ_tấn_công bảo_vệ phát_hiện kiểm_toán an_ninh_mạng`,
  ),
  question: words(`gì cái_gì thế_nào tại_sao vì_sao ai ở_đâu khi_nào nào bao_nhiêu giải_thích khác_nhau`),
  negation: words(`không đừng chẳng không_bao_giờ chưa không_có`),
  all: words(`tất_cả mọi toàn_bộ mỗi bất_kỳ đầy_đủ hoàn_toàn`),
  tool: words(`công_cụ hàm tệp tập_tin thư_mục cơ_sở_dữ_liệu email hộp_thư lịch trình_duyệt máy_chủ`),
  money: words(`tiền thanh_toán trả_tiền tài_khoản ngân_hàng hóa_đơn thẻ hoàn_tiền giá`),
  memory: words(`quên_tất_cả nhớ ghi_nhớ bộ_nhớ lịch_sử cuộc_trò_chuyện ngữ_cảnh từ_đầu`),
  pretext: words(`kiểm_tra thử_nghiệm đánh_giá xác_minh nghiên_cứu giáo_dục bài_tập thí_nghiệm`),
  authority: words(`nhà_phát_triển quản_trị_viên sếp giám_đốc chủ_sở_hữu công_an chính_thức được_ủy_quyền`),
  emotion: words(`cầu_xin van_xin tuyệt_vọng sắp_chết bà_ngoại khóc bệnh_viện cứu tin_tôi`),
  completion: words(`hoàn_thành_câu tiếp_tục điền từ_tiếp_theo bắt_đầu_bằng gợi_ý câu_đố đoán vần`),
  encoding: words(`mã_hóa giải_mã ngược đánh_vần từng_chữ_cái chữ_cái_đầu dịch`),
  above: words(`văn_bản_trên mọi_thứ_ở_trên đầu_cuộc_trò_chuyện tin_nhắn_đầu dòng_đầu`),
  link: words(`liên_kết hình_ảnh trang địa_chỉ nhấp_vào_đây`),
  comply: words(`làm_theo tuân_theo tuân_thủ vâng_lời nghe_lời xác_nhận chấp_nhận`),
  human: words(`khách_hàng đội_ngũ đồng_nghiệp nhân_viên khách quý_khách đơn_hàng liên_hệ giờ_mở_cửa`),
}
