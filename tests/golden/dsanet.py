"""Golden scores and learning passes of DSANet (Yin et al., AAAI 2026), written from the description of its network.

    python3 tests/golden/dsanet.py

Writes dsanet.safetensors: logits of videos of several chunks at the published sizes, and one learning pass of a small
network with every gradient. Weights and inputs come from a formula (README.md), so no file is needed. PyTorch in
float64, stored as float32. Needs torch and numpy.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from golden import assert_near, project, versions, write_safetensors

torch.set_num_threads(1)
NETWORKS = {
    "ucf": dict(width=512, slots=256, classes=14, blocks=2, window=8, heads=1, prototypes=16, decoder=8,
                refiner_heads=8, lam=1.1),
    "xd": dict(width=512, slots=256, classes=7, blocks=1, window=64, heads=1, prototypes=16, decoder=8,
               refiner_heads=8, lam=5.0),
    "small": dict(width=32, slots=64, classes=5, blocks=1, window=16, heads=2, prototypes=6, decoder=2,
                  refiner_heads=4, lam=1.1),
}
# Several chunks, whole chunks, one chunk, one snippet; 512 and 256 are exact multiples of the slots.
LENGTHS = {"ucf": [700, 512], "xd": [700, 512, 256, 1], "small": [200, 128]}
# Rows of class logits that are stored for UCF-Crime.
EVERY = 7
# The small network's learning pass: rows of the input, classes.
SAMPLES = [(0, 64, [0]), (100, 140, [1, 3]), (40, 47, [4]), (0, 200, [2])]


def formula(name, index, amplitude, offset):
    """FNV-1a of the name, MurmurHash3's finaliser of the index; rounded to float32."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    mask = np.uint64(0xFFFFFFFF)
    h = (np.uint64(seed) + index.astype(np.uint64) * np.uint64(0x9E3779B9)) & mask
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(0x85EBCA6B)) & mask
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(0xC2B2AE35)) & mask
    h ^= h >> np.uint64(16)
    value = offset + amplitude * (2.0 * (h >> np.uint64(8)).astype(np.float64) / 2.0**24 - 1.0)
    return value.astype(np.float32).astype(np.float64)


def whole(name, shape, amplitude, offset):
    return torch.from_numpy(formula(name, np.arange(int(np.prod(shape))), amplitude, offset).reshape(shape))


class Weights:
    """Tensors by name, made of the formula when they are first asked for."""

    def __init__(self, taped):
        self.made, self.taped = {}, taped

    def __call__(self, name, *shape):
        if name not in self.made:
            norm = any(part in name for part in ("ln_1.", "ln_2.", "norm1.", "norm2."))
            fan_in = shape[0] if name.startswith("gc") and len(shape) == 2 else int(np.prod(shape[1:]))
            if name.endswith("bias"):
                scale = (0.1, 0.0)
            elif norm or name.endswith("learn_scale"):
                scale = (0.2, 1.0)
            elif name.startswith("frame_position"):
                scale = (0.05, 0.0)
            elif name.endswith("video_prototypes"):
                scale = (1.0, 0.0)
            else:
                scale = (math.sqrt(3.0 / fan_in) * (0.05 if name == "linear.weight" else 1.0), 0.0)
            self.made[name] = whole(name, shape, *scale).requires_grad_(self.taped)
        return self.made[name]

    def linear(self, name, x, output):
        return F.linear(x, self(f"{name}.weight", output, x.shape[-1]), self(f"{name}.bias", output))

    def norm(self, name, x, eps):
        width = x.shape[-1]
        return F.layer_norm(x, (width,), self(f"{name}.weight", width), self(f"{name}.bias", width), eps)


def quick(x):
    return x * torch.sigmoid(1.702 * x)


def mlp(w, name, x):
    width = x.shape[-1]
    return w.linear(f"{name}.c_proj", quick(w.linear(f"{name}.c_fc", x, 4 * width)), width)


def by_heads(x, heads):
    """[batch, rows, width] to [batch, heads, rows, columns]."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def attention(q, k, v, heads):
    return F.scaled_dot_product_attention(by_heads(q, heads), by_heads(k, heads), by_heads(v, heads)).transpose(1, 2).flatten(2)


def trunk(w, net, x, lengths):
    """Features F [batch, slots, width] of zero-padded chunks."""
    batch, slots, width = x.shape
    h = x + w("frame_position_embeddings.weight", slots, width)
    index = torch.arange(slots) // net["window"]
    same = index[:, None] == index[None, :]
    for block in range(net["blocks"]):
        name = f"temporal.resblocks.{block}"
        qkv = F.linear(w.norm(f"{name}.ln_1", h, 1e-5), w(f"{name}.attn.in_proj_weight", 3 * width, width),
                       w(f"{name}.attn.in_proj_bias", 3 * width))
        q, k, v = (by_heads(part, net["heads"]) for part in qkv.chunk(3, -1))
        # The whole map with a mask, where the program has windows side by side.
        weights = (q @ k.transpose(-1, -2) / math.sqrt(width // net["heads"])).masked_fill(~same, -torch.inf).softmax(-1)
        h = h + w.linear(f"{name}.attn.out_proj", (weights @ v).transpose(1, 2).flatten(2), width)
        h = h + mlp(w, f"{name}.mlp", w.norm(f"{name}.ln_2", h, 1e-5))
    near = torch.exp(-(torch.arange(slots)[:, None] - torch.arange(slots)[None, :]).abs() / 2.718281828)
    alike = torch.zeros(batch, slots, slots, dtype=x.dtype)
    for i, length in enumerate(lengths):
        part = h[i, :length]
        lengths_ = part.norm(dim=1, keepdim=True)
        cosines = part @ part.T / (lengths_ @ lengths_.T + 1e-20)
        alike[i, :length, :length] = F.threshold(cosines, 0.7, 0.0).softmax(-1)
    half = width // 2

    def branch(first, second, links):
        conv = F.conv1d(h.transpose(1, 2), w(f"{first}.residual.weight", half, width, 5),
                        w(f"{first}.residual.bias", half), padding=2).transpose(1, 2)
        y = quick(links @ (h @ w(f"{first}.weight", width, half)) + conv)
        return quick(links @ (y @ w(f"{second}.weight", half, half)) + y)

    joined = torch.cat([branch("gc1", "gc2", alike), branch("gc3", "gc4", near.to(x.dtype))], -1)
    return w.linear("linear", joined, width)


def heads(w, features, text):
    logits = w.linear("classifier", features + mlp(w, "mlp2", features), 1)[..., 0]
    event = F.normalize((logits[..., None] * features).sum(1), dim=-1)
    enhanced = text[None] + event[:, None]
    enhanced = enhanced + mlp(w, "mlp1", enhanced)
    classes = torch.einsum("btd,bcd->btc", F.normalize(features, dim=-1), F.normalize(enhanced, dim=-1)) / 0.07
    return logits, classes


def inputs(snippets, width):
    t = np.arange(snippets * width) // width
    d = np.arange(snippets * width) % width
    x = formula("base", t // 100 % 8 * width + d, 1.0, 0.0) + 0.5 * formula("noise", np.arange(snippets * width), 1.0, 0.0)
    return torch.from_numpy(x.astype(np.float32).astype(np.float64).reshape(snippets, width))


def text_features(net):
    return F.normalize(whole("text_features", (net["classes"], net["width"]), 1.0, 0.0), dim=-1)


def score(w, net, snippets):
    x, slots = inputs(snippets, net["width"]), net["slots"]
    logits, classes = [], []
    for first in range(0, snippets, slots):
        part = x[first : first + slots]
        padded = F.pad(part, (0, 0, 0, slots - len(part)))[None]
        chunk = heads(w, trunk(w, net, padded, [len(part)]), text_features(net))
        logits.append(chunk[0][0, : len(part)])
        classes.append(chunk[1][0, : len(part)])
    return torch.cat(logits), torch.cat(classes)


def refine(w, net, features, scores):
    width, prefix = net["width"], "video_anomaly_refiner"
    calm = int(net["slots"] * 0.8)
    index = scores.topk(calm, dim=1, largest=False).indices
    normal = features.gather(1, index[..., None].expand(-1, -1, width)).detach()

    def block_norm(name, x):
        return w.norm(name, x, 1e-8)

    def inner(name, x):
        return w.linear(f"{name}.mlp.fc2", F.gelu(w.linear(f"{name}.mlp.fc1", block_norm(f"{name}.norm2", x), 4 * width)), width)

    name = f"{prefix}.dnp_extractor.0"
    p = w(f"{prefix}.video_prototypes", net["prototypes"], width).expand(len(features), -1, -1)
    q = w.linear(f"{name}.attn.q", block_norm(f"{name}.norm1", p), width)
    k, v = w.linear(f"{name}.attn.kv", block_norm(f"{name}.norm1", normal), 2 * width).chunk(2, -1)
    p = p + w.linear(f"{name}.attn.proj", attention(q, k, v, net["refiner_heads"]), width)
    p = p + inner(name, p)
    gather = (1 - F.cosine_similarity(normal[:, :, None], p[:, None], dim=-1)).min(-1).values.mean()
    x = mlp(w, f"{prefix}.bottleneck", features)
    for block in range(net["decoder"]):
        name = f"{prefix}.decoder.{block}"
        q = w.linear(f"{name}.attn.q", block_norm(f"{name}.norm1", x), width)
        k, v = w.linear(f"{name}.attn.kv", block_norm(f"{name}.norm1", p), 2 * width).chunk(2, -1)
        q, k = (F.normalize(by_heads(part, net["refiner_heads"]), dim=-1) for part in (q, k))
        taken = F.relu(q @ k.transpose(-1, -2) * w(f"{name}.attn.learn_scale", net["refiner_heads"], 1, 1))
        x = w.linear(f"{name}.attn.proj", (taken @ by_heads(v, net["refiner_heads"])).transpose(1, 2).flatten(2), width)
        x = x + inner(name, x)
    return gather, (1 - F.cosine_similarity(features, x, dim=-1)) / 2


def binned(rows, slots):
    """More rows than slots become means of equal bins."""
    if len(rows) <= slots:
        return rows
    edges = np.linspace(0, len(rows), slots + 1).astype(int)
    means = torch.stack([rows[a:b].mean(0) for a, b in zip(edges, edges[1:])])
    return means.to(torch.float32).to(torch.float64)


def soft_cross_entropy(logits, target):
    return -(target * logits.log_softmax(-1)).sum(-1).mean()


def learning(w, net):
    """Losses in the order L1 to L5, L_c, L_g, total."""
    slots, count = net["slots"], net["classes"]
    x = inputs(max(end for _, end, _ in SAMPLES), net["width"])
    rows = [binned(x[first:end], slots) for first, end, _ in SAMPLES]
    lengths = [len(part) for part in rows]
    batch = torch.stack([F.pad(part, (0, 0, 0, slots - len(part))) for part in rows])
    labels = torch.zeros(len(SAMPLES), count, dtype=torch.float64)
    for i, (_, _, classes) in enumerate(SAMPLES):
        labels[i, classes] = 1.0
    text = text_features(net)
    features = trunk(w, net, batch, lengths)
    logits, classes = heads(w, features, text)
    scores = torch.sigmoid(logits)
    k = [length // 16 + 1 for length in lengths]
    p = torch.stack([scores[i, :n].topk(k[i]).values.mean() for i, n in enumerate(lengths)])
    means = torch.stack([classes[i, :n].topk(k[i], dim=0).values.mean(0) for i, n in enumerate(lengths)])
    share = labels / labels.sum(1, keepdim=True)
    event = F.normalize(torch.exp(10 * scores) - 1, p=1, dim=1)
    calm = F.normalize(torch.exp(10 * (1 - scores)) - 1, p=1, dim=1)
    towards = lambda weights: F.normalize((weights[..., None] * features).sum(1), dim=-1) @ text.T / 0.07
    background = torch.full((1, count), 0.01, dtype=torch.float64)
    background[0, 0] = 1.0
    background = 0.9 * background / background.sum() + 0.1 / count
    gather, errors = refine(w, net, features, scores)
    valid = torch.arange(slots)[None] < torch.tensor(lengths)[:, None]
    losses = [
        F.binary_cross_entropy(p, 1 - labels[:, 0]),
        soft_cross_entropy(means, share),
        (text[1:] @ text[0]).abs().mean(),
        soft_cross_entropy(towards(event), 0.9 * share + 0.1 / count),
        soft_cross_entropy(towards(calm), background.expand(len(SAMPLES), -1)),
        ((scores - errors)[valid] ** 2).mean(),
        gather,
    ]
    total = losses[0] + net["lam"] * losses[1] + sum(losses[2:])
    return losses + [total]


def main():
    # Numbers of the description, computed by the authors' modules.
    assert_near("formula", formula("input", np.arange(4), 1.0, 0.0),
                [0.5980662107, 0.3703484535, 0.9605294466, -0.9915207624], 1e-7)
    tensors = {}
    for key, lengths in LENGTHS.items():
        net, w = NETWORKS[key], Weights(taped=False)
        with torch.no_grad():
            for n in lengths:
                logits, classes = score(w, net, n)
                tensors[f"{key}.{n}.logits"] = logits.numpy()
                tensors[f"{key}.{n}.classes"] = classes.numpy()[:: EVERY if key == "ucf" else 1]
            if key == "ucf":
                found = score(w, net, 300)
                assert_near("logits", found[0][[0, 1, 299]], [-0.644166, -0.806694, -0.418487], 1e-6)
                assert_near("sum of class logits", found[1].sum(), -21074.0633, 1e-3)
    w = Weights(taped=True)
    losses = learning(w, NETWORKS["small"])
    losses[-1].backward()
    tensors["small.losses"] = np.array([loss.item() for loss in losses])
    for name, weight in sorted(w.made.items()):
        gradient = weight.grad.numpy()
        tensors[f"small.grad.{name}"] = np.concatenate([[np.linalg.norm(gradient)], project(gradient)])
    about = {"every": str(EVERY), "samples": SAMPLES, "versions": versions(np, torch)}
    write_safetensors("dsanet.safetensors", tensors, about)


if __name__ == "__main__":
    main()
