/**
 * Video files by WebCodecs: mp4, mov, webm and mkv through mediabunny.
 *
 * Every frame is decoded (inter-coded frames need each other), each comes once and in presentation order, with its own
 * time: variable rates stay variable. Rotation and pixel shape of the file are honoured. Decoding ahead is bounded by
 * mediabunny's queue (tens of frames); a frame is closed before the next one is handed out.
 */

import { BlobSource, Input, MATROSKA, MP4, QTFF, VideoSampleSink, WEBM } from "mediabunny";
import type { FrameRateMetrics, InputVideoTrack, VideoCodec, VideoSample } from "mediabunny";
import { CONVERT, FETCH_AGAIN, MediaFailure, wordsOf } from "./failure";
import { Raster, readSize, reductionNotes } from "./raster";
import type { Size } from "./raster";
import type { FileType } from "./sniff";
import type { ClipFrame, ClipInfo, FrameSource } from "./source";
import { unreadable } from "./unreadable";

/** Packets looked at for the frame rate: what mediabunny calls reliable. */
const RATE_PACKETS = 256;
/** How far from either end of a file an index is looked for. */
const INDEX_BYTES = 1 << 20;
/** A rate that dips below this share of its peak is called variable; webm rounds times to 1 ms (33 and 34 at 30 fps). */
const STEADY_SHARE = 0.75;
const CODEC_NAMES: Readonly<Record<VideoCodec, string>> = {
  avc: "H.264",
  hevc: "H.265 (HEVC)",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1",
  prores: "ProRes",
};

/** Opens `file`, whose head was found to be of `type`. */
export async function openVideo(file: File, type: FileType): Promise<FrameSource> {
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, MATROSKA, WEBM] });
  try {
    const track = await videoTrack(input, file, type);
    const codec = await decodableCodec(track, file.name);
    return await VideoSource.of(input, track, file.name, codec);
  } catch (error) {
    input.dispose();
    if (error instanceof MediaFailure) throw error;
    if (await mentions(file, "encv")) throw encrypted(file.name);
    throw new MediaFailure("cannot-decode", `“${file.name}” cannot be read: ${wordsOf(error)}.`, `${FETCH_AGAIN} ${CONVERT}`, error);
  }
}

async function videoTrack(input: Input, file: File, type: FileType): Promise<InputVideoTrack> {
  if (!(await input.canRead())) throw unreadable(file.name, type);
  const track = await input.getPrimaryVideoTrack();
  if (track !== null) return track;
  const sound = await input.getPrimaryAudioTrack();
  // Without any track the index is missing: an mp4 that was cut short has it at the lost end.
  if (sound === null) throw unreadable(file.name, type);
  throw new MediaFailure("bad-file", `“${file.name}” has sound but no picture.`, "Choose a file with a video track.");
}

/** The codec's name, if this browser decodes it. */
async function decodableCodec(track: InputVideoTrack, name: string): Promise<string> {
  const codec = await track.getCodec();
  const found = codec === null ? foreignCodec(await track.getInternalCodecId()) : CODEC_NAMES[codec];
  if (found === "encv") throw encrypted(name);
  if (typeof VideoDecoder === "undefined") {
    throw new MediaFailure("unsupported", "This browser has no WebCodecs video decoder.", "Use a current Chrome, Edge, Firefox or Safari, over https.");
  }
  if (codec === null || !(await track.canDecode())) {
    const parameters = await track.getCodecParameterString();
    throw new MediaFailure(
      "unsupported",
      `“${name}” holds ${found} video${parameters === null ? "" : ` (${parameters})`}, which this browser cannot decode here.`,
      CONVERT,
    );
  }
  return found;
}

/** A codec that the demultiplexer has no name for, by the container's own. */
function foreignCodec(id: string | number | Uint8Array | null): string {
  if (id === "mp4v") return "MPEG-4 Part 2 (mp4v)";
  return typeof id === "string" || typeof id === "number" ? String(id) : "an unnamed kind of";
}

function encrypted(name: string): MediaFailure {
  return new MediaFailure("cannot-decode", `The video in “${name}” is encrypted.`, "Choose a file without copy protection.");
}

/** Whether a box type occurs where an mp4 keeps its index, at the head or the tail. */
async function mentions(file: File, box: string): Promise<boolean> {
  const ends = [file.slice(0, INDEX_BYTES), file.slice(Math.max(0, file.size - INDEX_BYTES))];
  const texts = await Promise.all(ends.map(async (end) => new TextDecoder("latin1").decode(await end.arrayBuffer())));
  return texts.some((text) => text.includes(box));
}

class VideoSource implements FrameSource {
  readonly info: ClipInfo;
  readonly notes: string[];
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #raster: Raster;

  private constructor(input: Input, track: InputVideoTrack, info: ClipInfo, notes: string[]) {
    this.#input = input;
    this.#track = track;
    this.info = info;
    this.notes = notes;
    this.#raster = new Raster(info);
  }

  static async of(input: Input, track: InputVideoTrack, name: string, codec: string): Promise<VideoSource> {
    const own: Size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
    const read = readSize(name, own);
    const rate = await track.computeFrameRateMetrics({ targetPacketCount: RATE_PACKETS });
    const format = await input.getFormat();
    // The index of mp4 and mov lists every frame; in a webm or mkv only reading the whole file would tell.
    const listed = format === MP4 || format === QTFF;
    const frames = listed ? (await track.computePacketStats()).packetCount : null;
    // Recordings of a browser carry no length: their last frame tells.
    const seconds = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
    const info: ClipInfo = { name, ...read, fps: meanRate(rate, name), frames, seconds, codec };
    return new VideoSource(input, track, info, [...reductionNotes(own, read), ...rateNotes(rate)]);
  }

  async *frames(): AsyncGenerator<ClipFrame, void, undefined> {
    const sink = new VideoSampleSink(this.#track);
    let decoded = 0;
    let before = 0;
    try {
      for await (const sample of sink.samples()) {
        try {
          decoded++;
          // An edit list starts the clip later than its first stored frame; players do not show these either.
          if (sample.timestamp < 0) before++;
          else yield this.#frame(sample);
        } finally {
          sample.close();
        }
      }
    } catch (error) {
      throw this.#damaged(decoded, error);
    }
    if (before > 0) this.notes.push(`${before} stored frames lie before the start of the clip and were left out, as players do.`);
    this.#checkCount(decoded);
  }

  async *at(times: readonly number[]): AsyncGenerator<ClipFrame, void, undefined> {
    const sink = new VideoSampleSink(this.#track);
    for await (const sample of sink.samplesAtTimestamps(times)) {
      if (sample === null) continue;
      try {
        yield this.#frame(sample);
      } finally {
        sample.close();
      }
    }
  }

  close(): void {
    this.#input.dispose();
  }

  #frame(sample: VideoSample): ClipFrame {
    const read = () =>
      this.#raster.read((context, width, height) => {
        sample.draw(context, 0, 0, width, height);
      });
    return { time: sample.timestamp, pixels: () => Promise.resolve().then(read) };
  }

  #damaged(decoded: number, error: unknown): unknown {
    // What the reader of the frames throws passes through here too: only the decoder's own words are ours to explain.
    if (error instanceof MediaFailure || !(error instanceof Error)) return error;
    const of = this.info.frames === null ? "" : ` of ${this.info.frames}`;
    return new MediaFailure(
      "cannot-decode",
      `“${this.info.name}” could not be decoded beyond frame ${decoded}${of}: ${wordsOf(error)}.`,
      `${FETCH_AGAIN} ${CONVERT}`,
      error,
    );
  }

  #checkCount(decoded: number): void {
    const { frames, name } = this.info;
    if (decoded === 0) throw new MediaFailure("cannot-decode", `“${name}” gave no frame.`, `${FETCH_AGAIN} ${CONVERT}`);
    if (frames !== null && frames !== decoded) {
      this.notes.push(`The file lists ${frames} frames; ${decoded} could be decoded.`);
    }
  }
}

/** Frames per second: exact where the rate is constant, else the mean. */
function meanRate(rate: FrameRateMetrics, name: string): number {
  const fps = rate.underlyingFrameRate !== null && rate.frameRateIsConstant ? rate.underlyingFrameRate : rate.averageFrameRate;
  if (Number.isFinite(fps) && fps > 0) return fps;
  throw new MediaFailure("too-little", `“${name}” has a single frame or no frame times.`, "Choose a video of 20 s or more.");
}

function rateNotes(rate: FrameRateMetrics): string[] {
  if (rate.frameRateIsConstant || rate.minFrameRate >= STEADY_SHARE * rate.maxFrameRate) return [];
  const round = (fps: number): string => fps.toFixed(1);
  return [`The frame rate varies (${round(rate.minFrameRate)} to ${round(rate.maxFrameRate)} frames per second); every frame keeps its own time.`];
}
