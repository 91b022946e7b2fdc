//! The one integration binary.

mod actors; // who is meant: names, roles, pronouns, metonyms
mod cli; // the program as a user runs it
mod errors; // what a wrong query is told
mod export; // exports, byte by byte and read by other programs
mod fuzz; // every parser survives what is no input of it
mod ingest; // articles from files as they come
mod layering; // each module uses only the modules it may
mod pipeline; // the language engine gives what spaCy gives
mod query; // queries as data, by clause
mod repl; // the shell, through a pipe and at a terminal
mod rules; // the examples of data/rules
mod sources; // files from elsewhere are what data/SOURCES.md says
mod store; // stores of every version open
mod tck; // the openCypher conformance cases, where they lie beside the repository
mod variants; // pipelines of other shapes, and damaged ones
