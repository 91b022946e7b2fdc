//! `demarche.procedures`: what may be called.

use crate::graph::{Graph, Value};
use crate::query::bind::Type;
use crate::query::error::QueryError;
use crate::query::exec::{Procedure, Rows, Signature, Surroundings};

/// Lists the procedures with what they take and give.
#[derive(Debug)]
pub(super) struct Catalog(Signature);

impl Default for Catalog {
    fn default() -> Self {
        Self(Signature {
            caption: "lists the procedures that CALL may call".to_owned(),
            outputs: ["name", "signature", "description"].map(|name| (name.to_owned(), Type::String)).to_vec(),
            ..Signature::default()
        })
    }
}

impl Procedure for Catalog {
    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, _: &Graph, _: &[Value], around: Surroundings<'_>) -> Result<Rows, QueryError> {
        let known = around.procedures.names().filter_map(|name| Some((name, around.procedures.get(name)?)));
        let row = |(name, procedure): (&str, std::sync::Arc<dyn Procedure>)| {
            let signature = procedure.signature();
            vec![name.into(), shown(name, signature).into(), signature.caption.as_str().into()]
        };
        Ok(known.map(row).collect())
    }
}

/// Returns how a procedure is called: `algo.degree(labels?, types?, options?) YIELD node, score`.
fn shown(name: &str, signature: &Signature) -> String {
    let input = |(at, (input, _)): (usize, &(String, Type))| {
        format!("{input}{}", if at < signature.required() { "" } else { "?" })
    };
    let inputs: Vec<String> = signature.inputs.iter().enumerate().map(input).collect();
    let outputs: Vec<&str> = signature.outputs.iter().map(|(output, _)| output.as_str()).collect();
    let yields = if outputs.is_empty() { String::new() } else { format!(" YIELD {}", outputs.join(", ")) };
    format!("{name}({}){yields}", inputs.join(", "))
}
