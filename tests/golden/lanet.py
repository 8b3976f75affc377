"""Golden values of LA-Net with DDL (Pu and Wu, ICME 2022) and of the PEL4VAD attention.

    python3 tests/golden/lanet.py

Writes lanet.safetensors: scores of every prior mode, 1 and 4 heads, at T = 1, 5, 200, 333; one learning pass on a ragged
batch (losses, scores, gradients). PyTorch in float64, gradients by autograd, stored as float32. Written from the
paper's formulas, apart from the Rust code: attention by an explicit loop over heads, the prior as a full matrix,
the convolution by conv1d, the losses in PyTorch. Checks the worked numbers of the small sine fixture first.
Needs torch and numpy. Layout: README.md.
"""

import numpy as np
import torch
import torch.nn.functional as F

from golden import STRIDE, assert_near, hashed, versions, write_safetensors

torch.set_default_dtype(torch.float64)
LENGTHS = (1, 5, 200, 333)
BAGS = ((40, 1), (33, 0), (17, 1), (2, 0))
SAMPLES = 512
PEL = {"alpha": 0.3, "gamma": 0.6, "beta": 0.2}


def shapes(d, h, m1, m2, k):
    """Names and shapes of the 16 tensors, in file order, with PyTorch's fans."""
    rows = []
    for name, out, into in (("phi", h, d), ("psi", h, d), ("value", h, d), ("out", d, h)):
        rows += [(f"lanet.attn.{name}.weight", (out, into)), (f"lanet.attn.{name}.bias", (out,))]
    rows += [("lanet.norm.weight", (d,)), ("lanet.norm.bias", (d,))]
    rows += [("head.fc1.weight", (m1, d)), ("head.fc1.bias", (m1,))]
    rows += [("head.fc2.weight", (m2, m1)), ("head.fc2.bias", (m2,))]
    return rows + [("head.causal.weight", (1, m2, k)), ("head.causal.bias", (1,))]


def prior(t, sigma):
    i = torch.arange(t, dtype=torch.float64)
    return torch.exp(-((i[:, None] - i[None, :]) ** 2) / (2 * sigma))


def attend(w, x, mode="post", heads=1, sigma=1.0, scale=True, seen=None, pel=None):
    """Rows gathered from the values, [T, h], and the last head's A~."""
    q, k, v = (F.linear(x, w[f"lanet.attn.{n}.weight"], w[f"lanet.attn.{n}.bias"]) for n in ("phi", "psi", "value"))
    t, h = q.shape
    width = h // heads
    distance = torch.arange(t)[None, :] - torch.arange(t)[:, None]
    visible = torch.ones(t, t, dtype=torch.bool) if seen is None else seen(distance)
    parts = []
    for head in range(heads):
        cut = slice(head * width, (head + 1) * width)
        m = q[:, cut] @ k[:, cut].T
        if scale:
            m = m / width**0.5
        if pel is not None:
            m = m + torch.exp(-torch.abs(pel["gamma"] * distance.double() ** 2 - pel["beta"]))
            local = m.masked_fill(distance.abs() > pel["window"] // 2, -1e9)
            share = torch.sigmoid(torch.tensor(pel["alpha"]))
            a = share * torch.softmax(m, 1) + (1 - share) * torch.softmax(local, 1)
        else:
            g = prior(t, sigma) * visible
            if mode == "pre":
                m = m + g
            a = torch.softmax(m.masked_fill(~visible, -torch.inf), 1)
            if mode == "post":
                a = a + g
        parts.append(a @ v[:, cut])
    o = torch.cat(parts, 1)
    if pel is not None and pel["norm"]:
        o = torch.sign(o) * torch.sqrt(torch.abs(o))
        o = F.normalize(o, dim=0)
    return o, a


def forward(w, x, gelu2=False, **attention):
    """Scores [T], X^F [T, m2] and A~ of one crop [T, D]."""
    o, a = attend(w, x, **attention)
    y = F.linear(o, w["lanet.attn.out.weight"], w["lanet.attn.out.bias"]) + x
    y = F.layer_norm(y, y.shape[-1:], w["lanet.norm.weight"], w["lanet.norm.bias"], 1e-5)
    f = F.linear(F.gelu(F.linear(y, w["head.fc1.weight"], w["head.fc1.bias"])), w["head.fc2.weight"], w["head.fc2.bias"])
    f = F.gelu(f) if gelu2 else f
    kernel = w["head.causal.weight"].shape[2]
    padded = F.pad(f.T[None], (kernel - 1, 0))
    z = F.conv1d(padded, w["head.causal.weight"], w["head.causal.bias"])[0, 0]
    return torch.sigmoid(z), f, a


def sine_fixture():
    """The small fixture whose scores are worked numbers."""
    w = {}
    for p, (name, shape) in enumerate(shapes(4, 2, 3, 2, 3)):
        n = torch.arange(int(np.prod(shape)), dtype=torch.float64)
        values = 0.8 * torch.sin(2.3 * n + 1.3 * p + 0.1) + (1.0 if name == "lanet.norm.weight" else 0.0)
        w[name] = values.reshape(shape)
    t, d = torch.arange(5.0)[:, None], torch.arange(4.0)[None, :]
    x = torch.cos(0.9 * t + 0.5 * d)
    pel = {**PEL, "window": 3}
    cases = {
        "post": ({}, [0.673679273272, 0.500280857838, 0.647859945677, 0.731571658817, 0.711093677967]),
        "pre": ({"mode": "pre"}, [0.720478322460, 0.547019275952, 0.710783143743, 0.711263908698, 0.676727649105]),
        "none": ({"mode": "none"}, [0.715525874750, 0.553357469961, 0.712360327717, 0.719304582590, 0.666425541406]),
        "heads 2": ({"heads": 2}, [0.673279697550, 0.500192349307, 0.647694181898, 0.731207829114, 0.711042966393]),
        "causal": (
            {"seen": lambda distance: distance <= 0},
            [0.707529790984, 0.526406237822, 0.667438035566, 0.716708237539, 0.710818199702],
        ),
        "pel norm": (
            {"pel": {**pel, "norm": True}, "gelu2": True},
            [0.627305222982, 0.616774196094, 0.644068483825, 0.631509516022, 0.639650413403],
        ),
        "pel plain": (
            {"pel": {**pel, "norm": False}, "gelu2": True},
            [0.628190962988, 0.619619462946, 0.643337188860, 0.630613861800, 0.637813832454],
        ),
    }
    for name, (settings, expected) in cases.items():
        assert_near(name, forward(w, x, **settings)[0], expected, 1e-9)


def float32(values):
    return values.astype(np.float32).astype(np.float64)


def weights(m2=128, k=7, sharpness=3.0):
    """The hash's weights: tensor p by key 10000 + p."""
    w = {}
    for p, (name, shape) in enumerate(shapes(1024, 128, 512, m2, k)):
        u = hashed(int(np.prod(shape)), 10_000 + p)
        if name.startswith("lanet.norm"):
            values = (1.0 if name.endswith("weight") else 0.0) + 0.4 * u - 0.2
        else:
            weight = shapes(1024, 128, 512, m2, k)[p - p % 2][1]
            fan_in = int(np.prod(weight[1:]))
            fan_out = weight[0] * (weight[2] if len(weight) == 3 else 1)
            bound = (6.0 / (fan_in + fan_out)) ** 0.5 if name.endswith("weight") else 1.0 / fan_in**0.5
            values = (sharpness if p < 4 else 1.0) * bound * (2.0 * u - 1.0)
        w[name] = torch.from_numpy(float32(values).reshape(shape))
    return w


def inputs(t):
    return torch.from_numpy(float32(np.maximum(2.0 * hashed(t * 1024, 20_000 + t) - 1.0, 0.0)).reshape(t, 1024))


def scores():
    found = {}
    default = weights()
    for mode in ("post", "pre", "none"):
        for heads in (1, 4):
            for t in LENGTHS:
                found[f"{mode}.h{heads}.t{t}"] = forward(default, inputs(t), mode=mode, heads=heads)[0]
    for name, norm, kernel in (("pel.norm", True, 9), ("pel.plain", False, 3)):
        w = weights(m2=300, k=kernel)
        scalars = {key: float(np.float32(value)) for key, value in PEL.items()}
        pel = {**scalars, "window": 9, "norm": norm}
        for t in LENGTHS:
            found[f"{name}.t{t}"] = forward(w, inputs(t), gelu2=True, pel=pel)[0]
    return found


def bag_losses(s, f, positive):
    """ds, energy, MIL term and aligning term of one bag."""
    t = len(s)
    k = t // 16 + 1
    p = torch.topk(s, k).values.mean() if positive else s.max()
    mil = -(torch.log(p) if positive else torch.log(1 - p))
    ds = (s[:-1] - s[1:]).abs()
    df = 1 - F.cosine_similarity(f[:-1], f[1:], dim=1, eps=1e-8)
    energy = torch.topk(ds**2, min(k, t - 1)).values.mean()
    return mil, energy, (-ds * torch.log(df + 1e-6)).mean()


def learning():
    """One pass over the ragged batch, padded with zero rows that act as keys, default losses."""
    w = {name: values.clone().requires_grad_() for name, values in weights().items()}
    longest = max(t for t, _ in BAGS)
    everything = []
    for t, positive in BAGS:
        s, f, _ = forward(w, F.pad(inputs(t), (0, 0, 0, longest - t)))
        s.retain_grad()
        tap = f.detach().clone().requires_grad_()
        everything.append((s, f, tap, t, positive))
    parts = [bag_losses(s[:t], f[:t], positive) for s, f, _, t, positive in everything]
    of = lambda label: torch.stack([e for (_, e, _), (_, positive) in zip(parts, BAGS) if positive == label]).mean()
    mil = torch.stack([m for m, _, _ in parts]).mean()
    dr = torch.relu(0.5 - of(1) + of(0))
    da = torch.stack([a for _, _, a in parts]).mean()
    total = mil + 0.1 * dr + 0.1 * da
    total.backward()
    found = {"losses": torch.stack([total, mil, dr, da])}
    found["scores"] = torch.stack([s for s, *_ in everything])
    found["by_scores"] = torch.stack([s.grad for s, *_ in everything])
    # By X^F through the aligning loss alone, scores held.
    taps = [bag_losses(s.detach()[:t], tap[:t], positive)[2] for s, _, tap, t, positive in everything]
    (0.1 * torch.stack(taps).mean()).backward()
    by_features = torch.stack([tap.grad for _, _, tap, _, _ in everything]).detach().numpy().reshape(-1)
    found["by_features"], found["by_features_norm"] = sampled(by_features)
    for name, values in w.items():
        found[f"grad.{name}"], found[f"grad_norm.{name}"] = sampled(values.grad.numpy().reshape(-1))
    return found


def sampled(flat):
    if flat.size <= SAMPLES:
        return flat, np.array([np.linalg.norm(flat)])
    return flat[np.arange(SAMPLES, dtype=np.int64) * STRIDE % flat.size], np.array([np.linalg.norm(flat)])


def main():
    sine_fixture()
    tensors = {f"forward.{name}": values for name, values in scores().items()}
    tensors.update({f"learning.{name}": values for name, values in learning().items()})
    tensors = {name: v.detach().numpy() if isinstance(v, torch.Tensor) else v for name, v in tensors.items()}
    for name in ("post.h1", "pre.h4", "pel.norm"):
        values = tensors[f"forward.{name}.t200"]
        print(name, "scores from", values.min(), "to", values.max())
    print("losses", tensors["learning.losses"], "features'", tensors["learning.by_features_norm"])
    metadata = {"format": "oddframe-golden", "versions": versions(np, torch), "samples": str(SAMPLES)}
    write_safetensors("lanet.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
