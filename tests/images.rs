//! Images that unpack to far more than they are: many at once, through the renderers, in a bounded memory.
//!
//! The whole run is a program of its own: the most memory a process ever held is asked of the system, and nothing else
//! may have taken it before.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

#[path = "support/fixed_runtime.rs"]
mod fixed_runtime;

use serde_json::Value;
use std::sync::Arc;
use vanthu::access::Scope;
use vanthu::input::Draft;
use vanthu::office::{Format, PdfForm, TemplateFolder};
use vanthu::service::{Act, NewAsset, Service, ServiceError, Settings, Upload};
use vanthu::store::BlobSettings;

/// Renderings at once.
const BOMBS: usize = 16;
/// What they may take together, in mebibytes.
const MOST: u64 = 300;

/// A square PNG of 5,000 pixels a side and 16 bits a channel: a stroke of one colour on nothing. 200 MB of pixels in a
/// file of less than 400 KB.
fn bomb(ink: [u16; 3]) -> Vec<u8> {
    const SIDE: u32 = 5_000;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Sixteen);
    let mut header = encoder.write_header().unwrap();
    let mut stream = header.stream_writer().unwrap();
    let row = |inked: bool| -> Vec<u8> {
        let pixel = if inked { [ink[0], ink[1], ink[2], u16::MAX] } else { [0; 4] };
        pixel.map(u16::to_be_bytes).concat().repeat(SIDE as usize)
    };
    let (inked, clear) = (row(true), row(false));
    for y in 0..SIDE {
        std::io::Write::write_all(&mut stream, if y % 100 < 2 { &inked } else { &clear }).unwrap();
    }
    stream.finish().unwrap();
    header.finish().unwrap();
    bytes
}

/// The most memory this process ever held, in mebibytes.
fn most_held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

async fn service(folder: &std::path::Path) -> Service {
    let place = folder.display();
    let blobs = BlobSettings { place: format!("{place}/blobs"), s3: Vec::new() };
    // As many renderers as there are bombs: what holds them back is the memory alone.
    let settings =
        Settings { database: format!("sqlite://{place}/vanthu.db"), blobs, workers: BOMBS, queue: 100 };
    let runtime = fixed_runtime::fixed_runtime("2024-02-23T02:00:00Z", 1);
    Service::open(&settings, TemplateFolder::open(None).unwrap(), runtime).await.unwrap()
}

/// The sample with images that came along, printed so wide.
fn draft(wide: Option<u32>) -> Draft {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/service/004-kh.json");
    let Value::Object(mut values) = serde_json::from_slice(&std::fs::read(sample).unwrap()).unwrap() else {
        panic!("a draft is an object")
    };
    let signer = &mut values["signers"][0];
    signer["signature_image"] = "ky.png".into();
    signer["seal_image"] = "dau.png".into();
    if let Some(wide) = wide {
        signer["signature_width_mm"] = wide.into();
        signer["seal_diameter_mm"] = wide.into();
    }
    Draft { values }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_image_bombs_at_once_stay_under_300_megabytes() {
    let folder = std::env::temp_dir().join(format!("vanthu-images-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let service = service(&folder).await;
    let scope = Scope::operator("test");
    let (hand, seal) = (Arc::new(bomb([0x1400, 0x2800, 0xa000])), Arc::new(bomb([0xc800, 0x1400, 0x1e00])));
    assert!(hand.len() < 400 << 10, "{}", hand.len());
    let before = most_held();
    // The usual sizes, and the largest there are.
    for wide in [None, Some(100)] {
        let bombs = (0..BOMBS).map(|_| {
            let (service, scope) = (service.clone(), scope.clone());
            let images = [("ky.png", &hand), ("dau.png", &seal)]
                .map(|(name, bytes)| Upload { name: name.to_owned(), bytes: bytes.to_vec() });
            tokio::spawn(async move {
                // Who is told to come again comes again.
                loop {
                    let (form, formats, images) = (PdfForm::default(), &[Format::Pdf], images.to_vec());
                    match service.render(&scope, draft(wide), images, formats, None, form).await {
                        Err(ServiceError::Busy(_)) => {}
                        done => return done.unwrap().files[0].sha256(),
                    }
                }
            })
        });
        let mut made = Vec::new();
        for bomb in bombs.collect::<Vec<_>>() {
            made.push(bomb.await.unwrap());
        }
        made.sort();
        made.dedup();
        let grown = most_held() - before;
        println!("printed {wide:?} mm wide: {grown} MiB more than before");
        assert_eq!(made.len(), 1, "whatever waits for whom, the same bytes");
        assert!(grown < MOST, "{wide:?}: {grown} MiB");
    }
    // Nor does keeping one.
    let asset = NewAsset {
        organ: "ldld-lai-chau".to_owned(),
        kind: "seal".to_owned(),
        name: "Dấu".to_owned(),
        holder: None,
        bytes: seal.to_vec(),
    };
    service.add_asset(Act { scope: &scope, operation: "1" }, asset).await.unwrap();
    let grown = most_held() - before;
    assert!(grown < MOST, "{grown} MiB");
    drop(service);
    let _ = std::fs::remove_dir_all(folder);
}
