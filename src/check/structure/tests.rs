use super::super::testing::{findings, of, plan, quotes, seed};

#[test]
fn look() {
    for n in 0..5 {
        for f in findings(&seed(n)).iter().filter(|f| f.id.starts_with("STR")) {
            eprintln!(
                "{n} {} {}:{:?} «{}» {:?} {} {}",
                f.id,
                f.at,
                f.line,
                f.quote,
                f.severity,
                f.message,
                f.fixed.is_some()
            );
        }
    }
}
