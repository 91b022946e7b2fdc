//! What the user named, as files in a fixed order.

use super::IngestError;
use super::format::Format;
use flate2::bufread::MultiGzDecoder;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Stdin,
    File(PathBuf),
}

impl Source {
    /// Returns the name to show in messages.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Returns the path of a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }

    /// Opens it; what is gzipped is unpacked, whatever its name.
    pub(super) fn open(&self) -> Result<Box<dyn BufRead + Send>, IngestError> {
        let failed = |source| IngestError::Io { path: self.name(), source };
        let mut raw: Box<dyn BufRead + Send> = match self {
            Self::Stdin => Box::new(BufReader::new(io::stdin())),
            Self::File(path) => Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?)),
        };
        let gzipped = raw.fill_buf().map_err(failed)?.starts_with(&[0x1F, 0x8B]);
        Ok(if gzipped { Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(raw))) } else { raw })
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
                    let path = entry.into_path();
                    let is_article = path.extension().is_none() || Format::of_path(&path).is_some();
                    self.found.push_back(if is_article {
                        Ok(Source::File(path))
                    } else {
                        Err(IngestError::OtherKind { path: path.display().to_string() })
                    });
                }
                Err(error) => {
                    let path = error.path().unwrap_or(directory).display().to_string();
                    let source = match error.loop_ancestor() {
                        Some(_) => io::Error::other("a symbolic link that leads back to a folder above it; remove it"),
                        None => error.into(),
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
