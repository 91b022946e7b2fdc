//! The one integration binary.

mod layering; // each module uses only the modules it may
