//! Pages of PDFs that somebody tampered with, drawn as far as they can be read.

use super::{draw_png, draw_svg};
use crate::pdf::StoredPdf;
use crate::pdf::testing::{FILE, with_bytes_inside, with_content};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Draws every page that can be read.
fn draw(bytes: &[u8]) {
    let Ok(stored) = StoredPdf::open(bytes) else { return };
    for list in (0..stored.pages().min(3)).filter_map(|page| stored.page(page).ok()) {
        draw_svg(&list);
        let _ = draw_png(&list, 20);
    }
}

#[test]
fn the_file_the_others_are_made_of_is_drawn() {
    let list = StoredPdf::open(&FILE).unwrap().page(0).unwrap();
    assert!(draw_svg(&list).contains("HỎA "));
    draw_png(&list, 20).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_changed_in_a_file_end_in_a_picture_or_an_error(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8),
        cut in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let mut bytes = FILE.clone();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        draw(&bytes);
    }

    #[test]
    fn any_bytes_changed_inside_a_stream_end_in_a_picture_or_an_error(
        which in any::<usize>(),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8),
    ) {
        draw(&with_bytes_inside(which, &changes));
    }

    #[test]
    fn any_content_made_of_known_operators_ends_in_a_picture_or_an_error(
        words in prop::collection::vec(select(vec![
            "q", "Q", "cm", "BT", "ET", "Td", "Tm", "Tf", "Tj", "TJ", "Tw", "Tc", "Ts", "m", "l", "c", "re", "S", "w",
            "rg", "RG", "g", "G", "Do", "BDC", "EMC", "/T0", "/T4", "/I0", "/P", "(A\u{1}B)", "[(A) 3]", "<</MCID 0>>",
            "0", "1", "-2.5", "1 0 0 1 5 5 Tm", "q 10 0 0 10 5 5 cm /I0 Do Q", "/T0 12 Tf", "BT /T1 12 Tf 9 9 Td (AB)Tj ET",
            "3 4 m 9 9 l S", "-14000 w", "14000 14000", "0 0 0 0 re S", "99999999",
        ]), 0..60),
    ) {
        draw(&with_content(&words.join(" ")));
    }
}
