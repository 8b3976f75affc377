//! Frames of video files, decoded by an installed `ffmpeg`, 5.1 or newer (native only).
//!
//! `ffprobe` tells size and rate; `ffmpeg` writes every decoded frame once, in order, as raw RGB8 to a pipe
//! and its time to standard error. A rotation noted in the file is applied by ffmpeg. No frame is dropped
//! or doubled to even out a variable rate.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};

mod error;
mod probe;

pub use self::error::FfmpegError;
use self::probe::parse_probe;
use super::{ClipInfo, Frame};

/// Lines of ffmpeg's complaints that an error shows.
const SHOWN_LINES: usize = 3;

/// A video file.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoFile {
    path: PathBuf,
    info: ClipInfo,
}

impl VideoFile {
    /// Asks `ffprobe` what the file holds.
    pub fn open(path: &Path) -> Result<Self, FfmpegError> {
        let output = Command::new("ffprobe")
            .args(["-v", "error", "-select_streams", "v:0", "-of", "json", "-show_entries"])
            .arg("stream=width,height,avg_frame_rate,nb_frames:stream_tags=rotate:stream_side_data=rotation")
            .arg(input(path))
            .stdin(Stdio::null())
            .output()
            .map_err(|source| start_error(path, "ffprobe", source))?;
        if !output.status.success() {
            let reason = last_lines(String::from_utf8_lossy(&output.stderr).lines());
            return Err(FfmpegError::NoVideo { path: path.into(), reason });
        }
        Ok(Self { path: path.into(), info: parse_probe(path, &output.stdout)? })
    }

    /// What is known before decoding. The number of frames is what the file claims.
    pub fn info(&self) -> &ClipInfo {
        &self.info
    }

    /// Starts `ffmpeg` and decodes every frame once, in order.
    pub fn frames(&self) -> Result<VideoFrames, FfmpegError> {
        let mut child = Command::new("ffmpeg")
            .args(["-hide_banner", "-nostats", "-loglevel", "info", "-i"])
            .arg(input(&self.path))
            // Times of the frames as they are; a constant rate would drop and double some.
            .args(["-map", "0:v:0", "-vf", "showinfo", "-fps_mode", "passthrough"])
            .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| start_error(&self.path, "ffmpeg", source))?;
        let (times, receiver) = mpsc::channel();
        let (stdout, stderr) = child.stdout.take().zip(child.stderr.take()).expect("both were piped");
        // A thread of its own: a full pipe of messages would stop ffmpeg while we wait for pixels.
        let messages = thread::spawn(move || {
            let mut last = VecDeque::new();
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(time) = frame_time(&line) {
                    // Nobody may be listening any more; then the rest is only drained.
                    let _ = times.send(time);
                } else if !line.contains("showinfo") {
                    last.push_back(line);
                    if last.len() > SHOWN_LINES {
                        last.pop_front();
                    }
                }
            }
            last_lines(last.iter().map(String::as_str))
        });
        Ok(VideoFrames {
            path: self.path.clone(),
            size: (self.info.width, self.info.height),
            child,
            pixels: BufReader::new(stdout),
            times: receiver,
            messages: Some(messages),
            decoded: 0,
            first_time: None,
        })
    }
}

/// The frames of a video file; dropping it stops ffmpeg.
#[derive(Debug)]
pub struct VideoFrames {
    path: PathBuf,
    size: (usize, usize),
    child: Child,
    pixels: BufReader<ChildStdout>,
    times: Receiver<f64>,
    messages: Option<JoinHandle<String>>,
    decoded: usize,
    first_time: Option<f64>,
}

impl Iterator for VideoFrames {
    type Item = Result<Frame, FfmpegError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.messages.as_ref()?;
        let (width, height) = self.size;
        let wanted = width * height * 3;
        let mut rgb = Vec::with_capacity(wanted);
        match (&mut self.pixels).take(wanted as u64).read_to_end(&mut rgb) {
            Err(source) => {
                self.messages = None;
                return Some(Err(FfmpegError::Run { path: self.path.clone(), program: "ffmpeg", source }));
            }
            Ok(0) => return self.end(None).map(Err),
            Ok(found) if found < wanted => return self.end(Some(found)).map(Err),
            Ok(_) => {}
        }
        // The line with the time is written before the frame leaves the filter.
        let Ok(time) = self.times.recv() else {
            return self.end(Some(wanted)).map(Err);
        };
        let first = *self.first_time.get_or_insert(time);
        self.decoded += 1;
        let frame = Frame::new(width, height, rgb, time - first);
        Some(frame.map_err(|source| FfmpegError::Frame { path: self.path.clone(), source }))
    }
}

impl VideoFrames {
    /// The error, if any, with which ffmpeg ended; `stray` bytes were left over from half a frame.
    fn end(&mut self, stray: Option<usize>) -> Option<FfmpegError> {
        let said = self.messages.take()?.join().unwrap_or_default();
        let status = self.child.wait();
        let failed = match (&status, stray) {
            (Err(error), _) => Some(error.to_string()),
            (Ok(status), _) if !status.success() => Some(said),
            (Ok(_), Some(bytes)) => Some(format!("{bytes} bytes of a frame without its end or time")),
            (Ok(_), None) if self.decoded == 0 => Some("it holds no frame".into()),
            (Ok(_), None) => None,
        };
        let (path, frames) = (self.path.clone(), self.decoded);
        failed.map(|reason| FfmpegError::Broken { path, frames, reason })
    }
}

impl Drop for VideoFrames {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill, and that is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file name is never taken for an option or for one of ffmpeg's protocols.
fn input(path: &Path) -> std::ffi::OsString {
    let mut input = std::ffi::OsString::from("file:");
    input.push(path);
    input
}

fn start_error(path: &Path, program: &'static str, source: io::Error) -> FfmpegError {
    match source.kind() {
        io::ErrorKind::NotFound => FfmpegError::Missing { path: path.into(), program },
        _ => FfmpegError::Run { path: path.into(), program, source },
    }
}

fn last_lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("; ")
}

/// The seconds in a line of the filter `showinfo`: `... pts_time:1.25 ...`.
fn frame_time(line: &str) -> Option<f64> {
    let (_, rest) = line.split_once(" pts_time:")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_frame_is_found_in_its_line() {
        let line =
            "[Parsed_showinfo_0 @ 0x55] n:   3 pts:   1536 pts_time:0.12    duration:    512 fmt:yuv420p";
        assert_eq!(frame_time(line), Some(0.12));
        assert_eq!(frame_time("Stream #0:0: Video: h264"), None);
    }
}
