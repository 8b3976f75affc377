// Whether engines give the same values. A peer that does not is named and leaves the comparison; the others go on.

/** The largest difference of two results, relative to the largest value of the first; infinite where lengths differ. */
export function difference(ours, theirs) {
  if (ours.length !== theirs.length) return Infinity;
  const largest = Math.max(...ours.map(Math.abs));
  const off = Math.max(...theirs.map((value, at) => Math.abs(value - ours[at]) / largest));
  return Number.isNaN(off) ? Infinity : off;
}

/**
 * Per engine after the first, which is ours: how far it is off, and whether rounding explains that. Where several peers agree with
 * one another and none with us, ours is the wrong one, which ends the run.
 */
export function judged([ours, ...others], allowed) {
  if (ours === undefined) throw new Error("no engine gave a result");
  if (!ours.result.every(Number.isFinite)) throw new Error(`${ours.engine} gave a value that is not finite`);
  const found = others.map(({ engine, result }) => {
    const off = difference(ours.result, result);
    return { engine, off, wrong: off > allowed };
  });
  const agree = ([first, ...rest]) => rest.length > 0 && rest.every(({ result }) => difference(first.result, result) <= allowed);
  if (found.every(({ wrong }) => wrong) && agree(others)) {
    throw new Error(`${ours.engine} differs from ${others.map(({ engine }) => engine).join(" and ")}, which agree: by ${Math.min(...found.map(({ off }) => off))} of the largest value, allowed ${allowed}`);
  }
  return found;
}
