//! Where the objects are: frame in, regions and cubes out.
//!
//! [`Localizer`] takes the frames of a clip one at a time and gives [`Cubes`], the regions of each frame and
//! notes. Regions come from motion, from a detector ([`detector`]) and motion, or from a file ([`Boxes`]); a pixel
//! (x, y) covers [x, x+1) x [y, y+1).

mod blur;
mod boxes;
mod components;
mod config;
mod cover;
mod cubes;
mod detected;
pub mod detector;
mod error;
mod feed;
mod flow_cubes;
mod localizer;
mod motion;
mod region;
mod report;

pub use boxes::{Boxes, BoxesError};
pub use components::mask_boxes;
pub use config::{BlurKernel, GradientSum, LocalizeConfig};
pub use cover::uncovered;
pub use cubes::{CUBE_BYTES, CUBE_FRAMES, CUBE_PLANES, CUBE_SIDE, CubePlace, Cubes};
pub use error::LocalizeError;
pub use feed::{Feed, FeedError};
pub use flow_cubes::{FLOW_PLANES, FLOW_VALUES, FlowCubes, FlowCutter};
pub use localizer::{Localizer, RegionsFrom};
pub use motion::{Foreground, Motion};
pub use region::{Region, RegionSource};
pub use report::{FrameReport, Localized, Note};
