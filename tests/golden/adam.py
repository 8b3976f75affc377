"""Golden steps of Adam as LBR uses it (Kingma and Ba, ICLR 2015; lr 1e-3, betas .9/.999, eps 1e-8).

    python3 tests/golden/adam.py

Writes adam.safetensors: gradients in, weights out after each of five steps. torch.optim.Adam in float64,
stored as float32. Needs torch and numpy. Layout: README.md.
"""

import numpy as np
import torch

from golden import assert_near, hashed, versions, write_safetensors

RATE, BETA1, BETA2, EPS = 1e-3, 0.9, 0.999, 1e-8
STEPS = 5
# Key of the hash, shape, and the scales that neighbouring elements take in turn. At 1e-9 the gradient is a
# tenth of eps: with burn's default eps of 1e-5 such a weight would move 1e-7 a step instead of 9e-5.
TENSORS = {
    "kernel": (7000, (4, 3, 3, 3), (1.0, 1e-3, 1e-9)),
    "bias": (7100, (7,), (10.0, 1e-9, 1e-7, 0.0)),
    "matrix": (7200, (5, 1), (1e-9, 1e-2)),
}


def float32(values):
    return values.astype(np.float32).astype(np.float64)


def case(name):
    """Start [shape] (zero for `matrix`, so that its weights are the steps) and gradients [5, shape]."""
    key, shape, scales = TENSORS[name]
    size = int(np.prod(shape))
    start = np.zeros(size) if name == "matrix" else 2.0 * hashed(size, key) - 1.0
    scale = np.resize(scales, size)
    gradients = [(2.0 * hashed(size, key + 1 + step) - 1.0) * scale for step in range(STEPS)]
    return float32(start.reshape(shape)), float32(np.stack(gradients).reshape(STEPS, *shape))


def by_torch(start, gradients, eps=EPS):
    weight = torch.nn.Parameter(torch.from_numpy(start.copy()))
    adam = torch.optim.Adam([weight], lr=RATE, betas=(BETA1, BETA2), eps=eps)
    after = []
    for gradient in gradients:
        weight.grad = torch.from_numpy(gradient.copy())
        adam.step()
        after.append(weight.detach().numpy().copy())
    return np.stack(after)


def by_formula(start, gradients):
    """The paper's algorithm 1, written out, so that the golden does not rest on one program."""
    weight, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    after = []
    for t, gradient in enumerate(gradients, start=1):
        m = BETA1 * m + (1.0 - BETA1) * gradient
        v = BETA2 * v + (1.0 - BETA2) * gradient**2
        weight = weight - RATE * (m / (1.0 - BETA1**t)) / (np.sqrt(v / (1.0 - BETA2**t)) + EPS)
        after.append(weight.copy())
    return np.stack(after)


def main():
    torch.set_num_threads(1)
    tensors = {}
    for name in TENSORS:
        start, gradients = case(name)
        after = by_torch(start, gradients)
        assert_near(f"{name} by formula", by_formula(start, gradients), after, 1e-13)
        other = np.abs(by_torch(start, gradients, eps=1e-5) - after).max()
        assert other > 5e-5, f"{name} would not notice a wrong eps: {other}"
        tensors |= {f"{name}.start": start, f"{name}.gradients": gradients, f"{name}.weights": after}
    metadata = {
        "format": "oddframe-golden-adam/1",
        "script": "tests/golden/adam.py",
        "versions": versions(torch, np),
        "rate": RATE,
        "betas": [BETA1, BETA2],
        "eps": EPS,
    }
    write_safetensors("adam.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
