//! The one integration binary.

mod export; // exports, byte by byte and read by other programs
mod layering; // each module uses only the modules it may
mod repl; // the shell, through a pipe and at a terminal
