/** The worked numbers of the papers' rules, as the lessons show them. */
import { expect, test } from "./fixtures";

test("lesson 1: ten frames by hand", async ({ learn }) => {
  await learn.openShown("1-score/threshold");
  const found = (name: string) => learn.reading("Without a threshold", name);
  await expect(found("AUC")).toHaveText("0.770833333333");
  await expect(found("AP, trapezoid")).toHaveText("0.738095238095");
  await expect(found("AP, step")).toHaveText("0.684523809524");
  await expect(found("Equal error rate")).toHaveText("0.357142857143");
  await learn.slide("Threshold", 0.8);
  await expect(learn.reading("Decisions", "Odd frames raised")).toHaveText("2 of 4");
  await expect(learn.reading("Decisions", "Other frames raised")).toHaveText("1 of 6");
  await learn.slide("Threshold", 0.4);
  await expect(learn.reading("Decisions", "Odd frames raised")).toHaveText("3 of 4");
  await expect(learn.reading("Decisions", "Other frames raised")).toHaveText("3 of 6");
  await learn.slide("Threshold", 1);
  await expect(learn.reading("Decisions", "Precision")).toHaveText("undefined: nothing is raised");
});

const STEPS = [
  [0, "20.3299316186", "0.6817052079"],
  [100, "18.2886901662", "0.6563965913"],
  [400, "12.1649658093", "0.4286190427"],
  [500, "10.1237243570", "0.0489897949"],
  [510, "9.9196002117", "0"],
  [600, "8.0824829046", "0"],
] as const;

test("lesson 3: the batch 1, 2, 3, 10 under refinement", async ({ learn }) => {
  await learn.openShown("3-spr/batch");
  const found = (name: string) => learn.reading("The batch", name);
  for (const [step, lambda2, weight] of STEPS) {
    await learn.slide("t: steps of refinement", step);
    await expect(found("λ2")).toHaveText(lambda2);
    await expect(found("Weights")).toHaveText(`1, 1, 1, ${weight}`);
  }
  await expect(found("Mean")).toHaveText("4.0000000000");
  await expect(found("Deviation")).toHaveText("4.0824829046");
  await expect(found("λ1")).toHaveText("8.0824829046");
  await learn.slide("t: steps of refinement", 100);
  await expect(found("Loss")).toHaveText("2.0449163271e-4");
});

test("lesson 3: the other modes, and a batch without spread", async ({ learn }) => {
  await learn.openShown("3-spr/modes");
  const weights = learn.reading("The batch", "Weights");
  await expect(weights).toHaveText("0.9453213986, 0.8906427972, 0.8359641958, 0.4532139859");
  await learn.choose("Mode", "huber");
  await learn.slide("t: steps of refinement", 600);
  await expect(weights).toHaveText("1, 1, 1, 0.8082482905");
  await learn.choose("Mode", "hard");
  await learn.slide("t: steps of refinement", 510);
  await expect(weights).toHaveText("1, 1, 1, 0");
  await learn.openShown("3-spr/majority");
  await learn.page.getByRole("button", { name: "All equal" }).click();
  await expect(weights).toHaveText("1, 1, 1, 1");
  await expect(learn.page.getByText("no spread to go by")).toBeVisible();
});

test("lesson 5: the prior’s rows and their sums", async ({ learn }) => {
  await learn.openShown("5-attention/prior");
  const rows = learn.page.getByRole("table", { name: "Rows of G, every digit" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("1.0000000000000.6065306597130.1353352832370.0111089965381.752974939487");
  await expect(rows.nth(2)).toContainText("0.6065306597131.0000000000000.6065306597130.1353352832372.348396602662");
  await expect(rows.nth(3)).toContainText("2.348396602662");
  await expect(rows.nth(4)).toContainText("1.752974939487");
});

test("lesson 5: the scores of the sine network wherever the prior joins", async ({ learn }) => {
  await learn.openShown("5-attention/place");
  const row = (name: string) => learn.page.getByRole("row").filter({ has: learn.page.getByRole("rowheader", { name, exact: true }) });
  await expect(row("after the softmax, sigma 1")).toContainText("0.67370.50030.64790.73160.7111");
  await expect(row("before it, sigma 1")).toContainText("0.72050.54700.71080.71130.6767");
  await expect(row("no prior")).toContainText("0.71550.55340.71240.71930.6664");
  await expect(row("after the softmax, sigma 5")).toContainText("0.58910.51480.62090.67240.7555");
  await expect(learn.page.getByText("1.2189, 0.8059, 0.3222, 0.2005, 0.2058")).toBeVisible();
});

test("lesson 5: appended snippets change earlier scores unless attention is causal", async ({ learn }) => {
  await learn.openShown("5-attention/causal");
  const rows = learn.page.getByRole("table", { name: "Scores of the first five snippets" }).getByRole("row");
  await learn.slide("Snippets so far", 9);
  await expect(rows.nth(2)).toContainText("9 snippets, now");
  await expect(rows.nth(2).locator(".moved").first()).toBeVisible();
  await learn.choose("A snippet sees", "itself and the past");
  await expect(rows.nth(1)).toContainText("0.70750.52640.66740.71670.7108");
  await expect(rows.nth(2)).toContainText("0.70750.52640.66740.71670.7108");
});

test("lesson 6: every loss of the two toy videos", async ({ learn }) => {
  await learn.openShown("6-dynamics/aligning");
  const found = (name: string) => learn.reading("Losses", name);
  await expect(found("L_MIL")).toHaveText("0.231017729798");
  await expect(found("L_DR")).toHaveText("0.252500000000");
  await expect(found("L_DA")).toHaveText("0.292576463421");
  await expect(found("L =")).toHaveText("0.285525376140");
  await learn.choose("ε", "1e-7");
  await expect(found("L_DA")).toHaveText("0.321359310048");
  await learn.choose("ε", "1e-3");
  await expect(found("L_DA")).toHaveText("0.205642157349");
  await learn.openShown("6-dynamics/ranking");
  await expect(found("E^a")).toHaveText("0.250000000000");
  await expect(found("E^n")).toHaveText("0.002500000000");
  await learn.slide("ζ: margin", 0.1);
  await expect(found("L_DR")).toHaveText("0.000000000000");
  await learn.openShown("6-dynamics/downhill");
  await expect(found("dL/ds")).toHaveText("-0.020117911, 0.108664309, -0.630138229, -0.172693894, 0.000000012");
});

test("lesson 6: a dragged score moves the losses, by pointer and by keys", async ({ learn }) => {
  await learn.openShown("6-dynamics/ranking");
  const loss = learn.reading("Losses", "L_DR");
  await expect(loss).toHaveText("0.252500000000");
  const handle = learn.slider("Scores of the odd video, snippet 2");
  await handle.focus();
  for (let i = 0; i < 3; i++) await handle.press("Shift+ArrowUp");
  await expect(handle).toHaveAttribute("aria-valuenow", "1");
  await expect(loss).toHaveText("0.000000000000");
  await learn.page.getByRole("button", { name: "Back to the worked example" }).click();
  await expect(loss).toHaveText("0.252500000000");
  const box = await handle.boundingBox();
  if (box === null) throw new Error("the handle is nowhere");
  await learn.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await learn.page.mouse.down();
  await learn.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 60, { steps: 4 });
  await learn.page.mouse.up();
  await expect(loss).not.toHaveText("0.252500000000");
});
