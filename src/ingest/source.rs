//! What the user named, as files in a fixed order.

use super::IngestError;
use super::format::Format;
use super::unpack::{Bytes, LAYERS, Meter, Packed};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Stdin,
    File(PathBuf),
    /// A file that is in memory already, under the name it goes by.
    Memory(PathBuf, Vec<u8>),
}

/// An open stream and what is known of it.
pub(super) struct Stream {
    /// The name to show in messages: a file, or a file and a member of it.
    pub(super) name: String,
    /// The path that its articles bear.
    pub(super) path: Option<PathBuf>,
    pub(super) from: Bytes,
    pub(super) meter: Arc<Meter>,
    /// Whether it is the whole of a file that can be opened again under its path.
    pub(super) is_file: bool,
    /// How many layers of packing may still be taken off.
    pub(super) layers: usize,
}

impl Source {
    /// Returns the name to show in messages.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) | Self::Memory(path, _) => path.display().to_string(),
        }
    }

    /// Returns the path of a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) | Self::Memory(path, _) => Some(path),
        }
    }

    /// Opens it; what comes out of it may be `ratio` times its size.
    pub(super) fn open(self, ratio: u64) -> Result<Stream, IngestError> {
        let (name, path) = (self.name(), self.path().map(Path::to_owned));
        let is_file = matches!(&self, Self::File(path) if path.is_file());
        let (raw, size): (Bytes, _) = match self {
            Self::Stdin => (Box::new(BufReader::with_capacity(1 << 16, io::stdin())), None),
            Self::Memory(_, bytes) => {
                let size = bytes.len() as u64;
                (Box::new(Cursor::new(bytes)), Some(size))
            }
            Self::File(path) => {
                let file = File::open(&path).map_err(|error| IngestError::of_read(&name, error))?;
                let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
                (Box::new(BufReader::with_capacity(1 << 16, file)), size)
            }
        };
        let meter = Meter::new(size, ratio);
        Ok(Stream { name, path, from: Box::new(Packed::new(raw, &meter)), meter, is_file, layers: LAYERS })
    }
}

/// Turns the arguments into files, one argument at a time.
///
/// Each argument keeps its place; inside a directory or pattern files come in the order of their names.
#[derive(Debug)]
pub(super) struct Sources {
    arguments: VecDeque<PathBuf>,
    found: VecDeque<Result<Source, IngestError>>,
}

impl Sources {
    pub(super) fn new(arguments: &[PathBuf]) -> Self {
        Self { arguments: arguments.iter().cloned().collect(), found: VecDeque::new() }
    }

    /// Makes sources of one file that is in memory.
    pub(super) fn of_bytes(name: &str, bytes: Vec<u8>) -> Self {
        Self { arguments: VecDeque::new(), found: VecDeque::from([Ok(Source::Memory(name.into(), bytes))]) }
    }

    fn expand(&mut self, argument: PathBuf) {
        if argument.as_os_str() == "-" {
            self.found.push_back(Ok(Source::Stdin));
        } else if argument.is_dir() {
            self.walk(&argument);
        } else if !argument.exists() && argument.to_str().is_some_and(|a| a.contains(['*', '?', '['])) {
            self.find(&argument);
        } else {
            self.found.push_back(Ok(Source::File(argument)));
        }
    }

    /// Takes the articles of a directory and all below it; hidden files are none.
    fn walk(&mut self, directory: &Path) {
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
        };
        let before = self.found.len();
        let entries = walkdir::WalkDir::new(directory).follow_links(true).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| !hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    // Reading a pipe that nobody writes to would never end.
                    let is_file = entry.file_type().is_file();
                    let path = entry.into_path();
                    self.found.push_back(if is_file && Format::is_article(&path) {
                        Ok(Source::File(path))
                    } else {
                        Err(IngestError::OtherKind { path: path.display().to_string() })
                    });
                }
                Err(error) => {
                    let path = error.path().unwrap_or(directory).display().to_string();
                    let source = match error.loop_ancestor() {
                        Some(_) => io::Error::other("a symbolic link that leads back to a folder above it; remove it"),
                        None => error.into_io_error().unwrap_or_else(|| io::Error::other("unreadable")),
                    };
                    self.found.push_back(Err(IngestError::Io { path, source }));
                }
            }
        }
        if self.found.len() == before {
            self.found.push_back(Err(IngestError::NoMatch { path: directory.display().to_string() }));
        }
    }

    /// Takes the files that a pattern matches, for shells that leave patterns alone.
    fn find(&mut self, pattern: &Path) {
        let before = self.found.len();
        if let Ok(paths) = glob::glob(&pattern.to_string_lossy()) {
            for path in paths {
                match path {
                    Ok(path) if path.is_dir() => {}
                    Ok(path) => self.found.push_back(Ok(Source::File(path))),
                    Err(error) => {
                        let path = error.path().display().to_string();
                        self.found.push_back(Err(IngestError::Io { path, source: error.into() }));
                    }
                }
            }
        }
        if self.found.len() == before {
            self.found.push_back(Err(IngestError::NoMatch { path: pattern.display().to_string() }));
        }
    }
}

impl Iterator for Sources {
    type Item = Result<Source, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.found.is_empty() {
            let argument = self.arguments.pop_front()?;
            self.expand(argument);
        }
        self.found.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_give_their_articles_in_order_of_name() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.txt", ".hidden.txt", "logo.png", "c/d.jsonl"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let names = |arguments: &[PathBuf]| -> Vec<String> {
            let name = |p: &Path| p.strip_prefix(dir.path()).unwrap_or(p).display().to_string();
            Sources::new(arguments)
                .map(|s| s.map_or_else(|e| format!("! {}", e.is_skip()), |s| name(s.path().unwrap_or(Path::new("-")))))
                .collect()
        };
        assert_eq!(names(&[dir.path().into()]), ["a.txt", "b.txt", "c/d.jsonl", "! true"]);
        assert_eq!(names(&[dir.path().join("?.txt"), "-".into()]), ["a.txt", "b.txt", "-"]);
        assert_eq!(names(&[dir.path().join("*.pdf")]), ["! false"]);
    }
}
