#[test]
fn probe() {
    use super::super::testing::findings;
    for path in std::fs::read_dir("/work/wt/hygiene/samples").unwrap().map(|e| e.unwrap().path()) {
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let draft = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        println!("=== {path:?}");
        for f in findings(&draft).iter().filter(|f| f.id.starts_with("ENC")) {
            println!(
                "{} {:?} {}:{:?} [{}] {} fix={}",
                f.id,
                f.severity,
                f.at,
                f.line,
                f.quote,
                f.message,
                f.fixed.is_some()
            );
        }
    }
    let dirs = std::env::var("PROBE").unwrap_or("/work/shared/corpus:/work/shared/seeds".into());
    for dir in dirs.split(':') {
        for path in std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
            if path.extension().is_none_or(|e| e != "txt") {
                continue;
            }
            let draft = super::super::testing::plan(&std::fs::read_to_string(&path).unwrap());
            println!("=== {path:?}");
            for f in findings(&draft).iter().filter(|f| f.id.starts_with("ENC")) {
                println!(
                    "{} {:?} {}:{:?} [{}] {} fix={}",
                    f.id,
                    f.severity,
                    f.at,
                    f.line,
                    f.quote,
                    f.message,
                    f.fixed.is_some()
                );
            }
        }
    }
}
