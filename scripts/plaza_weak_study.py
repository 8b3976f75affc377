"""Plaza-weak places: LA-Net's ablation, a random encoder, controls, LBR-SPR and false alarms by actor.

Every number on the test videos is computed here from scores and truth; frames after the last whole snippet are left out,
as in the truth. What lies under WORK is not made again, so that an interrupted study goes on. Needs python3.11 with
numpy and Pillow, and the built program:

    python3 scripts/plaza_weak_study.py --work /tmp/weak --encoder runs/i3d-plaza/encoder.safetensors heads
    python3 scripts/plaza_weak_study.py --work /tmp/weak gate lbr
"""

import argparse
import json
import pathlib
import shutil
import tomllib

import numpy as np

from lanet_study import BASELINE, VARIANTS
from plaza_gate import KINDS, Scene
from studies import auroc, changed, interval, oddframe, toml

CONFIG = pathlib.Path(__file__).resolve().parent.parent / "configs" / "plaza-weak-places.toml"
SET = "plaza-weak-places"
STRIDE = 16
SEEDS = range(5)
RARE = ("umbrella", "pram", "dog", "wheelchair user")


class Truth:
    """Labels of the frames that snippets cover, by video, and the class of what is odd in it."""

    def __init__(self, labels, classes):
        self.labels, self.classes = labels, classes

    @classmethod
    def of(cls, folder):
        labels, classes = {}, {}
        for video, truth in json.loads((folder / "truth.json").read_text())["videos"].items():
            labels[video] = np.zeros(truth["frames"], dtype=bool)
            for event in truth["events"]:
                labels[video][event["start"] : event["end"]] = True
            classes[video] = truth["events"][0]["class"] if truth["events"] else None
        return cls(labels, classes)

    def measures(self, frames):
        """Pooled AUROC, over the abnormal videos alone, with each video's mean in place of its scores."""
        pool = lambda videos, of: auroc(np.concatenate([of[v] for v in videos]), np.concatenate([self.labels[v] for v in videos]))
        odd = [video for video in self.labels if self.labels[video].any()]
        mean = {video: np.full(len(scores), np.mean(scores)) for video, scores in frames.items()}
        return np.array([pool(self.labels, frames), pool(odd, frames), pool(self.labels, mean)])

    def by_class(self, frames):
        """Mean over the videos of a class of the AUROC within each."""
        found = {}
        for video, labels in self.labels.items():
            if labels.any():
                found.setdefault(self.classes[video], []).append(auroc(np.asarray(frames[video]), labels))
        return {name: (float(np.mean(values)), len(values)) for name, values in sorted(found.items())}


def repeated(snippets, labels):
    return {video: np.repeat(np.asarray(snippets[video], np.float64), STRIDE)[: len(labels[video])] for video in labels}


def write_config(path, folder, changes):
    tables = changed(tomllib.loads(CONFIG.read_text()), changes)
    tables["data"].update(features=str(folder / "train.npz"), list=str(folder / "train.txt"))
    tables["test"].update(features=str(folder / "test.npz"), truth=str(folder / "truth.json"))
    path.write_text(toml(tables))


def features(arguments, name, weights, crops):
    folder = (arguments.work / name).resolve()
    if not (folder / "truth.json").exists():
        oddframe(arguments.program, "encode", "i3d", "--scenes", SET, "--weights", weights, "--crops", crops, "--out", folder, "--device", "cpu")
    return folder


def centre_of(ten):
    """The centre crop, the first, of a folder of features of ten."""
    folder = ten.with_name(f"{ten.name}-centre")
    if not (folder / "truth.json").exists():
        folder.mkdir(exist_ok=True)
        for part in ("train.npz", "test.npz"):
            with np.load(ten / part) as crops:
                np.savez(folder / part, **{video: crops[video][0] for video in crops.files})
        for name in ("train.txt", "sightings.json", "truth.json"):
            shutil.copy(ten / name, folder / name)
    return folder


def head(arguments, folder, name, changes, seed):
    """Scores of the test videos' snippets by a head that is trained if it is not there."""
    out = folder / f"{name.replace(' ', '').replace(',', '')}-{seed}"
    if not (out / "scores.json").exists():
        config = out.with_suffix(".toml")
        write_config(config, folder, changes)
        oddframe(arguments.program, "train", "lanet", "--config", config, "--out", out, "--device", "cpu", "--seed", seed)
        score = ("--features", folder / "test.npz", "--weights", out / "last.safetensors", "--out", out / "scores.json")
        oddframe(arguments.program, "score", "lanet", *score, "--device", "cpu")
    videos = json.loads((out / "scores.json").read_text())["videos"]
    return {video: track["scores"] for video, track in videos.items()}


def crops_of(path):
    """Features by video, `[crops, snippets, columns]` also where there is one crop."""
    with np.load(path) as file:
        return {video: file[video].reshape(-1, *file[video].shape[-2:]) for video in file.files}


def nearest_normal(folder, crops):
    """Distance of each snippet of the test videos to the nearest of the normal training videos, columns standardised:
    of "the mean" of its crops, or the mean over "each" crop's."""
    train, test = crops_of(folder / "train.npz"), crops_of(folder / "test.npz")
    label = dict(line.split() for line in (folder / "train.txt").read_text().splitlines())
    seen = lambda features: features.mean(0) if crops == "the mean" else features.reshape(-1, features.shape[-1])
    rows = np.concatenate([seen(train[video]) for video in train if label[video] == "0"])
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    rows = (rows - mean) / spread
    squares = (rows**2).sum(1)

    def distance(video):
        found = (seen(test[video]) - mean) / spread
        nearest = np.sqrt(np.maximum((found**2).sum(1)[:, None] + squares - 2 * found @ rows.T, 0).min(1))
        return nearest.reshape(-1, test[video].shape[1]).mean(0)

    return {video: distance(video) for video in test}


def alarms(folder, truth, snippets):
    """False alarms of the normal snippets from .5 on: all, then with each kind of actor in sight and without it."""
    seen = json.loads((folder / "sightings.json").read_text())["videos"]
    rows = []
    for video, labels in truth.labels.items():
        odd = labels.reshape(-1, STRIDE).any(1)
        rows += [(snippets[video][k] >= 0.5, set(seen[video][k])) for k in range(len(odd)) if not odd[k]]
    rate = lambda chosen: (float(np.mean(chosen)), len(chosen)) if chosen else (float("nan"), 0)
    kinds = sorted({kind for _, kinds in rows for kind in kinds})
    table = {"all": (rate([alarm for alarm, _ in rows]), rate([]))}
    for kind in kinds:
        table[kind] = tuple(rate([alarm for alarm, kinds in rows if (kind in kinds) == there]) for there in (True, False))
    return table


def encoded(arguments):
    """Folders of features with the heads that are to learn from each. A head takes ten times as long on ten crops as on one,
    so that the ablation is of the centre crop."""
    ten = features(arguments, "i3d", arguments.encoder, "ten")
    yield "i3d, ten crops", ten, {name: VARIANTS[name] for name in (BASELINE, "all", "untrained")}
    yield "i3d, centre crop", centre_of(ten), VARIANTS
    if arguments.random is not None:
        random = features(arguments, "random", arguments.random, "ten")
        yield "random encoder, ten crops", random, {"all": {}}
        yield "random encoder, centre crop", centre_of(random), {"all": {}}


def report_heads(arguments):
    for encoder, folder, variants in encoded(arguments):
        truth = Truth.of(folder)
        share = np.mean(np.concatenate(list(truth.labels.values())))
        print(f"\n## {encoder}: {sum(map(len, truth.labels.values()))} test frames, {100 * share:.1f} % odd")
        for crops in ("the mean", "each"):
            nearest = repeated(nearest_normal(folder, crops), truth.labels)
            print(f"nearest normal neighbour, {crops} of the crops", truth.measures(nearest).round(3))
        found, all_frames, all_alarms = {}, [], []
        for name, changes in variants.items():
            rows = []
            for seed in SEEDS:
                snippets = head(arguments, folder, name, changes, seed)
                frames = repeated(snippets, truth.labels)
                rows.append(truth.measures(frames))
                if name == "all":
                    all_frames.append(truth.by_class(frames))
                    all_alarms.append(alarms(folder, truth, snippets))
            found[name] = np.array(rows)
            cells = [f"{m:.3f} ± {s:.3f}" for m, s in zip(found[name].mean(0), found[name].std(0, ddof=1))]
            print(f"| {name} | " + " | ".join(cells) + f" | {found[name][:, :2].min(0).round(3)}", flush=True)
        for name in found:
            if name != BASELINE and BASELINE in found:
                pairs = [interval(found[name][:, k] - found[BASELINE][:, k]) for k in (0, 1)]
                print(f"| {name} - {BASELINE} | " + " | ".join(f"{mean:+.3f} ± {half:.3f}" for mean, half in pairs) + " |")
        for name in all_frames[0]:
            print(f"{name}: {np.mean([seed[name][0] for seed in all_frames]):.3f} ({all_frames[0][name][1]} videos)")
        for kind in all_alarms[0]:
            there, without = (np.mean([seed[kind][k][0] for seed in all_alarms]) for k in (0, 1))
            print(f"false alarms, {kind}: {100 * there:.1f} % of {all_alarms[0][kind][0][1]} snippets, without {100 * without:.1f} %")


def tracks(arguments, what):
    """Raw and smoothed curves of every test video, by control or by LBR-SPR."""
    path = arguments.work / f"{what}.jsonl"
    found = {}
    if path.exists():
        found = {row["video"]: row for row in map(json.loads, path.read_text().splitlines())}
    for number in range(1, arguments.videos + 1):
        video = f"test{number:03}"
        if video in found:
            continue
        scene = Scene(arguments.program, "--set", SET, "--video", video)
        if what == "gate":
            curves = {kind: scene.curves("control", "--kind", kind)[0] for kind in KINDS}
            curves["untrained"] = scene.curves("control", "--kind", "untrained", "--device", "cpu")[0]
            curves["energy"] = [np.asarray(curve).tolist() for curve in scene.energy_curves()]
        else:
            curves = {"lbr": scene.curves("lbr", "--device", "cpu")[0]}
        row = {"video": video, "event": scene.event, "labels": scene.labels.astype(int).tolist(), "curves": curves}
        scene.close()
        with path.open("a") as file:
            file.write(json.dumps(row) + "\n")
        found[video] = row
        print(what, video, scene.event, flush=True)
    return found


def report_tracks(arguments, what):
    rows = tracks(arguments, what)
    labels = {video: np.array(row["labels"], dtype=bool) for video, row in rows.items()}
    truth = Truth(labels, {video: row["event"] for video, row in rows.items()})
    for name in next(iter(rows.values()))["curves"]:
        for k, curve in enumerate(("raw", "smoothed")):
            frames = {video: np.array(row["curves"][name][k]) for video, row in rows.items()}
            within = truth.by_class(frames)
            mean = np.average([value for value, _ in within.values()], weights=[count for _, count in within.values()])
            print(f"{name:14} {curve:9} pooled, abnormal, video mean {truth.measures(frames).round(3)} within videos {mean:.3f}")
        print("   ", {event: round(value, 3) for event, (value, _) in within.items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/oddframe")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--encoder", type=pathlib.Path)
    parser.add_argument("--random", type=pathlib.Path, help="weights of an encoder that has learned nothing")
    parser.add_argument("--videos", type=int, default=120, help="test videos of gate and lbr: the first so many")
    parser.add_argument("tasks", nargs="+", choices=("heads", "gate", "lbr"))
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for task in arguments.tasks:
        report_heads(arguments) if task == "heads" else report_tracks(arguments, task)


if __name__ == "__main__":
    main()
