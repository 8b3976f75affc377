/** Putting a clip on the table: a scene, a public clip, files of the visitor's own, a recording. */
import { chooseClip } from "../../media/choose";
import { MediaFailure } from "../../media/failure";
import { openVideoElement } from "../../media/video_element";
import { Cancelled, toFailure } from "../../session/client";
import { engine, studio } from "../../session/sessions";
import { isDrawn } from "../../session/protocol";
import type { ClipSource } from "../../session/protocol";
import type { ClipChoice } from "./clip_choice";
import { FramePlayer } from "./player/frame_player";
import type { Player } from "./player/player";
import { openOwnScene, openPictures, openScene } from "./player/sources";
import { VideoPlayer } from "./player/video_player";
import { leaveClip } from "./run";
import { fetchPublicClip, type PublicClip } from "./public_clips";
import { scriptOf } from "./own_scene/script";
import { watch, type Clip } from "./store";

/** Counts the clips: what was begun for an earlier one is thrown away when it arrives. */
let generation = 0;

export interface Opening {
  /** Seconds; given where the address names a moment: the clip then waits there. */
  readonly at: number | null;
}
const FROM_THE_START: Opening = { at: null };

/** Acts on a choice in the combobox. Only scenes load by themselves; the rest waits for a file or a click. */
export async function choose(choice: ClipChoice, opening = FROM_THE_START): Promise<void> {
  watch.choice.value = choice;
  clearTable();
  if (choice.kind === "own-scene") return loadOwnScene(opening);
  if (choice.kind !== "plaza") return;
  await load("Drawing the scene", async () => {
    const frames = watch.frames.value;
    const { source, truth } = await openScene(studio, choice.seed, frames, choice.odd);
    const clip: Clip = { name: `plaza-${choice.seed}`, source: { kind: "scene", seed: choice.seed, frames, odd: choice.odd }, byElement: null, truth, credit: null };
    return { clip, player: new FramePlayer(source) };
  }, opening);
}

/** Draws what the panel "Make your own scene" says; what does not fit is said in the crate's words. */
async function loadOwnScene(opening: Opening): Promise<void> {
  const own = watch.ownScene.value;
  const script = scriptOf(own, watch.frames.value);
  await load("Setting your scene", async () => {
    const { source, truth } = await openOwnScene(studio, script);
    const clip: Clip = { name: `${own.place}-${own.seed}`, source: { kind: "own-scene", script }, byElement: null, truth, credit: null };
    return { clip, player: new FramePlayer(source) };
  }, opening);
}

export async function fetchPublic(publicClip: PublicClip): Promise<void> {
  clearTable();
  const mine = generation;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  await load(`Fetching “${publicClip.name}”`, async () => {
    const file = await fetchPublicClip(publicClip, (bytes, total) => {
      if (mine !== generation) return;
      watch.loading.value = { kind: "loading", what: `Fetching “${publicClip.name}”: ${megabytes(bytes)}${total === null ? "" : ` of ${megabytes(total)}`} MB` };
    });
    const { credit, home, licence } = publicClip;
    return { clip: { name: publicClip.id, source: { kind: "video", file }, byElement: null, truth: null, credit: { text: credit, home, licence } }, player: await playerFor({ kind: "video", file }) };
  });
}

/** Files that were chosen or dropped, or a recording. */
export async function takeFiles(files: readonly File[], choice: ClipChoice = { kind: "own" }): Promise<void> {
  watch.choice.value = choice;
  clearTable();
  await load("Looking at your clip", async () => {
    const source = await chooseClip(files);
    const name = source.kind === "pictures" ? (files[0]?.webkitRelativePath.split("/")[0] ?? "") || "pictures" : (files[0]?.name ?? "clip");
    return { clip: { name, source, byElement: null, truth: null, credit: null }, player: await playerFor(source) };
  });
}

interface Opened {
  readonly clip: Clip;
  /** null where the browser cannot show what the engine can read. */
  readonly player: Player | null;
}

async function load(what: string, open: () => Promise<Opened>, { at } = FROM_THE_START): Promise<void> {
  const mine = generation;
  watch.loading.value = { kind: "loading", what };
  try {
    const { clip, player } = await open();
    if (mine !== generation) return player?.close();
    watch.clip.value = clip;
    watch.player.value = player;
    if (at !== null) player?.seek(at);
    else if (!matchMedia("(prefers-reduced-motion: reduce)").matches) player?.play();
    if (!isDrawn(clip.source)) await probe(clip, mine);
    if (mine === generation) watch.loading.value = { kind: "ready" };
  } catch (error) {
    if (mine !== generation || error instanceof Cancelled) return;
    clearTable();
    watch.failure.value = toFailure(error);
  }
}

/** Reads a little of the clip before any learning: can it be read, and does the camera keep still? */
async function probe(clip: Clip, mine: number): Promise<void> {
  watch.loading.value = { kind: "loading", what: "Looking at a few frames" };
  try {
    const { probe: found } = await engine.call({ kind: "probe", clip: clip.source });
    if (mine === generation) watch.probe.value = found;
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind !== "unsupported" || clip.source.kind !== "video") throw error;
    // The browser's own player may still have the decoder that WebCodecs lacks; it throws our words if not.
    const { file } = clip.source;
    const element = await openVideoElement(file, new MediaFailure(failure.kind, failure.detail, failure.advice));
    const source: ClipSource = { kind: "pushed", name: element.name, frames: element.frames, fps: element.fps };
    element.close();
    if (mine !== generation) return;
    watch.clip.value = { ...clip, source, byElement: file };
    watch.notice.value = "Only this browser's video player can decode this clip, so frames and times will be approximate.";
  }
}

async function playerFor(source: ClipSource): Promise<Player | null> {
  switch (source.kind) {
    case "video":
      return VideoPlayer.open(source.file).catch(() => null); // The engine's words on the file come with the probe.
    case "pictures":
      return openPictures(source.files).then((frames) => new FramePlayer(frames), () => null);
    case "zip": // Scored, but not played: the page would have to unpack it a second time.
    case "scene":
    case "own-scene":
    case "pushed":
      return null;
  }
}

function clearTable(): void {
  generation += 1;
  leaveClip();
  watch.player.value?.close();
  watch.player.value = null;
  watch.clip.value = null;
  watch.probe.value = null;
  watch.loading.value = { kind: "empty" };
  watch.failure.value = null;
  watch.notice.value = null;
}
