"""What the two scores of the motion variant are worth on UCSD Ped2, each by itself and at other weights of the first.

From a finished run of the row "motion" of ped2_study.py: its second network is left out of a copy of its weights, which gives
z_raw of every object; z_of is what the run's score has beside it. A frame has its largest; window as published, 10 frames
across clips. Needs python3.11 with numpy, the built program and the data:

    python3 scripts/ped2_motion.py --run runs/ped2/e10-w0.25-b64/motion/seed-0 --data ../shared/data/ucsd-ped2
"""

import argparse
import json
import pathlib
import struct
import tempfile

import numpy as np

from ped2_settling import labels
from studies import auroc, oddframe

WINDOW = 10
# z_raw's published weight beside 1 of z_of; others, and each by itself.
PUBLISHED = 0.5
MIXTURES = {"first network alone": (1, 0), "second alone": (0, 1), "published, 0.5 : 1": (PUBLISHED, 1), "1 : 1": (1, 1), "2 : 1": (2, 1)}


def without_second(weights, target):
    """A copy of a file of weights without the tensors of the network that draws the flow."""
    content = weights.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, values = json.loads(content[8 : 8 + length]), content[8 + length :]
    kept, data = {"__metadata__": header.pop("__metadata__")}, b""
    for name, tensor in header.items():
        if ".of_ae." not in name:
            start, end = tensor["data_offsets"]
            kept[name] = {**tensor, "data_offsets": [len(data), len(data) + end - start]}
            data += values[start:end]
    text = json.dumps(kept).encode()
    target.write_bytes(struct.pack("<Q", len(text)) + text + data)


def objects(videos):
    """Frame, counted over all clips, and score of every object."""
    first, frames, scores = 0, [], []
    for _, track in sorted(videos.items()):
        frames += [first + region["frame"] for region in track["regions"]]
        scores += [region["score"] for region in track["regions"]]
        first += len(track["scores"])
    return np.array(frames), np.array(scores)


def of_frames(frames, scores, count):
    """The largest of each frame, where no object is the least of all; then the mean of the window around it."""
    largest = np.full(count, scores.min())
    np.maximum.at(largest, frames, scores)
    return np.array([largest[max(0, i - WINDOW // 2) : i + WINDOW // 2].sum() / WINDOW for i in range(count)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--program", default="target/release/oddframe")
    args = parser.parse_args()
    both = json.loads((args.run / "scores.json").read_text())["videos"]
    with tempfile.TemporaryDirectory() as folder:
        weights, scores = pathlib.Path(folder) / "first.safetensors", pathlib.Path(folder) / "first.json"
        without_second(args.run / "weights.safetensors", weights)
        data = ("--frames", args.data / "test", "--boxes", args.data / "boxes_test.npz", "--preset", "ped2")
        oddframe(args.program, "score", "lbr", *data, "--weights", weights, "--device", "cpu", "--regions", "--out", scores)
        frames, raw = objects(json.loads(scores.read_text())["videos"])
    again, mixed = objects(both)
    assert (again == frames).all(), "the run has other objects"
    flow = mixed - PUBLISHED * raw
    odd = np.concatenate([labels(args.data, clip, len(track["scores"])) for clip, track in sorted(both.items())])
    for name, (of_raw, of_flow) in MIXTURES.items():
        print(f"{name:20} {100 * auroc(of_frames(frames, of_raw * raw + of_flow * flow, len(odd)), odd):.1f}")


if __name__ == "__main__":
    main()
