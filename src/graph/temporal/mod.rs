//! Points and lengths of time as openCypher has them: days over a range of two thousand million years, nanoseconds,
//! offsets and named zones. Text to value and back; arithmetic and truncation are the query language's.

mod date;
mod datetime;
mod duration;
mod parse;
mod time;
mod zone;

pub use date::Date;
pub use datetime::{DateTime, LocalDateTime};
pub use duration::{DAYS_PER_MONTH, Duration};
pub use time::{LocalTime, NANOS_PER_DAY, NANOS_PER_SECOND, Time};
pub use zone::{Zone, format_offset};
