"""Golden frame metrics: scikit-learn's on random scores with ties.

    python3 tests/golden/metrics.py

Writes metrics.json. Needs scikit-learn beside NumPy. Layout: README.md.
"""

import numpy as np
import sklearn
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from golden import assert_near, versions, write_json

SEED = 20_261
CASES = 60


def equal_error(labels, scores):
    """Where the false positive rate equals the miss rate on the linearly interpolated curve of all vertices."""
    fall, hit, _ = roc_curve(labels, scores, drop_intermediate=False)
    gap = (1.0 - hit) - fall
    i = int(np.argmax(gap <= 0.0))
    if gap[i] == gap[i - 1]:
        return float(fall[i])
    w = gap[i - 1] / (gap[i - 1] - gap[i])
    return float(fall[i - 1] + w * (fall[i] - fall[i - 1]))


def metrics(labels, scores):
    precision, recall, _ = precision_recall_curve(labels, scores)
    return {
        "auroc": float(roc_auc_score(labels, scores)),
        "ap_step": float(average_precision_score(labels, scores)),
        "ap_trapezoid": float(auc(recall, precision)),
        "eer": equal_error(labels, scores),
    }


def case(random):
    """Videos of random lengths; scores are small fractions of 64, exact in float32, with many ties."""
    levels = int(random.choice([2, 5, 40, 1000]))
    videos = []
    for _ in range(int(random.integers(1, 6))):
        n = int(random.integers(2, 60))
        odd = random.random() < 0.6
        labels = (random.random(n) < (0.3 if odd else 0.0)).astype(int)
        scores = random.integers(0, levels, n) + labels * int(random.integers(0, levels))
        videos.append({"labels": labels.tolist(), "scores": (scores / 64.0).tolist()})
    videos[0]["labels"][:2] = [1, 0]
    labels = np.concatenate([v["labels"] for v in videos])
    scores = np.concatenate([v["scores"] for v in videos])
    return {"videos": videos, **metrics(labels, scores)}


def main():
    example = metrics([0, 0, 1, 1, 0, 1, 0, 0, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.1, 0.9, 0.8])
    wanted = {"auroc": 37 / 48, "ap_step": 0.684523809524, "ap_trapezoid": 0.738095238095, "eer": 0.357142857143}
    for name, want in wanted.items():
        assert_near(name, example[name], want, 1e-11)
    random = np.random.default_rng(SEED)
    write_json("metrics.json", {"versions": versions(np, sklearn), "cases": [case(random) for _ in range(CASES)]}, "cases")


if __name__ == "__main__":
    main()
