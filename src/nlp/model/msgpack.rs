//! MessagePack as srsly writes it, with thinc's arrays inside.

use rmpv::ValueRef;

use super::ModelError;

/// How deep values may nest; spaCy's own files stay under ten.
const MAX_DEPTH: usize = 64;

/// An array of numbers with its shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Array {
    /// The length along each axis.
    pub(crate) shape: Vec<usize>,
    /// The numbers, the last axis fastest.
    pub(crate) data: Vec<f32>,
}

/// Reads the one value that `bytes` holds; strings and binaries borrow from it.
pub(crate) fn decode<'b>(file: &str, bytes: &'b [u8]) -> Result<ValueRef<'b>, ModelError> {
    let mut rest = bytes;
    rmpv::decode::read_value_ref_with_max_depth(&mut rest, MAX_DEPTH)
        .map_err(|error| ModelError::malformed(file, format!("not msgpack: {error}")))
}

/// Returns the value of a string key in a map, or `None` where there is none.
pub(crate) fn get<'v, 'b>(map: &'v ValueRef<'b>, key: &str) -> Option<&'v ValueRef<'b>> {
    let ValueRef::Map(pairs) = map else { return None };
    pairs.iter().find(|(k, _)| text(k) == Some(key)).map(|(_, value)| value)
}

/// Returns the text of a string, or of a binary that holds UTF-8.
pub(crate) fn text<'b>(value: &ValueRef<'b>) -> Option<&'b str> {
    match value {
        ValueRef::String(string) => string.into_str(),
        ValueRef::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// Returns the items of an array.
pub(crate) fn items<'v, 'b>(value: &'v ValueRef<'b>) -> Option<&'v [ValueRef<'b>]> {
    match value {
        ValueRef::Array(items) => Some(items),
        _ => None,
    }
}

/// Returns the pairs of a map.
pub(crate) fn pairs<'v, 'b>(value: &'v ValueRef<'b>) -> Option<&'v [(ValueRef<'b>, ValueRef<'b>)]> {
    match value {
        ValueRef::Map(pairs) => Some(pairs),
        _ => None,
    }
}

/// Returns a whole number that is not negative.
pub(crate) fn count(value: &ValueRef<'_>) -> Option<usize> {
    match value {
        ValueRef::Integer(number) => usize::try_from(number.as_u64()?).ok(),
        _ => None,
    }
}

/// Reads one of srsly's number arrays: a map of `nd`, `type`, `shape` and `data`.
pub(crate) fn array(file: &str, value: &ValueRef<'_>) -> Result<Array, ModelError> {
    let wrong = |what: &str| ModelError::malformed(file, format!("number array without {what}"));
    if get(value, "type").and_then(text) != Some("<f4") {
        return Err(wrong("type `<f4`"));
    }
    let shape = get(value, "shape").and_then(items).ok_or_else(|| wrong("shape"))?;
    let shape: Vec<usize> =
        shape.iter().map(|n| count(n).ok_or_else(|| wrong("whole lengths"))).collect::<Result<_, _>>()?;
    let Some(ValueRef::Binary(bytes)) = get(value, "data") else { return Err(wrong("data")) };
    let size = shape.iter().try_fold(4_usize, |product, &n| product.checked_mul(n));
    if size != Some(bytes.len()) {
        return Err(ModelError::malformed(file, format!("{} bytes for an array of shape {shape:?}", bytes.len())));
    }
    Ok(Array { shape, data: floats(bytes) })
}

/// Returns little-endian numbers; a part of one at the end is left out.
pub(crate) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmpv::Value;

    fn bytes(value: &Value) -> Vec<u8> {
        let mut out = Vec::new();
        rmpv::encode::write_value(&mut out, value).unwrap();
        out
    }

    fn numbers(shape: Vec<i64>, data: Vec<u8>) -> Value {
        Value::Map(vec![
            (Value::Binary(b"nd".to_vec()), Value::Boolean(true)),
            (Value::Binary(b"type".to_vec()), Value::from("<f4")),
            (Value::Binary(b"kind".to_vec()), Value::Binary(Vec::new())),
            (Value::Binary(b"shape".to_vec()), Value::Array(shape.into_iter().map(Value::from).collect())),
            (Value::Binary(b"data".to_vec()), Value::Binary(data)),
        ])
    }

    #[test]
    fn an_array_keeps_shape_and_numbers() {
        let data: Vec<u8> = [1.5_f32, -2.0].iter().flat_map(|n| n.to_le_bytes()).collect();
        let packed = bytes(&numbers(vec![2, 1], data));
        let read = array("m", &decode("m", &packed).unwrap()).unwrap();
        assert_eq!(read, Array { shape: vec![2, 1], data: vec![1.5, -2.0] });
    }

    #[test]
    fn a_shape_that_does_not_fit_its_data_is_refused() {
        for shape in [vec![3], vec![-1], vec![i64::MAX, i64::MAX]] {
            let packed = bytes(&numbers(shape, vec![0; 8]));
            assert!(array("m", &decode("m", &packed).unwrap()).is_err());
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_truncation_too() {
        let deep = [vec![0x91; 10_000], vec![0xc0]].concat();
        assert!(decode("m", &deep).is_err());
        assert!(decode("m", &[0xdd, 0xff, 0xff, 0xff, 0xff]).is_err());
    }
}
