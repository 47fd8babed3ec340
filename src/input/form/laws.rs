//! What must hold of every page and every draft.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn field(name: &str, kind: Kind, fields: Vec<Field>) -> Field {
    Field {
        name: name.to_owned(),
        label: name.to_owned(),
        kind,
        required: false,
        help: String::new(),
        default: None,
        choices: vec!["a".to_owned(), "b".to_owned()],
        fields,
    }
}

/// A page with every kind of control, lists in lists too.
fn page() -> Shape {
    let leaf = |name: &str, kind| field(name, kind, vec![]);
    let row = vec![
        leaf("title", Kind::Line),
        leaf("count", Kind::Integer),
        leaf("tasks", Kind::Lines),
        field("parts", Kind::List, vec![leaf("name", Kind::Line)]),
    ];
    let data = vec![
        leaf("line", Kind::Line),
        leaf("day", Kind::Date),
        leaf("rate", Kind::Number),
        leaf("sure", Kind::Boolean),
        leaf("pick", Kind::Choice),
        field("rows", Kind::List, row),
        field("group", Kind::Group, vec![leaf("a", Kind::Line), leaf("b", Kind::Lines)]),
    ];
    let post = |full_name: &str, position: &str| Post {
        full_name: full_name.to_owned(),
        position: position.to_owned(),
    };
    let parts = vec![
        FormQuestions::Fields(vec![
            leaf("subject", Kind::Lines),
            leaf("body", Kind::Outline),
            field("data", Kind::Group, data),
        ]),
        FormQuestions::Signers {
            offered: vec![post("Hoàng Thọ Trung", "CHỦ TỊCH"), post("Lương Xuân Trường", "PHÓ CHỦ TỊCH")],
            capacities: vec![vec![], vec!["TM. BAN THƯỜNG VỤ".to_owned(), "KT. CHỦ TỊCH".to_owned()]],
            fields: vec![leaf("seal_image", Kind::Choice)],
            most: 2,
        },
        FormQuestions::Receivers {
            offered: vec!["Tỉnh ủy".to_owned()],
            units: vec![("VT".to_owned(), "Văn thư".to_owned()), ("VP".to_owned(), "Văn phòng".to_owned())],
        },
    ];
    let parts =
        parts.into_iter().map(|asks| FormSection { title: String::new(), folded: false, asks }).collect();
    let given = json!({ "type": "t" }).as_object().cloned().unwrap_or_default();
    Shape { parts, given }
}

/// The page as a browser sends it back: as it was opened, with the other ends of lines.
fn sent(pairs: &Pairs) -> Pairs {
    Pairs::new(pairs.iter().map(|(name, value)| (name.to_owned(), value.replace('\n', "\r\n")))).unwrap()
}

fn a_line() -> impl Strategy<Value = String> {
    "[a-zđà0-9|{}()][a-zđà0-9 |,.{}()*-]{0,12}[a-zđà0-9|*]"
}

fn a_name() -> impl Strategy<Value = String> {
    "[A-ZĐ][a-zđà0-9,. ]{0,12}[a-zđà0-9]"
}

fn some<T: Into<Value> + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<Value>> {
    prop::option::of(value.prop_map(Into::into))
}

fn an_object(fields: Vec<(&'static str, BoxedStrategy<Option<Value>>)>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    values
        .prop_map(move |values| {
            let given =
                names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(given.collect())
        })
        .boxed()
}

fn filled(object: BoxedStrategy<Value>) -> BoxedStrategy<Option<Value>> {
    object.prop_map(|value| Some(value).filter(|v| v.as_object().is_some_and(|m| !m.is_empty()))).boxed()
}

fn a_list(entry: BoxedStrategy<Value>) -> BoxedStrategy<Option<Value>> {
    let full = entry.prop_filter("an empty entry is none", |v| v.as_object().is_none_or(|m| !m.is_empty()));
    prop::collection::vec(full, 0..4)
        .prop_map(|list| (!list.is_empty()).then_some(Value::Array(list)))
        .boxed()
}

fn lines() -> BoxedStrategy<Option<Value>> {
    a_list(a_line().prop_map(Value::from).boxed())
}

fn a_receiver() -> BoxedStrategy<Value> {
    prop_oneof![
        a_name().prop_map(|name| json!({ "name": name })),
        (a_name(), a_name()).prop_map(|(name, purpose)| json!({ "name": name, "purpose": purpose })),
        (prop::collection::vec(a_name(), 1..3), a_name())
            .prop_map(|(group, purpose)| json!({ "group": group, "purpose": purpose })),
    ]
    .boxed()
}

/// Drafts that the page can express.
fn a_draft() -> BoxedStrategy<Value> {
    let day = (1990..2090i32, 1..13u32, 1..29u32).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let row = || {
        an_object(vec![
            ("title", some(a_line()).boxed()),
            ("count", some(any::<i64>()).boxed()),
            ("tasks", lines()),
            ("parts", a_list(an_object(vec![("name", some(a_line()).boxed())]))),
        ])
    };
    let rate = prop_oneof![any::<i64>().prop_map(Value::from), (-1e9..1e9f64).prop_map(Value::from)];
    let data = an_object(vec![
        ("line", some(a_line()).boxed()),
        ("day", some(day).boxed()),
        ("rate", prop::option::of(rate).boxed()),
        ("sure", Just(Some(Value::Bool(true))).boxed()),
        ("pick", some("a|b").boxed()),
        ("rows", a_list(row())),
        ("group", filled(an_object(vec![("a", some(a_line()).boxed()), ("b", lines())]))),
    ]);
    let signer = an_object(vec![
        ("full_name", some(prop_oneof![Just("Hoàng Thọ Trung".to_owned()), a_name()]).boxed()),
        ("position", some(prop_oneof![Just("CHỦ TỊCH".to_owned()), a_name()]).boxed()),
        (
            "competence",
            prop_oneof![Just(Some(json!(["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"]))), lines()].boxed(),
        ),
        ("seal_image", some("a|b").boxed()),
    ]);
    let units = prop_oneof![
        Just(Some(json!(["VT", "TG-NC"]))),
        Just(Some(json!(["VT", "VP"]))),
        Just(Some(json!(["NV"]))),
        Just(None)
    ];
    let filing = an_object(vec![("units", units.boxed()), ("copies", some(1..100i64).boxed())]);
    an_object(vec![
        ("type", Just(Some(json!("t"))).boxed()),
        ("subject", lines()),
        ("body", some("[a-zđ*|\n ]{0,20}[a-z]").boxed()),
        ("data", filled(data)),
        ("signers", a_list(signer)),
        ("recipients", a_list(a_receiver())),
        ("filing", filled(filing)),
    ])
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(\\PC|\n|\r){0,12}".prop_map(Value::from),
    ];
    let name = "subject|body|data|line|day|rate|sure|pick|rows|title|count|tasks|parts|name|group|a|b|signers|\
                full_name|position|competence|seal_image|recipients|purpose|filing|units|copies|other";
    leaf.prop_recursive(5, 60, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_draft_that_the_page_can_express_is_what_the_page_says(draft in a_draft()) {
        let page = page();
        let draft = draft.as_object().cloned().unwrap_or_default();
        let pairs = page.write(&draft);
        prop_assert_eq!(page.read(&sent(&pairs), &Map::new()).values, draft);
    }

    #[test]
    fn a_page_saved_as_it_was_opened_changes_nothing(stored in any_json(), whole in a_draft()) {
        let page = page();
        for draft in [stored, whole] {
            let draft = draft.as_object().cloned().unwrap_or_default();
            if !draft.is_empty() {
                let pairs = page.write(&draft);
                prop_assert_eq!(page.read(&sent(&pairs), &draft).values, draft);
            }
        }
    }

    #[test]
    fn what_a_page_says_shows_the_same_again(draft in a_draft()) {
        let page = page();
        let pairs = sent(&page.write(draft.as_object().unwrap()));
        let read = page.read(&pairs, &Map::new()).values;
        prop_assert_eq!(page.write(&read), pairs);
    }

    #[test]
    fn no_page_makes_reading_panic(given in prop::collection::vec(("(signers|recipients|data|filing|body|rows|\\[|\\]|#|[0-9]|\\.|choose|units){0,6}", "\\PC{0,8}"), 0..20)) {
        let page = page();
        let mut pairs = Pairs::new(given).unwrap();
        page.gather(&mut pairs);
        pairs.add_row("data.rows");
        pairs.remove_row("data.rows", 0);
        page.read(&pairs, &Map::new());
    }
}

#[test]
fn a_row_that_went_takes_along_only_its_own_entry() {
    let page = page();
    let stored = json!({ "data": { "rows": [
        { "title": "một", "hidden": 1 }, { "title": "hai", "hidden": 2 }, { "title": "ba", "hidden": 3 }
    ] } });
    let stored = stored.as_object().unwrap();
    let mut pairs = page.write(stored);
    pairs.remove_row("data.rows", 0);
    pairs.raise_row("data.rows", 1);
    pairs.put("data.rows[1].title", "hai rưỡi");
    assert_eq!(
        page.read(&sent(&pairs), stored).values["data"]["rows"],
        json!([{ "title": "ba", "hidden": 3 }, { "title": "hai rưỡi", "hidden": 2 }])
    );
}

#[test]
fn an_empty_row_keeps_its_place_but_at_the_end() {
    let page = page();
    let mut pairs = Pairs::default();
    pairs.put("data.rows[1].title", "hai");
    pairs.add_row("data.rows");
    pairs.add(&mark("data.rows[0]"), "");
    let said = page.read(&pairs, &Map::new()).values;
    assert_eq!(said["data"]["rows"], json!([{}, { "title": "hai" }]));
    assert_eq!(said["type"], "t");
}

#[test]
fn a_signer_is_chosen_or_typed() {
    let page = page();
    let mut pairs = Pairs::default();
    pairs.put("signers[0].choose", "Lương Xuân Trường|PHÓ CHỦ TỊCH");
    pairs.put("signers[0].full_name", "thừa");
    pairs.put("signers[0].capacity", "TM. BAN THƯỜNG VỤ|KT. CHỦ TỊCH");
    pairs.put("signers[1].choose", "*");
    pairs.put("signers[1].full_name", "Hoàng Thọ Trung");
    pairs.put("signers[1].capacity", "*");
    pairs.put("signers[1].competence", "TL. BAN THƯỜNG VỤ\n");
    let said = page.read(&pairs, &Map::new()).values;
    assert_eq!(
        said["signers"],
        json!([
            { "full_name": "Lương Xuân Trường", "position": "PHÓ CHỦ TỊCH", "competence": ["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"] },
            { "full_name": "Hoàng Thọ Trung", "competence": ["TL. BAN THƯỜNG VỤ"] },
        ])
    );
}
