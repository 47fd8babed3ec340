//! Body text ⇄ blocks: official markers, emphasis, tables.
