//! Reading a municipality's own files: preview, refusal with line and column, and writing.
