//! Texts that look wrong and are right.

use super::silent;

#[test]
fn words_doubled_by_right_and_names_that_meet_are_left_alone() {
    silent(&[
        "Luôn luôn, thường thường, ngày ngày, xa xa, người người thi đua.",
        "Nâng cao chất lượng hoạt động của Ban Nữ công công đoàn quần chúng.",
        "Đoàn kết, đoàn kết, đại đoàn kết.",
        "Sau năm năm, một số số liệu đã thay đổi; tự do do Nhân dân làm chủ.",
        "Năm 2023 2023 đại biểu dự họp.",
    ]);
}

#[test]
fn words_that_meet_are_no_slips() {
    silent(&[
        "Quy định cụ thể hệ thống biểu mẫu; có thể hệ quả khác.",
        "Gửi hồ sơ để nghị quyết được thông qua, để nghị định có hiệu lực.",
        "Phát huy dân chủ trọng tâm là cơ sở; máy chủ trọng tài.",
        "Hội nghị lần thứ mười năm 2023 và đại hội lần thứ hai mươi năm 2025.",
        "Thế kỷ năng động; thông báo các đơn vị; kiểm sát nhập khẩu.",
        "UBND tinh giản biên chế; được khen thưởng xuyên suốt nhiệm kỳ.",
        "Việc phân chia sẽ khó khăn; các cơ quan cũng cố gắng; nắm kỹ luật pháp.",
        "Tài liệu nêu vấn đề nghỉ phép; thực thi đưa vào nền nếp.",
    ]);
}

#[test]
fn forms_lists_and_short_forms_keep_their_spaces() {
    silent(&[
        "Có ( ) Không ( ); ngày … tháng … năm …",
        "Họ tên: ..........; địa chỉ: .....",
        "Tỷ lệ 1 : 500; lúc 7:30; nhiệt độ -5 độ; từ A...Z; loại A- và B.",
        "TP.Hồ Chí Minh; TM.BAN THƯỜNG VỤ; PGS.TS; v.v., trang vanban.chinhphu.vn.",
        "Công - Nông - Binh; Mát-xcơ-va; Covid-19; TG-NC; 02-NQ/TW; 22/CT-LĐLĐ.",
        "Gửi thư về vanthu@laichau.gov.vn hoặc https://laichau.gov.vn/tin(moi).",
        "Tổng số(1) của nhóm (các) đơn vị theo điểm a), điểm b) khoản 2.",
        "Chủ đề “…trong tình hình mới” và “Đổi mới…”.",
    ]);
}

#[test]
fn markup_that_is_text_stays() {
    silent(&[
        "Khách sạn 5*, chú thích (*) và (**); phép tính 2 * 3.",
        "Đơn vị #1; bệnh nhân < 18 tuổi và > 60 tuổi; R&D.",
        "* Ghi chú: số liệu tạm tính.",
    ]);
}

#[test]
fn names_keep_their_tones_and_one_style_is_one_style() {
    silent(&[
        "Tỉnh ủy làm việc với tỉnh Hoà Bình, đồng chí Nguyễn Thị Thuý và anh Hoà.",
        "Tỉnh uỷ khoá XIII nghe báo cáo về văn hoá.",
        "Quý vị, quyển sách, khuyến khích, thuở xưa, của quý.",
    ]);
}

#[test]
fn acronyms_of_other_trades_and_addresses_are_left_alone() {
    silent(&[
        "Tệp 39-KH-LDLD-2024.pdf gửi kèm.",
        "Báo ND đưa tin; công ty LD; thẻ ID và DVD.",
        "UBND, HĐND, LĐLĐ, CĐCS, CNVCLĐ, TLĐ, 145/2020/NĐ-CP.",
    ]);
}

#[test]
fn paragraphs_that_end_without_a_full_stop_are_whole() {
    silent(&[
        "1. Tổ chức Hội nghị nói chuyện chuyên đề về giới và bình đẳng giới trong toàn tỉnh\n\n2. Tổ chức Hội thi",
        "Kế hoạch tổ chức Hội nghị nói chuyện chuyên đề về giới và bình đẳng giới năm 2024\n\n(kèm theo danh sách)",
        "Hình thức:\n\ntrực tiếp và trực tuyến.",
    ]);
}

#[test]
fn figures_in_their_right_form_are_left_alone() {
    silent(&[
        "Có 24.500 đoàn viên, 22.595 lượt người, đạt 98,5%; 98% trở lên.",
        "Theo mục 2.1 của Đề án; năm 2023, 2024; ngày 8/3, ngày 20-10; số 1.5.2.",
        "Hỗ trợ 1.000.000 đồng/người, tổng số 215.000.000 đồng.",
        "Hỗ trợ 10 triệu đồng và 4,5 triệu đồng; tỷ giá 1,250 điểm.",
        "1.1 triệu tập đại biểu.",
    ]);
}

#[test]
fn the_written_samples_have_no_fault() {
    let samples = [
        include_str!("../../../../samples/cong-van-khan.json"),
        include_str!("../../../../samples/bao-cao-thang.json"),
        include_str!("../../../../samples/ke-hoach-phu-luc.json"),
    ];
    for sample in samples {
        let found = super::super::super::testing::findings(&serde_json::from_str(sample).unwrap());
        let ours: Vec<_> = found.iter().filter(|f| f.id.starts_with("ENC")).collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
}
