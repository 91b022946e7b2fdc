//! What all operators of a query share: parameters, bounds, clock.

use crate::graph::{Properties, Value};
use crate::query::error::{ErrorDetail, ErrorKind, Phase, QueryError};
use jiff::Timestamp;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, QueryError>;

/// The values of a query's parameters.
pub type Params = Properties;

/// How large a compiled regular expression may be.
const REGEX_BYTES: usize = 1 << 20;

/// How far a query may go.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many rows the answer may have.
    pub max_rows: Option<usize>,
    /// How many bytes rows that are kept may take, roughly.
    pub memory: Option<usize>,
    /// How long the query may run.
    pub timeout: Option<Duration>,
    /// Set to stop the query.
    pub cancel: Option<Arc<AtomicBool>>,
}

impl Default for Limits {
    /// Bounds memory to 4 GB, and nothing else.
    fn default() -> Self {
        Self { max_rows: None, memory: Some(4 << 30), timeout: None, cancel: None }
    }
}

/// What all operators of a query share.
#[derive(Debug)]
pub(in crate::query) struct Shared<'q> {
    params: &'q Params,
    limits: &'q Limits,
    started: Instant,
    now: OnceLock<Timestamp>,
    ticks: AtomicU64,
    kept: AtomicUsize,
    random: AtomicU64,
    regexes: Mutex<FxHashMap<Arc<str>, Regex>>,
}

impl<'q> Shared<'q> {
    pub(in crate::query) fn new(params: &'q Params, limits: &'q Limits) -> Self {
        Self {
            params,
            limits,
            started: Instant::now(),
            now: OnceLock::new(),
            ticks: AtomicU64::new(0),
            kept: AtomicUsize::new(0),
            random: AtomicU64::new(0),
            regexes: Mutex::default(),
        }
    }

    /// Returns the value of a parameter.
    pub(in crate::query) fn parameter(&self, name: &str) -> Result<Value> {
        self.params.get(name).cloned().ok_or_else(|| {
            let message = format!("parameter `${name}` has no value");
            let error =
                QueryError::new(ErrorKind::ParameterMissing, Phase::Compile, ErrorDetail::MissingParameter, message);
            error.did_you_mean(name, self.params.keys().map(String::as_str))
        })
    }

    /// Returns the time at which the query asked for it first.
    pub(in crate::query) fn now(&self) -> Timestamp {
        *self.now.get_or_init(Timestamp::now)
    }

    /// Returns a random number from 0 up to 1.
    pub(in crate::query) fn random(&self) -> f64 {
        let step = self.random.fetch_add(1, Ordering::Relaxed);
        let seed = u64::try_from(self.now().as_nanosecond().unsigned_abs() & u128::from(u64::MAX)).unwrap_or(0);
        // SplitMix64.
        let mut z = seed.wrapping_add(step.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns the compiled form of a regular expression that must match the whole text.
    pub(in crate::query) fn regex(&self, pattern: &Arc<str>) -> Result<Regex> {
        let mut known = self.regexes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return Ok(regex.clone());
        }
        let whole = format!("^(?:{pattern})$");
        let made = regex::RegexBuilder::new(&whole).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES).build();
        let regex = made.map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or("not well-formed").trim_start_matches("error: ");
            let message = format!("`{pattern}` can't be used as a regular expression: {reason}");
            QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::InvalidRegularExpression, message)
        })?;
        known.insert(pattern.clone(), regex.clone());
        Ok(regex)
    }

    /// Notes that work goes on; now and then it looks whether it should.
    pub(in crate::query) fn tick(&self) -> Result<()> {
        if self.ticks.fetch_add(1, Ordering::Relaxed).is_multiple_of(256) { self.check() } else { Ok(()) }
    }

    /// Looks whether the query should go on.
    pub(in crate::query) fn check(&self) -> Result<()> {
        let stopped = |detail, message: String| Err(QueryError::runtime(ErrorKind::Interrupted, detail, message));
        if self.limits.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return stopped(ErrorDetail::Cancelled, "the query was stopped".to_owned());
        }
        match self.limits.timeout {
            Some(timeout) if self.started.elapsed() > timeout => {
                stopped(ErrorDetail::Timeout, format!("the query took longer than {timeout:?}"))
            }
            _ => Ok(()),
        }
    }

    /// Notes that an operator keeps so many more bytes.
    pub(in crate::query) fn keep(&self, bytes: usize) -> Result<()> {
        self.check()?;
        let kept = self.kept.fetch_add(bytes, Ordering::Relaxed) + bytes;
        match self.limits.memory {
            Some(memory) if kept > memory => {
                let message = format!("the query needs more than {} MB of memory", memory >> 20);
                let error = QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::MemoryLimit, message);
                Err(error.hint("ask for less with `LIMIT`, or raise the memory limit"))
            }
            _ => Ok(()),
        }
    }

    /// Looks whether a value is small enough to go on with; returns how many bytes it takes.
    pub(in crate::query) fn check_value(&self, value: &Value) -> Result<usize> {
        match value {
            Value::List(_) | Value::Map(_) | Value::String(_) => {
                crate::query::expr::check_size(value, self.limits.memory.unwrap_or(usize::MAX))
            }
            _ => Ok(0),
        }
    }

    /// Looks whether there is room for so many bytes, before they are taken.
    pub(in crate::query) fn check_room(&self, bytes: usize) -> Result<()> {
        match self.limits.memory {
            Some(memory) if bytes > memory => self.keep(bytes),
            _ => Ok(()),
        }
    }

    /// Looks whether the answer may have so many rows.
    pub(in crate::query) fn check_rows(&self, rows: usize) -> Result<()> {
        match self.limits.max_rows {
            Some(most) if rows > most => {
                let message = format!("the answer has more than {most} rows");
                let error = QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::RowLimit, message);
                Err(error.hint("ask for less with `LIMIT`, or raise the row limit"))
            }
            _ => Ok(()),
        }
    }
}
