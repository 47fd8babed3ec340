//! The signature block: receivers on the left, who signs on the right; two signers side by side.

use super::{paragraph, recipients};
use crate::document::{Block, BlockRole, Columns, ColumnsKind, SigningRoom};
use crate::record::{Mode, Record, Signer};

/// The signature block (Mục II khoản 7, 9b). Two signers of equal rank share a block of their own (mẫu 1.9), with the
/// receivers below.
pub(super) fn signatures(record: &Record, blocks: &mut Vec<Block>) {
    let receivers = recipients::column(record);
    match record.signers.as_slice() {
        [] if receivers.is_empty() => {}
        [] => blocks.push(columns(ColumnsKind::Signature, receivers, vec![])),
        [only] => blocks.push(columns(ColumnsKind::Signature, receivers, signature(only, false))),
        several => {
            side_by_side(several, false, blocks);
            if !receivers.is_empty() {
                blocks.push(columns(ColumnsKind::Signature, receivers, vec![]));
            }
        }
    }
    if let Some(title) =
        record.document_type.confirmation.as_deref().filter(|_| record.mode == Mode::Normalised)
    {
        blocks.push(columns(ColumnsKind::TwoSignatures, confirmation(title), vec![]));
    }
}

/// Signature block of an attached text, where somebody signs it.
pub(super) fn of_attached(signers: &[Signer], blocks: &mut Vec<Block>) {
    match signers {
        [] => {}
        [only] => blocks.push(columns(ColumnsKind::Signature, vec![], signature(only, true))),
        several => side_by_side(several, true, blocks),
    }
}

/// Signers two by two, in the order given.
fn side_by_side(signers: &[Signer], on_paper: bool, blocks: &mut Vec<Block>) {
    for pair in signers.chunks(2) {
        let mut sides = pair.iter().map(|signer| signature(signer, on_paper));
        let [left, right] = [sides.next().unwrap_or_default(), sides.next().unwrap_or_default()];
        blocks.push(columns(ColumnsKind::TwoSignatures, left, right));
    }
}

/// The block that another organ fills in by hand: its heading and room to sign and seal (mẫu 1.10).
fn confirmation(title: &str) -> Vec<Block> {
    let room = SigningRoom { on_paper: true, ..SigningRoom::default() };
    vec![paragraph(BlockRole::OtherPost, title), Block::SigningRoom(room)]
}

/// One row of two columns.
fn columns(kind: ColumnsKind, left: Vec<Block>, right: Vec<Block>) -> Block {
    Block::Columns(Columns { id: Default::default(), kind, rows: vec![[left, right]] })
}

/// *Quyền hạn, chức vụ, chữ ký, họ tên*.
fn signature(signer: &Signer, on_paper: bool) -> Vec<Block> {
    let competence = signer.competence.iter().map(|line| paragraph(BlockRole::Competence, line.as_str()));
    let mut blocks: Vec<Block> = competence.collect();
    blocks.extend(signer.position.as_deref().map(|line| paragraph(BlockRole::Position, line)));
    let lines = |lines: &[String]| -> Vec<Block> {
        lines.iter().map(|line| paragraph(BlockRole::OtherPost, line.as_str())).collect()
    };
    blocks.extend(lines(&signer.note));
    blocks.push(Block::SigningRoom(SigningRoom {
        id: Default::default(),
        signature: signer.signature.clone(),
        seal: signer.seal.clone(),
        on_paper,
    }));
    blocks.extend(signer.other_post.as_deref().map(|line| paragraph(BlockRole::OtherPost, line)));
    if !signer.full_name.is_empty() {
        blocks.push(paragraph(BlockRole::SignerName, signer.full_name.as_str()));
    }
    blocks.extend(lines(&signer.note_below));
    blocks
}
