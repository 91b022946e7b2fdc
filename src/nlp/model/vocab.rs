//! The pretrained vectors of a pipeline; `sm` has none.

use std::sync::Arc;

use rmpv::ValueRef;
use rustc_hash::FxHashMap;

use super::msgpack;
use super::{ModelError, ModelFiles};

/// The first bytes of a numpy file.
const MAGIC: &[u8] = b"\x93NUMPY";

/// Pretrained vectors by the hash of a form; copies share the numbers.
#[derive(Clone, Debug)]
pub(crate) struct Vectors {
    width: usize,
    rows: Arc<FxHashMap<u64, u32>>,
    data: Arc<Vec<f32>>,
}

impl Vectors {
    /// Reads `vocab/vectors`, or `None` where the table is empty or absent.
    pub(crate) fn read(files: &ModelFiles) -> Result<Option<Self>, ModelError> {
        let (file, keys) = ("vocab/vectors", "vocab/key2row");
        let Some(bytes) = files.read_if_present(file)? else { return Ok(None) };
        if let Some(config) = files.read_if_present("vocab/vectors.cfg")? {
            check_mode(&config)?;
        }
        let (shape, numbers) = numpy(file, &bytes)?;
        let [count, width] = shape;
        if count == 0 || width == 0 {
            return Ok(None);
        }
        let bytes = files.read(keys)?;
        let map = msgpack::decode(keys, &bytes)?;
        let pairs = msgpack::pairs(&map).ok_or_else(|| ModelError::malformed(keys, "not a map"))?;
        let mut rows = FxHashMap::default();
        for (key, row) in pairs {
            let ValueRef::Integer(key) = key else { return Err(ModelError::malformed(keys, "a key is no number")) };
            let row = msgpack::count(row).filter(|&row| row < count);
            let row = row.ok_or_else(|| ModelError::malformed(keys, "a row outside the vectors"))?;
            let key = key.as_u64().or_else(|| key.as_i64().map(|k| k as u64));
            rows.insert(key.unwrap_or_default(), row as u32);
        }
        Ok(Some(Self { width, rows: Arc::new(rows), data: Arc::new(msgpack::floats(numbers)) }))
    }

    /// Returns how many numbers a vector holds.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Returns the vector of the form with hash `orth`.
    pub(crate) fn find(&self, orth: u64) -> Option<&[f32]> {
        let row = *self.rows.get(&orth)? as usize;
        self.data.get(row * self.width..(row + 1) * self.width)
    }
}

/// Refuses vectors that are not looked up by form.
fn check_mode(config: &[u8]) -> Result<(), ModelError> {
    let file = "vocab/vectors.cfg";
    let config: serde_json::Value =
        serde_json::from_slice(config).map_err(|error| ModelError::malformed(file, error.to_string()))?;
    let mode = config.get("mode").and_then(|m| m.as_str()).unwrap_or("default");
    if mode != "default" {
        return Err(ModelError::unsupported(file, format!("vectors of mode `{mode}`")));
    }
    match config.get("attr") {
        None | Some(serde_json::Value::Null) => Ok(()),
        Some(attr) if attr.as_str() == Some("ORTH") || attr.as_u64() == Some(65) => Ok(()),
        Some(attr) => Err(ModelError::unsupported(file, format!("vectors by attribute {attr}"))),
    }
}

/// Reads the shape of a numpy file of two axes, and returns its numbers' bytes.
fn numpy<'b>(file: &str, bytes: &'b [u8]) -> Result<([usize; 2], &'b [u8]), ModelError> {
    let wrong = || ModelError::malformed(file, "not a numpy file of 32-bit numbers on two axes");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(wrong)?;
    let (length, start) = match *rest {
        [1, _, a, b, ..] => (usize::from(u16::from_le_bytes([a, b])), 4),
        [2 | 3, _, a, b, c, d, ..] => (u32::from_le_bytes([a, b, c, d]) as usize, 6),
        _ => return Err(wrong()),
    };
    let header = rest.get(start..).and_then(|r| r.get(..length)).ok_or_else(wrong)?;
    let numbers = &rest[start + length..];
    let header = std::str::from_utf8(header).map_err(|_| wrong())?;
    let (_, shape) = header.split_once("'shape':").ok_or_else(wrong)?;
    let shape = shape.split_once('(').and_then(|(_, s)| s.split_once(')')).ok_or_else(wrong)?.0;
    let axes: Vec<usize> = shape
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong())?;
    let &[rows, width] = axes.as_slice() else { return Err(wrong()) };
    let size = rows.checked_mul(width).and_then(|n| n.checked_mul(4));
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") || size != Some(numbers.len()) {
        return Err(wrong());
    }
    Ok(([rows, width], numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_pipeline_has_no_vectors() {
        assert!(Vectors::read(&ModelFiles::bundled()).unwrap().is_none());
    }

    #[test]
    fn vectors_are_found_by_key() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("vocab")).unwrap();
        std::fs::write(root.path().join("config.cfg"), "").unwrap();
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
        let mut bytes = [MAGIC, &[1, 0], &(header.len() as u16).to_le_bytes(), header.as_bytes()].concat();
        bytes.extend((0..6).flat_map(|n| (n as f32).to_le_bytes()));
        std::fs::write(root.path().join("vocab/vectors"), &bytes).unwrap();
        let key = u64::MAX - 1;
        let keys = rmpv::Value::Map(vec![(key.into(), 1.into())]);
        let mut packed = Vec::new();
        rmpv::encode::write_value(&mut packed, &keys).unwrap();
        std::fs::write(root.path().join("vocab/key2row"), packed).unwrap();
        let vectors = Vectors::read(&ModelFiles::open(root.path()).unwrap()).unwrap().unwrap();
        assert_eq!(vectors.find(key), Some(&[3.0, 4.0, 5.0][..]));
        assert_eq!(vectors.find(1), None);
        std::fs::write(root.path().join("vocab/vectors"), &bytes[..bytes.len() - 1]).unwrap();
        assert!(Vectors::read(&ModelFiles::open(root.path()).unwrap()).is_err());
    }
}
