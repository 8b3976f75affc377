"""Writes resize.npz: what OpenCV's INTER_LINEAR makes of 8-bit pictures.

Case i: in_i [h, w, 3] and out_i [H, W, 3], uint8. Run: python3 resize.py; needs numpy and opencv-python
(written with OpenCV 5.0.0, NumPy 2.4.6).
"""

import cv2
import numpy as np

# (source width, height, target width, height): shrinking, growing, both at once, thin, single, equal.
CASES = [
    (7, 12, 32, 32), (33, 31, 32, 32), (45, 20, 32, 32), (64, 64, 32, 32), (1, 40, 32, 32), (40, 1, 32, 32),
    (1, 1, 32, 32), (2, 3, 32, 32), (32, 32, 32, 32), (57, 41, 32, 32), (24, 50, 32, 32), (31, 64, 32, 32),
    (13, 9, 29, 6), (50, 37, 17, 40), (16, 16, 8, 8), (5, 5, 47, 3), (3, 2, 64, 33),
]

random = np.random.default_rng(2024)
arrays = {}
for index, (width, height, to_width, to_height) in enumerate(CASES):
    source = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    arrays[f"in_{index}"] = source
    arrays[f"out_{index}"] = cv2.resize(source, (to_width, to_height), interpolation=cv2.INTER_LINEAR)
np.savez_compressed("resize.npz", **arrays)
