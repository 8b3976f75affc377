"""Golden frame scores of LBR (CVPR 2022): z-score per block, maximum over objects, box-10 smoothing.

    python3 tests/golden/frame_scores.py

Writes frame_scores.json: three small data sets. NumPy in float64 with plain loops. Layout: README.md.
"""

import numpy as np

from golden import assert_near, rounded, versions, write_json

SEED = 13987
EMPTY = -20.0
NO_MODEL = 20.0
WINDOW = 10
# Ours: below this share of the mean the spread is rounding, and every z of the block is 0.
SPREAD_FLOOR = 1e-6


def block_statistics(errors):
    """Mean and biased standard deviation of the training errors; None for a block without cubes."""
    if not errors:
        return None
    mean = sum(errors) / len(errors)
    return mean, (sum((e - mean) ** 2 for e in errors) / len(errors)) ** 0.5


def object_score(error, statistics):
    if statistics is None:
        return NO_MODEL
    mean, std = statistics
    return 0.0 if std <= SPREAD_FLOOR * mean else (error - mean) / std


def smooth(scores):
    """out[i] = sum of scores[i-5 ..= i+4] / 10 with zeros outside, across clip borders."""
    half = WINDOW // 2
    return [sum(scores[max(i - half, 0) : i + WINDOW - half]) / WINDOW for i in range(len(scores))]


def score(clip_lengths, blocks, training, objects):
    """`training`: errors per block; `objects`: (frame, block, error), frames counted over all clips."""
    statistics = [block_statistics(errors) for errors in training]
    scores = [object_score(error, statistics[block]) for _, block, error in objects]
    raw = [EMPTY] * sum(clip_lengths)
    for (frame, _, _), value in zip(objects, scores):
        raw[frame] = max(raw[frame], value)
    return {
        "clip_lengths": clip_lengths,
        "blocks": blocks,
        "training_sse": training,
        "statistics": [None if s is None else {"mean": rounded(s[0], 15), "std": rounded(s[1], 15)} for s in statistics],
        "objects": {
            "frame": [frame for frame, _, _ in objects],
            "block": [block for _, block, _ in objects],
            "sse": [error for _, _, error in objects],
            "score": [rounded(s) for s in scores],
        },
        "raw": [rounded(f) for f in raw],
        "smoothed": [rounded(f) for f in smooth(raw)],
    }


def random_errors(random, count):
    """Lognormal around the size of a trained network's errors, exact in float32."""
    return [float(v) for v in np.maximum(np.round(random.lognormal(3.2, 0.7, count) * 8.0), 1.0) / 8.0]


def trained_on_itself(random, clip_lengths, blocks, empty):
    """Mode "partial": the scored cubes are the training cubes. `empty`: share of frames without objects."""
    count = blocks[0] * blocks[1]
    objects = []
    for frame in range(sum(clip_lengths)):
        present = 0 if random.random() < empty else int(random.integers(1, 5))
        for error in random_errors(random, present):
            objects.append((frame, int(random.integers(count)), error))
    training = [[error for _, b, error in objects if b == block] for block in range(count)]
    return score(clip_lengths, blocks, training, objects)


def trained_elsewhere(random):
    """4x1 blocks: one usual, one of equal errors (z = 0), one of a single cube (z = 0), one without a model."""
    training = [random_errors(random, 20), [24.5] * 6, [31.0], []]
    objects = [(f, int(random.integers(4)), random_errors(random, 1)[0]) for f in range(7) if f not in (2, 5)]
    objects += [(3, 0, 90.0), (4, 3, 1.0), (6, 1, 24.5)]
    return score([4, 3], [4, 1], training, objects)


def check_printed_numbers():
    """The worked numbers of spec §15."""
    twelve = [1.5, 2.1, 2.8, 3.6, 4.5, 5.5, 6.5, 7.5, 7.2, 6.8, 6.3, 5.7]
    assert_near("smoothing of 1..12", smooth([float(i) for i in range(1, 13)]), twelve, 1e-12)
    assert_near("a single 10", smooth([0.0] * 6 + [10.0] + [0.0] * 5), [0, 0] + [1] * 10, 0)
    errors = [10.0, 12.0, 14.0, 20.0, 44.0]
    found = score([4], [1, 1], [errors], list(zip([0, 0, 1, 3, 3], [0] * 5, errors)))
    assert_near("std", found["statistics"][0]["std"], 12.457929201918, 6e-13)
    z = [-0.8027016238, -0.6421612991, -0.4816209743, 0, 1.9264838972]
    assert_near("z", found["objects"]["score"], z, 6e-11)
    assert_near("raw", found["raw"], [z[1], z[2], EMPTY, z[4]], 6e-11)
    assert_near("smoothed", found["smoothed"], [-1.9197298376] * 4, 6e-11)


def main():
    check_printed_numbers()
    random = np.random.default_rng(SEED)
    document = {
        "format": "oddframe-golden-frame-scores/1",
        "script": "tests/golden/frame_scores.py",
        "versions": versions(np),
        "seed": SEED,
        "window": WINDOW,
        "data_sets": [
            trained_on_itself(random, [23, 9, 31], [1, 1], 0.15),
            trained_on_itself(random, [14, 20], [4, 1], 0.3),
            trained_elsewhere(random),
        ],
    }
    write_json("frame_scores.json", document, "data_sets")


if __name__ == "__main__":
    main()
