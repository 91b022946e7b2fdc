//! Zip archives: their members one after the other, in the order of their names.

use super::contents::{Contents, Item};
use super::format::Format;
use super::source::Stream;
use super::unpack::{Bytes, LAYERS, Meter, Packed, Unpacked};
use super::{IngestError, ReadOptions};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// The first bytes of an archive.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";
/// Members that tell an office document, an electronic book or a program from an archive of articles.
const OTHER_KINDS: [&str; 3] = ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"];

/// Where a member lies in the archive, and what it should be.
struct Member {
    name: String,
    start: u64,
    packed: u64,
    deflated: bool,
    checksum: u32,
}

/// An archive whose members are given one at a time.
pub(super) struct Archive {
    file: File,
    name: String,
    path: Option<PathBuf>,
    meter: Arc<Meter>,
    layers: usize,
    members: std::vec::IntoIter<Result<Member, IngestError>>,
}

impl Archive {
    /// Opens an archive.
    ///
    /// Its directory stands at its end; what can't be searched is kept in a temporary file first.
    pub(super) fn open(stream: Stream) -> Result<Self, IngestError> {
        let Stream { name, path, mut from, meter, is_file, layers } = stream;
        let layers = layers.checked_sub(1).ok_or_else(|| IngestError::Form {
            path: name.clone(),
            message: format!("packed more than {LAYERS} times over; unpack it first"),
        })?;
        let failed = |error| IngestError::of_read(&name, error);
        let file = match &path {
            Some(path) if is_file => File::open(path).map_err(failed)?,
            _ => {
                let mut file = tempfile::tempfile().map_err(failed)?;
                io::copy(&mut from, &mut file).map_err(failed)?;
                file
            }
        };
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| of_zip(&name, &error))?;
        if archive.file_names().flatten().any(|member| OTHER_KINDS.contains(&&*member)) {
            return Err(IngestError::Binary { path: name, kind: "an office document, a book or a program" });
        }
        let mut members: Vec<_> =
            (0..archive.len()).filter_map(|i| member(&mut archive, i, &name).transpose()).collect();
        members.sort_by(|a, b| member_name(a).cmp(member_name(b)));
        if members.is_empty() {
            return Err(IngestError::NoMatch { path: name });
        }
        let file = archive.into_inner().into_inner();
        Ok(Self { file, name, path, meter, layers, members: members.into_iter() })
    }

    /// Opens a member.
    fn stream(&mut self, member: Member) -> Result<Stream, IngestError> {
        let name = format!("{}/{}", self.name, member.name);
        let opened = self.file.try_clone().and_then(|mut file| {
            // The place is shared with the archive's own handle; members are read one after the other.
            file.seek(SeekFrom::Start(member.start))?;
            Ok(file)
        });
        let file = opened.map_err(|error| IngestError::of_read(&name, error))?;
        let raw: Bytes = Box::new(BufReader::with_capacity(1 << 16, file.take(member.packed)));
        let raw = Packed::new(raw, &self.meter);
        let from = if member.deflated {
            let inflated = flate2::bufread::DeflateDecoder::new(raw);
            Unpacked::stream(Checked::new(inflated, member.checksum), &self.meter)
        } else {
            Unpacked::stream(Checked::new(raw, member.checksum), &self.meter)
        };
        let path = self.path.as_ref().map(|path| path.join(&member.name)).or_else(|| Some(PathBuf::from(member.name)));
        Ok(Stream { name, path, from, meter: Arc::clone(&self.meter), is_file: false, layers: self.layers })
    }
}

impl Contents for Archive {
    fn next(&mut self, _: &ReadOptions) -> Option<Result<Item, IngestError>> {
        let member = self.members.next()?;
        Some(member.and_then(|member| self.stream(member)).map(|stream| Item::Stream(Box::new(stream))))
    }
}

/// Returns the name that a member is sorted by.
fn member_name(member: &Result<Member, IngestError>) -> &str {
    member.as_ref().map_or("", |member| &member.name)
}

/// Finds a member; folders and hidden files are none.
fn member(archive: &mut ZipArchive<BufReader<File>>, number: usize, path: &str) -> Result<Option<Member>, IngestError> {
    let file = archive.by_index_raw(number).map_err(|error| of_zip(path, &error))?;
    let name = file.name().map_or_else(|_| format!("member {}", number + 1), std::borrow::Cow::into_owned);
    // Finder adds `__MACOSX/` with a shadow of every file.
    let hidden = name.split(['/', '\\']).any(|part| part.starts_with('.') || part == "__MACOSX");
    if file.is_dir() || hidden {
        return Ok(None);
    }
    let shown = format!("{path}/{name}");
    if !Format::is_article(Path::new(&name)) {
        return Err(IngestError::OtherKind { path: shown });
    }
    if file.encrypted() {
        return Err(IngestError::Form { path: shown, message: "encrypted; unpack it with its password first".into() });
    }
    let deflated = match file.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        other => {
            let message = format!("packed by a method that is not read ({other:?}); unpack it first");
            return Err(IngestError::Form { path: shown, message });
        }
    };
    let start = file.data_start().unwrap_or_default();
    Ok(Some(Member { name, start, packed: file.compressed_size(), deflated, checksum: file.crc32() }))
}

/// Turns the error of an archive into ours.
fn of_zip(path: &str, error: &zip::result::ZipError) -> IngestError {
    let message = error.to_string();
    // The end-of-central-directory record.
    let message = if message.contains("EOCD") { "its directory is missing".to_owned() } else { message };
    IngestError::Damaged { path: path.to_owned(), message }
}

/// Checks at the end that what came is what was packed.
struct Checked<R> {
    from: R,
    checksum: u32,
    found: flate2::Crc,
}

impl<R> Checked<R> {
    fn new(from: R, checksum: u32) -> Self {
        Self { from, checksum, found: flate2::Crc::new() }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.found.update(&into[..read]);
        if read == 0 && !into.is_empty() && self.found.sum() != self.checksum {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum does not fit"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::read;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn members_come_in_order_of_name_and_each_by_its_form() {
        let inner = zip(&[("c.txt", b"Talks end.")]);
        let found = read(
            "a.zip",
            &zip(&[
                ("b/two.jsonl", b"{\"text\": \"Talks resume.\"}\nbroken\n"),
                ("b/inner.zip", &inner),
                ("a.txt", b"Talks begin."),
                ("__MACOSX/a.txt", b"\0\0"),
                ("logo.png", b"\x89PNG"),
            ]),
        );
        assert_eq!(
            found,
            [
                "a.zip/logo.png: skipped, not an article by its name; name the file itself to read it",
                "a.zip/a.txt | Talks begin.",
                "a.zip/b/inner.zip/c.txt | Talks end.",
                "a.zip/b/two.jsonl | Talks resume.",
                "a.zip/b/two.jsonl:2: not JSON: expected value (column 1)",
            ]
        );
    }

    #[test]
    fn a_damaged_member_is_named_and_the_others_are_read() {
        let mut bytes = zip(&[("a.txt", b"Talks begin in Vestby."), ("b.txt", b"Talks end.")]);
        bytes[40] ^= 0xFF;
        let found = read("a.zip", &bytes);
        assert!(found[0].starts_with("a.zip/a.txt: damaged or cut short ("), "{found:?}");
        assert_eq!(found[1..], ["a.zip/b.txt | Talks end."]);
        let cut = read("a.zip", &zip(&[("a.txt", b"Talks begin in Vestby.")])[..60]);
        assert!(cut[0].starts_with("a.zip: damaged or cut short ("), "{cut:?}");
    }

    #[test]
    fn an_office_document_is_no_archive_of_articles() {
        let found = read("a.docx", &zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>")]));
        assert!(found[0].starts_with("a.docx: an office document, a book or a program; convert it"), "{found:?}");
    }
}
