use super::{Asset, NewAsset};
use crate::access::Role;
use crate::input::Draft;
use crate::service::testing::{Desk, OURS, THEIRS, act, on_both, one, operator};
use crate::service::{ServiceError, Upload};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use serde_json::{Value, json};

on_both!(
    the_same_image_is_the_same_asset_until_it_is_withdrawn_and_after,
    an_image_that_is_none_is_refused_with_all_that_is_wrong,
    a_draft_is_lent_what_it_names,
    a_signature_stands_only_where_its_holder_signs,
    images_that_came_along_are_kept_and_named_by_their_digest,
    an_image_no_field_names_is_refused_and_nothing_is_kept,
    a_drafter_does_not_revive_what_was_withdrawn,
    a_foreign_organ_has_no_images,
);

/// A blue stroke on nothing, or a red one; `thickness` makes another image of it.
fn png(red: bool, thickness: u32) -> Vec<u8> {
    let (width, height) = (720, 360);
    let ink: [u8; 4] = if red { [200, 20, 20, 255] } else { [20, 20, 200, 255] };
    let pixel = |i: u32| if (i / width).abs_diff(height / 2) < thickness { ink } else { [0; 4] };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels, width, height, ExtendedColorType::Rgba8).unwrap();
    bytes
}

fn signature(holder: &str) -> NewAsset {
    NewAsset {
        organ: OURS.to_owned(),
        kind: "signature".to_owned(),
        name: "Chữ ký".to_owned(),
        holder: Some(holder.to_owned()),
        bytes: png(false, 9),
    }
}

fn seal() -> NewAsset {
    NewAsset { kind: "seal".to_owned(), holder: None, bytes: png(true, 40), ..signature("x") }
}

fn draft(signer: Value) -> Draft {
    let Value::Object(values) = json!({ "organ": OURS, "signers": [signer] }) else { panic!("an object") };
    Draft { values }
}

fn said(failure: ServiceError) -> Vec<String> {
    let ServiceError::Rejected(report) = failure else { panic!("{failure:?}") };
    report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect()
}

async fn added(desk: &Desk, asset: NewAsset) -> Asset {
    desk.service.add_asset(act(&operator(), "1"), asset).await.unwrap()
}

async fn the_same_image_is_the_same_asset_until_it_is_withdrawn_and_after(desk: Desk) {
    let scope = one(Role::Admin, OURS);
    let first = desk.service.add_asset(act(&scope, "1"), signature("Hoàng Thọ Trung")).await.unwrap();
    let again = desk.service.add_asset(act(&scope, "2"), signature("Lương Xuân Trường")).await.unwrap();
    assert_eq!(first, again, "who holds it is not changed by saying it again");
    let bytes = desk.service.asset(&scope, OURS, &first.id).await.unwrap();
    assert_eq!(i64::try_from(bytes.len()).unwrap(), first.bytes);
    assert_eq!(format!("sha256:{}", crate::digest::sha256(&bytes)), first.id);
    for _ in 0..2 {
        desk.service.withdraw_asset(act(&scope, "3"), OURS, &first.id).await.unwrap();
    }
    assert!(desk.service.assets(&scope, OURS).await.unwrap()[0].withdrawn_at.is_some());
    let back = desk.service.add_asset(act(&scope, "4"), signature("Lương Xuân Trường")).await.unwrap();
    assert_eq!((back.id, back.withdrawn_at), (first.id, None));
    assert_eq!(back.holder.as_deref(), Some("Lương Xuân Trường"));
}

async fn an_image_that_is_none_is_refused_with_all_that_is_wrong(desk: Desk) {
    let scope = operator();
    let add = |asset| desk.service.add_asset(act(&scope, "1"), asset);
    let not_png = NewAsset { bytes: b"\xff\xd8\xff".to_vec(), ..signature("A") };
    assert_eq!(said(add(not_png).await.unwrap_err()), ["file image-format"]);
    let nothing_right = NewAsset { kind: "stamp".to_owned(), name: " ".to_owned(), ..signature("a\nb") };
    let all = ["kind not-offered", "name missing", "holder wrong-kind"];
    assert_eq!(said(add(nothing_right).await.unwrap_err()), all);
    let held = NewAsset { holder: Some("A".to_owned()), ..seal() };
    assert_eq!(said(add(held).await.unwrap_err()), ["holder wrong-kind"]);
    let nowhere = add(NewAsset { organ: "nowhere".to_owned(), ..signature("A") }).await;
    assert!(matches!(nowhere, Err(ServiceError::NotFound)));
    assert!(desk.service.assets(&scope, OURS).await.unwrap().is_empty());
}

async fn a_draft_is_lent_what_it_names(desk: Desk) {
    let (hand, seal) = (added(&desk, signature("Hoàng Thọ Trung")).await, added(&desk, seal()).await);
    let named = draft(json!({
        "full_name": "HOÀNG  THỌ TRUNG ", "signature_image": hand.id, "seal_image": seal.id
    }));
    let reader = one(Role::Auditor, OURS);
    let images = desk.service.images_for(&reader, OURS, &named).await.unwrap();
    let sizes: Vec<_> = [&hand, &seal].map(|a| (images[&a.id].len() as i64, a.bytes)).into();
    assert!(sizes.iter().all(|(lent, kept)| lent == kept), "{sizes:?}");
    let by_file = draft(json!({ "full_name": "A", "signature_image": "chu-ky.png", "seal_image": 3 }));
    assert!(desk.service.images_for(&reader, OURS, &by_file).await.unwrap().is_empty());
    desk.service.withdraw_asset(act(&operator(), "1"), OURS, &hand.id).await.unwrap();
    let unknown = draft(json!({
        "full_name": "Hoàng Thọ Trung", "signature_image": hand.id, "seal_image": format!("sha256:{}", "0".repeat(64))
    }));
    let refused = desk.service.images_for(&reader, OURS, &unknown).await.unwrap_err();
    assert_eq!(
        said(refused),
        ["signers[0].signature_image image-withdrawn", "signers[0].seal_image image-missing"]
    );
}

async fn a_signature_stands_only_where_its_holder_signs(desk: Desk) {
    let (hand, seal) = (added(&desk, signature("Hoàng Thọ Trung")).await, added(&desk, seal()).await);
    let refused = |signer| {
        let (desk, draft) = (&desk, draft(signer));
        async move { said(desk.service.images_for(&operator(), OURS, &draft).await.unwrap_err()) }
    };
    let another = json!({ "full_name": "Lương Xuân Trường", "signature_image": hand.id });
    assert_eq!(refused(another).await, ["signers[0].signature_image not-your-signature"]);
    let as_seal =
        json!({ "full_name": "Hoàng Thọ Trung", "seal_image": hand.id, "signature_image": seal.id });
    let both = ["signers[0].signature_image wrong-image", "signers[0].seal_image wrong-image"];
    assert_eq!(refused(as_seal).await, both);
    let nobody = json!({ "signature_image": hand.id });
    assert_eq!(refused(nobody).await, ["signers[0].signature_image not-your-signature"]);
}

async fn images_that_came_along_are_kept_and_named_by_their_digest(desk: Desk) {
    let drafter = one(Role::Drafter, OURS);
    let named = draft(json!({
        "full_name": "Hoàng Thọ Trung", "signature_image": "a.png", "signature_width_mm": 40, "seal_image": "b.png"
    }));
    let upload = |name: &str, bytes| Upload { name: name.to_owned(), bytes };
    for _ in 0..2 {
        let mut draft = named.clone();
        let images = vec![upload("b.png", png(true, 40)), upload("a.png", png(false, 9))];
        desk.service.keep_uploads(act(&drafter, "1"), OURS, &mut draft, images).await.unwrap();
        let lent = desk.service.images_for(&drafter, OURS, &draft).await.unwrap();
        assert_eq!(lent.len(), 2, "the draft names them: {draft:?}");
    }
    let kept = desk.service.assets(&drafter, OURS).await.unwrap();
    let mut kinds: Vec<_> = kept.iter().map(|a| (a.kind.as_str(), a.holder.as_deref())).collect();
    kinds.sort();
    assert_eq!(kinds, [("seal", None), ("signature", Some("Hoàng Thọ Trung"))]);
}

async fn an_image_no_field_names_is_refused_and_nothing_is_kept(desk: Desk) {
    let drafter = one(Role::Drafter, OURS);
    let keep = |signer, images: Vec<(&'static str, Vec<u8>)>| {
        let (desk, drafter, mut draft) = (&desk, &drafter, draft(signer));
        let images =
            images.into_iter().map(|(name, bytes)| Upload { name: name.to_owned(), bytes }).collect();
        async move {
            said(desk.service.keep_uploads(act(drafter, "1"), OURS, &mut draft, images).await.unwrap_err())
        }
    };
    let one = json!({ "full_name": "A", "signature_image": "a.png" });
    let two = vec![("a.png", png(false, 9)), ("b.png", png(true, 40))];
    assert_eq!(keep(one.clone(), two).await, ["image unused-image"]);
    let twice = vec![("a.png", png(false, 9)), ("a.png", png(true, 40))];
    assert_eq!(keep(one.clone(), twice).await, ["image duplicate"]);
    assert_eq!(
        keep(one, vec![("a.png", b"GIF8".to_vec())]).await,
        ["signers[0].signature_image image-format"]
    );
    let nobody = json!({ "signature_image": "a.png" });
    assert_eq!(keep(nobody, vec![("a.png", png(false, 9))]).await, ["signers[0].full_name missing"]);
    assert!(desk.service.assets(&drafter, OURS).await.unwrap().is_empty());
}

async fn a_drafter_does_not_revive_what_was_withdrawn(desk: Desk) {
    let drafter = one(Role::Drafter, OURS);
    let hand = added(&desk, signature("Hoàng Thọ Trung")).await;
    let keep = |full_name: &'static str| {
        let (desk, drafter) = (&desk, &drafter);
        let mut draft = draft(json!({ "full_name": full_name, "signature_image": "a.png" }));
        let images = vec![Upload { name: "a.png".to_owned(), bytes: png(false, 9) }];
        async move { desk.service.keep_uploads(act(drafter, "1"), OURS, &mut draft, images).await }
    };
    keep("Hoàng Thọ Trung").await.unwrap();
    let another = said(keep("Lương Xuân Trường").await.unwrap_err());
    assert_eq!(another, ["signers[0].signature_image not-your-signature"]);
    desk.service.withdraw_asset(act(&operator(), "1"), OURS, &hand.id).await.unwrap();
    let withdrawn = said(keep("Hoàng Thọ Trung").await.unwrap_err());
    assert_eq!(withdrawn, ["signers[0].signature_image image-withdrawn"]);
}

async fn a_foreign_organ_has_no_images(desk: Desk) {
    let hand = added(&desk, signature("A")).await;
    let stranger = one(Role::Admin, THEIRS);
    let service = &desk.service;
    let mut named = draft(json!({ "full_name": "A", "signature_image": hand.id }));
    let refusals = [
        service.add_asset(act(&stranger, "1"), signature("A")).await.err(),
        service.assets(&stranger, OURS).await.err(),
        service.asset(&stranger, OURS, &hand.id).await.err(),
        service.asset(&stranger, THEIRS, &hand.id).await.err(),
        service.withdraw_asset(act(&stranger, "1"), OURS, &hand.id).await.err(),
        service.withdraw_asset(act(&stranger, "1"), THEIRS, &hand.id).await.err(),
        service.images_for(&stranger, OURS, &named).await.err(),
        service.keep_uploads(act(&stranger, "1"), OURS, &mut named.clone(), vec![]).await.err(),
    ];
    for (i, refusal) in refusals.into_iter().enumerate() {
        assert!(matches!(refusal, Some(ServiceError::NotFound)), "{i}: {refusal:?}");
    }
    let in_theirs = service.images_for(&stranger, THEIRS, &named).await.unwrap_err();
    assert_eq!(said(in_theirs), ["signers[0].signature_image image-missing"], "its name gives it to nobody");
    named.values.clear();
    let drafter = one(Role::Drafter, OURS);
    for refusal in [
        service.add_asset(act(&drafter, "1"), signature("A")).await.err(),
        service.withdraw_asset(act(&drafter, "1"), OURS, &hand.id).await.err(),
        service.keep_uploads(act(&one(Role::Auditor, OURS), "1"), OURS, &mut named, vec![]).await.err(),
    ] {
        assert!(matches!(refusal, Some(ServiceError::Forbidden(_))), "{refusal:?}");
    }
}
