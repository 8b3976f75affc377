"""What the scenes of Plaza are worth as a benchmark: the difficulty gate, LBR-SPR and calm clips, seed by seed.

Results are appended to WORK/results.jsonl, and what stands there is not run again: an interrupted measurement goes on
where it was. Frames are removed as soon as their seed is done. Needs python3.11 with numpy and Pillow, and the built
program:

    python3 scripts/plaza_gate.py --work /tmp/gate --edition fourth --seeds 1001-1025 controls lbr
    python3 scripts/plaza_gate.py --work /tmp/gate --edition fourth --seeds 1-25 controls untrained lbr
    python3 scripts/plaza_gate.py --work /tmp/gate --edition fourth --seeds 1-10 plain calm
"""

import argparse
import json
import pathlib
import re
import shutil
import tempfile

import numpy as np
from PIL import Image

from studies import auroc, interval, oddframe

KINDS = ("box-aspect", "box-width", "box-count", "frame-copy", "cube-variance")
# Analysed frames per second, and the window in which a curve of a clip is smoothed: half a second, odd.
STRIDE, WINDOW = 2, 9


def smoothed(values):
    """Centred mean over the window, cut at the ends."""
    half = WINDOW // 2
    return [np.mean(values[max(0, t - half) : t + half + 1]) for t in range(len(values))]


class Scene:
    """A rendered scene with its truth; `which` are the options of `oddframe synth` that say which."""

    def __init__(self, program, *which):
        self.program = program
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="plaza"))
        self.frames = self.root / "scene"
        self.run("synth", *which, "--out", str(self.frames))
        truth = json.loads((self.frames / "truth.json").read_text())["videos"]["scene"]
        self.labels = np.zeros(truth["frames"], dtype=bool)
        for event in truth["events"]:
            self.labels[event["start"] : event["end"]] = True
        self.event = truth["events"][0]["class"] if truth["events"] else "none"

    def run(self, *arguments):
        return oddframe(self.program, *arguments).stderr

    def curves(self, *arguments):
        """The raw and the smoothed curve, the run's settings and what it said."""
        out = self.root / "scores.json"
        said = self.run("score", *arguments, "--frames", str(self.frames), "--out", str(out))
        file = json.loads(out.read_text())
        return [file["videos"]["scene"][key] for key in ("raw", "scores")], file["run"]["config"], said

    def score(self, *arguments):
        """AUROC of both curves, the run's settings and what it said."""
        curves, config, said = self.curves(*arguments)
        both = [auroc(curve, self.labels) for curve in curves] if self.labels.any() else None
        return both, config, said

    def energy_curves(self):
        """Mean squared difference of two analysed frames that follow each other; the first is like the second."""
        pictures = [np.asarray(Image.open(path), dtype=np.int32) for path in sorted(self.frames.glob("*.png"))[::STRIDE]]
        change = [float(np.mean((b - a) ** 2)) for a, b in zip(pictures, pictures[1:])]
        change = [change[0], *change]
        spread = lambda values: np.repeat(values, STRIDE)[: len(self.labels)]
        return [spread(change), spread(smoothed(change))]

    def energy(self):
        return [auroc(curve, self.labels) for curve in self.energy_curves()]

    def close(self):
        shutil.rmtree(self.root)


def measure(task, scene):
    """Rows of one task: (what, [raw, smoothed] or None, more)."""
    cpu = ("--device", "cpu")
    if task == "controls":
        rows = [(kind, scene.score("control", "--kind", kind)[0], {}) for kind in KINDS]
        return [*rows, ("energy", scene.energy(), {})]
    if task == "untrained":
        return [("untrained", scene.score("control", "--kind", "untrained", *cpu)[0], {})]
    plain = ("--no-refinement",) if task == "plain" else ()
    both, config, said = scene.score("lbr", *plain, *cpu)
    events = re.search(r"Stands out at (.*)", said)
    more = {"dropped": config["dropped_share"], "events": len(events[1].split(", ")) if events else 0}
    return [(task, both, {**more, "alike": "looks alike" in said})]


def report(rows):
    odd = [row for row in rows if row["both"]]
    for what in dict.fromkeys(row["what"] for row in odd):
        of = [row for row in odd if row["what"] == what]
        for event in ("all", *sorted({row["event"] for row in of})):
            pair = np.array([row["both"] for row in of if event in ("all", row["event"])])
            print(
                f"{what:14} {event:8} {len(pair):3}  raw {pair[:, 0].mean():.3f}  smoothed {pair[:, 1].mean():.3f}"
                f" (sd {pair[:, 1].std():.3f}, median {np.median(pair[:, 1]):.3f}, worst {pair[:, 1].min():.3f})"
            )
    by = {what: {row["seed"]: row for row in odd if row["what"] == what} for what in ("lbr", "plain")}
    both = sorted(by["lbr"].keys() & by["plain"].keys())
    if both:
        mean, half = interval([by["lbr"][seed]["both"][1] - by["plain"][seed]["both"][1] for seed in both])
        dropped = [by["lbr"][seed]["dropped"] for seed in both]
        print(f"LBR-SPR minus LBR, {len(both)} seeds: {mean:+.3f} +- {half:.3f}; dropped {np.mean(dropped):.3f}")
    calm = [row for row in rows if row["what"] == "calm"]
    if calm:
        minutes = len(calm) * 600 / 30 / 60
        print(f"calm: {sum(row['events'] for row in calm) / minutes:.2f} events per minute in {minutes:.1f} minutes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/oddframe")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--edition", choices=("third", "fourth"), default="third")
    parser.add_argument("--seeds", default="1001-1025", help="first-last")
    parser.add_argument("tasks", nargs="+", choices=("controls", "untrained", "lbr", "plain", "calm"))
    arguments = parser.parse_args()
    first, last = map(int, arguments.seeds.split("-"))
    arguments.work.mkdir(parents=True, exist_ok=True)
    path = arguments.work / "results.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    done = {(row["edition"], row["seed"], row["task"]) for row in rows}
    for task in arguments.tasks:
        for seed in range(first, last + 1):
            if (arguments.edition, seed, task) in done:
                continue
            calm = ["--normal"] if task == "calm" else []
            scene = Scene(arguments.program, "--edition", arguments.edition, "--seed", str(seed), *calm)
            key = {"edition": arguments.edition, "seed": seed, "task": task, "event": scene.event}
            fresh = [{**key, "what": what, "both": both, **more} for what, both, more in measure(task, scene)]
            scene.close()
            with path.open("a") as file:
                file.writelines(json.dumps(row) + "\n" for row in fresh)
            rows += fresh
            print(task, seed, scene.event, [row["both"] for row in fresh], flush=True)
    report([row for row in rows if row["edition"] == arguments.edition and first <= row["seed"] <= last])


if __name__ == "__main__":
    main()
