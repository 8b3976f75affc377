//! What the Learn view asks: the crate's own rules on small inputs, with what happens in between. No maths here.

mod alarms;
mod attention;
mod clicks;
mod dynamics;
mod examples;
mod mil;
mod redraw;
mod spr;
