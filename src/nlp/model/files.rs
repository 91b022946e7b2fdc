//! The files of a pipeline, wherever they lie.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

use super::ModelError;
use super::bundled;

/// The largest file that is read; the vectors of `lg` hold some 400 MB.
const MAX_FILE: u64 = 4 << 30;

/// The files of one pipeline, by their names inside it (`"ner/model"`).
///
/// ```
/// let files = demarche::nlp::ModelFiles::bundled();
/// assert!(files.read("meta.json").is_ok());
/// ```
#[derive(Debug)]
pub struct ModelFiles {
    /// What the pipeline is called in messages.
    name: String,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Bundled,
    Folder(PathBuf),
    Archive {
        archive: Box<Mutex<ZipArchive<BufReader<File>>>>,
        /// What stands before each name, `""` or with a `/` at its end.
        prefix: String,
    },
}

impl ModelFiles {
    /// Returns the files of the pipeline inside the binary.
    pub fn bundled() -> Self {
        Self { name: bundled::NAME.to_owned(), source: Source::Bundled }
    }

    /// Opens a pipeline folder, a package folder around one, or a wheel or zip archive of either.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let name = path.display().to_string();
        let io = |source| ModelError::Io { path: name.clone(), source };
        if std::fs::metadata(path).map_err(io)?.is_dir() {
            let folder = pipeline_folder(path).ok_or_else(|| ModelError::NoPipeline { path: name.clone() })?;
            return Ok(Self { name, source: Source::Folder(folder) });
        }
        let file = BufReader::new(File::open(path).map_err(io)?);
        let archive = ZipArchive::new(file).map_err(|source| ModelError::Archive { path: name.clone(), source })?;
        let configs = archive.file_names().flatten().filter(|n| n.rsplit('/').next() == Some("config.cfg"));
        let config = configs
            .min_by_key(|n| (n.matches('/').count(), n.to_string()))
            .ok_or_else(|| ModelError::NoPipeline { path: name.clone() })?;
        let prefix = config.trim_end_matches("config.cfg").to_owned();
        Ok(Self { name, source: Source::Archive { archive: Box::new(Mutex::new(archive)), prefix } })
    }

    /// Returns what the pipeline is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the bytes of one file.
    pub fn read(&self, file: &str) -> Result<Cow<'static, [u8]>, ModelError> {
        self.read_if_present(file)?
            .ok_or_else(|| ModelError::Missing { pipeline: self.name.clone(), file: file.to_owned() })
    }

    /// Returns the bytes of one file, or `None` where the pipeline does not have it.
    pub fn read_if_present(&self, file: &str) -> Result<Option<Cow<'static, [u8]>>, ModelError> {
        match &self.source {
            Source::Bundled => Ok(bundled::file(file).map(Cow::Borrowed)),
            Source::Folder(folder) => match File::open(folder.join(file)) {
                Ok(opened) => {
                    let size = opened.metadata().map_or(0, |m| m.len());
                    self.read_all(opened, size, file).map(Some)
                }
                Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(source) => Err(self.io(file, source)),
            },
            Source::Archive { archive, prefix } => {
                // A panic while reading leaves the archive's position anywhere; each read seeks first.
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                match archive.by_name(&format!("{prefix}{file}")) {
                    Ok(entry) => {
                        let size = entry.size();
                        self.read_all(entry, size, file).map(Some)
                    }
                    Err(zip::result::ZipError::FileNotFound) => Ok(None),
                    Err(source) => Err(ModelError::Archive { path: self.name.clone(), source }),
                }
            }
        }
    }

    /// Returns the text of one file.
    pub fn read_text(&self, file: &str) -> Result<Cow<'static, str>, ModelError> {
        let not_text = |_| ModelError::malformed(file, "not UTF-8");
        Ok(match self.read(file)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(not_text)?),
            Cow::Owned(bytes) => {
                Cow::Owned(String::from_utf8(bytes).map_err(|_| ModelError::malformed(file, "not UTF-8"))?)
            }
        })
    }

    /// Reads a stream whose stated size is only a hint.
    fn read_all(&self, stream: impl Read, size: u64, file: &str) -> Result<Cow<'static, [u8]>, ModelError> {
        let mut bytes = Vec::with_capacity(size.min(1 << 24) as usize);
        stream.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|source| self.io(file, source))?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(ModelError::malformed(file, format!("larger than {} GB", MAX_FILE >> 30)));
        }
        Ok(Cow::Owned(bytes))
    }

    fn io(&self, file: &str, source: std::io::Error) -> ModelError {
        ModelError::Io { path: format!("{}/{file}", self.name), source }
    }
}

/// Returns the folder with `config.cfg`: `path`, or the only such folder at most two steps below it.
fn pipeline_folder(path: &Path) -> Option<PathBuf> {
    let mut level = vec![path.to_owned()];
    for _ in 0..3 {
        let found: Vec<_> = level.iter().filter(|f| f.join("config.cfg").is_file()).collect();
        match found[..] {
            [] => {}
            [one] => return Some(one.clone()),
            _ => return None,
        }
        let below = level.iter().filter_map(|f| std::fs::read_dir(f).ok()).flatten().flatten();
        level = below.map(|entry| entry.path()).filter(|p| p.is_dir()).collect();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_package_folder_opens_as_the_pipeline_inside_it() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("en_tiny/en_tiny-1.0");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(inner.join("config.cfg"), "[nlp]").unwrap();
        let files = ModelFiles::open(root.path()).unwrap();
        assert_eq!(&*files.read("config.cfg").unwrap(), b"[nlp]");
        assert!(matches!(files.read("ner/model"), Err(ModelError::Missing { file, .. }) if file == "ner/model"));
    }

    #[test]
    fn a_wheel_opens_as_the_pipeline_inside_it() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("en_tiny-1.0-py3-none-any.whl");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        for (name, content) in [("en_tiny/__init__.py", ""), ("en_tiny/en_tiny-1.0/config.cfg", "[nlp]")] {
            zip.start_file(name, options).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        let files = ModelFiles::open(&path).unwrap();
        assert_eq!(files.read_text("config.cfg").unwrap(), "[nlp]");
        assert_eq!(files.read_if_present("tokenizer").unwrap(), None);
    }

    #[test]
    fn a_place_without_a_pipeline_is_named() {
        let root = tempfile::tempdir().unwrap();
        let error = ModelFiles::open(root.path()).unwrap_err();
        assert!(matches!(error, ModelError::NoPipeline { .. }));
        std::fs::write(root.path().join("a.whl"), "no archive").unwrap();
        assert!(matches!(ModelFiles::open(&root.path().join("a.whl")), Err(ModelError::Archive { .. })));
    }
}
