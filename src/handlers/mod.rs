//! One stateless module per path. Handlers hold no SQL and no wording; they say in which order
//! things happen.

pub mod admin;
pub mod health;
pub mod user;
