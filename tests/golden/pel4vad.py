"""A small PEL4VAD checkpoint (Pu, Wu, Yang, Wang, 2023) with random weights, and its scores.

    python3 tests/golden/pel4vad.py

Writes pel4vad.pkl, a state_dict as the authors' program saves it (DataParallel's `module.`, 1x1 convolutions for the linear
layers, UCF-Crime's kernel of 9), and pel4vad.json with features of one video, [T, 12], and its scores in float64.
The network is that of lanet.py.
"""

import json
from pathlib import Path

import numpy as np
import torch

from lanet import forward, shapes

HERE = Path(__file__).parent
WIDTH, SNIPPETS = 12, 23
NAMES = {
    "lanet.attn.phi": "self_attention.self_attn.q",
    "lanet.attn.psi": "self_attention.self_attn.k",
    "lanet.attn.value": "self_attention.self_attn.v",
    "lanet.attn.out": "self_attention.self_attn.o",
    "lanet.norm": "self_attention.norm",
    "head.fc1": "self_attention.linear1",
    "head.fc2": "self_attention.linear2",
    "head.causal": "classifier",
}


def main():
    draw = np.random.default_rng(20230626)
    weights, saved = {}, {}
    for name, shape in shapes(WIDTH, 8, 10, 6, 9):
        values = torch.from_numpy(draw.normal(0.0, 0.4, shape).astype(np.float32))
        weights[name] = values.double()
        layer, part = name.rsplit(".", 1)
        convolution = layer in ("head.fc1", "head.fc2") and part == "weight"
        saved[f"module.{NAMES[layer]}.{part}"] = values[..., None].contiguous() if convolution else values
    scalars = {"alpha": 0.3, "gamma": 0.6, "beta": 0.2}
    scalars = {key: float(np.float32(value)) for key, value in scalars.items()}
    saved["module.self_attention.self_attn.alpha"] = torch.tensor(scalars["alpha"], dtype=torch.float32)
    saved["module.self_attention.loc_adj.w"] = torch.tensor([scalars["gamma"]], dtype=torch.float32)
    saved["module.self_attention.loc_adj.b"] = torch.tensor([scalars["beta"]], dtype=torch.float32)
    saved["module.logit_scale"] = torch.tensor(2.6, dtype=torch.float32)
    torch.save(saved, HERE / "pel4vad.pkl")

    features = draw.normal(0.0, 1.0, (SNIPPETS, WIDTH)).astype(np.float32)
    scores = forward(weights, torch.from_numpy(features).double(), gelu2=True, pel={**scalars, "window": 9, "norm": True})[0]
    golden = {"features": [float(v) for v in features.ravel()], "width": WIDTH, "scores": scores.tolist()}
    (HERE / "pel4vad.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
