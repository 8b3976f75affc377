"""The comparisons of docs/ped2.md on UCSD Ped2, run by run; whatever has finished is left as it is.

    python3 scripts/ped2_study.py --work runs/ped2                        everything: 30 epochs, seeds 0, 1, 2 (days on two cores)
    python3 scripts/ped2_study.py --work runs/ped2 --epochs 10 --seeds 0 --only "LBR-SPR;LBR"
    python3 scripts/ped2_study.py --work runs/ped2 --only controls        minutes
    python3 scripts/ped2_study.py --work runs/ped2 --only advantage       the figure "normality advantage", at a small size
    python3 scripts/ped2_study.py --work runs/ped2 --table docs/ped2.md   writes its tables from what has finished

A run that was stopped is gone on with by the same command. Runs lie in WORK/eEPOCHS-wWIDTH/ROW/seed-SEED; a finished
folder of `oddframe train lbr` with the same configuration can be put there. Needs python3.11 with numpy and Pillow, the
built program, and the data: test/, train/, masks/, boxes_test.npz, boxes_train.npz as in configs/ped2.toml.
"""

import argparse
import json
import pathlib
import subprocess
import time

import numpy as np

from studies import auroc, toml

ROOT = pathlib.Path(__file__).resolve().parent.parent
PUBLISHED = 0.972
# Statistics of the authors' stored training scores, partial mode without motion.
TARGET = {"mean_error": 25.876, "std_error": 20.711, "over m+d": 0.078, "over m+4d": 0.016}

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
    "LBR-SPR": "LBR-SPR, given boxes (headline)",
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
# The figure "normality advantage".
SHARES = (0.05, 0.2, 0.5, 0.8)
ADVANTAGE = {"cubes": 3000, "width": 0.125, "epochs": 30, "seed": 0}
# A cube is odd where the masks mark at least this share of its box; ours.
ODD_COVER = 0.25
NOT_RUN = "not run yet"


def oddframe(args, *arguments):
    subprocess.run([str(args.program), *map(str, arguments)], check=True)


def folder_of(args, row):
    return args.work / f"e{args.epochs}-w{args.width:g}" / row.replace(", ", "-").replace(" ", "-")


def boxes_of(args, kind):
    """The file of boxes; made once. None for motion regions, which need none."""
    given = {"given": args.data / "boxes_test.npz", "motion": None}
    if kind in given:
        return given[kind]
    path = args.work / f"boxes-{kind}.npz"
    if not path.exists():
        how = ["--whole-frame"] if kind == "whole" else ["--detector", args.detector]
        oddframe(args, "localize", "--frames", args.data / "test", "--preset", "ped2", "--device", args.device, *how, "--out", path)
    return path


def config(args, row, settings):
    settings = dict(settings)
    mode, boxes = settings.pop("mode", "partial"), boxes_of(args, settings.pop("boxes", "given"))
    data = {"frames": str(args.data / "test"), "preset": "ped2", "mode": mode}
    if boxes is not None:
        data["boxes"] = str(boxes)
    if mode != "partial":
        data |= {"train_frames": str(args.data / "train"), "train_boxes": str(args.data / "boxes_train.npz")}
    if mode == "merge":
        data["truth"] = str(args.data / "masks")
    train = {"epochs": args.epochs, "seeds": args.seeds, "width": args.width, **settings}
    path = folder_of(args, row) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(toml({"data": data, "train": train}))
    return path


def learn(args, row):
    out = folder_of(args, row)
    for seed in args.seeds:
        if (out / f"seed-{seed}" / "scores.json").exists():
            print(f"{row}, seed {seed}: there already")
            continue
        began = time.monotonic()
        try:
            path = config(args, row, ROWS[row])
            oddframe(args, "train", "lbr", "--config", path, "--out", out, "--seed", seed, "--device", args.device, "--resume")
        finally:
            note_seconds(out / f"seed-{seed}", time.monotonic() - began)


def note_seconds(folder, seconds):
    """Adds to the seconds of a run, which may have been stopped and gone on with."""
    path = folder / "seconds.json"
    before = json.loads(path.read_text()) if path.exists() else 0.0
    if folder.exists():
        path.write_text(json.dumps(before + seconds))


def controls(args):
    for kind in CONTROLS:
        path = args.work / "controls" / f"{kind}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            boxes = ["--boxes", args.data / "boxes_test.npz", "--preset", "ped2", "--device", args.device, "--regions"]
            oddframe(args, "score", "control", "--kind", kind, "--frames", args.data / "test", *boxes, "--out", path)


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
        "epochs": config.get("epochs"), "width": config.get("width"), "method": file["run"]["method"],
        "device": file["run"]["adapter"], "seconds": seconds_of(path.parent), "videos": file["videos"],
    }


def seconds_of(folder):
    path = folder / "seconds.json"
    return json.loads(path.read_text()) if path.exists() else None


def finished(args, row):
    """Numbers of every seed that has finished, in the order of the seeds."""
    paths = sorted(folder_of(args, row).glob("seed-*/scores.json"), key=lambda path: int(path.parent.name[5:]))
    return {int(path.parent.name[5:]): evaluated(args, path) for path in paths}


# The figure "normality advantage".


def odd_boxes(args):
    """Per box whether it is of an odd object, by the pixel masks."""
    from PIL import Image

    boxes = np.load(args.data / "boxes_test.npz")
    frames, corners, lengths = boxes["frame"], boxes["box"], boxes["clip_lengths"]
    masks = []
    for folder, length in zip(sorted((args.data / "masks").iterdir()), lengths):
        files = sorted(folder.glob("*.png"))
        assert len(files) == length, folder
        masks += [np.asarray(Image.open(file)) > 0 for file in files]
    odd = np.zeros(len(frames), bool)
    for index, (frame, (x1, y1, x2, y2)) in enumerate(zip(frames, corners)):
        inside = masks[frame][max(0, int(y1)) : int(np.ceil(y2)), max(0, int(x1)) : int(np.ceil(x2))]
        odd[index] = inside.size > 0 and inside.mean() >= ODD_COVER
    return boxes, odd


def advantage(args):
    """Runs of a small network on chosen boxes with a known share of odd ones."""
    size = ADVANTAGE
    boxes, odd = odd_boxes(args)
    pools = [np.flatnonzero(odd == sort) for sort in (False, True)]
    # As many cubes in every run, however few are odd in all.
    count = min(size["cubes"], int(len(pools[1]) / max(SHARES)))
    work = args.work / "advantage"
    for share in SHARES:
        random = np.random.default_rng(size["seed"])
        wanted = round(share * count)
        chosen = np.sort(np.concatenate([random.permutation(pools[1])[:wanted], random.permutation(pools[0])[: count - wanted]]))
        path = work / f"{share:g}.npz"
        work.mkdir(parents=True, exist_ok=True)
        np.savez(path, frame=boxes["frame"][chosen], box=boxes["box"][chosen], clip_lengths=boxes["clip_lengths"])
        for refine in (False, True):
            out = work / f"{share:g}-{'spr' if refine else 'lbr'}"
            if (out / "looks.json").exists():
                continue
            text = f'[data]\nframes = {json.dumps(str(args.data / "test"))}\nboxes = {json.dumps(str(path))}\npreset = "ped2"\n'
            text += f"[train]\nepochs = {size['epochs']}\nwidth = {size['width']}\nseeds = [{size['seed']}]\n"
            text += f"refine = {json.dumps(refine)}\nsave_every = {size['epochs']}\n"
            out.mkdir(exist_ok=True)
            (out / "config.toml").write_text(text)
            seed = out / f"seed-{size['seed']}"
            for old in seed.glob("*"):
                old.unlink()
            oddframe(args, "train", "lbr", "--config", out / "config.toml", "--out", out, "--device", args.device, "--trace")
            (out / "looks.json").write_text(json.dumps(looks(seed / "trace.json", odd[chosen])))


def looks(path, odd):
    """Mean error of normal and odd cubes per epoch, and what was dropped when it was last learned from."""
    trace = json.loads(path.read_text())
    weights = np.array([np.nan if weight is None else weight for weight in trace["weights"]])
    assert len(weights) == len(odd), "a box without a whole pixel gives no cube"
    dropped = weights == 0
    errors = [np.array(epoch["errors"]) for epoch in trace["epochs"]]
    return {
        "cubes": len(odd), "odd": int(odd.sum()), "epochs": [epoch["epoch"] for epoch in trace["epochs"]],
        "normal_error": [float(e[~odd].mean()) for e in errors], "odd_error": [float(e[odd].mean()) for e in errors],
        "auroc": [auroc(e, odd) for e in errors], "dropped": int(dropped.sum()),
        "precision": float(odd[dropped].mean()) if dropped.any() else None, "recall": float(dropped[odd].mean()),
    }


# Tables.


def percent(value, digits=1):
    return "–" if value is None else f"{100 * value:.{digits}f}"


def spread(values):
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    if len(values) == 1:
        return f"{100 * values[0]:.1f}"
    return f"{100 * np.mean(values):.1f} ± {100 * np.std(values, ddof=1):.1f}"


def exactly(runs):
    """What was run exactly, in words."""
    one = next(iter(runs.values()))
    seconds = [run["seconds"] for run in runs.values() if run["seconds"] is not None]
    time_used = f", {np.mean(seconds) / 3600:.2f} h a run" if seconds else ""
    seeds = ", ".join(map(str, runs))
    return f"{one['epochs']} epochs, width {one['width']:g}, seed{'s' if len(runs) > 1 else ''} {seeds}, {one['cubes']:,} cubes, {one['device']}{time_used}"


def row_line(args, words, runs):
    if not runs:
        return f"| {words} | {NOT_RUN} | | | | | |"
    of = lambda name: [run[name] for run in runs.values()]
    cells = [spread(of("smoothed")), spread(of("raw")), spread(of("eer")), spread(of("rbdc")), spread(of("tbdc"))]
    return f"| {words} | " + " | ".join(cells) + f" | {exactly(runs)} |"


HEAD = [
    "| | AUROC, window 10 | window 1 | EER | RBDC | TBDC | run exactly |",
    "|---|---|---|---|---|---|---|",
]


def main_table(args, found):
    lines = [*HEAD, f"| *published: LBR-SPR* | *{100 * PUBLISHED:.1f}* | | | | | *30 epochs, YOLOv3 and FlowNet2 boxes* |"]
    return lines + [row_line(args, WORDS[row], found[row]) for row in WORDS]


def boxes_table(args, found):
    lines = list(HEAD)
    for kind, words in (("", "given boxes"), (", detector", "FastestDet and motion"), (", motion regions", "motion alone")):
        for row, name in (("LBR", "LBR"), ("LBR-SPR", "LBR-SPR"), ("motion", "motion variant")):
            lines.append(row_line(args, f"{name}, {words}", found[row + kind]))
    return lines


def controls_table(args, control):
    lines = [*HEAD[:1], HEAD[1]]
    for kind, words in CONTROLS.items():
        one = control.get(kind)
        if one is None:
            lines.append(f"| {words} | {NOT_RUN} | | | | | |")
            continue
        cells = [percent(one[name]) for name in ("smoothed", "raw", "eer", "rbdc", "tbdc")]
        lines.append(f"| {words} | " + " | ".join(cells) + " | same boxes and rules |")
    return lines


def statements_table(found, control):
    lines = ["| statement | difference of AUROC, window 10, points | pairs of seeds |", "|---|---|---|"]
    for words, first, second in STATEMENTS:
        others = {seed: control["pca"] for seed in found[first]} if second == "pca" and "pca" in control else found.get(second, {})
        pairs = sorted(found[first].keys() & others.keys())
        if not pairs:
            lines.append(f"| {words} | {NOT_RUN} | |")
            continue
        gains = [100 * (found[first][seed]["smoothed"] - others[seed]["smoothed"]) for seed in pairs]
        lines.append(f"| {words} | {', '.join(f'{gain:+.1f}' for gain in gains)} | seed {', '.join(map(str, pairs))} |")
    return lines


def statistics_table(found):
    lines = ["| | mean SSE | std | share > m+d | > m+4d |", "|---|---|---|---|---|"]
    target = TARGET
    lines.append(f"| *authors’ stored scores, 32,486 cubes* | *{target['mean_error']:.1f}* | *{target['std_error']:.1f}* | *{percent(target['over m+d'])} %* | *{percent(target['over m+4d'])} %* |")
    for seed, run in found["LBR-SPR"].items():
        cells = [f"{run['mean_error']:.1f}", f"{run['std_error']:.1f}", f"{percent(run['over m+d'])} %", f"{percent(run['over m+4d'])} %"]
        lines.append(f"| seed {seed}, {run['epochs']} epochs, width {run['width']:g} | " + " | ".join(cells) + " |")
    return lines if found["LBR-SPR"] else [*lines, f"| LBR-SPR | {NOT_RUN} | | | |"]


def clips_table(args, found, control):
    """Clip by clip where both sorts occur: where it fails."""
    lines = ["| clip | odd frames | LBR-SPR | box width ÷ height |", "|---|---|---|---|"]
    runs = list(found["LBR-SPR"].values())
    aspect = control.get("box-aspect")
    if not runs and aspect is None:
        return [*lines, f"| all | | {NOT_RUN} | {NOT_RUN} |"]
    def of(run, clip):
        return auroc(np.array(run["videos"][clip]["scores"]), labels_of(args, clip, len(run["videos"][clip]["scores"])))
    for clip in (runs[0] if runs else aspect)["videos"]:
        length = len((runs[0] if runs else aspect)["videos"][clip]["scores"])
        odd = labels_of(args, clip, length)
        if odd.all():
            lines.append(f"| {clip} | all {length} | undefined | undefined |")
            continue
        own = spread([of(run, clip) for run in runs]) if runs else NOT_RUN
        lines.append(f"| {clip} | {odd.sum()} of {length} | {own} | {NOT_RUN if aspect is None else percent(of(aspect, clip))} |")
    return lines


def advantage_table(args):
    head = ["| odd share | learning | mean error of normal cubes, first and last epoch | of odd cubes | AUROC of cubes | dropped | precision | recall |", "|---|---|---|---|---|---|---|---|"]
    lines = []
    for share in SHARES:
        for name, words in (("lbr", "LBR"), ("spr", "LBR-SPR")):
            path = args.work / "advantage" / f"{share:g}-{name}" / "looks.json"
            start = f"| {100 * share:g} % | {words} | "
            if not path.exists():
                lines.append(start + f"{NOT_RUN} | | | | | |")
                continue
            one = json.loads(path.read_text())
            ends = lambda values: f"{values[0]:.0f} → {values[-1]:.0f}"
            cells = [ends(one["normal_error"]), ends(one["odd_error"]), percent(one["auroc"][-1])]
            dropped = ["–"] * 3 if name == "lbr" else [f"{one['dropped']} of {one['cubes']}", percent(one["precision"]), percent(one["recall"])]
            lines.append(start + " | ".join(cells + dropped) + " |")
    return head + lines


def figure(args, path):
    """Mean error of normal and odd cubes per epoch, a panel per odd share, as SVG."""
    panels = []
    for share in SHARES:
        files = {name: args.work / "advantage" / f"{share:g}-{name}" / "looks.json" for name in ("lbr", "spr")}
        if all(file.exists() for file in files.values()):
            panels.append((share, {name: json.loads(file.read_text()) for name, file in files.items()}))
    if not panels:
        return False
    width, height, gap = 210, 170, 16
    lines = []
    for at, (share, runs) in enumerate(panels):
        x0 = gap + at * (width + gap)
        top = max(max(run[key]) for run in runs.values() for key in ("normal_error", "odd_error"))
        bottom = min(min(run[key]) for run in runs.values() for key in ("normal_error", "odd_error"))
        place = lambda e, v, n: (x0 + 8 + (width - 16) * e / max(1, n - 1), 30 + (height - 8) * (1 - np.log(v / bottom) / np.log(top / bottom)))
        lines.append(f'<text x="{x0}" y="18">{100 * share:g} % odd</text><rect x="{x0}" y="26" width="{width}" height="{height}" fill="none" stroke="#8886"/>')
        for name, dash in (("lbr", "4 3"), ("spr", "none")):
            for key, colour in (("normal_error", "#3b6fd4"), ("odd_error", "#c8472b")):
                values = runs[name][key]
                points = " ".join("{:.1f},{:.1f}".format(*place(e, v, len(values))) for e, v in enumerate(values))
                lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dash}"/>')
        lines.append(f'<text x="{x0 + width}" y="38" text-anchor="end" class="s">{top:.0f}</text><text x="{x0 + width}" y="{20 + height}" text-anchor="end" class="s">{bottom:.0f}</text>')
    total = gap + len(panels) * (width + gap)
    words = "Mean squared error of normal (blue) and odd (red) cubes per epoch, logarithmic; LBR dashed, LBR-SPR solid"
    style = "text{font:13px system-ui,sans-serif;fill:#777}.s{font-size:11px}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height + 58}" role="img" aria-label="{words}"><style>{style}</style>{"".join(lines)}<text x="{gap}" y="{height + 48}" class="s">{words}</text></svg>\n')
    return True


def curves(args, runs, path):
    """The smoothed score of the first seed in every clip over its odd frames, as SVG."""
    if not runs:
        return False
    seed, run = next(iter(runs.items()))
    every = np.concatenate([track["scores"] for track in run["videos"].values()])
    bottom, top = np.percentile(every, [1, 99])
    width, height, columns, gap = 200, 70, 4, 14
    lines = []
    for at, (clip, track) in enumerate(run["videos"].items()):
        x0, y0 = gap + at % columns * (width + gap), 22 + at // columns * (height + 30)
        scores = np.clip(track["scores"], bottom, top)
        x = lambda frame: x0 + width * frame / len(scores)
        edges = np.flatnonzero(np.diff(labels_of(args, clip, len(scores)), prepend=0, append=0))
        for begin, end in zip(edges[::2], edges[1::2]):
            lines.append(f'<rect x="{x(begin):.1f}" y="{y0}" width="{x(end) - x(begin):.1f}" height="{height}" fill="#c8472b" opacity=".18"/>')
        points = " ".join(f"{x(frame):.1f},{y0 + height * (1 - (score - bottom) / (top - bottom)):.1f}" for frame, score in enumerate(scores))
        lines.append(f'<polyline points="{points}" fill="none" stroke="#3b6fd4" stroke-width="1.4"/><text x="{x0}" y="{y0 - 5}">{clip}</text>')
    rows = -(-len(run["videos"]) // columns)
    words = f"Smoothed score per frame of LBR-SPR, seed {seed}, {run['epochs']} epochs, width {run['width']:g}; shaded: odd by the masks"
    style = "text{font:12px system-ui,sans-serif;fill:#777}"
    size = (gap + columns * (width + gap), 22 + rows * (height + 30) + 14)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{words}"><style>{style}</style>{"".join(lines)}<text x="{gap}" y="{size[1] - 6}">{words}</text></svg>\n')
    return True


def write_tables(args):
    found = {row: finished(args, row) for row in ROWS}
    paths = {kind: args.work / "controls" / f"{kind}.json" for kind in CONTROLS}
    control = {kind: evaluated(args, path) for kind, path in paths.items() if path.exists()}
    tables = {
        "main": main_table(args, found), "boxes": boxes_table(args, found), "controls": controls_table(args, control),
        "statements": statements_table(found, control), "statistics": statistics_table(found),
        "clips": clips_table(args, found, control), "advantage": advantage_table(args),
    }
    drawn = figure(args, args.table.parent / "images" / "ped2-advantage.svg")
    tables["figure"] = ["![Mean error of normal and odd cubes per epoch](images/ped2-advantage.svg)" if drawn else f"*Figure: {NOT_RUN}.*"]
    drawn = curves(args, found["LBR-SPR"], args.table.parent / "images" / "ped2-curves.svg")
    tables["curves"] = ["![Score of every frame of the twelve clips](images/ped2-curves.svg)" if drawn else f"*Curves: {NOT_RUN}.*"]
    text = args.table.read_text()
    for name, lines in tables.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, rest = text.split(begin)
        text = before + begin + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    args.table.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data/ucsd-ped2")
    parser.add_argument("--detector", type=pathlib.Path, default=ROOT / "../shared/data/detector/FastestDet.pth")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/oddframe")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--width", type=float, default=1.0)
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0, 1, 2])
    parser.add_argument("--only", type=lambda text: text.split(";"), help=f"of: {'; '.join([*ROWS, 'controls', 'advantage'])} (parted by ;)")
    parser.add_argument("--table", type=pathlib.Path, help="write the tables of this file and run nothing")
    args = parser.parse_args()
    args.data, args.work = args.data.resolve(), args.work.resolve()
    args.labels = json.loads((args.data / "frame_labels.json").read_text())["test"]
    if args.table is not None:
        return write_tables(args)
    wanted = args.only or ["controls", *ROWS, "advantage"]
    unknown = [row for row in wanted if row not in (*ROWS, "controls", "advantage")]
    if unknown:
        parser.error(f"--only: unknown {', '.join(unknown)}")
    args.work.mkdir(parents=True, exist_ok=True)
    for row in wanted:
        if row in ROWS:
            learn(args, row)
        else:
            {"controls": controls, "advantage": advantage}[row](args)


if __name__ == "__main__":
    main()
