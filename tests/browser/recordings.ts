/** Short films that the browser records for the tests: rotated, of variable rate, shaken, long, or of a foreign codec. */

import type { BrowserContext } from "@playwright/test";
import type { MadeFile } from "./clips";
import type { Site } from "./server";

export interface Recording {
  readonly name: string;
  readonly container: "mp4" | "webm";
  readonly width: number;
  readonly height: number;
  /** Seconds of each frame. */
  readonly times: readonly number[];
  /** Degrees by which a player has to turn the stored picture. */
  readonly rotation?: 0 | 90;
  /** Pixels by which the camera moves from frame to frame. */
  readonly shake?: number;
}

/** Times of `frames` frames at a steady rate. */
export function steady(frames: number, rate: number): number[] {
  return Array.from({ length: frames }, (_, i) => i / rate);
}

/** Films stripes in three squares that move to the right over a textured ground. */
export async function record(context: BrowserContext, site: Site, recording: Recording): Promise<MadeFile> {
  const page = await context.newPage();
  await page.goto(`${site.origin}/modules/blank.html`);
  const base64 = await page.evaluate(film, { recording, library: `${site.origin}/modules/mediabunny.mjs` });
  await page.close();
  return { name: recording.name, mimeType: `video/${recording.container}`, buffer: Buffer.from(base64, "base64") };
}

/** A .mov that announces H.265: a real index around packets that nobody here could decode. */
export async function hevcMovie(context: BrowserContext, site: Site): Promise<MadeFile> {
  const page = await context.newPage();
  await page.goto(`${site.origin}/modules/blank.html`);
  const base64 = await page.evaluate(wrapHevc, `${site.origin}/modules/mediabunny.mjs`);
  await page.close();
  return { name: "phone.mov", mimeType: "video/quicktime", buffer: Buffer.from(base64, "base64") };
}

// The two functions below run in the browser: they may use nothing of this module but types.

type Mediabunny = typeof import("mediabunny");

async function film({ recording, library }: { recording: Recording; library: string }): Promise<string> {
  const { BufferTarget, CanvasSource, Mp4OutputFormat, Output, QUALITY_HIGH, WebMOutputFormat } = (await import(library)) as Mediabunny;
  const { width, height, times, rotation = 0, shake = 0 } = recording;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const target = new BufferTarget();
  const output = new Output({ format: recording.container === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec: "vp8", quality: QUALITY_HIGH, latencyMode: "realtime" });
  output.addVideoTrack(source, { rotation });
  await output.start();
  for (const [t, time] of times.entries()) {
    const aside = shake * (t % 2);
    for (let y = 0; y < height; y += 12)
      for (let x = -24; x < width; x += 12) {
        // Paving as coarse as the shake: every stone moves on by most of its width.
        const grey = 40 + (((x + 240) * 7 + y * 13) % 19) * 8;
        context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
        context.fillRect(x + aside, y, 12, 12);
      }
    for (const [lane, speed] of [90, 60, 120].entries()) {
      const x = (time * speed) % width;
      const top = (height / 3) * lane + 6;
      for (let stripe = 0; stripe < 20; stripe += 4) {
        context.fillStyle = stripe % 8 === 0 ? "white" : "black";
        context.fillRect(x + stripe, top, 4, 24);
      }
    }
    await source.add(time, (times[t + 1] ?? time + 0.04) - time);
  }
  await output.finalize();
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => { resolve((reader.result as string).split(",")[1] ?? ""); };
    reader.readAsDataURL(new Blob([target.buffer ?? new ArrayBuffer(0)]));
  });
}

async function wrapHevc(library: string): Promise<string> {
  const { BufferTarget, EncodedPacket, EncodedVideoPacketSource, MovOutputFormat, Output } = (await import(library)) as Mediabunny;
  const target = new BufferTarget();
  const output = new Output({ format: new MovOutputFormat(), target });
  const source = new EncodedVideoPacketSource("hevc");
  output.addVideoTrack(source);
  await output.start();
  // An hvcC record without parameter sets: Main profile, level 3.1.
  const description = new Uint8Array([1, 1, 96, 0, 0, 0, 144, 0, 0, 0, 0, 0, 93, 240, 0, 252, 253, 248, 248, 0, 0, 15, 0]);
  const decoderConfig = { codec: "hvc1.1.6.L93.90", codedWidth: 320, codedHeight: 240, description };
  for (let t = 0; t < 30; t++) {
    const packet = new EncodedPacket(new Uint8Array([0, 0, 0, 3, 38, 1, t]), t === 0 ? "key" : "delta", t / 30, 1 / 30);
    await source.add(packet, t === 0 ? { decoderConfig } : undefined);
  }
  await output.finalize();
  return btoa(String.fromCharCode(...new Uint8Array(target.buffer ?? new ArrayBuffer(0))));
}
