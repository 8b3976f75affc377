"""How a ranking settles: two clips of UCSD Ped2 while LBR-SPR (small) learns from them.

At every checkpoint: AUROC of the frames (each has the largest error of its objects; frames without an object are left
out), rank correlation of the objects' errors with the checkpoint before, mean error of objects in odd and in other
frames. No pixel is kept. Needs python3.11 with numpy and the built program:

    python3 scripts/ped2_settling.py --data ../shared/data/ucsd-ped2 --work /tmp/settling
"""

import argparse
import json
import pathlib

import numpy as np

from studies import auroc, oddframe, ranks

# One that comes out right and the failure case of docs/lbr-small.md.
CLIPS = ("04", "12")
SETTINGS = ["--fps", "10", "--width", "0.5", "--batch", "16", "--steps", "400", "--seed", "0", "--device", "cpu"]


def correlation(a, b):
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def labels(data, clip, frames):
    """Whether each frame is odd; the ranges count from 1 and include their ends."""
    ranges = json.loads((data / "frame_labels.json").read_text())["test"][clip]["anomalous"]
    found = np.zeros(frames, bool)
    for first, last in ranges:
        found[first - 1 : last] = True
    return found


def curve(trace, odd):
    frames = np.array(trace["frames"])
    rows, before = [], None
    for checkpoint in trace["checkpoints"]:
        cubes, errors = np.array(checkpoint["cubes"]), np.array(checkpoint["errors"])
        of = frames[cubes]
        there = np.unique(of)
        worst = np.array([errors[of == frame].max() for frame in there])
        # The last checkpoint holds every cube, those before it a sample.
        shared = None if before is None else np.isin(cubes, before[0])
        rows.append(
            {
                "step": checkpoint["step"],
                "auroc": round(auroc(worst, odd[there]), 3),
                "correlation": None if before is None else round(correlation(before[1], errors[shared]), 3),
                "odd": round(float(errors[odd[of]].mean()), 1),
                "normal": round(float(errors[~odd[of]].mean()), 1),
            }
        )
        before = cubes, errors
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--program", default="target/release/oddframe")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    for clip in CLIPS:
        folder, trace = args.data / "test" / clip, args.work / f"{clip}.json"
        scores = ["--trace", str(trace), "--out", str(args.work / f"{clip}.scores.json")]
        oddframe(args.program, "score", "lbr", "--frames", folder, *SETTINGS, *scores)
        odd = labels(args.data, clip, len(list(folder.glob("*.jpg"))))
        for row in curve(json.loads(trace.read_text()), odd):
            print(json.dumps({"clip": clip, **row}))


if __name__ == "__main__":
    main()
