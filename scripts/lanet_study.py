"""The ablation of docs/lanet.md: five variants of configs/shanghaitech-weak.toml, seeds 0 to 4, last epoch.

Every number on the test videos comes from the program's scores and is computed here again from counts; it must equal
the program's own. Differences are paired by seed, with a 95 % interval by Student's t. Needs python3.11 with numpy
and the built program:

    python3 scripts/lanet_study.py --data ../shared/data/shanghaitech-weak --work /tmp/study
"""

import argparse
import json
import pathlib
import tomllib

import numpy as np

from studies import auroc, changed, interval, oddframe, toml

CONFIG = pathlib.Path(__file__).parent.parent / "configs" / "shanghaitech-weak.toml"
SEEDS = range(5)
STRIDE = 16

VARIANTS = {
    "L_MIL, no prior": {"model.prior_mode": "none", "loss.lambda1": 0.0, "loss.lambda2": 0.0},
    "L_MIL": {"loss.lambda1": 0.0, "loss.lambda2": 0.0},
    "L_MIL + L_DR": {"loss.lambda2": 0.0},
    "L_MIL + L_DA": {"loss.lambda1": 0.0},
    "all": {},
    "untrained": {"train.epochs": 1, "train.lr": 1e-12},
}
BASELINE = "L_MIL"


def counts(scores, labels):
    """True and false positives at every distinct score, falling."""
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    positives = np.cumsum(labels[order])[ends]
    return np.insert(positives, 0, 0), np.insert(ends + 1 - positives, 0, 0)


def average_precision(scores, labels):
    """Trapezoid rule, precision 1 at recall 0."""
    hits, alarms = counts(scores, labels)
    precision = np.insert(hits[1:] / (hits[1:] + alarms[1:]), 0, 1.0)
    return float(np.sum(np.diff(hits / hits[-1]) * (precision[1:] + precision[:-1]) / 2))


def frames(scores, length):
    repeated = np.repeat(scores, STRIDE)
    return np.concatenate([repeated, np.full(length - len(repeated), scores[-1], repeated.dtype)])


def measures(scores, truth):
    """Pooled AUROC, AP, AUROC of the abnormal videos alone."""
    expanded = {name: frames(scores[name], len(truth[name])) for name in truth}
    pool = lambda names: (np.concatenate([expanded[n] for n in names]), np.concatenate([truth[n] for n in names]))
    everything, abnormal = pool(list(truth)), pool([name for name in truth if truth[name].any()])
    return auroc(*everything), average_precision(*everything), auroc(*abnormal)


def controls(scores, truth):
    random = np.random.default_rng(0)
    mean = {name: np.full_like(scores[name], scores[name].mean()) for name in sorted(scores)}
    shuffled = {name: random.permutation(scores[name]) for name in sorted(scores)}
    return measures(mean, truth)[0], *(measures(shuffled, truth)[i] for i in (0, 2))


def config(tables, changes, data):
    ours = {"data.features": str(data / "features"), "data.list": str(data / "train.txt")}
    return toml(changed(tables, {**ours, "test.truth": str(data / "truth.npz"), **changes}))


def run(arguments, name, changes, seed, tables, truth):
    call = lambda *words: oddframe(arguments.oddframe, *words, "--device", "cpu")
    out = arguments.work / f"{name.replace(' ', '').replace(',', '')}-{seed}"
    if not (out / "report.json").exists():
        arguments.work.mkdir(parents=True, exist_ok=True)
        file = arguments.work / "run.toml"
        file.write_text(config(tables, changes, arguments.data))
        call("train", "lanet", "--config", file, "--out", out, "--seed", seed)
    weights, scored = out / "last.safetensors", out / "scores.json"
    call("score", "lanet", "--features", arguments.data / "features", "--weights", weights, "--out", scored)
    report, videos = json.loads((out / "report.json").read_text()), json.loads(scored.read_text())["videos"]
    scores = {video: np.array(videos[video]["scores"], np.float32) for video in truth}
    pooled, precision, abnormal = measures(scores, truth)
    last = report["last"]["test"]
    assert abs(pooled - last["auroc"]) < 1e-9 and abs(abnormal - last["auroc_abnormal"]) < 1e-9, (name, seed)
    best, dynamics = report["best_test"]["test"]["auroc"], report["dynamics"]["test"]
    return [pooled, precision, abnormal, *controls(scores, truth), best, dynamics["gap"], dynamics["correlation"]]


def written(differences):
    mean, half = interval(differences)
    return f"{mean:+.3f} [{mean - half:+.3f}, {mean + half:+.3f}]"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oddframe", default="target/release/oddframe")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.data = arguments.data.resolve()
    tables = tomllib.loads(CONFIG.read_text())
    truth = dict(np.load(arguments.data / "truth.npz"))
    found = {
        name: np.array([run(arguments, name, changes, seed, tables, truth) for seed in SEEDS])
        for name, changes in VARIANTS.items()
    }
    print("| variant | AUROC | AP | abnormal videos | video mean | shuffled | shuffled, abnormal | best on test"
          " | E^a - E^n | correlation |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, rows in found.items():
        cells = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in zip(rows.mean(0), rows.std(0, ddof=1))]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\n| against {BASELINE}, paired | AUROC | abnormal videos |\n|---|---|---|")
    for name, rows in found.items():
        if name != BASELINE:
            differences = rows - found[BASELINE]
            print(f"| {name} | {written(differences[:, 0])} | {written(differences[:, 2])} |")


if __name__ == "__main__":
    main()
