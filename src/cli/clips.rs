//! Clips from folders and video files, localized.

use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use clap::{Args, ValueEnum};

use super::CliError;
use super::detector::DetectorArgs;
use super::error::InPath;
use super::files::read;
use super::progress::bar;
use crate::lbr::set_run::SetClip;
use crate::localize::detector::Detector;
use crate::localize::{Boxes, Feed, FlowCubes, LocalizeConfig, Localized, Localizer, RegionsFrom};
use crate::video::ffmpeg::VideoFile;
use crate::video::folder::ImageFolder;
use crate::video::{ClipInfo, Frame, analysed_size, analysis_stride, shrink};

/// Rate of a folder of frames where `--fps` does not say: that of the scenes; ours.
pub const FOLDER_RATE: f64 = 30.0;

/// Where clips come from.
#[derive(Debug, Args)]
pub struct ClipArgs {
    /// A folder of images, a folder of such folders (a clip each), or a video file
    #[arg(long, value_name = "DIR|FILE")]
    pub frames: PathBuf,
    /// Boxes over all clips in name order, instead of motion regions
    #[arg(long, value_name = "FILE.npz")]
    pub boxes: Option<PathBuf>,
    #[command(flatten)]
    pub detector: DetectorArgs,
    /// A clip of your own, or the settings of a data set
    #[arg(long, value_enum, default_value_t = Preset::Clip)]
    pub preset: Preset,
    /// Frames per second of a folder [default: 30]; a video file says its own
    #[arg(long, value_name = "RATE", value_parser = frame_rate)]
    pub fps: Option<f64>,
}

/// Settings that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Preset {
    /// A clip of one's own
    Clip,
    /// UCSD Ped1
    Ped1,
    /// UCSD Ped2
    Ped2,
    /// CUHK Avenue
    Avenue,
    /// ShanghaiTech Campus
    ShanghaiTech,
}

/// Which rules turn objects into tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// One network per clip, its own smoothing (ours).
    Clip,
    /// One network for all clips, the authors' smoothing, every frame (LBR-SPR, CVPR 2022).
    DataSet,
}

/// One clip with its objects.
#[derive(Debug)]
pub struct LocalizedClip {
    /// The name of its folder or file.
    pub id: String,
    /// Frames of the clip itself.
    pub clip_frames: usize,
    /// Frames per second of the clip itself.
    pub frames_per_second: f64,
    /// Every how many frames one was analysed.
    pub stride: usize,
    /// `(width, height)` of the clip's frames.
    pub original: (usize, usize),
    /// `(width, height)` at which they were analysed.
    pub analysed: (usize, usize),
    /// Its objects.
    pub localized: Localized,
    /// The flow of its cubes, where the motion variant was asked for.
    pub flow: Option<FlowCubes>,
}

/// What is asked for besides the clips.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The rules of a data set, whatever the clips are.
    pub data_set: bool,
    /// The flow of the cubes.
    pub motion: bool,
}

/// What looks at the frames besides the localizer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Observers<'a> {
    /// A network that finds objects.
    pub detector: Option<&'a Detector>,
    /// What measures the flow of the cubes, where it is asked for.
    pub flow: Option<&'a Device>,
}

impl Preset {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clip => "clip",
            Self::Ped1 => "ped1",
            Self::Ped2 => "ped2",
            Self::Avenue => "avenue",
            Self::ShanghaiTech => "shanghaitech",
        }
    }

    fn localize_config(self, (width, height): (usize, usize)) -> LocalizeConfig {
        match self {
            Self::Clip => LocalizeConfig::auto(width, height),
            Self::Ped1 => LocalizeConfig::ped1(),
            Self::Ped2 => LocalizeConfig::ped2(),
            Self::Avenue => LocalizeConfig::avenue(),
            Self::ShanghaiTech => LocalizeConfig::shanghaitech(),
        }
    }
}

impl Rules {
    /// Their name in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clip => "clip",
            Self::DataSet => "data set",
        }
    }
}

impl LocalizedClip {
    /// `[n]`, the analysed frame of each cube.
    pub fn object_frames(&self) -> Vec<usize> {
        self.localized.cubes.places.iter().map(|place| place.frame).collect()
    }

    /// What the rules of a data set need of it.
    pub fn of_set(&self) -> SetClip {
        let places = self.localized.cubes.places.clone();
        SetClip { id: self.id.clone(), frames: self.clip_frames, places }
    }

    /// `[analysed frames]`, the part of the clip that each lies in.
    pub fn parts(&self) -> Vec<usize> {
        self.localized.frames.iter().map(|frame| frame.part).collect()
    }
}

/// Reads and localizes every clip, in name order.
///
/// The data-set rules hold where they are wanted, and for a boxes file, a data set's preset and several clips.
pub fn localize_clips(
    args: &ClipArgs,
    data_set: bool,
    observers: Observers<'_>,
) -> Result<(Vec<LocalizedClip>, Rules), CliError> {
    let sources = open(&args.frames)?;
    let own_clip = args.preset == Preset::Clip && args.boxes.is_none() && !data_set && sources.len() == 1;
    let rules = if own_clip { Rules::Clip } else { Rules::DataSet };
    let boxes = args.boxes.as_deref().map(|path| read_boxes(path, &sources)).transpose()?;
    let clips = sources.iter().enumerate().map(|(index, source)| {
        let boxes = boxes.as_ref().map(|boxes| (boxes, index));
        localize_clip(source, boxes, args, rules, observers)
    });
    Ok((clips.collect::<Result<_, _>>()?, rules))
}

/// One clip on disk.
pub enum Source {
    /// Pictures in name order.
    Folder(ImageFolder),
    /// A video file, decoded by ffmpeg.
    Video(VideoFile),
}

impl Source {
    /// What is known before any frame is read.
    pub fn info(&self) -> Result<ClipInfo, CliError> {
        match self {
            Self::Folder(folder) => Ok(folder.info()?),
            Self::Video(video) => Ok(video.info().clone()),
        }
    }

    /// The frames in order; `rate` places those of a folder in time.
    pub fn frames(
        &self,
        rate: f64,
    ) -> Result<Box<dyn Iterator<Item = Result<Frame, CliError>> + '_>, CliError> {
        Ok(match self {
            Self::Folder(folder) => Box::new(folder.frames(rate).map(|frame| frame.map_err(CliError::from))),
            Self::Video(video) => Box::new(video.frames()?.map(|frame| frame.map_err(CliError::from))),
        })
    }
}

/// The clips at a path: a folder of pictures, a folder of such folders, or a video file.
pub fn open(path: &Path) -> Result<Vec<Source>, CliError> {
    let kind = fs::metadata(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    if kind.is_dir() {
        return Ok(ImageFolder::open_all(path)?.into_iter().map(Source::Folder).collect());
    }
    Ok(vec![Source::Video(VideoFile::open(path)?)])
}

fn read_boxes(path: &Path, sources: &[Source]) -> Result<Boxes, CliError> {
    let boxes = Boxes::read(&read(path)?).in_path(path)?;
    // A video file may be longer or shorter than it claims: the localizer checks it at its end.
    let lengths = sources.iter().map(|source| match source {
        Source::Folder(folder) => Some(folder.len()),
        Source::Video(_) => None,
    });
    if let Some(lengths) = lengths.collect::<Option<Vec<_>>>() {
        boxes.check_clips(&lengths).in_path(path)?;
    } else if boxes.clip_lengths().len() != sources.len() {
        return Err(CliError::Usage(format!(
            "{} holds boxes of {} clips, --frames holds {}",
            path.display(),
            boxes.clip_lengths().len(),
            sources.len()
        )));
    }
    Ok(boxes)
}

fn localize_clip(
    source: &Source,
    boxes: Option<(&Boxes, usize)>,
    args: &ClipArgs,
    rules: Rules,
    observers: Observers<'_>,
) -> Result<LocalizedClip, CliError> {
    let info = source.info()?;
    let frames_per_second = info.fps.or(args.fps).unwrap_or(FOLDER_RATE);
    let original = (info.width, info.height);
    // A data set is reproduced at its own size and rate (ours).
    let (analysed, stride) = match rules {
        Rules::Clip => (analysed_size(info.width, info.height), analysis_stride(frames_per_second)),
        Rules::DataSet => (original, 1),
    };
    let regions = match boxes {
        Some((boxes, index)) => RegionsFrom::File(boxes.of_clip(index, original, analysed)?),
        None => RegionsFrom::Motion,
    };
    let localizer = Localizer::new(args.preset.localize_config(analysed), regions);
    let mut feed = Feed::new(localizer, observers.detector, observers.flow);
    let progress = bar(format!("Localizing {}", info.id), info.frames.map(|frames| frames as u64));
    let mut clip_frames = 0;
    for frame in source.frames(frames_per_second)? {
        let frame = frame?;
        if clip_frames % stride == 0 {
            pollster::block_on(feed.push(shrink(frame, analysed.0, analysed.1)?))?;
            progress.set_message(format!("{} cubes", feed.cubes_so_far()));
        }
        clip_frames += 1;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let (localized, flow) = pollster::block_on(feed.finish())?;
    let id = info.id;
    Ok(LocalizedClip { id, clip_frames, frames_per_second, stride, original, analysed, localized, flow })
}

fn frame_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("expected a number of frames per second above 0".into()),
    }
}
