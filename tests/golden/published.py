"""Digests of the values behind a published number: www/views/reproduce/published/pel4vad_ucf.json.

    python3 tests/golden/published.py SCORES.npz TRUTH.npz > www/views/reproduce/published/pel4vad_ucf.json

One SHA-256 for each video's scores (little-endian float32) and truth (one byte, 0 or 1, per frame): of the values and not
of the files, because a header may be written in more than one way.
"""

import hashlib
import json
import sys

import numpy as np

SOURCES = {
    "scores": {
        "repository": "soniarubiollamas/PEL4VAD",
        "commit": "a7048ad5",
        "folder": "frame_label/all_good",
        "suffix": "_pred.npy",
        "licence": "MIT",
        "what": "scores of the released PEL4VAD weights on the UCF-Crime test set",
    },
    "truth": {
        "repository": "yujiangpu20/PEL4VAD",
        "commit": "eeb31f4c",
        "folder": "list/ucf/single_gt",
        "suffix": "__9_gt.npy",
        "licence": "MIT",
        "what": "frame labels of the UCF-Crime test set",
    },
}


def digest(values: np.ndarray, dtype: str) -> str:
    """SHA-256 of one-dimensional `values` that lose nothing as `dtype`."""
    exact = values.astype(dtype)
    assert values.ndim == 1 and (exact == values).all()
    return hashlib.sha256(exact.tobytes()).hexdigest()


scores, truth = (np.load(path) for path in sys.argv[1:3])
assert sorted(scores.files) == sorted(truth.files)
videos = [[video, digest(scores[video], "<f4"), digest(truth[video], "u1")] for video in sorted(scores.files)]
rows = ",\n".join("    " + json.dumps(row) for row in videos)
sources = json.dumps(SOURCES, indent=2).replace("\n", "\n  ")
print('{\n  "format": "oddframe-published/1",\n  "sources": %s,\n  "videos": [\n%s\n  ]\n}' % (sources, rows))
