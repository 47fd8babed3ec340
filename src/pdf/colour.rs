//! The colour space of a document's output intent: sRGB as a small ICC profile (ICC.1:2001, version 2.1).

/// Points of the tone curve; with lines between them it is nowhere off by more than a thousandth.
const CURVE_POINTS: u32 = 128;
/// D50, the white of the connection space, as 15.16 fixed-point numbers.
const WHITE: [u32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
/// Red, green and blue of sRGB adapted to D50.
const PRIMARIES: [(&[u8; 4], [u32; 3]); 3] = [
    (b"rXYZ", [0x6FA2, 0x38F5, 0x0390]),
    (b"gXYZ", [0x6299, 0xB785, 0x18DA]),
    (b"bXYZ", [0x24A0, 0x0F84, 0xB6CF]),
];

/// The profile.
pub(super) fn srgb_profile() -> Vec<u8> {
    let mut tags = vec![(b"desc", description()), (b"cprt", copyright()), (b"wtpt", xyz(WHITE))];
    tags.extend(PRIMARIES.map(|(name, colour)| (name, xyz(colour))));
    let curve_at = 128 + 4 + 12 * (tags.len() + 3) + tags.iter().map(|tag| tag.1.len()).sum::<usize>();
    let curve = curve();

    let mut directory = ((tags.len() + 3) as u32).to_be_bytes().to_vec();
    let mut at = 128 + 4 + 12 * (tags.len() + 3);
    for (name, bytes) in &tags {
        directory.extend(entry(name, at, bytes.len()));
        at += bytes.len();
    }
    // The three colours share one curve.
    for name in [b"rTRC", b"gTRC", b"bTRC"] {
        directory.extend(entry(name, curve_at, curve.len()));
    }
    let mut profile = header((curve_at + curve.len()) as u32);
    profile.extend(directory);
    tags.iter().for_each(|tag| profile.extend_from_slice(&tag.1));
    profile.extend(curve);
    profile
}

fn header(size: u32) -> Vec<u8> {
    let mut header = size.to_be_bytes().to_vec();
    header.extend([0; 4]);
    header.extend([2, 0x10, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    // A date is required; this is that of the standard behind the numbers (IEC 61966-2-1).
    header.extend([1999, 10, 18, 0, 0, 0].map(u16::to_be_bytes).concat());
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(WHITE.map(u32::to_be_bytes).concat());
    header.resize(128, 0);
    header
}

fn entry(name: &[u8; 4], at: usize, length: usize) -> Vec<u8> {
    [*name, (at as u32).to_be_bytes(), (length as u32).to_be_bytes()].concat()
}

fn description() -> Vec<u8> {
    let mut tag = b"desc\0\0\0\0\0\0\0\x05sRGB\0".to_vec();
    // No localised names: Unicode language and count, ScriptCode code, count and its 67 bytes.
    tag.resize(tag.len() + 4 + 4 + 2 + 1 + 67, 0);
    padded(tag)
}

fn copyright() -> Vec<u8> {
    padded(b"text\0\0\0\0Public domain\0".to_vec())
}

fn xyz(colour: [u32; 3]) -> Vec<u8> {
    [b"XYZ \0\0\0\0".to_vec(), colour.map(u32::to_be_bytes).concat()].concat()
}

/// The tone curve of IEC 61966-2-1. No value is so near to the middle between two steps that another machine's power
/// function could round it otherwise.
fn curve() -> Vec<u8> {
    let mut tag = b"curv\0\0\0\0".to_vec();
    tag.extend(CURVE_POINTS.to_be_bytes());
    for point in 0..CURVE_POINTS {
        let encoded = f64::from(point) / f64::from(CURVE_POINTS - 1);
        let linear = if encoded <= 0.04045 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) };
        tag.extend(((linear * 65_535.0).round() as u16).to_be_bytes());
    }
    tag
}

fn padded(mut tag: Vec<u8>) -> Vec<u8> {
    tag.resize(tag.len().next_multiple_of(4), 0);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_lies_inside_the_profile_on_a_border_of_four() {
        let profile = srgb_profile();
        let word = |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(word(0), profile.len());
        assert_eq!(word(128), 9);
        for tag in 0..9 {
            let (at, length) = (word(136 + tag * 12), word(140 + tag * 12));
            assert!(at % 4 == 0 && at >= 132 + 9 * 12 && at + length <= profile.len());
            assert!(matches!(&profile[at..at + 4], b"desc" | b"text" | b"XYZ " | b"curv"));
        }
    }

    #[test]
    fn the_curve_goes_from_black_to_white_and_the_primaries_add_up_to_white() {
        let curve = curve();
        assert_eq!(curve[12..14], [0, 0]);
        assert_eq!(curve[curve.len() - 2..], [0xFF, 0xFF]);
        for axis in 0..3 {
            let sum: u32 = PRIMARIES.iter().map(|(_, colour)| colour[axis]).sum();
            assert!(sum.abs_diff(WHITE[axis]) <= 16, "{axis}: {sum:X}");
        }
    }
}
