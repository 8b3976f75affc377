"""Where a run on UCSD Ped2 fails, in pictures: its loudest normal moments and its quietest odd ones.

    python3 scripts/ped2_failures.py --scores runs/ped2/e30-w1/LBR-SPR/seed-0/scores.json --out failures.png

The pictures show frames of the data set, which is not ours to pass on: they are for who has it, and docs/ped2.md tells in
words what is on them. Needs python3.11 with numpy and Pillow.
"""

import argparse
import json
import pathlib

import numpy as np

from ped2_runs import labels_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Frames of one clip nearer than this are one moment.
APART = 25
PICTURES = 6
ZOOM = 2


def moments(args, videos, odd, sign):
    """`(score, clip, frame)` of the highest (sign 1) or lowest (-1) smoothed scores, a frame for each moment."""
    every = []
    for clip, track in videos.items():
        labels = labels_of(args, clip, len(track["scores"]))
        every += [(sign * score, clip, frame) for frame, score in enumerate(track["scores"]) if labels[frame] == odd]
    found = []
    for score, clip, frame in sorted(every, reverse=True):
        if all(clip != other or abs(frame - near) >= APART for _, other, near in found):
            found.append((score, clip, frame))
    return [(sign * score, clip, frame) for score, clip, frame in found[:PICTURES]]


def rank(videos, score):
    """Share of all frames that score less."""
    return np.mean(np.concatenate([track["scores"] for track in videos.values()]) < score)


def drawn(args, videos, score, clip, frame):
    """The frame with its loudest region and those of the masks."""
    from PIL import Image, ImageDraw

    file = sorted((args.data / "test" / clip).glob("*.jpg"))[frame]
    picture = Image.open(file).convert("RGB")
    picture = picture.resize((ZOOM * picture.width, ZOOM * picture.height))
    pen = ImageDraw.Draw(picture)
    mask = np.asarray(Image.open(sorted((args.data / "masks" / clip).glob("*.png"))[frame])) > 0
    if mask.any():
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        pen.rectangle([ZOOM * int(v) for v in (columns[0], rows[0], columns[-1], rows[-1])], outline=(80, 160, 255))
    regions = [region for region in videos[clip].get("regions", []) if region["frame"] == frame]
    if regions:
        loudest = max(regions, key=lambda region: region["score"])
        pen.rectangle([ZOOM * v for v in loudest["region"]], outline=(255, 90, 60), width=2)
        print(f"  loudest region {[round(v) for v in loudest['region']]}, score {loudest['score']:.2f}")
    pen.text((6, 6), f"{clip} / {frame}: {score:.2f}, above {100 * rank(videos, score):.0f} %", fill=(255, 255, 0))
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scores", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data/ucsd-ped2")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    args.labels = json.loads((args.data / "frame_labels.json").read_text())["test"]
    videos = json.loads(args.scores.read_text())["videos"]
    rows = []
    for words, odd, sign in (("loudest normal moments", False, 1), ("quietest odd moments", True, -1)):
        print(words)
        row = []
        for score, clip, frame in moments(args, videos, odd, sign):
            print(f"clip {clip}, frame {frame}: score {score:.2f}, above {100 * rank(videos, score):.0f} % of all frames")
            row.append(np.asarray(drawn(args, videos, score, clip, frame)))
        rows.append(row)
    from PIL import Image

    columns = PICTURES // 2
    halves = [row[at : at + columns] for row in rows for at in (0, columns)]
    sheet = np.concatenate([np.concatenate(half, 1) for half in halves])
    Image.fromarray(sheet).save(args.out)


if __name__ == "__main__":
    main()
