//! `vanthu doctor`: whether an installation is sound, a line for each part, and what to do where it is not.

use super::{CliError, OK, REJECTED, at};
use crate::service::{Examined, Service};
use std::io::Write;
use std::path::Path;

/// Examines an installation. One that does not open is a finding like any other.
pub(super) async fn doctor(opened: Result<Service, CliError>, out: &mut dyn Write) -> Result<u8, CliError> {
    let service = match opened {
        Ok(service) => service,
        Err(trouble) => {
            let remedy = "kiểm tra --data, --database, --blobs và quyền của các thư mục";
            let line = line_of(&Examined::bad("Mở kho dữ liệu", trouble.to_string(), remedy));
            writeln!(out, "{line}").map_err(at(Path::new("-")))?;
            return Ok(REJECTED);
        }
    };
    let mut written = Ok(());
    let all = service
        .examine(&mut |examined| {
            if written.is_ok() {
                written = writeln!(out, "{}", line_of(&examined)).and_then(|()| out.flush());
            }
        })
        .await;
    written.map_err(at(Path::new("-")))?;
    Ok(if all { OK } else { REJECTED })
}

fn line_of(examined: &Examined) -> String {
    let mark = if examined.good { '✓' } else { '✗' };
    let mut line = format!("{mark} {}: {}", examined.part, examined.said);
    if let Some(remedy) = &examined.remedy {
        line.push_str(&format!("\n    → {remedy}"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_to_do() {
        assert_eq!(line_of(&Examined::good("Đồng hồ", "đúng")), "✓ Đồng hồ: đúng");
        let line = line_of(&Examined::bad("Kho tệp", "đầy", "dọn đĩa"));
        assert_eq!(line, "✗ Kho tệp: đầy\n    → dọn đĩa");
    }
}
