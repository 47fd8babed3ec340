use super::*;

fn names(source: &str) -> Vec<(String, Usage)> {
    let template = super::super::Template::compile("t", source).unwrap();
    template.names().iter().map(|n| (written(&n.path), n.usage)).collect()
}

fn refused(source: &str) -> TemplateError {
    super::super::Template::compile("t", source).unwrap_err()
}

#[test]
fn names_carry_the_scopes_around_them() {
    assert_eq!(
        names("{{#each a}}{{b}}{{#with c}}{{d}}{{../b}}{{../../m}}{{@index}}{{/with}}{{/each}}{{{e}}}"),
        [
            ("a".to_owned(), Usage::Each),
            ("a[].b".to_owned(), Usage::Text),
            ("a[].c".to_owned(), Usage::With),
            ("a[].c.d".to_owned(), Usage::Text),
            ("a[].b".to_owned(), Usage::Text),
            ("m".to_owned(), Usage::Text),
            ("e".to_owned(), Usage::Live),
        ]
    );
}

#[test]
fn if_opens_no_scope_and_else_belongs_outside() {
    assert_eq!(
        names("{{#each a}}{{#if b}}{{c}}{{else if d}}{{e}}{{/if}}{{else}}{{f}}{{/each}}"),
        [
            ("a".to_owned(), Usage::Each),
            ("a[].b".to_owned(), Usage::Condition),
            ("a[].c".to_owned(), Usage::Text),
            ("a[].d".to_owned(), Usage::Condition),
            ("a[].e".to_owned(), Usage::Text),
            ("f".to_owned(), Usage::Text),
        ]
    );
}

#[test]
fn block_params_and_the_root_are_resolved() {
    assert_eq!(
        names("{{#each a as |x i|}}{{x.b}}{{i}}{{@root.m}}{{this}}{{/each}}"),
        [
            ("a".to_owned(), Usage::Each),
            ("a[].b".to_owned(), Usage::Text),
            ("m".to_owned(), Usage::Text),
            ("a[]".to_owned(), Usage::Text),
        ]
    );
}

#[test]
fn the_fields_of_a_table_and_a_sum_are_names() {
    assert_eq!(
        names(r#"{{table rows columns="A|B|C" fields="@index|b|c:money"}}{{money (sum rows "c")}}"#),
        [
            ("rows".to_owned(), Usage::Argument(ArgumentKind::List)),
            ("rows[].b".to_owned(), Usage::Argument(ArgumentKind::Text)),
            ("rows[].c".to_owned(), Usage::Argument(ArgumentKind::Number)),
            ("rows".to_owned(), Usage::Argument(ArgumentKind::List)),
            ("rows[].c".to_owned(), Usage::Argument(ArgumentKind::Number)),
        ]
    );
}

#[test]
fn the_place_of_a_name_is_its_line() {
    let template = super::super::Template::compile("t", "x\n{{#each a}}\ny {{b}}\n{{/each}}").unwrap();
    assert_eq!(template.names().iter().map(|n| n.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn what_cannot_be_resolved_is_refused() {
    for source in [
        "{{../a}}",
        "{{@index}}",
        "{{#each (lookup a b)}}x{{/each}}",
        "{{nothing a}}",
        "{{#upper a}}x{{/upper}}",
        "{{a.[b c]}}",
        "{{{upper a}}}",
        "{{upper a colour=\"x\"}}",
        "{{upper (a)}}",
        "{{table rows columns=c fields=f}}",
    ] {
        assert!(!refused(source).message.is_empty(), "{source}");
    }
    assert!(refused("a\n{{date}}").message.contains("this.date"));
    assert_eq!(refused("a\n{{date}}").line, 2);
}

#[test]
fn names_inside_a_sorted_or_grouped_list_are_those_of_its_entries() {
    assert_eq!(
        names(r#"{{#each (sort rows "a")}}{{b}}{{../m}}{{/each}}"#),
        [
            ("rows".to_owned(), Usage::Argument(ArgumentKind::List)),
            ("rows[].a".to_owned(), Usage::Argument(ArgumentKind::Key)),
            ("rows[].b".to_owned(), Usage::Text),
            ("m".to_owned(), Usage::Text),
        ]
    );
    let source = r#"{{#each (group (sort rows "a") "u.v") as |g|}}{{g.key}}{{money (sum g.rows "c")}}{{#each rows}}{{b}}{{../key}}{{/each}}{{/each}}"#;
    let found: Vec<String> = names(source).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "rows",
        "rows[].a",
        "rows[].u.v",
        "rows[].u.v",
        "rows",
        "rows[].c",
        "rows",
        "rows[].b",
        "rows[].u.v",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_a_list_helper_makes_is_gone_through_and_not_printed() {
    for source in [
        r#"{{sort rows "a"}}"#,
        r#"{{group rows "a"}}"#,
        r#"{{money (sort rows "a")}}"#,
        r#"{{#each (group rows "a")}}{{b}}{{/each}}"#,
        r#"{{#each (group rows "a")}}{{this}}{{/each}}"#,
        r#"{{#each (group (group rows "a") "key")}}x{{/each}}"#,
        r#"{{#each (group rows a)}}x{{/each}}"#,
        r#"{{#with (sort rows "a")}}x{{/with}}"#,
        r#"{{sum (lookup a b) "c"}}"#,
    ] {
        assert!(!refused(source).message.is_empty(), "{source}");
    }
    assert!(refused(r#"{{#each (group rows "a")}}{{b}}{{/each}}"#).message.contains("“key” và “rows”"));
}

#[test]
fn a_field_that_is_called_like_a_newer_helper_is_printed_by_its_name() {
    assert_eq!(
        names("{{group}}{{{count}}}"),
        [("group".to_owned(), Usage::Text), ("count".to_owned(), Usage::Live)]
    );
    let template =
        super::super::Template::compile("t", "{{group}} {{#each rows as |round|}}{{round}}{{/each}}")
            .unwrap();
    let data = serde_json::json!({"group": "Tổ *1*", "rows": ["a", "b"]});
    assert_eq!(template.expand(&data).unwrap(), r"Tổ \*1\* ab");
    assert!(
        template.expand(&serde_json::json!({"rows": []})).is_err(),
        "a value that is not there is an error"
    );
}
