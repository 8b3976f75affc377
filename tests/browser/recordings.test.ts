import { expect, test } from "./fixtures";
import { hevcMovie, record, steady } from "./recordings";

const SMALL = { device: "CPU", steps: 4, width: "0.125" } as const;

test("a portrait film is turned as its file says", async ({ watch, context, site }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.upload(await record(context, site, { name: "portrait.mp4", container: "mp4", width: 160, height: 120, times: steady(90, 15), rotation: 90 }));
  await watch.run();
  const { result } = await watch.exported();
  expect(result.clip).toMatchObject({ frames: 90, width: 120, height: 160 });
  // Stored, the squares move to the right; turned clockwise, they move down.
  const boxes = result.objects.box;
  const extent = (axis: number) => {
    const centres = boxes.flatMap((corner, i) => (i % 4 === axis ? [(corner + (boxes[i + 2] ?? NaN)) / 2] : []));
    return Math.max(...centres) - Math.min(...centres);
  };
  expect(extent(1)).toBeGreaterThan(1.3 * extent(0));
});

test("60 frames per second at a variable rate keep each frame and its own time", async ({ watch, context, site }) => {
  // Every seventh frame is missing, as a phone leaves them out.
  const times = steady(210, 60).filter((_, i) => i % 7 !== 3);
  await watch.open();
  await watch.choose(SMALL);
  await watch.upload(await record(context, site, { name: "phone.mp4", container: "mp4", width: 160, height: 120, times }));
  await watch.run();
  const { result } = await watch.exported();
  expect(result.track.times).toHaveLength(times.length);
  result.track.times.forEach((time, i) => { expect(time).toBeCloseTo(times[i] ?? NaN, 2); });
  expect(result.notes.join(" ")).toContain("The frame rate varies (30.0 to 60.0 frames per second)");
});

test("six seconds are scored, and the result says that they are little to learn from", async ({ watch, context, site }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.upload(await record(context, site, { name: "short.webm", container: "webm", width: 160, height: 120, times: steady(90, 15) }));
  await watch.run();
  const { result } = await watch.exported();
  expect(result.clip.frames).toBe(90);
  expect(["too-little", "provisional"]).toContain(result.state);
});

test("before a shaken film is learnt, the visitor is asked, and may stop or go on", async ({ watch, context, site }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.upload(await record(context, site, { name: "shaken.webm", container: "webm", width: 160, height: 120, times: steady(90, 15), shake: 9 }));
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
  await watch.score.click();
  const asking = watch.page.getByRole("group", { name: "The camera seems to move" });
  await expect(asking).toBeVisible({ timeout: 30_000 });
  await asking.getByRole("button", { name: "Stop" }).click();
  await expect(asking).toHaveCount(0);
  await watch.score.click();
  await asking.getByRole("button", { name: "Go on" }).click();
  const ended = watch.result.filter({ hasText: "Scored" }).or(watch.alert);
  await expect(ended.first()).toBeVisible({ timeout: 60_000 });
});

test("ten minutes are decoded, thinned to what can be learnt from, and scored over their whole length", async ({ watch, context, site }) => {
  test.slow();
  const times = steady(3000, 5);
  const film = await record(context, site, { name: "long.webm", container: "webm", width: 128, height: 96, times });
  await watch.open();
  await watch.choose(SMALL);
  await watch.upload(film);
  await watch.run();
  await expect(watch.result).toContainText("Scored 3,000 frames in");
  const { result } = await watch.exported();
  expect(result.track.times).toHaveLength(times.length);
  expect(result.track.times.at(-1)).toBeCloseTo(times.at(-1) ?? NaN, 1);
});

test("an H.265 .mov that this browser cannot decode is refused by name, with a way on", async ({ watch, context, site }) => {
  await watch.open();
  await watch.upload(await hevcMovie(context, site));
  await expect(watch.alert).toContainText("H.265 (HEVC)");
  await expect(watch.alert).toContainText("cannot decode");
  await expect(watch.score).toBeDisabled();
});
