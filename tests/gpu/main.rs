//! The GPU's kernels on the machine's adapter, for which Mesa's in software will do: layers, passes, whole networks.

mod adapter;
mod auto_encoder;
mod draw;
mod flow;
mod layers;
mod models;
mod networks;
mod norm;
mod passes;
mod probes;
