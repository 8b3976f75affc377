import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures";
import { floats, members, npz } from "./npz";
import { given, published, servePublished, WITHOUT_SCORES } from "./reproduce_page";

/** PEL4VAD's scores on UCF-Crime. */
const GOLDEN = [
  ["AUC, all frames", "0.867580"],
  ["AP, trapezoid", "0.339992"],
  ["AP, step", "0.339173"],
  ["AUC, abnormal videos only", "0.701797"],
  ["AUC, mean per video", "0.753702"],
  ["AUC, mean per video, padded", "0.881911"],
  ["False alarms, normal videos", "0.004742"],
  ["False alarms, all normal frames", "0.073169"],
  ["Equal error rate", "0.233014"],
  ["AUC of each video’s mean", "0.833719"],
  ["Frames", "1,109,680"],
] as const;
/** The limits: once the files are there, and for the whole evaluation. */
const SECONDS_ONCE_LOADED = 3;

/** Milliseconds for an evaluation by frames instead of snippets on a busy machine: sixteen times as many scores. */
const SLOW = { timeout: 60_000 };

/** Two short videos, one of them with odd frames. */
const SMALL_SCORES = npz({ a: Float32Array.of(0.1, 0.3, 0.2, 0.9), b: Float32Array.of(0.2, 0.6, 0.1) });
const SMALL_TRUTH = npz({ a: Uint8Array.of(0, 0, 1, 1), b: Uint8Array.of(0, 0, 0) });

test.describe("with the published scores", () => {
  test.skip(WITHOUT_SCORES !== null, WITHOUT_SCORES ?? "");

  test("one press checks the published number; nothing is fetched before, and nothing twice", async ({ reproduce, context }) => {
    const asked = await servePublished(context);
    await reproduce.open();
    expect(asked).toEqual([]);
    await reproduce.check.click();
    await expect(reproduce.result).toContainText("86.758", { timeout: 60_000 });
    await expect(reproduce.result).toContainText("86.76");
    await expect(reproduce.result).toContainText("equal to the printed digit");
    await expect(reproduce.result).toContainText("checked by SHA-256");
    const seconds = Number(/in ([\d.]+) s/.exec((await reproduce.result.textContent()) ?? "")?.[1]);
    expect(seconds).toBeGreaterThan(0);
    console.log(`    the published number: ${seconds} s once its files are there (aim: ${SECONDS_ONCE_LOADED} s)`);
    expect(new Set(asked).size).toBe(580);
    await expect(reproduce.row("AP, trapezoid")).toContainText("33.99 %within 0.01");

    await reproduce.page.reload();
    await expect(reproduce.conventions).toBeVisible({ timeout: 60_000 });
    await reproduce.check.click();
    await expect(reproduce.result).toContainText("86.758", { timeout: 60_000 });
    expect(asked, "the second time comes from this browser").toHaveLength(580);
  });

  test("a published file that has changed is named, and fetched anew the next time", async ({ reproduce, context }) => {
    let spoilt = true;
    const asked = await servePublished(context, (url, bytes) => {
      if (!spoilt || !url.includes("Arson011_x264_pred")) return bytes;
      const other = Buffer.from(bytes);
      other.writeFloatLE(0.5, other.length - 4);
      return other;
    });
    await reproduce.open();
    await reproduce.check.click();
    await expect(reproduce.alert).toContainText("The published scores of Arson011_x264 are not those that were checked", { timeout: 60_000 });
    spoilt = false;
    await reproduce.check.click();
    await expect(reproduce.result).toContainText("86.758", { timeout: 60_000 });
    expect(asked).toHaveLength(2 * 580);
  });

  test("fetching can be cancelled", async ({ reproduce, context }) => {
    await context.route("https://raw.githubusercontent.com/**", () => undefined); // Never answers.
    await reproduce.open();
    await reproduce.check.click();
    await reproduce.page.getByRole("button", { name: "Cancel" }).click();
    await expect(reproduce.check).toBeEnabled();
    await expect(reproduce.alert).toHaveCount(0);
  });

  test("the same data as two .npz gives every golden number and its interval", async ({ reproduce }) => {
    await reproduce.open();
    await reproduce.giveGolden();
    for (const [name, value] of GOLDEN) await expect(reproduce.row(`${name}(?!,)`), name).toContainText(value, { timeout: 30_000 });
    await expect(reproduce.row("AUC, all frames")).toContainText("0.805508 to 0.909956", { timeout: 60_000 });
    await expect(reproduce.row("AP, step")).toContainText("0.238934 to 0.458381");
    await expect(reproduce.page.getByRole("figure", { name: "ROC curve" })).toContainText("Area 0.867580");
    await expect(reproduce.page.getByRole("figure", { name: "Precision-recall curve" })).toContainText("Area by trapezoids 0.339992");
  });

  test("every switch is live: the golden numbers of smoothing and normalisation", async ({ reproduce }) => {
    await reproduce.open("?data_set=ucf-crime&method=PEL4VAD");
    await reproduce.giveGolden();
    const auc = reproduce.row("AUC, all frames");
    await expect(auc).toContainText("0.867580", { timeout: 30_000 });
    const smoothing = reproduce.conventions.getByRole("combobox", { name: "Smoothing", exact: true });
    await smoothing.selectOption("Forward mean (PEL4VAD, UCF-Crime)");
    await expect(auc).toContainText("0.866114", SLOW);
    await expect(reproduce.conventions).toContainText("1 changed from the defaults");
    await expect(reproduce.page.getByRole("list", { name: "What to know about these numbers" })).toContainText("unsmoothed value: AUC 0.867580");
    await smoothing.selectOption("Gaussian (AI-VAD)");
    await expect(auc).toContainText("0.867618", SLOW);
    const sigma = reproduce.conventions.getByRole("textbox", { name: "Sigma, frames" });
    await sigma.fill("7");
    await sigma.blur();
    await expect(auc).toContainText("0.867651", SLOW);
    await smoothing.selectOption("Box (LBR-SPR)");
    await expect(auc).toContainText("0.867679", SLOW);
    await reproduce.conventions.getByRole("combobox", { name: "Smoothing runs over" }).selectOption("All videos end to end");
    await expect(auc).toContainText("0.867586", SLOW);
    await expect(reproduce.page).toHaveURL(/data_set=ucf-crime&method=PEL4VAD&smooth=box%3A10&smooth_scope=concat/);
    await reproduce.page.getByRole("button", { name: "Set back" }).click();
    await reproduce.conventions.getByRole("combobox", { name: "Normalisation" }).selectOption("Min–max per video");
    await expect(auc).toContainText("0.797270", SLOW);
  });

  test("a second method stands beside the first, with the interval of the difference", async ({ reproduce }) => {
    const means: Record<string, Float32Array> = {};
    for (const [name, file] of members(published("scores.npz"))) {
      const scores = floats(file);
      means[name.replace(/\.npy$/, "")] = new Float32Array(scores.length).fill(scores.reduce((sum, score) => sum + score, 0) / scores.length);
    }
    await reproduce.open();
    await reproduce.giveGolden();
    await reproduce.give("Compare with", given("means.npz", npz(means)));
    // The control of the specification, brought as a method of its own.
    await expect(reproduce.row("AUC, all frames")).toContainText("0.833719", { timeout: 60_000 });
    const words = reproduce.page.getByText(/AUC \+0\.0338\d\d against means\.npz/);
    await expect(words).toBeVisible();
    await expect(reproduce.page.getByText(/95 % interval of the difference/)).toBeVisible({ timeout: 60_000 });
    await expect(reproduce.page.getByText(/inside the noise of its 290 videos/)).toBeVisible();
  });

  test("a card is computed again: verified, or the fields that differ", async ({ reproduce }) => {
    await reproduce.open("?smooth=gauss:3");
    await reproduce.giveGolden();
    await expect(reproduce.row("AUC, all frames")).toContainText("0.867618", { timeout: 30_000 });
    const card = await reproduce.export("JSON");

    await reproduce.page.goto("about:blank");
    await reproduce.open();
    await reproduce.giveGolden();
    await reproduce.give("Result card", given("card.json", card));
    await expect(reproduce.page.getByText("Verified.")).toBeVisible({ timeout: 60_000 });
    // The switches are the card's.
    await expect(reproduce.row("AUC, all frames")).toContainText("0.867618");

    const forged = Buffer.from(card.toString("utf8").replace(/"auroc": 0\.86761\d*/, '"auroc": 0.9'));
    expect(forged.equals(card)).toBe(false);
    await reproduce.page.getByRole("button", { name: "Result card: take away" }).click();
    await reproduce.give("Result card", given("card.json", forged));
    await expect(reproduce.page.getByRole("table", { name: "Differing fields" })).toContainText("results.auroc", { timeout: 60_000 });
  });

  test("the table of videos is sorted by its headings and opens curves", async ({ reproduce }) => {
    await reproduce.open();
    await reproduce.giveGolden();
    await expect(reproduce.perVideo.getByRole("row")).toHaveCount(291, { timeout: 30_000 });
    const heading = (name: string) => reproduce.perVideo.getByRole("columnheader", { name: new RegExp(`^${name}`) });
    const first = reproduce.perVideo.getByRole("row").nth(1);
    await expect(heading("AUC")).toHaveAttribute("aria-sort", "ascending");
    await expect(first).toContainText("Explosion007_x264");
    await heading("Frames").getByRole("button").click();
    await expect(heading("Frames")).toHaveAttribute("aria-sort", "descending");
    const frames = (await reproduce.perVideo.getByRole("row").locator("td:last-child").allTextContents()).map((text) => Number(text.replaceAll(",", "")));
    expect(frames).toEqual([...frames].sort((a, b) => b - a));
    await heading("Video").getByRole("button").focus();
    await reproduce.page.keyboard.press("Enter");
    await expect(first).toContainText("Abuse028_x264");
    await reproduce.perVideo.getByRole("button", { name: "Abuse028_x264" }).click();
    const figure = reproduce.page.getByRole("figure", { name: "Scores of Abuse028_x264" });
    await expect(figure.locator("canvas")).toBeVisible();
    await expect(figure).toContainText("odd frames 165 to 239");
  });

  test("the report can be taken away as JSON, CSV, PNG and HTML", async ({ reproduce }) => {
    await reproduce.open("?data_set=ucf-crime&method=PEL4VAD");
    await reproduce.giveGolden();
    await expect(reproduce.row("AUC, all frames")).toContainText("0.867580", { timeout: 30_000 });
    const card = JSON.parse((await reproduce.export("JSON")).toString("utf8")) as { format: string; results: { auroc: number }; intervals: { auroc: { ci95: number[] } }; conventions: { repeat: number }; data: { videos: number; scores_sha256: string } };
    expect(card.format).toBe("oddframe-card/1");
    expect(card.results.auroc).toBeCloseTo(0.8675801019827114, 12);
    expect(card.intervals.auroc.ci95[0]).toBeCloseTo(0.805508, 6);
    expect(card.conventions.repeat).toBe(16);
    expect(card.data.videos).toBe(290);
    expect(card.data.scores_sha256).toMatch(/^[0-9a-f]{64}$/);

    expect((await reproduce.export("CSV")).toString("utf8").trimEnd().split("\n")).toHaveLength(291);
    const curve = (await reproduce.export("Curve CSV")).toString("utf8").trimEnd().split("\n");
    expect(curve).toHaveLength(1 + 69_187);
    expect(curve[0]).toBe("threshold,true_positives,false_positives,recall,false_positive_rate,precision");
    expect((await reproduce.export("PNG")).subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const html = (await reproduce.export("HTML")).toString("utf8");
    expect(html).toContain("0.867580");
    expect(html).not.toMatch(/<script|(src|href)="/);
  });
});

test("scores and truth of other videos are refused by name, and a subset is a switch", async ({ reproduce }) => {
  await reproduce.open("?repeat=1");
  await reproduce.give("Scores", given("scores.npz", npz({ a: Float32Array.of(0.1, 0.3, 0.2, 0.9), c: Float32Array.of(0.5) })));
  await reproduce.give("Ground truth", given("truth.npz", SMALL_TRUTH));
  await expect(reproduce.alert).toContainText("E1: no ground truth for 1 of 2 videos: c");
  const download = reproduce.page.waitForEvent("download");
  await reproduce.alert.getByRole("button", { name: "Save the lists" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toBe("# no ground truth: 1\nc\n# no scores: 1\nb\n");
  await expect(reproduce.alert).toContainText("Only videos with both scores and truth");
  await reproduce.conventions.getByRole("checkbox", { name: "Only videos with both scores and truth" }).check();
  await expect(reproduce.row("AUC, all frames")).toContainText("0.750000");
  await expect(reproduce.page.getByRole("list", { name: "What to know about these numbers" })).toContainText("SUBSET");
  await expect(reproduce.alert).toHaveCount(0);
});

test("lengths that do not fit are refused with the numbers, and the right number of frames mends it", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Scores", given("scores.npz", SMALL_SCORES));
  await reproduce.give("Ground truth", given("truth.npz", SMALL_TRUTH));
  await expect(reproduce.alert).toContainText("E2: a: 4 scores x 16 = 64 frames, ground truth has 4");
  await expect(reproduce.alert).toContainText("Frames per score");
  const repeat = reproduce.conventions.getByRole("spinbutton", { name: "Frames per score" });
  await repeat.fill("1");
  await repeat.blur();
  await expect(reproduce.row("AUC, all frames")).toContainText("0.750000");
});

for (const { what, name, buffer, code } of [
  { what: "a NaN among the scores", name: "Scores", buffer: npz({ a: Float32Array.of(0.1, NaN, 0.2, 0.9), b: Float32Array.of(0.2, 0.6, 0.1) }), code: "E4: a: score 1 is not finite" },
  { what: "a label of 2", name: "Ground truth", buffer: npz({ a: Uint8Array.of(0, 2, 1, 1), b: Uint8Array.of(0, 0, 0) }), code: "E8: ground truth must be 0/1: found 2 at a[1]" },
  { what: "a truth without odd frames", name: "Ground truth", buffer: npz({ a: new Uint8Array(4), b: new Uint8Array(3) }), code: "E7: AUC undefined: all 7 frames are negative" },
  { what: "a file that is no archive", name: "Scores", buffer: Buffer.from("PK\x03\x04 and nothing else", "latin1"), code: "the archive" },
] as const) {
  test(`${what} is refused with its place and a way on`, async ({ reproduce }) => {
    await reproduce.open("?repeat=1");
    const files = { Scores: given("scores.npz", SMALL_SCORES), "Ground truth": given("truth.npz", SMALL_TRUTH), [name]: given("bad.npz", buffer) };
    await reproduce.give("Scores", files.Scores);
    await reproduce.give("Ground truth", files["Ground truth"]);
    await expect(reproduce.alert).toContainText(code);
    await expect(reproduce.card).toHaveCount(0);
    await reproduce.give("Scores", given("scores.npz", SMALL_SCORES));
    await reproduce.give("Ground truth", given("truth.npz", SMALL_TRUTH));
    await expect(reproduce.row("AUC, all frames")).toContainText("0.750000");
  });
}

test("an annotation file is read by the chosen ranges", async ({ reproduce }) => {
  await reproduce.open("?repeat=1");
  await reproduce.give("Scores", given("scores.npz", npz({ Abuse001_x264: Float32Array.of(0.1, 0.9, 0.8, 0.7, 0.2, 0.3) })));
  await reproduce.give("Ground truth", given("annotations.txt", Buffer.from("Abuse001_x264.mp4  Abuse  1  3  -1  -1\n")));
  await expect(reproduce.row("Frames")).toContainText("2 odd");
  await reproduce.conventions.getByRole("combobox", { name: "Annotated ranges" }).selectOption("165 to 240, from 0");
  await expect(reproduce.row("Frames")).toContainText("3 odd");
});

test("files that are dropped anywhere find their fields by name; others are asked to aim", async ({ reproduce }) => {
  await reproduce.open("?repeat=1");
  const drop = (files: readonly { name: string; bytes: number[] }[]) =>
    reproduce.page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of given) transfer.items.add(new File([new Uint8Array(bytes)], name));
      document.querySelector("main")?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }, files);
  await drop([{ name: "mystery.npz", bytes: [...SMALL_SCORES] }]);
  await expect(reproduce.alert).toContainText("“mystery.npz” does not say what it is for");
  await drop([{ name: "my_scores.npz", bytes: [...SMALL_SCORES] }, { name: "truth.npz", bytes: [...SMALL_TRUTH] }]);
  await expect(reproduce.row("AUC, all frames")).toContainText("0.750000");
});

test("the address brings back data set, method, preset and switches, and says what it cannot read", async ({ reproduce }) => {
  await reproduce.open("?data_set=xd-violence&method=DSANet&preset=DSANet-XD&drop_tail=3&average=macro_skip&colour=red");
  const view = reproduce.page;
  await expect(view.getByRole("combobox", { name: "Dataset" })).toHaveValue("xd-violence");
  await expect(view.getByRole("combobox", { name: "Method" })).toHaveValue("DSANet");
  await expect(view.getByRole("combobox", { name: "Preset" })).toHaveValue("DSANet-XD");
  await expect(view.getByRole("spinbutton", { name: "Frames left out at the end" })).toHaveValue("3");
  await expect(view.getByRole("combobox", { name: "Crops" })).toHaveValue("only");
  await expect(reproduce.conventions).toContainText("2 changed from DSANet-XD");
  await expect(view.getByRole("note")).toContainText("colour=red");
});
