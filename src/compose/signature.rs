//! The signature block: receivers on the left, who signs on the right; two signers side by side.

use super::{paragraph, recipients};
use crate::document::{Block, BlockRole, Columns, ColumnsKind, SigningRoom};
use crate::record::{Record, Signer};

/// The signature block (Mục II khoản 7, 9b). Two signers of equal rank share a block of their own (mẫu 1.9), with the
/// receivers below.
pub(super) fn signatures(record: &Record, blocks: &mut Vec<Block>) {
    let receivers = recipients::column(record);
    match record.signers.as_slice() {
        [left, right, ..] => {
            blocks.push(columns(ColumnsKind::TwoSignatures, signature(left), signature(right)));
            if !receivers.is_empty() {
                blocks.push(columns(ColumnsKind::Signature, receivers, vec![]));
            }
        }
        signers => {
            let right = signers.first().map(signature).unwrap_or_default();
            blocks.push(columns(ColumnsKind::Signature, receivers, right));
        }
    }
}

/// One row of two columns.
fn columns(kind: ColumnsKind, left: Vec<Block>, right: Vec<Block>) -> Block {
    Block::Columns(Columns { id: Default::default(), kind, rows: vec![[left, right]] })
}

/// *Quyền hạn, chức vụ, chữ ký, họ tên*.
fn signature(signer: &Signer) -> Vec<Block> {
    let competence = signer.competence.iter().map(|line| paragraph(BlockRole::Competence, line.as_str()));
    let mut blocks: Vec<Block> = competence.collect();
    blocks.extend(signer.position.as_deref().map(|line| paragraph(BlockRole::Position, line)));
    blocks.push(Block::SigningRoom(SigningRoom {
        id: Default::default(),
        signature: signer.signature.clone(),
        seal: signer.seal.clone(),
    }));
    blocks.extend(signer.other_post.as_deref().map(|line| paragraph(BlockRole::OtherPost, line)));
    blocks.push(paragraph(BlockRole::SignerName, signer.full_name.as_str()));
    blocks
}
