"""Writes resample.json: CRC-32 of 8-bit pictures as Pillow and OpenCV resize them.

Source byte e is floor(256 u(e, 7)) with the hash of README.md. A case names the library and filter, the two sizes
(width, height), for OpenCV the factor where one is given instead of a size, and `crc32` of the target's bytes,
[height, width, 3]. Run: python3 resample.py; needs numpy, Pillow and opencv-python.
"""

import zlib

import cv2
import numpy as np
import PIL
from PIL import Image

from golden import hashed, write_json


def picture(width, height):
    levels = np.floor(256 * hashed(width * height * 3, 7)).astype(np.uint8)
    return levels.reshape(height, width, 3)


FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
# Sizes of published pipelines, then growing, shrinking, odd and thin ones.
PILLOW = [
    ("lanczos", (320, 240), (340, 256)), ("lanczos", (640, 480), (340, 256)), ("lanczos", (352, 288), (340, 256)),
    ("bilinear", (320, 240), (341, 256)), ("bilinear", (640, 360), (455, 256)), ("bilinear", (856, 480), (456, 256)),
    ("bicubic", (320, 240), (298, 224)), ("bicubic", (640, 360), (398, 224)), ("bicubic", (224, 224), (224, 224)),
] + [
    (name, source, target)
    for name in FILTERS
    for source, target in [((37, 23), (64, 48)), ((97, 61), (13, 9)), ((50, 37), (17, 80)), ((9, 200), (9, 31))]
]
# The shorter side to 256 by one factor, as OpenCV takes it.
SHORT = [(320, 240), (640, 360), (352, 288), (240, 320), (856, 480), (1280, 720), (500, 333), (100, 75), (256, 256)]

cases = []
for name, source, target in PILLOW:
    # Rows first, as Pillow did when the published features were made; 13.0 starts with the axis that shrinks more.
    narrow = Image.fromarray(picture(*source)).resize((target[0], source[1]), FILTERS[name])
    out = np.asarray(narrow.resize(target, FILTERS[name]))
    cases.append({"library": "pillow", "filter": name, "source": source, "target": target,
                  "crc32": zlib.crc32(out.tobytes())})
for source in SHORT:
    factor = 256 / min(source)
    out = cv2.resize(picture(*source), None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
    cases.append({"library": "opencv", "filter": "bilinear", "source": source,
                  "target": (out.shape[1], out.shape[0]), "crc32": zlib.crc32(out.tobytes())})
versions_used = {"pillow": PIL.__version__, "opencv": cv2.__version__, "numpy": np.__version__}
write_json("resample.json", {"versions": versions_used, "cases": cases}, "cases")
