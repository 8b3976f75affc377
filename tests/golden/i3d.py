"""Writes i3d.safetensors: a narrow I3D from frames to features, in PyTorch and OpenCV.

Width 1/8, input 32, weights by formula (ft, below), batch norm not folded, float64. A clip of 32 frames of 60x44 by
formula (frame, below); short side resized to 37 with OpenCV, ten crops
of 32 (centre, four corners, the same mirrored), 16 frames a snippet. Stored: `stage.NAME` (first, last, mean and
largest value of crop 0, snippet 0), `features` [10, 2, 128], and `features.pytorch_eps` with batch norm's 1e-5.
Run: python3 i3d.py; needs numpy, PyTorch and opencv-python.
"""

import math

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from golden import versions, write_safetensors

WIDTH, SIDE = 8, 32
MODULES = {
    "Mixed_3b": (64, 96, 128, 16, 32, 32), "Mixed_3c": (128, 128, 192, 32, 96, 64),
    "Mixed_4b": (192, 96, 208, 16, 48, 64), "Mixed_4c": (160, 112, 224, 24, 64, 64),
    "Mixed_4d": (128, 128, 256, 24, 64, 64), "Mixed_4e": (112, 144, 288, 32, 64, 64),
    "Mixed_4f": (256, 160, 320, 32, 128, 128), "Mixed_5b": (256, 160, 320, 32, 128, 128),
    "Mixed_5c": (384, 192, 384, 48, 128, 128),
}


def ft(name, shape, about, centre):
    start = 0x811C9DC5
    for byte in name.encode():
        start = ((start ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = (start + np.arange(math.prod(shape), dtype=np.uint64) * 0x9E3779B9) & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h = ((h ^ (h >> np.uint64(shift))) * factor) & 0xFFFFFFFF
    h ^= h >> np.uint64(16)
    values = centre + about * (2 * (h >> np.uint64(8)).astype(np.float64) / 2**24 - 1)
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(shape)


def channels(count):
    return 4 * math.ceil(count / WIDTH / 4)


def same(x, kernel, stride):
    pads = []
    for n in x.shape[:1:-1]:
        k, s = kernel[len(kernel) - 1 - len(pads) // 2], stride[len(stride) - 1 - len(pads) // 2]
        total = max(k - s, 0) if n % s == 0 else max(k - n % s, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


class Network:
    def __init__(self, eps):
        self.eps, self.stages = eps, {}

    def unit(self, name, x, out, k, s=1):
        fan_in = x.shape[1] * k**3
        weight = ft(f"{name}.conv3d.weight", (out, x.shape[1], k, k, k), math.sqrt(6 / fan_in), 0)
        g, b = ft(f"{name}.bn.weight", (out,), .2, 1), ft(f"{name}.bn.bias", (out,), .1, 0)
        m, v = ft(f"{name}.bn.running_mean", (out,), .1, 0), ft(f"{name}.bn.running_var", (out,), .5, 1)
        x = F.conv3d(same(x, (k,) * 3, (s,) * 3), weight, stride=s)
        return F.relu(F.batch_norm(x, m, v, g, b, False, 0, self.eps))

    def pool(self, x, k, s):
        return F.max_pool3d(same(x, k, s), k, s)

    def keep(self, name, x):
        first = x[0].flatten()
        self.stages[name] = np.array([first[0], first[-1], first.mean(), first.max()], np.float32)
        return x

    def __call__(self, x):
        x = self.keep("Conv3d_1a_7x7", self.unit("Conv3d_1a_7x7", x, channels(64), 7, 2))
        x = self.keep("MaxPool3d_2a_3x3", self.pool(x, (1, 3, 3), (1, 2, 2)))
        x = self.unit("Conv3d_2b_1x1", x, channels(64), 1)
        x = self.keep("Conv3d_2c_3x3", self.unit("Conv3d_2c_3x3", x, channels(192), 3))
        x = self.pool(x, (1, 3, 3), (1, 2, 2))
        for name, counts in MODULES.items():
            if name == "Mixed_4b":
                x = self.keep("MaxPool3d_4a_3x3", self.pool(x, (3, 3, 3), (2, 2, 2)))
            if name == "Mixed_5b":
                x = self.keep("MaxPool3d_5a_2x2", self.pool(x, (2, 2, 2), (2, 2, 2)))
            b0, b1a, b1b, b2a, b2b, b3b = map(channels, counts)
            x = self.keep(name, torch.cat([
                self.unit(f"{name}.b0", x, b0, 1),
                self.unit(f"{name}.b1b", self.unit(f"{name}.b1a", x, b1a, 1), b1b, 3),
                self.unit(f"{name}.b2b", self.unit(f"{name}.b2a", x, b2a, 1), b2b, 3),
                self.unit(f"{name}.b3b", self.pool(x, (3, 3, 3), (1, 1, 1)), b3b, 1),
            ], 1))
        return x.mean((2, 3, 4))


def frame(t, width=60, height=44):
    """Stripes that drift and a block that moves: byte (y, x, plane) by integers alone."""
    y, x, p = np.mgrid[0:height, 0:width, 0:3]
    level = (x * 5 + y * 3 + t * (2 + p) * 3) % 256
    block = (abs(x - (8 + t)) < 6) & (abs(y - 20) < 9)
    return np.where(block, (200 + 17 * p + x * y) % 256, level).astype(np.uint8)


def crops(image):
    height, width = image.shape[:2]
    down, across = height - SIDE, width - SIDE
    middle = (int(np.rint(down / 2)), int(np.rint(across / 2)))
    places = [middle, (0, 0), (0, across), (down, 0), (down, across)]
    plain = [image[y:y + SIDE, x:x + SIDE] for y, x in places]
    return plain + [crop[:, ::-1] for crop in plain]



def write():
    factor = round(SIDE * 8 / 7) / 44
    resized = [cv2.resize(frame(t), None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR) for t in range(32)]
    clip = np.stack([np.stack(crops(image)) for image in resized], 1)  # [10, 32, side, side, 3]
    x = torch.from_numpy(clip.astype(np.float64) / 255 * 2 - 1).reshape(10, 2, 16, SIDE, SIDE, 3)
    x = x.permute(0, 1, 5, 2, 3, 4).reshape(20, 3, 16, SIDE, SIDE)
    network, other = Network(1e-3), Network(1e-5)
    features = network(x).reshape(10, 2, -1).numpy().astype(np.float32)
    stages = {f"stage.{name}": values for name, values in network.stages.items()}
    stages["features"] = features
    stages["features.pytorch_eps"] = other(x).reshape(10, 2, -1).numpy().astype(np.float32)
    write_safetensors("i3d.safetensors", stages, versions(torch, cv2, np))
    print(features.shape, features[0, 0, :6], features.max())


if __name__ == "__main__":
    write()
