"""Times a workload of the benchmark in PyTorch on one thread, float32: python3 bench/pytorch.py '{"kind": "lanet", ...}' ROUNDS

Prints JSON: engine's words, load, first, samples, median, p95 in milliseconds. Networks and weights are those of the golden
scripts. Needs torch and numpy.
"""

import functools
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "golden"))

import numpy as np
import torch

import bench
import dsanet
import i3d
import lanet
import lbr
import networks
from golden import hashed


def milliseconds(work):
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def prepared(task):
    """What loads the model; it returns what runs it once."""
    if task["kind"] == "lanet":
        crops, snippets = task["crops"], task["snippets"]
        keys = [20_000 + snippets] + [bench.CROP_KEY * crop + snippets for crop in range(1, crops)]
        inputs = [np.maximum(2 * hashed(snippets * 1024, key) - 1, 0).astype(np.float32).reshape(snippets, 1024) for key in keys]
        weights = {name: values.float() for name, values in lanet.weights().items()}

        def load():
            prior = lanet.prior(snippets, 1.0).float()
            lanet.prior = lambda *_: prior
            return lambda: torch.stack([lanet.forward(weights, torch.from_numpy(x))[0] for x in inputs]).mean(0).numpy()

        return load
    if task["kind"] == "i3d":
        return prepared_i3d(task["width"])
    if task["kind"] == "dsanet":
        return prepared_dsanet(task["width"])
    if task["kind"] == "clip":
        return prepared_clip(task["tower"])
    if task["kind"] == "fastest-det":
        return prepared_detector()
    if not task["kind"].startswith("recon-cae"):
        sys.exit(f"the golden scripts have no network for {task['kind']}")
    x = bench.cubes(task["cubes"]).float()

    def load():
        net = bench.network(task["width"]).float()
        if task["kind"] == "recon-cae":
            net.eval()
            return lambda: lbr.squared_errors(net(x), x).numpy()
        adam = torch.optim.Adam(net.train().parameters(), lr=1e-3)

        def step():
            with torch.enable_grad():
                loss = ((net(x) - x) ** 2).mean()
                adam.zero_grad()
                loss.backward()
            adam.step()
            return loss.item()

        return step

    return load


def prepared_i3d(width):
    """The golden I3D at a share of the published width, its weights made once."""
    made = i3d.ft
    i3d.ft = functools.cache(lambda *of: made(*of).float())
    i3d.WIDTH = 1 / width
    i3d.Network.keep = lambda _, __, x: x
    snippet = torch.from_numpy((np.floor(256 * hashed(3 * 16 * 224 * 224, 40_000)) / 127.5 - 1).astype(np.float32)).reshape(1, 3, 16, 224, 224)

    def load():
        net = i3d.Network(1e-3)
        net(torch.zeros(1, 3, 16, 32, 32))
        return lambda: net(snippet).numpy()

    return load


def prepared_dsanet(width):
    """The golden DSANet, its weights made once."""
    net = dict(dsanet.NETWORKS["ucf"], width=width)
    weights, text, x = Single(taped=False), dsanet.text_features(net).float(), dsanet.inputs(net["slots"], width).float()[None]
    of = lambda: dsanet.heads(weights, dsanet.trunk(weights, net, x, [net["slots"]]), text)

    def load():
        of()
        return of

    return load


def prepared_clip(tower):
    image = networks.clip_image(tower["side"]).float()

    def load():
        net = networks.ClipTower(tower["side"], tower["width"], tower["blocks"], tower["output"], tower["patch"])
        return lambda: net(image).numpy()

    return load


def prepared_detector():
    """Its weights made once."""
    made = networks.drawn
    networks.drawn = functools.cache(lambda *of: made(*of).float())
    picture = networks.detector_pictures(1).float()

    def load():
        net = networks.FastestDet()
        net(picture)
        return lambda: net(picture).numpy()

    return load


class Single(dsanet.Weights):
    """The same in float32."""

    def __call__(self, name, *shape):
        made = super().__call__(name, *shape)
        self.made[name] = made.float()
        return self.made[name]


def main():
    task, rounds = json.loads(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float32)
    load, run = prepared(task), None
    began = time.perf_counter()
    with torch.no_grad():
        run = load()
        loaded = 1000 * (time.perf_counter() - began)
        first = milliseconds(run)
        samples = [milliseconds(run) for _ in range(rounds)]
    words = f"PyTorch {torch.__version__}, 1 thread"
    print(json.dumps({"words": words, "load": loaded, "first": first, "samples": samples, "median": float(np.median(samples)), "p95": float(np.quantile(samples, 0.95))}))


if __name__ == "__main__":
    main()
