//! SIG-04, SIG-05: the name of who signs, and whether that person held that post on that day.

use super::{SIG_04, SIG_05, SIG_05_EARLY, SignatureContext, SignatureLines};
use crate::catalog::OrganSigner;
use crate::check::context::LintContext;
use crate::check::findings::FindingCollector;
use crate::check::names;
use crate::check::passage::Passage;
use crate::draft::fields;
use crate::record::Mode;
use crate::text::{self, tone};
use chrono::NaiveDate;

pub(super) fn run(
    context: &SignatureContext<'_>,
    signature: &SignatureLines<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let Some(name) = signature.name else { return };
    let titled = without_titles(name, &context.lint.words.titles);
    let bare = name.text().get(titled.unwrap_or_default()..).unwrap_or_default();
    if let Some(titled) = titled {
        let title = name.text().get(..titled).unwrap_or_default().trim_end();
        let message = format!(
            "Trước họ tên người ký có «{title}». Hãy bỏ học hàm, học vị, danh hiệu, chỉ ghi «{bare}»."
        );
        findings.add(&SIG_04, name, 0..title.len(), message);
    } else {
        capitals(name, findings);
    }
    if context.is_of_organ() {
        post(context, (name, bare), signature.position, findings);
    }
}

/// Byte at which the name begins behind the titles before it; `None` where there are none.
fn without_titles(name: &Passage, titles: &[String]) -> Option<usize> {
    let said: Vec<&str> = name.words.iter().filter_map(|range| name.text().get(range.clone())).collect();
    let mut at = 0;
    while let Some(length) = title_at(said.get(at..).unwrap_or_default(), titles) {
        at += length;
    }
    (at > 0).then(|| name.words.get(at).map(|range| range.start)).flatten()
}

/// Number of words of a title that a name begins with; the longest title counts.
fn title_at(said: &[&str], titles: &[String]) -> Option<usize> {
    let begun = titles.iter().map(|title| names::words(title));
    let begun = begun.filter(|title| names::begin_with(said, title));
    begun.map(|title| title.len()).max().filter(|length| *length < said.len())
}

/// SIG-04, capitals: the first letter of every syllable and no other. A name of another language keeps its own.
fn capitals(name: &Passage, findings: &mut FindingCollector<'_>) {
    let said = name.text();
    let is_plain = said.chars().all(|c| c.is_alphabetic() || c == ' ');
    let all_capitals = !said.chars().any(char::is_lowercase);
    let small_start = name.words.iter().any(|r| {
        let word = said.get(r.clone()).unwrap_or_default();
        word.starts_with(char::is_lowercase) && text::is_syllable(word)
    });
    let is_single = name.words.len() < 2;
    if !is_plain || is_single || !(all_capitals || small_start) {
        return;
    }
    let right: Vec<String> = said
        .split(' ')
        .map(
            |word| {
                if all_capitals { text::capitalised(&word.to_lowercase()) } else { text::capitalised(word) }
            },
        )
        .collect();
    let right = right.join(" ");
    let message = format!("Họ tên người ký ghi «{said}». Hãy viết hoa chữ cái đầu mỗi âm tiết: «{right}».");
    findings.add_whole(&SIG_04, name, message).fix(right);
}

/// SIG-05. What the profile does not know (other people, other posts, days it does not give) is held against nobody.
/// If the paper names no post, any that the profile gives the person will do. `bare` is the name without titles.
fn post(
    context: &SignatureContext<'_>,
    (name, bare): (&Passage, &str),
    position: Option<&Passage>,
    findings: &mut FindingCollector<'_>,
) {
    let Some(organ) = &context.organ else { return };
    let said = position.map(|position| position.text().to_lowercase());
    let said =
        said.as_deref().map(|s| s.strip_prefix("q. ").or_else(|| s.strip_prefix("quyền ")).unwrap_or(s));
    let known = organ.signers.iter().filter(|signer| is_name(bare, &signer.full_name));
    let held: Vec<HeldPost<'_>> =
        known.map(|signer| HeldPost { signer, name: signer.position.to_lowercase() }).collect();
    // A paper without a date is of another day tomorrow.
    let today = day(context.lint).map(|(day, _)| day).filter(|_| context.lint.issued().is_none());
    let changes =
        today.into_iter().flat_map(|today| held.iter().filter_map(move |post| post.next_change(today)));
    changes.for_each(|day| context.lint.note_change(day));
    let mut in_post = held.iter().filter(|post| said.is_none_or(|said| post.is(said)));
    match (in_post.clone().next(), day(context.lint), said.zip(position)) {
        (Some(post), Some((day, dated)), _) if !in_post.clone().any(|post| post.is_held_on(day)) => {
            let message = format!(
                "Theo hồ sơ cơ quan, {bare} giữ chức vụ {} {}; {dated} {}. Hãy xem lại người ký hoặc ngày ban hành.",
                post.signer.position,
                period(post.signer.from, post.signer.to),
                text::short_date(day)
            );
            if let Some(tomorrow) = today.and_then(|today| today.succ_opt()) {
                context.lint.note_change(tomorrow);
            }
            let early = in_post.all(|post| post.signer.from.is_some_and(|from| day < from));
            findings.add_whole(if early { &SIG_05_EARLY } else { &SIG_05 }, name, message);
        }
        (None, day, Some((said, position))) => {
            other_post(&held, said, day.map(|(day, _)| day), (bare, position), findings);
        }
        _ => {}
    }
}

/// The day the paper is of, and what a sentence calls it: its date; today where it is new and has none yet.
fn day(lint: &LintContext<'_>) -> Option<(NaiveDate, &'static str)> {
    if let Some(issued) = lint.issued() {
        return Some((issued, "văn bản ban hành ngày"));
    }
    let undated = lint.string(&fields::ISSUED_DATE).is_none();
    let today = lint.today.filter(|_| undated && lint.mode == Mode::Normalised);
    today.map(|today| (today, "hôm nay là ngày"))
}

/// A post the profile does not give this person. On a day on which it gives the head's post, or the deputy's, the other
/// of the two is a contradiction; anything else may be a second post.
fn other_post(
    held: &[HeldPost<'_>],
    said: &str,
    day: Option<NaiveDate>,
    (name, position): (&str, &Passage),
    findings: &mut FindingCollector<'_>,
) {
    let contradicts =
        |post: &&HeldPost<'_>| post.head() == head(said) && day.is_some_and(|day| post.is_held_on(day));
    if let Some(post) = held.iter().find(contradicts) {
        let message = format!(
            "Theo hồ sơ cơ quan, {name} là {}, không phải «{}». Hãy xem lại chức vụ người ký.",
            post.signer.position,
            position.text()
        );
        findings.add_whole(&SIG_05, position, message);
    }
}

/// A post that a person holds or held.
struct HeldPost<'o> {
    signer: &'o OrganSigner,
    /// Name, in small letters.
    name: String,
}

impl HeldPost<'_> {
    /// Tests whether it is this post, or this with more said of it (*thường trực*).
    fn is(&self, said: &str) -> bool {
        said.strip_prefix(self.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// The post of the head, whose deputy this may be.
    fn head(&self) -> &str {
        head(&self.name)
    }

    /// Tests whether it was held on a day, as far as is known.
    fn is_held_on(&self, day: NaiveDate) -> bool {
        self.signer.from.is_none_or(|from| from <= day) && self.signer.to.is_none_or(|to| day <= to)
    }

    /// The first day after a day on which it begins to be held, or is held no more.
    fn next_change(&self, day: NaiveDate) -> Option<NaiveDate> {
        let begins = self.signer.from.filter(|from| day < *from);
        let ended = self.signer.to.filter(|to| day <= *to).and_then(|to| to.succ_opt());
        begins.into_iter().chain(ended).min()
    }
}

/// The post of the head, of a deputy's post.
fn head(post: &str) -> &str {
    post.strip_prefix("phó ").unwrap_or(post)
}

/// Tests whether a text says this name, whatever its capitals and wherever its marks of tone stand.
fn is_name(said: &str, name: &str) -> bool {
    let [said, name] = [said, name].map(tone::to_new);
    let (said, known) = (names::words(&said), names::words(&name));
    said.len() == known.len() && names::begin_with(&said, &known)
}

/// Period in words.
fn period(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    match (from.map(text::short_date), to.map(text::short_date)) {
        (Some(from), Some(to)) => format!("từ ngày {from} đến ngày {to}"),
        (Some(from), None) => format!("từ ngày {from}"),
        (None, Some(to)) => format!("đến ngày {to}"),
        (None, None) => String::new(),
    }
}
