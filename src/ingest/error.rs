//! Why something could not be read.

use super::unpack;
use std::io;

/// Why an article could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file could not be opened or read.
    #[error("{path}: {source}{}", remedy(source))]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A pattern or directory names no file.
    #[error("{path}: no article here; name files, directories or patterns such as 'news/*.txt'")]
    NoMatch {
        /// The pattern or directory.
        path: String,
    },
    /// The file holds no text.
    #[error("{path}: {kind}; convert it to plain text, HTML or JSON Lines first")]
    Binary {
        /// The file.
        path: String,
        /// What it is instead.
        kind: &'static str,
    },
    /// The article is empty.
    #[error("{path}: no text in it")]
    Empty {
        /// The file, with the line where it has many articles.
        path: String,
    },
    /// The article is longer than allowed.
    #[error("{path}: longer than {limit} bytes; split it or raise --max-article-bytes")]
    TooLong {
        /// The file, with the line where it has many articles.
        path: String,
        /// How many bytes are allowed.
        limit: u64,
    },
    /// Markup, objects or archives are nested deeper than allowed.
    #[error("{path}: nested deeper than {limit} levels; repair it or raise --max-depth")]
    TooDeep {
        /// The file, with the line where it has many articles.
        path: String,
        /// How many levels are allowed.
        limit: usize,
    },
    /// A packed file unpacks to more than it may.
    #[error(
        "{path}: unpacks to more than {ratio} times its size, as bombs do; if it is none, raise --max-unpack-ratio"
    )]
    Bomb {
        /// The file.
        path: String,
        /// How many times its size is allowed.
        ratio: u64,
    },
    /// A packed or structured file is damaged or ends too early.
    #[error("{path}: damaged or cut short ({message}); get it again")]
    Damaged {
        /// The file, with the place in it where it has many articles.
        path: String,
        /// What does not hold.
        message: String,
    },
    /// The file is not of the form it should have.
    #[error("{path}: {message}")]
    Form {
        /// The file.
        path: String,
        /// What was expected, and what to do.
        message: String,
    },
    /// A line or record holds no article of the form it should have.
    #[error("{path}:{line}: {message}")]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// The article is in another language.
    #[error("{path}: skipped, its language is `{language}` and not English")]
    Language {
        /// The file, with the line where it has many articles.
        path: String,
        /// ISO 639-1 code, or `und` where it is not known which.
        language: String,
    },
    /// A directory or archive holds a file of a kind that is no article.
    #[error("{path}: skipped, not an article by its name; name the file itself to read it")]
    OtherKind {
        /// The file.
        path: String,
    },
    /// A page or an item of a feed holds no article: a list of links, a headline without text.
    #[error("{path}: skipped, no article in it")]
    NoArticle {
        /// The file, with the place in it where it has many articles.
        path: String,
    },
}

impl IngestError {
    /// Tells whether the article was set aside on purpose rather than lost.
    pub const fn is_skip(&self) -> bool {
        matches!(self, Self::Language { .. } | Self::OtherKind { .. } | Self::NoArticle { .. })
    }

    /// Makes the error of a failed read: what the machine said, or what is wrong with the file.
    pub(super) fn of_read(path: impl Into<String>, error: io::Error) -> Self {
        let path = path.into();
        if let Some(unpack::Bomb { ratio }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Self::Bomb { path, ratio: *ratio };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Damaged { path, message: error.to_string() }
            }
            _ => Self::Io { path, source: error },
        }
    }
}

/// Says what the user can do about an error of the operating system, where that is known.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "; check the name",
        io::ErrorKind::PermissionDenied => "; make it readable for you (chmod u+r) or leave it out",
        io::ErrorKind::IsADirectory => "; name the files in it",
        // The kind of error has no stable name yet.
        _ if error.to_string().contains("symbolic links") => "; the link leads back to itself, remove it",
        _ => "",
    }
}
