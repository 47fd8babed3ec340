//! Words of two syllables, and names: what the end of a line must not part in a title.
//!
//! Vietnamese writes a space between syllables, so nothing in the text itself tells `công đoàn`, one word, from two. The
//! list holds the words of titles in administration and the provinces; names are told by their capitals.

use std::sync::LazyLock;

/// Tests whether the space at a byte stands inside a word or a name: `Lao động`, `CÔNG ĐOÀN`, `Lai Châu`,
/// `Nguyễn Văn An`.
pub fn parts_word(text: &str, space: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..space), text.get(space + 1..)) else { return false };
    let left = before.rsplit([' ', '\n']).next().unwrap_or("");
    let mut words = after.split([' ', '\n']);
    let (right, next) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    // A mark between two syllables is the end of a word.
    if !left.ends_with(char::is_alphabetic) || !right.starts_with(char::is_alphabetic) {
        return false;
    }
    is_word(opened(left), closed(right))
        || (is_name(opened(left))
            && is_name(closed(right))
            && !(right == closed(right) && is_word(right, closed(next))))
}

/// Tests whether two syllables are one word.
fn is_word(left: &str, right: &str) -> bool {
    let pair = format!("{} {}", left.to_lowercase(), right.to_lowercase());
    WORDS.binary_search(&pair.as_str()).is_ok()
}

/// Tests for a syllable of a name: a capital, then small letters.
fn is_name(syllable: &str) -> bool {
    let mut letters = syllable.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.clone().next().is_some()
        && letters.all(char::is_lowercase)
}

/// Syllable without what opens it.
fn opened(word: &str) -> &str {
    word.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Syllable without what closes it.
fn closed(word: &str) -> &str {
    word.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Words of two syllables, in small letters, sorted by code point.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| LIST.split('|').collect());

const LIST: &str = "\
    an giang|an ninh|an sinh|an toàn|ban hành|biên bản|biên chế|biên giới|biểu diễn|biểu dương|biện pháp|bà rịa|\
    báo cáo|bình dương|bình phước|bình thuận|bình xét|bình đẳng|bình định|bạc liêu|bảo hiểm|bảo hộ|bảo mật|bảo quản|\
    bảo trì|bảo vệ|bảo đảm|bắc giang|bắc kạn|bắc ninh|bến tre|bệnh viện|bồi dưỡng|bổ nhiệm|bổ sung|bộ máy|bộ phận|\
    cao bằng|cao điểm|cao đẳng|chi hội|chi nhánh|chi tiêu|chia sẻ|chiến binh|chiến dịch|chiến lược|chiến sĩ|\
    chuyên môn|chuyên trách|chuyên đề|chuyển đổi|chuẩn bị|chí minh|chính phủ|chính quyền|chính sách|chính trị|\
    chương trình|chấp hành|chấp thuận|chất lượng|chế biến|chế độ|chỉ số|chỉ thị|chỉ tiêu|chỉ đạo|chủ nghĩa|\
    chủ nhiệm|chủ trương|chủ tịch|chủ tọa|chủ đề|chủ động|chức danh|chức năng|chức vụ|chứng chỉ|chứng nhận|chứng từ|\
    con dấu|cung cấp|cà mau|cán bộ|công bố|công chức|công chứng|công cộng|công dân|công khai|công nghiệp|công nghệ|\
    công nhân|công nhận|công thương|công trình|công ty|công tác|công văn|công điện|công đoàn|căn cứ|cơ bản|cơ chế|\
    cơ cấu|cơ giới|cơ quan|cơ sở|cơ yếu|cạnh tranh|cải cách|cải thiện|cấp cứu|cấp phát|cần thơ|cổ phần|cổ động|\
    cộng hòa|cộng tác|cộng đồng|củng cố|cựu chiến|danh hiệu|danh mục|danh sách|di dời|di sản|di tích|diễn tập|\
    diễn đàn|doanh nghiệp|du lịch|duy trì|dân chủ|dân cư|dân quân|dân số|dân tộc|dân vận|dịch bệnh|dịch vụ|dữ liệu|\
    dự báo|dự phòng|dự thảo|dự toán|dự án|gia cảnh|gia lai|gia đình|giai cấp|giai đoạn|giao dịch|giao lưu|\
    giao thông|giá trị|giám sát|giám định|giám đốc|giáo dục|giáo viên|giải pháp|giải quyết|giải thưởng|giải thể|\
    giảm nghèo|giấy khen|giấy mời|giới thiệu|hiến pháp|hiệp hội|hiệp định|hiệu lực|hiệu quả|hoàn thiện|hoàn thành|\
    hoạt động|huấn luyện|hà giang|hà nam|hà nội|hà tĩnh|hàng hóa|hành chính|hành vi|hành động|hình thức|hòa bình|\
    hòa giải|hóa chất|hóa đơn|hưng yên|hưu trí|hướng dẫn|hưởng ứng|hạ tầng|hạnh phúc|hải dương|hải phòng|hậu giang|\
    hậu quả|học sinh|học tập|học viện|hỏa hoạn|hỏa tốc|hồ chí|hồ sơ|hỗ trợ|hội nghị|hội nhập|hội thao|hội thi|\
    hội thảo|hội viên|hội đồng|hợp tác|hợp đồng|khai mạc|khai thác|khen thưởng|khiếu nại|khoa học|khoáng sản|\
    khu vực|khuyến khích|khuyến nông|khám bệnh|khánh hòa|khí hậu|khó khăn|khả năng|khắc phục|kinh doanh|kinh nghiệm|\
    kinh phí|kinh tế|kiên giang|kiến nghị|kiểm kê|kiểm soát|kiểm sát|kiểm toán|kiểm tra|kiểm điểm|kiện toàn|kon tum|\
    kế hoạch|kế toán|kết luận|kết nạp|kết quả|kỷ cương|kỷ luật|kỷ niệm|kỹ năng|kỹ thuật|lai châu|lao động|\
    liên doanh|liên kết|liên quan|liên đoàn|long an|luân chuyển|lào cai|lâm nghiệp|lâm đồng|lãnh đạo|lĩnh vực|\
    lũ lụt|lưu hành|lưu trữ|lương thực|lạng sơn|lấy ý|lập pháp|lễ hội|lịch sử|lực lượng|miễn nhiệm|mô hình|\
    môi trường|mạng lưới|mặt trận|mục tiêu|mục đích|nam định|nghiên cứu|nghiệm thu|nghiệp vụ|nghiệp đoàn|nghĩa vụ|\
    nghề nghiệp|nghệ an|nghỉ hưu|nghị quyết|nghị định|ngoại giao|ngoại vụ|nguyên nhân|nguyên tắc|nguồn lực|\
    ngành nghề|ngày hội|ngân hàng|ngân sách|người dân|nhiệm kỳ|nhiệm vụ|nhà giáo|nhà nước|nhà trường|nhân dân|\
    nhân lực|nhân sự|nhân viên|nhận thức|ninh bình|ninh thuận|nâng bậc|nâng cao|nông dân|nông nghiệp|nông thôn|\
    năng lực|nội bộ|nội dung|nội quy|nội vụ|nữ công|phiếu báo|phong trào|pháp chế|pháp luật|pháp lý|pháp lệnh|\
    phát hiện|phát huy|phát hành|phát sinh|phát thanh|phát triển|phát động|phân bổ|phân công|phân cấp|phân loại|\
    phân tích|phê duyệt|phòng cháy|phòng chống|phòng ngừa|phú thọ|phú yên|phúc lợi|phương hướng|phương pháp|\
    phương thức|phương tiện|phương án|phạm vi|phối hợp|phổ biến|phụ cấp|phụ huynh|phụ nữ|phục hồi|phục vụ|quan hệ|\
    quan trắc|quan trọng|quy chuẩn|quy chế|quy hoạch|quy mô|quy trình|quy tắc|quy định|quyết toán|quyết định|\
    quyền hạn|quyền lợi|quá trình|quán triệt|quân sự|quân đội|quản lý|quản trị|quảng bình|quảng nam|quảng ngãi|\
    quảng ninh|quảng trị|quần chúng|quốc gia|quốc hội|quốc khánh|quốc phòng|quốc tế|rà soát|rút kinh|sinh hoạt|\
    sinh viên|sáng kiến|sáng tạo|sóc trăng|sơ kết|sơn la|sản phẩm|sản xuất|sắp xếp|số hóa|sở hữu|sức khỏe|sử dụng|\
    sửa chữa|sửa đổi|sự kiện|sự nghiệp|tai nạn|tham gia|tham mưu|tham nhũng|thanh hóa|thanh lý|thanh niên|\
    thanh toán|thanh tra|theo dõi|thi công|thi hành|thi tuyển|thi đua|thiên huế|thiên tai|thiết bị|thiết kế|\
    thiết thực|thiếu nhi|thiếu niên|thu hút|thu hồi|thu nhập|thuộc tính|thành lập|thành phần|thành phố|thành tích|\
    thành viên|thái bình|thái nguyên|thân nhân|thông báo|thông cáo|thông qua|thông tin|thông tư|thăm hỏi|\
    thương binh|thương lượng|thương mại|thường niên|thường trực|thường vụ|thảo luận|thẩm quyền|thẩm định|thế hệ|\
    thể dục|thể thao|thị trường|thị trấn|thị xã|thời gian|thời hạn|thủ công|thủ trưởng|thủ tướng|thủ tục|thủ đô|\
    thủ đức|thừa thiên|thực hiện|thực hành|thực phẩm|thực tế|tiêm chủng|tiên tiến|tiêu biểu|tiêu chuẩn|tiêu chí|\
    tiêu cực|tiêu dùng|tiến hành|tiến độ|tiếp công|tiếp nhận|tiếp tục|tiết kiệm|tiền giang|tiền lương|toàn diện|\
    toàn quốc|trang thiết|triển khai|trung tâm|trung ương|truyền hình|truyền thanh|truyền thông|truyền thống|\
    trà vinh|trách nhiệm|trái phép|trình độ|trường học|trưởng ban|trưởng phòng|trật tự|trẻ em|trọng tâm|trụ sở|\
    trực tiếp|trực tuyến|tuyên dương|tuyên giáo|tuyên quang|tuyên truyền|tuyến đường|tuyển chọn|tuyển dụng|\
    tuyển sinh|tài chính|tài khoản|tài liệu|tài nguyên|tài sản|tây ninh|tình hình|tình nguyện|tình trạng|tích cực|\
    tín dụng|tín ngưỡng|tôn giáo|tôn vinh|tăng cường|tư pháp|tư tưởng|tư vấn|tương trợ|tạo điều|tập huấn|tập thể|\
    tập trung|tặng quà|tỉnh đoàn|tỉnh ủy|tọa đàm|tổ chức|tổ quốc|tổng công|tổng cục|tổng hợp|tổng kết|tổng liên|\
    tội phạm|tự do|tự nguyện|vi phạm|viên chức|viễn thông|việc làm|việt nam|văn bản|văn hóa|văn kiện|văn minh|\
    văn nghệ|văn phòng|văn thư|vĩnh long|vĩnh phúc|vũng tàu|vận hành|vận tải|vận động|vật liệu|vật tư|vệ sinh|\
    vị trí|vụ việc|xuất khẩu|xuất sắc|xác nhận|xác định|xây dựng|xã hội|xét duyệt|xóa đói|xúc tiến|xăng dầu|\
    xếp hạng|xếp loại|xử lý|xử phạt|y tế|yên bái|yêu cầu|yêu nước|áp dụng|ý kiến|ý nghĩa|ý thức|điều chỉnh|\
    điều hành|điều kiện|điều lệ|điều tra|điều động|điển hình|điện biên|điện lực|điện tử|đoàn kết|đoàn thể|đoàn viên|\
    đà nẵng|đào tạo|đánh giá|đóng góp|đô thị|đơn vị|đường bộ|đường sắt|đại biểu|đại diện|đại học|đại hội|đại lý|\
    đảm bảo|đảng bộ|đảng viên|đảng đoàn|đảng ủy|đấu giá|đấu thầu|đấu tranh|đầu mối|đầu tư|đắk lắk|đắk nông|đề cử|\
    đề nghị|đề xuất|đề án|địa bàn|địa chỉ|địa giới|địa phương|định hướng|định kỳ|định mức|đối ngoại|đối thoại|\
    đối tượng|đồng bào|đồng bộ|đồng chí|đồng nai|đồng tháp|đổi mới|độc lập|động viên|ưu tú|ưu đãi|ảnh hưởng|ổn định|\
    ủy ban|ủy quyền|ủy thác|ủy viên";

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `~` for each space inside a word.
    fn shown(text: &str) -> String {
        let spaces = text.match_indices(' ').map(|(at, _)| at).filter(|&at| parts_word(text, at));
        let mut bytes = text.as_bytes().to_vec();
        spaces.for_each(|at| bytes[at] = b'~');
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn words_of_two_syllables_and_names_are_whole() {
        for marked in [
            "Tổ~chức Tháng Công~nhân trên địa~bàn tỉnh Lai~Châu",
            "Liên~đoàn Lao~động tỉnh Lai~Châu; Công~đoàn Việt~Nam",
            "KẾ~HOẠCH KIỂM~TRA TÀI~CHÍNH TẠI LAI~CHÂU",
            "đồng~chí Nguyễn~Văn~An, Ban Chấp~hành",
            "(Công~đoàn), đoàn viên",
        ] {
            let marked = marked.replace("đoàn viên", "đoàn~viên");
            assert_eq!(shown(&marked.replace('~', " ")), marked);
        }
    }

    #[test]
    fn a_mark_between_syllables_parts_them() {
        assert_eq!(shown("công, đoàn và (lao) động năm 2024"), "công, đoàn và (lao) động năm 2024");
        assert_eq!(shown(" a  b "), " a  b ");
    }

    #[test]
    fn the_list_is_sorted_and_holds_pairs() {
        assert!(WORDS.is_sorted() && WORDS.len() > 600);
        assert!(WORDS.iter().all(|pair| pair.split(' ').count() == 2 && pair.to_lowercase() == **pair));
    }
}
