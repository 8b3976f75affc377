import { movingSquares, movingSquaresTiff, realClip, WITHOUT_CLIPS, zipped } from "./clips";
import { expect, test } from "./fixtures";

const SMALL = { device: "CPU", steps: 4, width: "0.125" } as const;

const REAL = [
  { file: "ucsd_ped1_Test001.mp4", frames: 200, width: 238, height: 158, seconds: 8 },
  { file: "vtest.mp4", frames: 795, width: 640, height: 480, seconds: 79.5 },
  { file: "vtest.webm", frames: 795, width: 640, height: 480, seconds: 79.5 },
] as const;

for (const { file, frames, width, height, seconds } of REAL) {
  test(`${file} is decoded to exactly ${frames} frames, localized, learnt and scored`, async ({ watch }) => {
    test.skip(WITHOUT_CLIPS !== null, WITHOUT_CLIPS ?? "");
    test.slow();
    await watch.open();
    await watch.choose(SMALL);
    await watch.upload(realClip(file));
    await watch.run();
    await expect(watch.result).toContainText(`Scored ${frames} frames in`);
    const { result } = await watch.exported();
    const { times, robust } = result.track;
    expect(result.clip).toMatchObject({ frames, width, height });
    expect(times).toHaveLength(frames);
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? Infinity))).toBe(true);
    expect(times[0]).toBeCloseTo(0, 2);
    expect(times.at(-1)).toBeCloseTo(seconds - seconds / frames, 1);
    expect(robust.every(Number.isFinite)).toBe(true);
    expect(result.notes.join(" ")).not.toContain("could be decoded");
  });
}

test("pictures are read in natural name order, and what is no picture is left out with a note", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  const notes = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") };
  await watch.upload([...movingSquares(40).reverse(), notes]);
  await watch.run();
  await expect(watch.result).toContainText("Scored 40 frames in");
  const { result } = await watch.exported();
  expect(result.notes.join(" ")).toContain("1 file that is no picture was ignored: notes.txt.");
  expect(result.notes.join(" ")).toContain("25 frames per second were assumed");
  // Out of order, the squares would jump and no object would be followed by itself: every frame would look new.
  expect(result.analysed.cubes).toBeLessThan(100);
});

test("a zip of TIFF pictures gives the curve of the pictures themselves", async ({ watch }) => {
  const curves: (readonly (number | null)[])[] = [];
  for (const files of [movingSquares(40), await zipped("frames.zip", movingSquaresTiff(40))]) {
    await watch.open();
    await watch.choose(SMALL);
    await watch.upload(files);
    await watch.run();
    await expect(watch.result).toContainText("Scored 40 frames in");
    curves.push((await watch.exported()).result.track.robust);
  }
  expect(curves[1]).toEqual(curves[0]);
});

test("a webcam recording becomes a clip", async ({ watch }) => {
  await watch.open();
  await watch.clip.selectOption("Webcam…");
  const seconds = watch.page.getByRole("spinbutton", { name: "Seconds" });
  await seconds.fill("5");
  await seconds.blur();
  await watch.page.getByRole("button", { name: "Record" }).click();
  await expect(watch.page.getByText(/webcam\.(webm|mp4)/)).toBeVisible({ timeout: 30_000 });
  await expect(watch.score).toBeEnabled({ timeout: 30_000 });
});
