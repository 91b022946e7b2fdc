//! The one integration binary.

mod actors; // who is meant: names, roles, pronouns, metonyms
mod algo; // algorithms give what networkx gives
mod cli; // the program as a user runs it
mod curation; // changes made by hand outlive further articles
mod errors; // what a wrong query is told
mod events; // what happened, in codes of event data
mod explain; // explanations, rules and actors of one's own
mod export; // exports, byte by byte and read by other programs
mod faults; // runs that are killed, full disks, writers that meet, damaged files
mod fuzz; // every parser survives what is no input of it
mod help; // the examples of every help run
mod import; // tables that a manifest names
mod ingest; // articles from files as they come
mod joined; // no order leaves a trace in a graph
mod layering; // each module uses only the modules it may
mod links; // what answers, causes or contradicts what
mod optimizer; // the rules of the optimiser change no answer
mod page; // the graph as a browser asks for it
mod pipeline; // the language engine gives what spaCy gives
mod plans; // what a plan is, and what its parts did
mod print; // parse, print, parse again
mod query; // queries as data, by clause
mod readers; // exports, read by the programs that they are meant for
mod repl; // the shell, through a pipe and at a terminal
mod robust; // queries that mean harm
mod rules; // the examples of data/rules
mod screens; // the shell as a person at a terminal sees it
mod search; // what is found by its words
mod sources; // files from elsewhere are what data/SOURCES.md says
mod store; // stores of every version open
mod streaming; // rows go out as they are found
mod synthetic; // articles made by a formula
mod tck; // the openCypher conformance cases, where they lie beside the repository
mod variants; // pipelines of other shapes, and damaged ones
