//! The one integration binary.

mod actors; // who is meant: names, roles, pronouns, metonyms
mod cli; // the program as a user runs it
mod export; // exports, byte by byte and read by other programs
mod ingest; // articles from files as they come
mod layering; // each module uses only the modules it may
mod pipeline; // the language engine gives what spaCy gives
mod repl; // the shell, through a pipe and at a terminal
mod rules; // the examples of data/rules
mod sources; // files from elsewhere are what data/SOURCES.md says
mod store; // stores of every version open
mod variants; // pipelines of other shapes, and damaged ones
