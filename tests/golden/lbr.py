"""Golden values of ReconCAE (LBR-SPR, CVPR 2022): forward stages, loss, gradients, running statistics.

    python3 tests/golden/lbr.py

Writes lbr_width1.safetensors (the paper's network, sampled) and lbr_width8th.safetensors (channels 4, 8,
16, 32; small enough for a browser test). PyTorch in float64, stored as float32; weights and input come
from a hash and are not stored. Needs torch and numpy. Layout: README.md.
"""

import copy

import numpy as np
import torch
from torch import nn

from golden import PROJECTIONS, STRIDE, assert_near, hashed, project, sample, versions, write_safetensors

BATCH = 2
CUBE = (15, 32, 32)
INPUT_KEY = 1000
SAMPLE_WEIGHTS = [1.0, 0.5]
# Per output file: (width, stages stored whole below, stage samples, gradients whole below, gradient samples).
FILES = {
    "lbr_width1.safetensors": (1.0, 0, 256, 10_000, 768),
    "lbr_width8th.safetensors": (0.125, 3_000, 1_024, 10**9, 0),
}


# Twice as far as float32 moves the values in front of a ReLU where they are close to zero.
NEAR = 1e-5


class DoubleConv(nn.Module):
    """[3x3 convolution, batch norm, ReLU] twice."""

    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(i, o, 3, padding=1),
            nn.BatchNorm2d(o, eps=1e-5, momentum=0.1),
            nn.ReLU(),
            nn.Conv2d(o, o, 3, padding=1),
            nn.BatchNorm2d(o, eps=1e-5, momentum=0.1),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.conv(x)


class In(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = DoubleConv(i, o)

    def forward(self, x):
        return self.conv(x)


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.mpconv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(i, o))

    def forward(self, x):
        return self.mpconv(x)


class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.up = nn.ConvTranspose2d(i, i, 3, stride=2, padding=1, output_padding=1)
        self.conv = DoubleConv(i, o)

    def forward(self, x):
        return self.conv(self.up(x))


class Out(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Conv2d(i, o, 1)

    def forward(self, x):
        return self.conv(x)


def network(width):
    """The eight stages; `width` scales the channels 32, 64, 128, 256."""
    a, b, c, d = (round(width * channels) for channels in (32, 64, 128, 256))
    return nn.Sequential(In(15, a), Down(a, b), Down(b, c), Down(c, d), Up(d, c), Up(c, b), Up(b, a), Out(a, 15))


def stored_names(net):
    """Names in the order of the weights file, 92 in all: parameters and running statistics."""
    return [name for name in net.state_dict() if not name.endswith("num_batches_tracked")]


def start_value(name, tensor, j, norms):
    """The hashed start value of tensor number j (spec §15), rounded to float32."""
    u = hashed(tensor.numel(), j).reshape(tuple(tensor.shape))
    module, kind = name.rsplit(".", 1)
    if kind == "running_mean":
        values = 0.2 * u - 0.1
    elif kind == "running_var":
        values = 0.5 + u
    elif module in norms:
        values = 0.5 + u if kind == "weight" else 0.4 * u - 0.2
    elif kind == "bias":
        values = 0.1 * u - 0.05
    else:
        # Inputs times kernel area. The transposed convolution is square, so in and out agree.
        fan = tensor.shape[1] * tensor.shape[2] * tensor.shape[3]
        values = (2.0 * u - 1.0) * np.sqrt(6.0 / fan)
    return torch.from_numpy(values.astype(np.float32))


def norm_names(net):
    return {name for name, module in net.named_modules() if isinstance(module, nn.BatchNorm2d)}


def biases_before_norm(net):
    """Convolution biases that a batch norm subtracts again: their gradient is zero but for rounding."""
    found = []
    for norm in sorted(norm_names(net)):
        parent, index = norm.rsplit(".", 1)
        found.append(f"{parent}.{int(index) - 1}.bias")
    return found


def fill(net):
    state = net.state_dict()
    norms = norm_names(net)
    for j, name in enumerate(stored_names(net)):
        state[name].copy_(start_value(name, state[name], j, norms))


def hashed_input():
    """The input in float64: the spec's numbers come from k / 255 unrounded (float32 moves the loss by 5e-9)."""
    size = BATCH * int(np.prod(CUBE))
    bytes_ = np.floor(256.0 * hashed(size, INPUT_KEY))
    return torch.from_numpy((bytes_ / 255.0).reshape(BATCH, *CUBE))


def run_stages(net, x):
    stages = []
    for stage in net:
        x = stage(x)
        stages.append(x)
    return stages


def squared_errors(out, x):
    return ((out - x) ** 2).sum(dim=(1, 2, 3))


def measure(net, x):
    """Everything one evaluation pass and one training pass show; the given network is left as it was."""
    evaluated = copy.deepcopy(net).eval()
    with torch.no_grad():
        eval_stages = run_stages(evaluated, x)
    trained = copy.deepcopy(net).train()
    train_stages = run_stages(trained, x)
    sse = squared_errors(train_stages[-1], x)
    weights = torch.tensor(SAMPLE_WEIGHTS, dtype=x.dtype)
    loss = (weights * sse).sum() / (BATCH * int(np.prod(CUBE)))
    loss.backward()
    return {
        "eval": [stage.numpy() for stage in eval_stages],
        "eval_sse": squared_errors(eval_stages[-1], x).numpy(),
        "train": [stage.detach().numpy() for stage in train_stages],
        "train_sse": sse.detach().numpy(),
        "loss": loss.item(),
        "grad": {name: p.grad.numpy() for name, p in trained.named_parameters()},
        "running": {n: v.numpy() for n, v in trained.state_dict().items() if ".running_" in n},
    }


def near_zero(net, x):
    """Values in front of a ReLU, in training, that float32 may put on the other side of zero: (batch norm, place)."""
    found = []
    trained = copy.deepcopy(net).train()

    def look(name):
        def hook(_module, _inputs, out):
            places = torch.nonzero(out.detach().flatten().abs() < NEAR).flatten()
            found.extend((name, int(place)) for place in places)

        return hook

    for name in norm_names(trained):
        trained.get_submodule(name).register_forward_hook(look(name))
    trained(x)
    return found


def on_the_other_side(net, name, place):
    """The network with that one value mirrored at zero."""

    def mirror(_module, _inputs, out):
        step = torch.zeros_like(out).flatten()
        step[place] = -2.0 * out.detach().flatten()[place]
        return out + step.reshape(out.shape)

    mirrored = copy.deepcopy(net)
    mirrored.get_submodule(name).register_forward_hook(mirror)
    return mirrored


def relative_l2(found, reference):
    return float(np.linalg.norm((found - reference).ravel()) / np.linalg.norm(reference.ravel()))


def float32_spread(single, double, skipped):
    """How far PyTorch's own float32 is from float64: the yardstick for the tolerances."""
    return {
        "stages": max(relative_l2(a, b) for mode in ("eval", "train") for a, b in zip(single[mode], double[mode])),
        "loss": abs(single["loss"] / double["loss"] - 1.0),
        "gradients": max(relative_l2(single["grad"][n], g) for n, g in double["grad"].items() if n not in skipped),
        "running": max(float(np.abs(single["running"][n] - r).max()) for n, r in double["running"].items()),
    }


def check_printed_numbers(net, found):
    """The numbers of spec §15, width 1."""
    assert_near("u(0..4, 0)", hashed(4, 0), [0, 0.363580235, 0.831940423, 0.058441014], 5e-10)
    assert len(stored_names(net)) == 92
    assert sum(p.numel() for p in net.parameters()) == 2_534_671
    assert sum(b.numel() for b in net.buffers() if b.ndim) == 2_816
    out = found["eval"][-1][0, 0, 0, :4]
    assert_near("out[0,0,0,0..4]", out, [0.2217765, -0.2468819, -0.0003380, 0.0935761], 5.1e-8)
    assert_near("evaluation SSE", found["eval_sse"], [8426.823, 8380.753], 5.1e-4)
    assert_near("training SSE", found["train_sse"], [16732.475, 15488.598], 5.1e-4)
    assert_near("loss", found["loss"], 0.796769996, 5.1e-10)
    norm = {name: np.linalg.norm(g) for name, g in found["grad"].items()}
    assert_near("|grad| first conv", norm["0.conv.conv.0.weight"], 1.178945, 5.1e-7)
    assert_near("|grad| 4.up", norm["4.up.weight"], 0.8943612, 5.1e-8)
    assert_near("|grad| last bias", norm["7.conv.bias"], 0.2173189, 5.1e-8)
    assert_near("running mean", found["running"]["0.conv.conv.1.running_mean"][0], 0.0255801, 5.1e-8)
    assert_near("running var", found["running"]["0.conv.conv.1.running_var"][0], 0.7261401, 5.1e-8)


def moments(values):
    values = values.astype(np.float64)
    return [values.sum(), (values**2).sum()]


def collect(net, x, found, skipped, limits):
    """The tensors of one file, in the order of README.md."""
    stage_whole, stage_samples, grad_whole, grad_samples = limits
    state = net.state_dict()
    tensors = {
        "start.moments": np.array([moments(state[name].numpy()) for name in stored_names(net)]),
        "input.moments": np.array(moments(x.numpy())),
    }
    for mode in ("eval", "train"):
        for i, stage in enumerate(found[mode]):
            tensors[f"{mode}.stage.{i}"] = sample(stage, stage_whole, stage_samples)
        tensors[f"{mode}.moments"] = np.array([moments(stage) for stage in found[mode]])
        tensors[f"{mode}.sse"] = found[f"{mode}_sse"]
    tensors["loss"] = np.array([found["loss"]])
    for name, gradient in found["grad"].items():
        if name in skipped:
            continue
        tensors[f"grad.{name}"] = sample(gradient, grad_whole, grad_samples)
        if gradient.size >= grad_whole:
            tensors[f"grad_norm.{name}"] = np.array([np.linalg.norm(gradient)])
            tensors[f"grad_projections.{name}"] = project(gradient)
    for name, values in found["running"].items():
        tensors[f"running.{name}"] = values
    return tensors


def write(file, width, *limits):
    net = network(width)
    fill(net)
    x = hashed_input()
    skipped = biases_before_norm(net)
    double_net = copy.deepcopy(net).double()
    found = measure(double_net, x)
    spread = float32_spread(measure(net, x.float()), found, skipped)
    if width == 1.0:
        check_printed_numbers(net, found)
    largest_skipped = max(np.abs(found["grad"][name]).max() for name in skipped)
    assert largest_skipped < 1e-12, f"a bias before batch norm has gradient {largest_skipped}"
    metadata = {
        "format": "oddframe-golden-lbr/1",
        "script": "tests/golden/lbr.py",
        "versions": versions(torch, np),
        "width": width,
        "channels": [round(width * c) for c in (32, 64, 128, 256)],
        "parameters": sum(p.numel() for p in net.parameters()),
        "batch": BATCH,
        "sample_weights": SAMPLE_WEIGHTS,
        "names": stored_names(net),
        "stage_shapes": [list(stage.shape) for stage in found["eval"]],
        "sample_stride": STRIDE,
        "projections": PROJECTIONS,
        "skipped_gradients": skipped,
        "float32_spread": {k: np.format_float_scientific(v, 2) for k, v in spread.items()},
    }
    tensors = collect(double_net, x, found, skipped, limits)
    if width < 1.0:
        near = near_zero(double_net, x)
        assert len(near) == 1, f"values close to zero in front of a ReLU: {near}"
        other = measure(on_the_other_side(double_net, *near[0]), x)["grad"]
        tensors |= {f"other_side.{name}": other[name] for name in other if name not in skipped}
    write_safetensors(file, tensors, metadata)
    print("  float32 against float64:", metadata["float32_spread"])


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for file, settings in FILES.items():
        write(file, *settings)


if __name__ == "__main__":
    main()
