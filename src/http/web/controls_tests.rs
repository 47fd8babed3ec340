use super::*;
use crate::input::form::{FormSection, Shape};
use crate::report::Problem;
use crate::service::Choice;
use serde_json::{Map, json};

fn a_form() -> Form {
    let field = |name: &str, kind, fields| Field {
        name: name.to_owned(),
        label: format!("Nhãn {name}"),
        kind,
        required: true,
        help: String::new(),
        default: None,
        choices: vec!["a".to_owned()],
        fields,
    };
    let rows = field("rows", Kind::List, vec![field("title", Kind::Line, vec![])]);
    let part = |title: &str, folded, asks| FormSection { title: title.to_owned(), folded, asks };
    let choice = Choice { id: "x".to_owned(), name: "X".to_owned() };
    let signers = FormQuestions::Signers {
        offered: vec![Post {
            full_name: "Hoàng Thọ Trung".to_owned(), position: "CHỦ TỊCH".to_owned()
        }],
        capacities: vec![],
        fields: vec![],
        most: 1,
    };
    let receivers = FormQuestions::Receivers {
        offered: vec!["Tỉnh ủy".to_owned()],
        units: vec![("VT".to_owned(), "Văn thư".to_owned())],
    };
    let parts = vec![
        part("Một", false, FormQuestions::Fields(vec![rows])),
        part("Hai", false, signers),
        part("Ba", false, receivers),
        part("Bốn", true, FormQuestions::Fields(vec![field("pick", Kind::Choice, vec![])])),
    ];
    Form {
        organ: choice.clone(),
        document_type: choice,
        content: None,
        shape: Shape { parts, given: Map::new() },
        words: BTreeMap::new(),
    }
}

#[test]
fn every_control_is_named_by_its_place_in_the_draft() {
    let labels = labels(&parts(&a_form(), &Pairs::default()), &Pairs::default());
    for name in ["rows", "rows[0]", "rows[0].title", "signers", "signers[0].choose", "recipients", "pick"] {
        assert!(labels.contains_key(name), "{name}: {labels:?}");
    }
}

#[test]
fn a_finding_opens_the_part_it_is_in() {
    let mut parts = parts(&a_form(), &Pairs::default());
    let labels = labels(&parts, &Pairs::default());
    assert!(!parts[3].open);
    let problem = Problem::error("pick".into(), "missing", "Chưa chọn.");
    let mut findings = Findings::new(&[problem.into()], &Map::new(), &labels);
    place(&mut parts, &mut findings);
    assert!(parts[3].open);
    let shown = json!(parts[3].controls[0]);
    assert_eq!(shown["described"], "f-pick-found");
    assert_eq!(shown["findings"][0]["target"], "f-pick");
}

#[test]
fn what_stands_in_a_draft_is_offered_though_it_is_no_choice() {
    let mut pairs = Pairs::default();
    pairs.put("pick", "xưa");
    let parts = parts(&a_form(), &pairs);
    let options = &parts[3].controls[0].options;
    assert!(parts[3].open && options.iter().any(|o| o.chosen && o.value == "xưa"));
}
