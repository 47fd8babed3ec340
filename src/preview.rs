//! Pages as SVG and PNG.
