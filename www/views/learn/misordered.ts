/**
 * The commonest mistake with one long array of scores, made on purpose: it is written in the order of one list and cut
 * in that of another. The crate reads the files as it reads any others; here they are only made.
 */
import { npyFile, valuesOf } from "../../files/npy";
import { nextToken, type ScoredSet } from "./scored";

const isNormal = (file: File) => file.name.startsWith("Normal");

/**
 * The published scores in one array, abnormal videos first as UCF-Crime's test list has them; and a list that names the
 * videos alphabetically.
 */
export async function misordered(set: ScoredSet): Promise<ScoredSet> {
  const { scores, truth } = set.files;
  const asListed = [...scores.filter((file) => !isNormal(file)), ...scores.filter(isNormal)];
  const values = await Promise.all(asListed.map(valuesOf));
  const ids = truth.map(({ name }) => name.replace(/(__\d+)?_gt\.npy$/, ""));
  const list = new File([ids.join("\n")], "list.txt", { type: "text/plain" });
  return { ...set, key: "ucf-crime in the wrong order", files: { ...set.files, token: nextToken(), scores: [npyFile("scores.npy", values)], list: [list], digests: null } };
}
