//! *Nơi nhận*: the list of receivers, the line *Lưu*, and the typist.

use super::{dashed, ended, paragraph};
use crate::document::{Block, BlockRole, Braced, Paragraph};
use crate::filing;
use crate::record::{Filing, Mode, Named, Receiver, Record, Typist};
use crate::text::without_list_dash;

/// First entry of the list in an answer to an addressee (Mục II khoản 9).
const AS_ABOVE: &str = "Như trên";

/// The column under the body on the left.
pub(super) fn column(record: &Record) -> Vec<Block> {
    let mut blocks = list(record);
    if !blocks.is_empty() {
        blocks.insert(0, paragraph(BlockRole::RecipientsTitle, "Nơi nhận:"));
    }
    blocks.extend(record.typist.as_ref().map(typist));
    blocks
}

/// The receivers, the line *Lưu*, the note.
fn list(record: &Record) -> Vec<Block> {
    let mut blocks = vec![];
    let filing = record.filing.as_ref().and_then(|filing| filing_line(filing, record.mode));
    if record.mode == Mode::Normalised && !record.to.is_empty() && !names_addressees(record) {
        let alone = record.recipients.is_empty() && filing.is_none();
        blocks.push(Block::Paragraph(dashed(
            BlockRole::Recipient,
            &format!("{AS_ABOVE}{}", if alone { "." } else { ";" }),
        )));
    }
    let last = record.recipients.len().saturating_sub(1);
    for (index, receiver) in record.recipients.iter().enumerate() {
        let end = if index == last && filing.is_none() { "." } else { ";" };
        blocks.push(self::receiver(receiver, end, record.mode));
    }
    blocks.extend(filing.map(|line| Block::Paragraph(dashed(BlockRole::Recipient, &line))));
    blocks.extend(record.recipients_note.as_deref().map(|note| paragraph(BlockRole::RecipientNote, note)));
    blocks
}

/// Tests whether the clerk has written *Như trên* or *Như kính gửi*.
fn names_addressees(record: &Record) -> bool {
    record.recipients.iter().any(|receiver| match receiver {
        Receiver::One(named) => {
            let name = without_list_dash(&named.name);
            name.starts_with(AS_ABOVE) || name.starts_with("Như kính gửi") || name.starts_with("Như Kính gửi")
        }
        Receiver::Group { .. } => false,
    })
}

/// One receiver, or several joined by a brace; a group of one is a receiver with a purpose.
fn receiver(receiver: &Receiver, end: &str, mode: Mode) -> Block {
    match receiver {
        Receiver::One(named) => Block::Paragraph(named_line(named, end, mode)),
        Receiver::Group { members, purpose } if members.len() == 1 => {
            let only = members.first().cloned().unwrap_or_default();
            Block::Paragraph(named_line(&Named { purpose: Some(purpose.clone()), ..only }, end, mode))
        }
        Receiver::Group { members, purpose } => {
            let last = members.len().saturating_sub(1);
            let item = |(i, named)| named_line(named, if i == last { end } else { ";" }, mode);
            Block::Braced(Braced {
                id: Default::default(),
                items: members.iter().enumerate().map(item).collect(),
                note: Paragraph::new(BlockRole::RecipientNote, bracketed(purpose)),
            })
        }
    }
}

/// `- name (purpose);`.
fn named_line(named: &Named, end: &str, mode: Mode) -> Paragraph {
    let said = named.end.as_deref();
    let line = match &named.purpose {
        None => ended(&named.name, said, end, mode),
        Some(purpose) => {
            let name = named.name.trim_end_matches([';', ',', ' ']);
            ended(&format!("{name} {}", bracketed(purpose)), said, end, mode)
        }
    };
    dashed(BlockRole::Recipient, &line)
}

/// `(b/c)`, also where the brackets were typed.
fn bracketed(purpose: &str) -> String {
    if purpose.starts_with('(') { purpose.to_owned() } else { format!("({purpose})") }
}

/// `Lưu: VT, TG-NC (3).` (khoản 9b), or the line as issued; none where there is nothing to say.
fn filing_line(filing: &Filing, mode: Mode) -> Option<String> {
    match &filing.text {
        Some(text) => Some(ended(without_list_dash(text), None, ".", mode)),
        None if filing.units.is_empty() => None,
        None => Some(filing::written(&filing.units, filing.copies)),
    }
}

/// `PL.(300)` (Mục III khoản 3).
fn typist(typist: &Typist) -> Block {
    let initials = typist.initials.trim_end_matches('.');
    let copies = typist.copies.map(|n| format!("({n})")).unwrap_or_default();
    paragraph(BlockRole::Typist, format!("{initials}.{copies}"))
}
