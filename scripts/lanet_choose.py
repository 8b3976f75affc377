"""Compares settings of LA-Net on the training videos of ShanghaiTech-weak alone; no test file is opened.

Five folds; every training video is held out once. Two measures, both from labels of whole videos:

* video: AUROC of the held-out videos' probabilities (mean of the top T // 16 + 1 snippet scores);
* splice: 12 snippets of a held-out abnormal video are put into a held-out normal video of the same scene; AUROC
  of "comes from the abnormal video" over the snippets of that one spliced video, mean over splices. A network that
  spreads what it sees over the whole video fails here. `whole` is the same with the whole abnormal video put at
  an end of the normal one.

Settings are chosen by the mean of video and splice. Needs python3 with numpy and the built program:

    python3 scripts/lanet_choose.py --data ../shared/data/shanghaitech-weak --work /tmp/choose
"""

import argparse
import json
import pathlib
import sys

import numpy as np

from studies import auroc, changed, oddframe, toml

FOLDS = 5
SPLICED_SNIPPETS = 12
SPLICES = 6

BASE = {
    "model": dict(feat_dim=64, attn_dim=16, mlp1=64, mlp2=16, kernel=3, sigma=50.0, dropout=0.5, standardise=True),
    "train": dict(lr=1e-3, weight_decay=1e-2, batch_size=32, epochs=50, cosine_epochs=60),
    "loss": dict(lambda1=0.1, lambda2=0.1),
}

# Each differs from BASE in what it names.
CANDIDATES = [
    "",
    "loss.lambda1=0 loss.lambda2=0",
    'loss.lambda1=0 loss.lambda2=0 model.prior_mode="none"',
    "loss.lambda1=0 loss.lambda2=0 model.sigma=1",
    "model.sigma=8",
    "model.sigma=20",
    "model.sigma=100",
]


def folds(labels):
    random = np.random.default_rng(0)
    fold = np.empty(len(labels), int)
    for value in (0, 1):
        videos = np.flatnonzero(labels == value)
        random.shuffle(videos)
        fold[videos] = np.arange(len(videos)) % FOLDS
    return fold


def splices(held_out, features, labels, names):
    """Name, rows and the slice of the abnormal part, for every splice of a fold."""
    random = np.random.default_rng(1)
    for abnormal in (v for v in held_out if labels[v]):
        normal = [v for v in held_out if not labels[v]]
        normal = [v for v in normal if names[v][:2] == names[abnormal][:2]] or normal
        odd = features[abnormal]
        for number in range(SPLICES):
            calm = features[normal[random.integers(len(normal))]]
            width = min(SPLICED_SNIPPETS, len(odd))
            start, at = random.integers(len(odd) - width + 1), random.integers(len(calm) + 1)
            rows = np.concatenate([calm[:at], odd[start : start + width], calm[at:]])
            yield f"splice_{names[abnormal]}_{number}", rows, (at, at + width)
            first = number % 2 == 0
            rows = np.concatenate([odd, calm] if first else [calm, odd])
            yield f"whole_{names[abnormal]}_{number}", rows, (0, len(odd)) if first else (len(calm), len(rows))


def prepare(work, data):
    """Folders of held-out and spliced feature files, one per fold, made once."""
    lines = [line.split() for line in (data / "train.txt").read_text().splitlines()]
    names, labels = [name for name, _ in lines], np.array([int(label) for _, label in lines])
    features = [np.load(data / "features" / f"{name}.npy") for name in names]
    fold = folds(labels)
    prepared = []
    for number in range(FOLDS):
        folder = work / f"fold{number}"
        folder.mkdir(parents=True, exist_ok=True)
        held_out = np.flatnonzero(fold == number)
        for video in held_out:
            np.save(folder / f"{names[video]}.npy", features[video])
        parts = {}
        for name, rows, part in splices(held_out, features, labels, names):
            np.save(folder / f"{name}.npy", rows)
            parts[name] = part
        rest = [f"{names[v]} {labels[v]}" for v in np.flatnonzero(fold != number)]
        (work / f"fold{number}.txt").write_text("\n".join(rest))
        prepared.append((folder, {names[v]: labels[v] for v in held_out}, parts))
    return prepared


def settings(candidate):
    changes = (change.split("=") for change in candidate.split())
    return changed(BASE, {key: json.loads(value) for key, value in changes})


def config(tables, data, work, number):
    return toml({"data": dict(features=str(data / "features"), list=str(work / f"fold{number}.txt")), **tables})


def measure(scores, labels, parts):
    def probability(name):
        found = np.sort(scores[name])
        return found[-(len(found) // 16 + 1) :].mean()

    video = auroc([probability(name) for name in labels], list(labels.values()))
    found = {"splice": [], "whole": []}
    for name, (start, end) in parts.items():
        inside = np.zeros(len(scores[name]), bool)
        inside[start:end] = True
        found[name.split("_")[0]].append(auroc(scores[name], inside))
    return video, np.mean(found["splice"]), np.mean(found["whole"])


def run(arguments, candidate, prepared):
    found = []
    for number, (folder, labels, parts) in enumerate(prepared):
        out = arguments.work / "run"
        for old in out.glob("*"):
            old.unlink()
        file = arguments.work / "run.toml"
        file.write_text(config(settings(candidate), arguments.data, arguments.work, number))
        cpu = ("--device", "cpu")
        oddframe(arguments.oddframe, "train", "lanet", "--config", file, "--out", out, "--seed", number, *cpu)
        weights, scored = out / "last.safetensors", out / "scores.json"
        oddframe(arguments.oddframe, "score", "lanet", "--features", folder, "--weights", weights, "--out", scored, *cpu)
        videos = json.loads(scored.read_text())["videos"]
        scores = {name: np.array(video["scores"]) for name, video in videos.items()}
        found.append(measure(scores, labels, parts))
    return np.array(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oddframe", default="target/release/oddframe")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("candidates", nargs="*", default=CANDIDATES)
    arguments = parser.parse_args()
    arguments.data = arguments.data.resolve()
    prepared = prepare(arguments.work, arguments.data)
    print("| change | video | splice | whole | mean of video and splice |\n|---|---|---|---|---|")
    for candidate in arguments.candidates:
        video, splice, whole = run(arguments, candidate, prepared).mean(0)
        name = candidate or "(none)"
        print(f"| {name} | {video:.3f} | {splice:.3f} | {whole:.3f} | {(video + splice) / 2:.3f} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
