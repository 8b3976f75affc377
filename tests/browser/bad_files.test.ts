import { movingSquares } from "./clips";
import { expect, test } from "./fixtures";

const file = (name: string, content: string | Buffer) => ({ name, mimeType: "video/mp4", buffer: Buffer.from(content) });
const avi = Buffer.concat([Buffer.from("RIFF\x00\x10\x00\x00AVI LIST", "latin1"), Buffer.alloc(4096)]);
/** An index that announces nothing: what is left of an mp4 whose end is missing. */
const cutShort = Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from("ftypisom"), Buffer.alloc(4), Buffer.from([0, 1, 0, 0]), Buffer.from("mdat"), Buffer.alloc(2000, 7)]);

const BAD = [
  { what: "a text file called .mp4", files: file("holiday.mp4", "<html>not found</html>"), says: "holds text, not video", advises: "Choose a video" },
  { what: "an empty file", files: file("empty.mp4", ""), says: "is empty (0 bytes)", advises: "fetch it again" },
  { what: "an AVI", files: file("old.avi", avi), says: "is an AVI file", advises: "HandBrake" },
  { what: "an mp4 that was cut short", files: file("half.mp4", cutShort), says: "cut short or damaged", advises: "copy or download it again" },
  { what: "a single picture", files: movingSquares(1), says: "is one picture", advises: "Choose all pictures" },
  { what: "too few pictures", files: movingSquares(3), says: "only 3 pictures", advises: "Choose all frames" },
  { what: "a zip without pictures", files: file("empty.zip", Buffer.concat([Buffer.from("PK\x05\x06", "latin1"), Buffer.alloc(18)])), says: "No picture found", advises: "Choose all frames" },
] as const;

for (const { what, files, says, advises } of BAD) {
  test(`${what} is refused with the reason and a way on`, async ({ watch }) => {
    await watch.open();
    await watch.upload(Array.isArray(files) ? [...files] : files);
    await expect(watch.alert).toContainText(new RegExp(says.replaceAll(/[().]/g, "\\$&"), "i"));
    await expect(watch.alert).toContainText(advises);
    await expect(watch.score).toBeDisabled();
    // The way on works: a scene is on the table and can be scored.
    await watch.page.getByRole("button", { name: "Try a scene" }).click();
    await expect(watch.alert).toHaveCount(0);
    await expect(watch.score).toBeEnabled({ timeout: 30_000 });
  });
}
