//! Packed files: what is gzipped or Zstandard-compressed is unpacked as it is read, within limits.
//!
//! A few kilobytes can unpack to terabytes. All layers of one file share a [`Meter`], which compares what came out with
//! what went in and ends the reading where the file grows beyond the allowed ratio.

use super::IngestError;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A stream of bytes.
pub(super) type Bytes = Box<dyn BufRead + Send>;

/// How many layers of packing are taken off: `.jsonl.gz` in `.zip` is two.
pub(super) const LAYERS: usize = 4;
/// How much may come out whatever went in: short texts of one repeated letter are no bombs.
const GRACE: u64 = 64 << 20;
/// How many bytes are looked at to tell what a stream holds.
const HEAD: usize = 1 << 13;

/// Why reading ended: more came out than the ratio allows.
#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {ratio} times its size")]
pub(super) struct Bomb {
    pub(super) ratio: u64,
}

/// Counts what goes in and what comes out of one packed file, over all its layers and members.
#[derive(Debug)]
pub(super) struct Meter {
    packed: AtomicU64,
    unpacked: AtomicU64,
    /// What can go in at most: the members of an archive may overlap.
    size: u64,
    ratio: u64,
}

impl Meter {
    /// Makes the meter of a file of `size` bytes.
    pub(super) fn new(size: Option<u64>, ratio: u64) -> Arc<Self> {
        let size = size.unwrap_or(u64::MAX);
        Arc::new(Self { packed: AtomicU64::new(0), unpacked: AtomicU64::new(0), size, ratio: ratio.max(1) })
    }

    fn check(&self) -> io::Result<()> {
        let packed = self.packed.load(Ordering::Relaxed).min(self.size).max(1);
        let unpacked = self.unpacked.load(Ordering::Relaxed);
        let bomb = unpacked > GRACE && unpacked / packed >= self.ratio;
        if bomb { Err(io::Error::other(Bomb { ratio: self.ratio })) } else { Ok(()) }
    }
}

/// Counts what goes in.
pub(super) struct Packed<R> {
    from: R,
    meter: Arc<Meter>,
}

impl<R: BufRead> Packed<R> {
    pub(super) fn new(from: R, meter: &Arc<Meter>) -> Self {
        Self { from, meter: Arc::clone(meter) }
    }
}

impl<R: BufRead> Read for Packed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.meter.packed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Packed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.meter.packed.fetch_add(amount as u64, Ordering::Relaxed);
        self.from.consume(amount);
    }
}

/// Counts what comes out, and says of every failure of the unpacking that the file is damaged.
pub(super) struct Unpacked<R> {
    from: R,
    meter: Arc<Meter>,
}

impl<R: Read + Send + 'static> Unpacked<R> {
    /// Makes a buffered stream of what an unpacker gives.
    pub(super) fn stream(from: R, meter: &Arc<Meter>) -> Bytes {
        Box::new(BufReader::with_capacity(1 << 16, Self { from, meter: Arc::clone(meter) }))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into).map_err(|error| {
            let ours = error.raw_os_error().is_some() || error.get_ref().is_some_and(|inner| inner.is::<Bomb>());
            let retried = error.kind() == io::ErrorKind::Interrupted;
            if ours || retried { error } else { io::Error::new(io::ErrorKind::InvalidData, error.to_string()) }
        })?;
        self.meter.unpacked.fetch_add(read as u64, Ordering::Relaxed);
        self.meter.check()?;
        Ok(read)
    }
}

/// Fails once, where a stream that was looked into failed.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Returns the first bytes of a stream, and the stream with them in front again.
///
/// Where the stream fails so early, what came before is still given first: a file that was cut short may hold whole
/// articles.
pub(super) fn peek(mut from: Bytes) -> (Vec<u8>, Bytes) {
    let mut head = Vec::with_capacity(HEAD);
    let read = from.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let start = Cursor::new(head.clone());
    let again: Bytes = match read {
        Ok(_) => Box::new(start.chain(from)),
        Err(error) => Box::new(start.chain(BufReader::new(Failing(Some(error))))),
    };
    (head, again)
}

/// Takes off every layer of compression; returns the first bytes of what is inside, the stream, and how many layers are
/// still allowed.
pub(super) fn unpack(
    name: &str,
    from: Bytes,
    meter: &Arc<Meter>,
    mut layers: usize,
) -> Result<(Vec<u8>, Bytes, usize), IngestError> {
    let failed = |error| IngestError::of_read(name, error);
    let (mut head, mut stream) = peek(from);
    loop {
        let unpacked = if head.starts_with(&[0x1F, 0x8B]) {
            Unpacked::stream(MultiGzDecoder::new(stream), meter)
        } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            Unpacked::stream(zstd::Decoder::with_buffer(stream).map_err(failed)?, meter)
        } else {
            return Ok((head, stream, layers));
        };
        layers = layers.checked_sub(1).ok_or_else(|| IngestError::Form {
            path: name.to_owned(),
            message: format!("packed more than {LAYERS} times over; unpack it first"),
        })?;
        (head, stream) = peek(unpacked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    }

    fn unpacked(bytes: Vec<u8>) -> Result<(usize, Vec<u8>), IngestError> {
        let meter = Meter::new(Some(bytes.len() as u64), 200);
        let from: Bytes = Box::new(Packed::new(Cursor::new(bytes), &meter));
        let (_, mut stream, layers) = unpack("a", from, &meter, LAYERS)?;
        let mut all = Vec::new();
        let read = stream.read_to_end(&mut all);
        read.map(|_| (layers, all)).map_err(|error| IngestError::of_read("a", error))
    }

    #[test]
    fn every_layer_is_taken_off() {
        let text = b"Talks resume.";
        assert_eq!(unpacked(text.to_vec()).unwrap(), (LAYERS, text.to_vec()));
        let twice = zstd::encode_all(&gzip(text)[..], 3).unwrap();
        assert_eq!(unpacked(twice).unwrap(), (LAYERS - 2, text.to_vec()));
        let members = [gzip(b"Talks "), gzip(b"resume.")].concat();
        assert_eq!(unpacked(members).unwrap(), (LAYERS - 1, text.to_vec()));
        let often = (0..=LAYERS).fold(text.to_vec(), |bytes, _| gzip(&bytes));
        assert!(unpacked(often).unwrap_err().to_string().contains("packed more than 4 times"));
    }

    #[test]
    fn what_was_cut_short_is_damaged() {
        for packed in [gzip(&[b'x'; 99]), zstd::encode_all(&[b'x'; 99][..], 3).unwrap()] {
            let error = unpacked(packed[..packed.len() - 3].to_vec()).unwrap_err().to_string();
            assert!(error.starts_with("a: damaged or cut short ("), "{error}");
        }
    }

    #[test]
    fn a_bomb_ends_soon_after_the_grace() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..(GRACE >> 20) + 8 {
            gz.write_all(&[0; 1 << 20]).unwrap();
        }
        assert!(matches!(unpacked(gz.finish().unwrap()), Err(IngestError::Bomb { ratio: 200, .. })));
    }
}
