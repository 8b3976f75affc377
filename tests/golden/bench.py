"""Values that the workloads of the benchmark must give, so that a device that computes wrong ones is caught.

    python3 tests/golden/bench.py

Writes src/bench/golden.rs: per workload the results of its first runs, eight of each result's values and their places (a
table of the program, not a file that it reads: the page would carry the reader).

Networks, weights and inputs are those of lanet.py, lbr.py, dsanet.py and networks.py; PyTorch in float64. Needs torch and numpy. Layout: README.md.
"""

from pathlib import Path

import numpy as np
import torch

import dsanet
import lanet
import lbr
import networks
from golden import hashed

torch.set_default_dtype(torch.float64)
PLACES = 8
STEPS = 3
CROP_KEY = 100_000


def lanet_scores(crops, snippets):
    """Mean over the crops; crop 0 has lanet.py's own input."""
    weights, dim = lanet.weights(), 1024
    keys = [20_000 + snippets] + [CROP_KEY * crop + snippets for crop in range(1, crops)]
    inputs = [np.maximum(2.0 * hashed(snippets * dim, key) - 1.0, 0.0).reshape(snippets, dim) for key in keys]
    scores = [lanet.forward(weights, torch.from_numpy(lanet.float32(x)))[0] for x in inputs]
    return [torch.stack(scores).mean(0)]


def network(width):
    net = lbr.network(width).float()
    lbr.fill(net)
    return net.double()


def cubes(count):
    size = count * int(np.prod(lbr.CUBE))
    bytes_ = np.floor(256.0 * hashed(size, lbr.INPUT_KEY))
    return torch.from_numpy((bytes_ / 255.0).reshape(count, *lbr.CUBE))


def squared_errors(count, width):
    x = cubes(count)
    with torch.no_grad():
        return [lbr.squared_errors(network(width).eval()(x), x)]


def losses(count, width):
    """Of the first steps of Adam at 1e-3."""
    net, x = network(width).train(), cubes(count)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    found = []
    for _ in range(STEPS):
        loss = ((net(x) - x) ** 2).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        found.append(loss.detach().reshape(1))
    return found


def dsanet_logits(width):
    """Of being odd, then of the classes."""
    net = dict(dsanet.NETWORKS["ucf"], width=width)
    logits, classes = dsanet.score(dsanet.Weights(taped=False), net, net["slots"])
    return [torch.cat([logits, classes.flatten()])]


def product(side):
    matrix = lambda key: (2.0 * hashed(side * side, key) - 1.0).astype(np.float32).astype(np.float64).reshape(side, side)
    return [torch.from_numpy(matrix(1)[0] @ matrix(2))]


def spread(size, count):
    return sorted({round(i * (size - 1) / max(count - 1, 1)) for i in range(count)})


def of_cells(values):
    """One of the first picture; of the last, objectness, boxes and a class that is neither likely nor not."""
    first, last = 5 * 22 * 22, values.size - 85 * 22 * 22
    undecided = last + first + int(np.argmin(abs(values[last + first :] - 0.5)))
    return sorted({22, *(last + at for at in spread(first, PLACES - 2)), undecided})


def sampled(values, places=None):
    values = values.detach().numpy()
    at = places(values) if places else spread(values.size, min(PLACES, values.size))
    listed = lambda items: ", ".join(str(item) for item in items)
    return f"Sampled {{ at: &[{listed(at)}], values: &[{listed(float(f'{values[i]:.9g}') for i in at)}] }}"


HEAD = """//! What PyTorch gives in f64. Written by `tests/golden/bench.py`.

use super::check::{{Golden, Sampled}};

/// By workload.
pub(super) const GOLDEN: [Golden; {count}] = [
"""


def entry(name, allowed, runs, places=None):
    listed = ", ".join(sampled(run, places) for run in runs)
    return f'    Golden {{ name: "{name}", allowed: {allowed}, runs: &[{listed}] }},\n'


def main():
    torch.set_num_threads(1)
    # The largest difference allowed, relative to the largest value: float32 in another order, exp and erf of a GPU.
    found = {
        "lanet-1x200": (1e-4, lanet_scores(1, 200)),
        "lanet-10x200": (1e-4, lanet_scores(10, 200)),
        "lanet-1x2000": (1e-4, lanet_scores(1, 2000)),
        "lanet-1x20": (1e-4, lanet_scores(1, 20)),
        "recon-cae-64": (1e-4, squared_errors(64, 1.0)),
        "recon-cae-256": (1e-4, squared_errors(256, 1.0)),
        "recon-cae-small": (1e-4, squared_errors(8, 0.125)),
        # Adam moves by the sign of what is rounding only, so losses part faster than errors.
        "recon-cae-step-64": (1e-3, losses(64, 1.0)),
        "recon-cae-step-small": (1e-3, losses(8, 0.125)),
        # Cosines are divided by 0.07.
        "dsanet-256": (1e-4, dsanet_logits(512)),
        "dsanet-small": (1e-4, dsanet_logits(32)),
        "i3d-224": (1e-4, [networks.i3d_features(1, 224)]),
        "i3d-128": (1e-4, [networks.i3d_features(8, 128)]),
        "i3d-small": (1e-4, [networks.i3d_features(8, 32)]),
        "clip-2-blocks": (1e-4, [networks.clip_embedding(224, 768, 2, 512)]),
        "clip-small": (1e-4, [networks.clip_embedding(48, 128, 2, 32)]),
        "fastest-det-1": (1e-4, [networks.detector_cells(1)], of_cells),
        "fastest-det-8": (1e-4, [networks.detector_cells(8)], of_cells),
        "fastest-det-small": (1e-4, [networks.detector_cells(1)], of_cells),
        "matmul-1024": (1e-4, product(1024)),
        "matmul-256": (1e-4, product(256)),
    }
    path = Path(__file__).parents[2] / "src" / "bench" / "golden.rs"
    path.write_text(HEAD.format(count=len(found)) + "".join(entry(name, *value) for name, value in found.items()) + "];\n")
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
