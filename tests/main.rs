//! The one integration binary.

mod export; // exports, byte by byte and read by other programs
mod layering; // each module uses only the modules it may
