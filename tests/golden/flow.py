"""Optical flow by OpenCV on pictures that are moved analytically: tests/golden/flow.npz.

Farnebäck's method with the parameters that src/video/flow states, on a translation, a rotation and a zoom of one
pattern. Needs numpy and opencv-python (5.0.0 made the committed file).

    python3 tests/golden/flow.py
"""

from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT = 128, 96
CENTRE = (WIDTH / 2, HEIGHT / 2)
EVERY = 4  # Every fourth pixel of the field is stored.


def level(x, y):
    """The pattern at real coordinates, as 8-bit grey."""
    wave = 60 * np.sin(x / 7) * np.cos(y / 9) + 30 * np.sin((x + 2 * y) / 13)
    return np.rint(128 + wave).astype(np.uint8)


def about_centre(x, y, a, b, c, d):
    dx, dy = x - CENTRE[0], y - CENTRE[1]
    return CENTRE[0] + a * dx + b * dy, CENTRE[1] + c * dx + d * dy


def main():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    sin, cos = np.sin(0.03), np.cos(0.03)
    # A pixel of the second picture shows what was where the inverse motion takes it.
    moved = {
        "translation": (x - 2, y + 1),
        "rotation": about_centre(x, y, cos, sin, -sin, cos),
        "zoom": about_centre(x, y, 1 / 1.04, 0, 0, 1 / 1.04),
    }
    arrays = {"from": level(x, y)}
    for name, source in moved.items():
        arrays[name] = level(*source)
        field = cv2.calcOpticalFlowFarneback(arrays["from"], arrays[name], None, 0.5, 3, 13, 3, 5, 1.2, 0)
        arrays[f"{name}_flow"] = field[::EVERY, ::EVERY].astype(np.float32)
    np.savez_compressed(Path(__file__).with_name("flow.npz"), **arrays)


main()
