//! The policies seen from outside: the whole as a matrix, single decisions that must never change by accident, and
//! lists that hold what the policies permit.

mod decisions;
mod matrix;
mod reception;
mod scope;
