//! The switches of an evaluation as flags.

use clap::Args;

use crate::evaluate::{
    ApRule, Average, Conventions, Crop, Interval, LengthPolicy, NormalClass, Normalise, Preset, Smooth,
    SmoothScope,
};

/// Every switch; one that is not given is the preset's.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conventions")]
pub struct SwitchArgs {
    /// A published system's switches: LA-Net, PEL4VAD-UCF, PEL4VAD-XD, DSANet-UCF, DSANet-XD or LBR
    #[arg(long)]
    preset: Option<Preset>,
    /// Frames that a score covers where the file does not say [default: 16]
    #[arg(long, visible_alias = "repeat", value_name = "FRAMES", value_parser = clap::value_parser!(u32).range(1..))]
    pub stride: Option<u32>,
    /// How crops became one score, for the card: mean or only:I
    #[arg(long)]
    crop: Option<Crop>,
    /// none, forward:K or block:K (snippets), box:W or gauss:SIGMA (frames)
    #[arg(long)]
    smooth: Option<Smooth>,
    /// video, or concat: smoothing runs over all videos end to end
    #[arg(long, value_name = "SCOPE")]
    smooth_scope: Option<SmoothScope>,
    /// none, global_minmax, video_minmax, train_z or train_z:MEAN,STD
    #[arg(long)]
    normalise: Option<Normalise>,
    /// Frames left out at the start of every video
    #[arg(long, value_name = "FRAMES")]
    drop_head: Option<usize>,
    /// Frames left out at its end
    #[arg(long, value_name = "FRAMES")]
    drop_tail: Option<usize>,
    /// How annotation files count frames: half_open0, inclusive0 or inclusive1
    #[arg(long)]
    interval: Option<Interval>,
    /// Where lengths differ: strict, truncate, hold_last or build [default: build for annotation files, else strict]
    #[arg(long, value_name = "POLICY")]
    pub length_policy: Option<LengthPolicy>,
    /// Average precision of the headline: both, trapezoid or step
    #[arg(long, value_name = "RULE")]
    ap: Option<ApRule>,
    /// How videos are put together: micro, macro_skip or macro_pad
    #[arg(long, value_name = "RULE")]
    average: Option<Average>,
    /// Threshold of the false alarm rates [default: 0.5]
    #[arg(long, value_name = "SCORE", value_parser = finite)]
    far_tau: Option<f32>,
    /// Say on the card that this threshold was picked on these results
    #[arg(long)]
    far_tau_picked: bool,
    /// What mAP does with normal videos: exclude_quirk, include or drop
    #[arg(long, value_name = "RULE")]
    map_normal_class: Option<NormalClass>,
    /// Evaluate the videos that have both scores and truth; the card says SUBSET
    #[arg(long)]
    subset: bool,
    /// Resamples behind the intervals [default: 1000]
    #[arg(long, value_name = "N")]
    resamples: Option<u64>,
    /// Seed of the resamples [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl SwitchArgs {
    /// The preset's switches and those given over them.
    pub fn conventions(&self) -> Conventions {
        let base = self.preset.map_or_else(Conventions::default, Preset::conventions);
        Conventions {
            preset: self.preset,
            crop: self.crop.unwrap_or(base.crop),
            repeat: self.stride.map(|stride| stride as usize).or(base.repeat),
            smooth: self.smooth.unwrap_or(base.smooth),
            smooth_scope: self.smooth_scope.unwrap_or(base.smooth_scope),
            normalise: self.normalise.unwrap_or(base.normalise),
            empty_frame: base.empty_frame,
            drop_head: self.drop_head.unwrap_or(base.drop_head),
            drop_tail: self.drop_tail.unwrap_or(base.drop_tail),
            interval: self.interval.unwrap_or(base.interval),
            length_policy: self.length_policy.unwrap_or(base.length_policy),
            ap: self.ap.unwrap_or(base.ap),
            average: self.average.unwrap_or(base.average),
            far_tau: self.far_tau.unwrap_or(base.far_tau),
            far_tau_picked: self.far_tau_picked,
            map_normal_class: self.map_normal_class.or(base.map_normal_class),
            subset: self.subset,
            interval_replicates: self.resamples.unwrap_or(base.interval_replicates),
            interval_seed: self.seed.unwrap_or(base.interval_seed),
        }
    }
}

fn finite(text: &str) -> Result<f32, String> {
    let value: f32 = text.parse().map_err(|_| "expected a number".to_string())?;
    if value.is_finite() { Ok(value) } else { Err("expected a finite number".into()) }
}
