"""I3D, CLIP's image tower and FastestDet in PyTorch with weights by the hash, for bench.py and ../../bench/pytorch.py. No script of its own.

Every tensor has a key of its own, in the order in which the network meets it: `(2u - 1) * bound`, biases within 0.1.
"""

import numpy as np
import torch
import torch.nn.functional as F

import i3d
from golden import hashed


def drawn(shape, key, about, centre=0.0):
    values = centre + about * (2.0 * hashed(int(np.prod(shape)), key) - 1.0)
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(*shape)


class Keys:
    """Weight and bias of one convolution after the other."""

    def __init__(self, first):
        self.next = first

    def convolution(self, shape):
        self.next += 2
        bound = np.sqrt(6.0 / np.prod(shape[1:]))
        return drawn(shape, self.next - 2, bound), drawn(shape[:1], self.next - 1, 0.1)


class FoldedI3d(i3d.Network):
    """Batch norm folded away."""

    def __init__(self):
        super().__init__(0)
        self.keys = Keys(40_000)

    def unit(self, name, x, out, k, s=1):
        weight, bias = self.keys.convolution((out, x.shape[1], k, k, k))
        return F.relu(F.conv3d(i3d.same(x, (k,) * 3, (s,) * 3), weight, bias, stride=s))


def i3d_features(part, side):
    """Of one snippet, with 1 / part of the published channels."""
    i3d.WIDTH = part
    return FoldedI3d()(drawn((1, 3, 16, side, side), 50_000, 1.0))[0]


def clip_tensors(side, patch, width, blocks, output):
    affine = lambda name, *shape: [(f"{name}weight", shape), (f"{name}bias", shape[:1])]
    names = [
        ("visual.class_embedding", (width,)),
        ("visual.conv1.weight", (width, 3, patch, patch)),
        ("visual.positional_embedding", (1 + (side // patch) ** 2, width)),
        *affine("visual.ln_pre.", width),
    ]
    for block in range(blocks):
        at = f"{block}."
        names += affine(f"{at}ln_1.", width) + affine(f"{at}attn.in_proj_", 3 * width, width)
        names += affine(f"{at}attn.out_proj.", width, width) + affine(f"{at}ln_2.", width)
        names += affine(f"{at}mlp.c_fc.", 4 * width, width) + affine(f"{at}mlp.c_proj.", width, 4 * width)
    names += affine("visual.ln_post.", width) + [("visual.proj", (width, output))]

    def values(key, name, shape):
        fan_in = shape[0] if name.endswith("proj") else np.prod(shape[1:])
        if "ln_" in name and name.endswith("weight"):
            return drawn(shape, key, 0.2, 1.0)
        if name.endswith(("bias", "embedding")):
            return drawn(shape, key, 0.1 if name.endswith("bias") else 0.05)
        return drawn(shape, key, np.sqrt(3.0 / fan_in))

    return {name: values(51_000 + key, name, shape) for key, (name, shape) in enumerate(names)}


class ClipTower:
    """A block is openai/CLIP's ResidualAttentionBlock, its attention PyTorch's own, in the default type of floats."""

    HEAD = 64

    def __init__(self, side, width, blocks, output, patch=16):
        self.width, self.patch = width, patch
        dtype = torch.get_default_dtype()
        self.tensors = {name: value.to(dtype) for name, value in clip_tensors(side, patch, width, blocks, output).items()}
        self.attentions = [torch.nn.MultiheadAttention(width, width // self.HEAD, dtype=dtype) for _ in range(blocks)]
        for block, attention in enumerate(self.attentions):
            parts = ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")
            attention.load_state_dict({part: self.tensors[f"{block}.attn.{part}"] for part in parts})

    def linear(self, name, x):
        return F.linear(x, self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"])

    def norm(self, name, x):
        return F.layer_norm(x, (self.width,), self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"])

    def __call__(self, image):
        patches = F.conv2d(image, self.tensors["visual.conv1.weight"], stride=self.patch)
        x = torch.cat([self.tensors["visual.class_embedding"][None], patches[0].flatten(1).T])
        x = self.norm("visual.ln_pre", x + self.tensors["visual.positional_embedding"])
        for block, attention in enumerate(self.attentions):
            before = self.norm(f"{block}.ln_1", x)
            x = x + attention(before, before, before, need_weights=False)[0]
            wide = self.linear(f"{block}.mlp.c_fc", self.norm(f"{block}.ln_2", x))
            x = x + self.linear(f"{block}.mlp.c_proj", wide * torch.sigmoid(1.702 * wide))
        return self.norm("visual.ln_post", x[:1])[0] @ self.tensors["visual.proj"]


def clip_image(side):
    return drawn((1, 3, side, side), 60_000, 2.0)


def clip_embedding(side, width, blocks, output):
    return ClipTower(side, width, blocks, output)(clip_image(side))


class FastestDet:
    """dog-qiuqiu/FastestDet with batch norms folded; counts its products."""

    SIDE = 352

    def conv(self, x, out, k, s=1, each=False, relu=True):
        weight, bias = self.keys.convolution((out, 1 if each else x.shape[1], k, k))
        y = F.conv2d(x, weight, bias, stride=s, padding=k // 2, groups=out if each else 1)
        self.macs += weight.numel() * y.shape[2] * y.shape[3]
        return F.relu(y) if relu else y

    def main(self, x, c, s):
        return self.conv(self.conv(self.conv(x, c, 1), c, 3, s, each=True, relu=False), c, 1)

    def stage(self, x, blocks, c):
        side = self.conv(self.conv(x, c, 3, 2, each=True, relu=False), c, 1)
        x = torch.cat([side, self.main(x, c, 2)], 1)
        for _ in range(blocks - 1):
            x = torch.cat([x[:, 0::2], self.main(x[:, 1::2], c, 1)], 1)
        return x

    def __call__(self, x):
        self.keys, self.macs = Keys(70_000), 0
        x = F.max_pool2d(self.conv(x, 24, 3, 2), 3, 2, 1)
        fine = self.stage(x, 4, 24)
        middle = self.stage(fine, 8, 48)
        coarse = self.stage(middle, 4, 96)
        merged = [F.avg_pool2d(fine, 3, 2, 1), middle, F.interpolate(coarse, scale_factor=2, mode="nearest")]
        x = self.conv(torch.cat(merged, 1), 96, 1)
        levels = []
        for depth in (1, 2, 3):
            level = x
            for _ in range(depth):
                level = self.conv(level, 96, 5, each=True)
            levels.append(level)
        x = F.relu(x + self.conv(torch.cat(levels, 1), 96, 1, relu=False))
        x = self.conv(x, 96, 1)
        objectness, boxes, classes = (self.conv(self.conv(x, 96, 5, each=True), out, 1, relu=False) for out in (1, 4, 80))
        return torch.cat([torch.sigmoid(objectness), boxes, torch.softmax(classes, 1)], 1)


def detector_pictures(count):
    side = FastestDet.SIDE
    values = [hashed(3 * side * side, 79_000 + at).astype(np.float32).astype(np.float64) for at in range(count)]
    return torch.from_numpy(np.stack(values)).reshape(count, 3, side, side)


def detector_cells(pictures):
    network = FastestDet()
    cells = network(detector_pictures(pictures))
    print("FastestDet:", network.macs, "products a picture")
    return cells.flatten()
