"""The head that Watch shows over the I3D for drawn scenes: LA-Net, learned from Plaza-weak places and from squares of the
kind that Watch opens with, whose sun and shade that set has not.

    python3 scripts/plaza_demo_head.py --work runs/plaza-demo --places runs/plaza-weak-places

--places: the folder of `oddframe encode i3d --scenes plaza-weak-places --crops ten`. The squares are rendered, encoded and
removed one by one; what lies under WORK is not made again. Prints AUROCs of frames on squares of other seeds and on the test
videos of Plaza-weak places, and how often a normal snippet is called odd. Needs python3.11 with numpy and
Pillow, and the built program.
"""

import argparse
import json
import pathlib
import shutil
import tomllib

import numpy as np

from plaza_weak_study import CONFIG, STRIDE, Truth, repeated
from studies import oddframe, toml

ENCODER = CONFIG.parent.parent / "www/bundled/plaza_places/encoder.safetensors"
FRAMES = 600
# Every second square is without odd events; Watch itself offers seeds from 1 on.
LEARN, CHECK = range(200_001, 200_121), range(201_001, 201_021)


def squares(arguments, name, seeds):
    """The folder of features and truth of squares, as those of a set are."""
    folder, clip = arguments.work / name, arguments.work / "clip"
    folder.mkdir(parents=True, exist_ok=True)
    features, videos = {}, {}
    for k, seed in enumerate(seeds):
        video = f"square{seed}"
        out, truth = folder / f"{video}.npy", folder / f"{video}.json"
        if not out.exists():
            shutil.rmtree(clip, ignore_errors=True)
            oddframe(arguments.program, "synth", "--seed", seed, "--frames", FRAMES, *(["--normal"] if k % 2 else []), "--out", clip)
            shutil.copy(clip / "truth.json", truth)
            oddframe(arguments.program, "encode", "i3d", "--frames", clip, "--weights", ENCODER, "--crops", "ten", "--device", "cpu", "--out", out)
        features[video] = np.load(out)
        # What follows the last whole snippet has no score.
        videos[video] = json.loads(truth.read_text())["videos"]["clip"] | {"frames": FRAMES // STRIDE * STRIDE}
    np.savez(folder / "test.npz", **features)
    (folder / "truth.json").write_text(json.dumps({"format": "oddframe-truth/1", "videos": videos}))
    shutil.rmtree(clip, ignore_errors=True)
    return folder


def both(arguments, learn):
    """Features and labels of places and squares as one set to learn from."""
    videos = json.loads((learn / "truth.json").read_text())["videos"]
    with np.load(arguments.places / "train.npz") as places, np.load(learn / "test.npz") as square:
        np.savez(arguments.work / "train.npz", **places, **square)
    labels = [f"{video} {int(len(truth['events']) > 0)}" for video, truth in videos.items()]
    listed = (arguments.places / "train.txt").read_text().splitlines()
    (arguments.work / "train.txt").write_text("\n".join([*listed, *labels]) + "\n")


def head(arguments, seed):
    """Weights of the head of a seed, with the settings of Plaza-weak places."""
    out = arguments.work / f"head-{seed}"
    if not (out / "last.safetensors").exists():
        tables = tomllib.loads(CONFIG.read_text())
        tables["data"].update(features=str(arguments.work / "train.npz"), list=str(arguments.work / "train.txt"))
        tables["test"].update(features=str(arguments.places / "test.npz"), truth=str(arguments.places / "truth.json"))
        config = arguments.work / "config.toml"
        config.write_text(toml(tables))
        oddframe(arguments.program, "train", "lanet", "--config", config, "--out", out, "--device", "cpu", "--seed", seed)
    return out / "last.safetensors"


def report(arguments, folder, weights):
    """Prints what a head is worth on the test videos of a folder."""
    out = arguments.work / "scores.json"
    oddframe(arguments.program, "score", "lanet", "--features", folder / "test.npz", "--weights", weights, "--out", out, "--device", "cpu")
    snippets = {video: np.array(track["scores"]) for video, track in json.loads(out.read_text())["videos"].items()}
    truth = Truth.of(folder)
    frames = repeated(snippets, truth.labels)
    of = {video: labels.reshape(-1, STRIDE).any(1) for video, labels in truth.labels.items()}
    alarms = np.concatenate([snippets[video][~odd] >= 0.5 for video, odd in of.items()])
    print(f"{folder.name}: pooled, abnormal, video mean {truth.measures(frames).round(3)}, false alarms {100 * alarms.mean():.1f} %")
    print("   ", {kind: (round(value, 3), count) for kind, (value, count) in truth.by_class(frames).items()}, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", default="target/release/oddframe")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--places", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", type=int, default=1, help="heads; the page has that of seed 0")
    arguments = parser.parse_args()
    arguments.work, arguments.places = arguments.work.resolve(), arguments.places.resolve()
    check = squares(arguments, "check", CHECK)
    both(arguments, squares(arguments, "learn", LEARN))
    for seed in range(arguments.seeds):
        weights = head(arguments, seed)
        print(f"seed {seed}: {weights}")
        report(arguments, check, weights)
        report(arguments, arguments.places, weights)


if __name__ == "__main__":
    main()
