//! Deflate at fixed levels: the bytes of a document depend on them.

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Object, Stream};

/// Level for documents: beyond it a tenth more time buys a hundredth of the size.
const LEVEL: u32 = 4;
/// Level for streams that are deflated once and used by every document.
const LEVEL_ONCE: u32 = 9;

/// One compressor for all streams of a document: making one costs more than a short stream.
pub(super) struct Deflater(Compress);

impl Deflater {
    /// Deflater for the streams of a document.
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::new(LEVEL), true))
    }

    /// Deflater for the streams that every document shares.
    pub(super) fn thorough() -> Self {
        Self(Compress::new(Compression::new(LEVEL_ONCE), true))
    }

    /// The bytes in zlib form.
    pub(super) fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let rest = bytes.get(self.0.total_in() as usize..).unwrap_or_default();
            // The only error is that of a missing dictionary, and there is none.
            match self.0.compress_vec(rest, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) | Err(_) => return out,
                Ok(_) => out.reserve(out.len().max(64)),
            }
        }
    }

    /// A stream of these bytes.
    pub(super) fn stream(&mut self, mut about: Dictionary, bytes: &[u8]) -> Stream {
        about.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        Stream::new(about, self.deflate(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn whatever_goes_in_comes_out_of_any_inflater() {
        let noise: Vec<u8> = (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut deflater = Deflater::new();
        for bytes in [&b""[..], b"a", &[7; 70_000], &noise] {
            let deflated = deflater.deflate(bytes);
            let mut back = Vec::new();
            flate2::read::ZlibDecoder::new(deflated.as_slice()).read_to_end(&mut back).unwrap();
            assert!(back == bytes, "{} bytes", bytes.len());
        }
    }
}
