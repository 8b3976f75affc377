//! `oddframe localize`: where the objects of clips are, as a file of boxes.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::clips::{ClipArgs, FOLDER_RATE, LocalizedClip, open};
use super::detector::Localization;
use super::device::Chosen;
use super::files::write;
use super::score::{DeviceChoice, notes};
use crate::localize::Boxes;

/// Find the objects of clips and write their boxes
#[derive(Debug, Args)]
pub struct LocalizeArgs {
    #[command(flatten)]
    clips: ClipArgs,
    /// Take every whole frame for an object instead of looking for some: localization left out, to compare with
    #[arg(long, conflicts_with_all = ["boxes", "detector"])]
    whole_frame: bool,
    /// What computes the detector [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
    /// Boxes of every frame of all clips in name order, for --boxes
    #[arg(long, value_name = "FILE.npz")]
    out: PathBuf,
}

/// Localizes and writes.
pub fn run(args: &LocalizeArgs) -> Result<(), CliError> {
    if args.whole_frame {
        return write_boxes(&whole_frames(&args.clips)?, args);
    }
    // A file of boxes is of every frame at its own size: the rules of a data set.
    let found = Localization::new(&args.clips, true, &Chosen::new(args.device))?;
    let notes = [notes(&found.clips), found.note.into_iter().collect()].concat();
    notes.iter().for_each(|note| eprintln!("note: {note}"));
    write_boxes(&boxes(&found.clips)?, args)
}

fn write_boxes(boxes: &Boxes, args: &LocalizeArgs) -> Result<(), CliError> {
    write(&args.out, &boxes.to_npz()?)?;
    let frames: usize = boxes.clip_lengths().iter().sum();
    let (count, clips, out) = (boxes.len(), boxes.clip_lengths().len(), args.out.display());
    eprintln!("wrote {count} boxes of {clips} clips, {frames} frames, to {out}");
    Ok(())
}

/// One box per frame, as large as it.
fn whole_frames(clips: &ClipArgs) -> Result<Boxes, CliError> {
    let (mut lengths, mut corners) = (Vec::new(), Vec::new());
    for source in open(&clips.frames)? {
        let info = source.info()?;
        let rate = info.fps.or(clips.fps).unwrap_or(FOLDER_RATE);
        let mut length = 0;
        for frame in source.frames(rate)? {
            let frame = frame?;
            corners.push([0.0, 0.0, frame.width() as f32, frame.height() as f32]);
            length += 1;
        }
        lengths.push(length);
    }
    let frames: Vec<usize> = (0..corners.len()).collect();
    Ok(Boxes::new(&lengths, &frames, corners)?)
}

/// The boxes of all clips in pixels of their own frames.
fn boxes(clips: &[LocalizedClip]) -> Result<Boxes, CliError> {
    let lengths: Vec<usize> = clips.iter().map(|clip| clip.localized.frames.len()).collect();
    let (mut frames, mut corners, mut before) = (Vec::new(), Vec::new(), 0);
    for clip in clips {
        for (frame, report) in clip.localized.frames.iter().enumerate() {
            for region in &report.regions {
                frames.push(before + frame);
                corners.push(region.in_original(clip.analysed, clip.original));
            }
        }
        before += clip.localized.frames.len();
    }
    Ok(Boxes::new(&lengths, &frames, corners)?)
}
