//! The state of an aggregate while its group is read.

use super::arithmetic::calculate;
use super::compare::{GroupKey, order};
use super::functions::Aggregate;
use crate::graph::Value;
use crate::query::ast::BinaryOp;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

type Result<T> = std::result::Result<T, QueryError>;

/// What has been gathered so far.
#[derive(Clone, Debug)]
pub(in crate::query) struct Accumulator {
    aggregate: Aggregate,
    seen: Option<FxHashSet<GroupKey>>,
    count: i64,
    total: Option<Value>,
    values: Vec<Value>,
    parameter: Option<f64>,
}

impl Accumulator {
    pub(in crate::query) fn new(aggregate: Aggregate, distinct: bool) -> Self {
        let seen = distinct.then(FxHashSet::default);
        Self { aggregate, seen, count: 0, total: None, values: Vec::new(), parameter: None }
    }

    /// Takes in the value of a row; `parameter` is the second argument. Null is passed over.
    pub(in crate::query) fn add(&mut self, value: Value, parameter: Option<Value>) -> Result<()> {
        if let Some(parameter) = parameter {
            self.parameter = Some(percentile(&parameter)?);
        }
        if value.is_null() {
            return Ok(());
        }
        if let Some(seen) = &mut self.seen
            && !seen.insert(GroupKey(value.clone()))
        {
            return Ok(());
        }
        self.count += 1;
        match self.aggregate {
            Aggregate::Count => {}
            Aggregate::Sum | Aggregate::Average => {
                check_number(&value)?;
                self.total = Some(match self.total.take() {
                    None => value,
                    Some(total) => calculate(BinaryOp::Add, &total, &value)?,
                });
            }
            Aggregate::Min => self.keep(value, Ordering::Less),
            Aggregate::Max => self.keep(value, Ordering::Greater),
            Aggregate::Collect => self.values.push(value),
            _ => {
                check_number(&value)?;
                self.values.push(value);
            }
        }
        Ok(())
    }

    fn keep(&mut self, value: Value, better: Ordering) {
        let replace = self.total.as_ref().is_none_or(|known| order(&value, known) == better);
        if replace {
            self.total = Some(value);
        }
    }

    /// Returns the result.
    pub(in crate::query) fn finish(self) -> Result<Value> {
        Ok(match self.aggregate {
            Aggregate::Count => Value::Integer(self.count),
            Aggregate::Sum => self.total.unwrap_or(Value::Integer(0)),
            Aggregate::Average => match self.total {
                None => Value::Null,
                Some(total @ Value::Duration(_)) => calculate(BinaryOp::Divide, &total, &Value::Integer(self.count))?,
                Some(total) => Value::Float(as_float(&total) / self.count as f64),
            },
            Aggregate::Min | Aggregate::Max => self.total.unwrap_or_default(),
            Aggregate::Collect => Value::list(self.values),
            Aggregate::Deviation => deviation(&self.values, 1),
            Aggregate::PopulationDeviation => deviation(&self.values, 0),
            Aggregate::PercentileContinuous => continuous(self.values, self.parameter.unwrap_or(0.5)),
            Aggregate::PercentileDiscrete => discrete(self.values, self.parameter.unwrap_or(0.5)),
        })
    }
}

fn check_number(value: &Value) -> Result<()> {
    if matches!(value, Value::Integer(_) | Value::Float(_) | Value::Duration(_)) {
        return Ok(());
    }
    let message = format!("numbers are added up, not a {}", value.type_name());
    Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentValue, message))
}

fn as_float(value: &Value) -> f64 {
    match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        _ => f64::NAN,
    }
}

fn percentile(value: &Value) -> Result<f64> {
    let number = as_float(value);
    if (0.0..=1.0).contains(&number) {
        return Ok(number);
    }
    let message = "a percentile lies between 0.0 and 1.0";
    Err(QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::NumberOutOfRange, message))
}

/// Returns the standard deviation, two passes over the values.
fn deviation(values: &[Value], lost: usize) -> Value {
    if values.len() <= lost {
        return Value::Float(0.0);
    }
    let mean = values.iter().map(as_float).sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (as_float(value) - mean).powi(2)).sum();
    Value::Float((squares / (values.len() - lost) as f64).sqrt())
}

fn continuous(mut values: Vec<Value>, at: f64) -> Value {
    values.sort_by(order);
    let Some(last) = values.len().checked_sub(1) else { return Value::Null };
    let place = at * last as f64;
    let (below, above) = (values.get(place.floor() as usize), values.get(place.ceil() as usize));
    let (Some(below), Some(above)) = (below.map(as_float), above.map(as_float)) else { return Value::Null };
    Value::Float(below + (above - below) * place.fract())
}

fn discrete(mut values: Vec<Value>, at: f64) -> Value {
    values.sort_by(order);
    let place = (at * values.len() as f64).ceil() as usize;
    values.get(place.saturating_sub(1)).cloned().unwrap_or_default()
}
