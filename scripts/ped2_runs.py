"""What the study of UCSD Ped2 compares, and the numbers of what has finished."""

import json
import subprocess

import numpy as np

from studies import auroc

PUBLISHED = 0.972
# Statistics of the authors' stored training scores, partial mode without motion.
TARGET = {"mean_error": 25.876, "std_error": 20.711, "over m+d": 0.078, "over m+4d": 0.016}

# Cubes of a step, as published.
BATCH = 256

# What a run learns from and how; every other setting is that of configs/ped2.toml.
ROWS = {
    "LBR-SPR": {},
    "LBR": {"refine": False},
    "easy-to-hard": {"weights": "easy-to-hard"},
    "whole-frame": {"boxes": "whole"},
    "motion": {"motion": True},
    "merge": {"mode": "merge"},
    "classic": {"mode": "classic"},
    "LBR-SPR, detector": {"boxes": "detector"},
    "LBR, detector": {"boxes": "detector", "refine": False},
    "motion, detector": {"boxes": "detector", "motion": True},
    "LBR-SPR, motion regions": {"boxes": "motion"},
    "LBR, motion regions": {"boxes": "motion", "refine": False},
    "motion, motion regions": {"boxes": "motion", "motion": True},
}
WORDS = {
    "LBR-SPR": "LBR-SPR, given boxes",
    "LBR": "LBR, without refinement",
    "easy-to-hard": "LBR with ordinary easy-to-hard self-paced learning",
    "whole-frame": "LBR-SPR of whole frames, not localized",
    "motion": "LBR-SPR, motion variant (classical flow)",
    "merge": "LBR-SPR, merge mode (training and test clips scored)",
    "classic": "the same network trained on the training split: not LBR-SPR",
}
CONTROLS = {
    "box-aspect": "box width ÷ height",
    "box-width": "box width",
    "box-count": "number of boxes",
    "frame-copy": "copying the centre frame",
    "untrained": "network before learning",
    "pca": "first 64 principal components (PCA-64)",
}
# The differences that the paper states, each of two rows.
STATEMENTS = [
    ("refinement helps", "LBR-SPR", "LBR"),
    ("hard-to-easy against easy-to-hard", "LBR-SPR", "easy-to-hard"),
    ("localized against whole frames", "LBR-SPR", "whole-frame"),
    ("deep against shallow", "LBR-SPR", "pca"),
    ("unsupervised against classic training", "LBR-SPR", "classic"),
    ("merge against partial", "merge", "LBR-SPR"),
    ("motion variant against plain", "motion", "LBR-SPR"),
]


def oddframe(args, *arguments):
    subprocess.run([str(args.program), *map(str, arguments)], check=True)


def setting_of(args):
    """Name of the folder of all runs of so many epochs at this width and batch."""
    batch = "" if args.batch == BATCH else f"-b{args.batch}"
    return f"e{args.epochs}-w{args.width:g}{batch}"


def folder_of(args, row, setting=None):
    return args.work / (setting or setting_of(args)) / row.replace(", ", "-").replace(" ", "-")


def labels_of(args, clip, frames):
    """Whether each frame is odd; training clips, which have no range, are normal. Ranges count from 1 with their ends."""
    found = np.zeros(frames, bool)
    for first, last in args.labels.get(clip, {}).get("anomalous", []):
        found[first - 1 : last] = True
    return found


def evaluated(args, path):
    """Numbers of a score file: AUROC raw and smoothed here, the others by the program, which must agree on the AUROC."""
    file = json.loads(path.read_text())
    cached = path.with_suffix(".evaluated.json")
    if not cached.exists() or cached.stat().st_mtime < path.stat().st_mtime:
        merge = file["run"]["config"].get("mode") == "merge"
        truth = path.parent.parent / "truth.json" if merge else args.data / "masks"
        command = [args.program, "evaluate", "--scores", path, "--truth", truth, "--json"]
        cached.write_text(subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout)
    program = json.loads(cached.read_text())
    pooled = {"raw": [], "scores": []}
    labels = []
    for clip, track in file["videos"].items():
        labels.append(labels_of(args, clip, len(track["scores"])))
        pooled["scores"].append(track["scores"])
        pooled["raw"].append(track.get("raw", track["scores"]))
    labels = np.concatenate(labels)
    raw, smoothed = (auroc(np.concatenate(pooled[name]), labels) for name in ("raw", "scores"))
    assert abs(smoothed - program["auroc"]) < 1e-6, (path, smoothed, program["auroc"])
    z = np.concatenate([[region["score"] for region in track.get("regions", [])] for track in file["videos"].values()])
    config = file["run"]["config"]
    return {
        "raw": raw, "smoothed": smoothed, "eer": program["eer"], "rbdc": program.get("rbdc"), "tbdc": program.get("tbdc"),
        "over m+d": float((z > 1).mean()) if len(z) else None, "over m+4d": float((z > 4).mean()) if len(z) else None,
        "mean_error": config.get("mean_error"), "std_error": config.get("std_error"), "cubes": config.get("cubes"),
        "epochs": config.get("epochs"), "width": config.get("width"), "batch": config.get("batch"), "steps": config.get("steps"), "method": file["run"]["method"],
        "device": file["run"]["adapter"], "seconds": seconds_of(path.parent), "videos": file["videos"],
    }


def seconds_of(folder):
    path = folder / "seconds.json"
    return json.loads(path.read_text()) if path.exists() else None


def finished(args, row, setting=None):
    """Numbers of every seed that has finished, in the order of the seeds."""
    paths = sorted(folder_of(args, row, setting).glob("seed-*/scores.json"), key=lambda path: int(path.parent.name[5:]))
    return {int(path.parent.name[5:]): evaluated(args, path) for path in paths}
