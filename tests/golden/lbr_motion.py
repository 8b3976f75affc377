"""Golden values of LBR-SPR's motion variant (CVPR 2022): the second network's pass, and three steps of joint training.

    python3 tests/golden/lbr_motion.py

Writes lbr_motion_width1.safetensors (the paper's network, sampled) and lbr_motion_width8th.safetensors (channels 4, 8,
16, 32, with the joint steps). PyTorch in float64, stored as float32; weights, cubes and flow come from a hash and are
not stored. Needs torch and numpy. Layout: README.md.
"""

import copy

import numpy as np
import torch

from golden import PROJECTIONS, STRIDE, hashed, project, sample, versions, write_safetensors
from lbr import (
    BATCH,
    SAMPLE_WEIGHTS,
    Out,
    biases_before_norm,
    fill,
    hashed_input,
    network,
    norm_names,
    relative_l2,
    squared_errors,
    start_value,
    stored_names,
)

FLOW = (10, 32, 32)
FLOW_KEY = 2000
FIRST_KEY = 200
# Joint training: cubes of rising contrast, so that self-paced weights differ.
CUBES = 8
CUBES_KEY = 3000
CUBES_FLOW_KEY = 3001
STEPS = 3
WARM_UP = 1
SHRINK = 2.5
KEPT = ["0.conv.conv.0.weight", "4.up.weight", "7.conv.weight", "7.conv.bias"]
FILES = {
    "lbr_motion_width1.safetensors": (1.0, 256, 10_000, 768),
    "lbr_motion_width8th.safetensors": (0.125, 1_024, 10**9, 0),
}


def motion_network(width):
    """The second network at its hashed start values: ten outputs, keys from 200 on."""
    net = network(width)
    net[7] = Out(round(width * 32), FLOW[0])
    state = net.state_dict()
    norms = norm_names(net)
    for j, name in enumerate(stored_names(net)):
        state[name].copy_(start_value(name, state[name], FIRST_KEY + j, norms))
    return net


def hashed_flow(count, key):
    """Vectors of -3 to 3 pixels, rounded to float32."""
    u = hashed(count * int(np.prod(FLOW)), key)
    return torch.from_numpy((6.0 * u - 3.0).astype(np.float32).reshape(count, *FLOW))


def measure(net, x, flow):
    """One evaluation pass and one training pass of the second network; the given network is left as it was."""
    evaluated = copy.deepcopy(net).eval()
    with torch.no_grad():
        out = evaluated(x)
    trained = copy.deepcopy(net).train()
    drawn = trained(x)
    sse = squared_errors(drawn, flow)
    weights = torch.tensor(SAMPLE_WEIGHTS, dtype=x.dtype)
    loss = (weights * sse).sum() / (BATCH * int(np.prod(FLOW)))
    loss.backward()
    return {
        "eval.out": out.numpy(),
        "eval.sse": squared_errors(out, flow).numpy(),
        "train.out": drawn.detach().numpy(),
        "train.sse": sse.detach().numpy(),
        "loss": np.array([loss.item()]),
        "grad": {name: p.grad.numpy() for name, p in trained.named_parameters()},
        "running": {n: v.numpy() for n, v in trained.state_dict().items() if ".running_" in n},
    }


def joint_cubes():
    """Cube i has (i + 1) / 8 of the contrast of the last, its flow alike."""
    contrast = (np.arange(CUBES) + 1.0) / CUBES
    u = hashed(CUBES * 15 * 1024, CUBES_KEY).reshape(CUBES, 15, 32, 32)
    bytes_ = np.floor(256.0 * u * contrast[:, None, None, None])
    flow = hashed_flow(CUBES, CUBES_FLOW_KEY).double().numpy() * contrast[:, None, None, None]
    return torch.from_numpy(bytes_ / 255.0), torch.from_numpy(flow.astype(np.float32)).double()


def spr_weights(s, step):
    """Mixture weights of a batch after `step` steps of refinement."""
    mean, std = s.mean(), s.std(unbiased=True)
    lower = mean + std
    upper = torch.maximum(lower, mean + (4.0 - step * SHRINK) * std)
    weights = lower * (upper - s) / (s * (upper - lower))
    weights = torch.where(s <= lower, torch.ones_like(s), weights)
    return torch.where(s >= upper, torch.zeros_like(s), weights)


def joint_training(width, dtype):
    """Both networks, one loss: warm-up, then self-paced weights from the first network's evaluation pass."""
    raw = network(width)
    fill(raw)
    raw, flow_net = raw.to(dtype), motion_network(width).to(dtype)
    x, flow = (values.to(dtype) for values in joint_cubes())
    optimisers = [torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8) for net in (raw, flow_net)]
    losses, weights = [], []
    for step in range(STEPS):
        w = torch.ones(CUBES, dtype=dtype)
        if step >= WARM_UP:
            raw.eval()
            with torch.no_grad():
                w = spr_weights(squared_errors(raw(x), x), step - WARM_UP)
        raw.train()
        flow_net.train()
        raw_loss = (w * squared_errors(raw(x), x)).sum() / (CUBES * 15 * 1024)
        flow_loss = (w * squared_errors(flow_net(x), flow)).sum() / (CUBES * int(np.prod(FLOW)))
        loss = raw_loss + flow_loss
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()
        losses.append([loss.item(), raw_loss.item(), flow_loss.item()])
        weights.append(w.numpy())
    raw.eval()
    flow_net.eval()
    with torch.no_grad():
        sse = [squared_errors(raw(x), x).numpy(), squared_errors(flow_net(x), flow).numpy()]
    found = {"joint.losses": np.array(losses), "joint.weights": np.array(weights), "joint.sse": np.array(sse)}
    for kind, net in (("raw", raw), ("flow", flow_net)):
        state = net.state_dict()
        found |= {f"joint.{kind}.{name}": state[name].numpy() for name in KEPT}
    return found


def collect(found, skipped, limits):
    samples, grad_whole, grad_samples = limits
    tensors = {name: found[name] for name in ("eval.sse", "train.sse", "loss")}
    tensors |= {name: sample(found[name], 0, samples) for name in ("eval.out", "train.out")}
    for name, gradient in found["grad"].items():
        if name in skipped:
            continue
        tensors[f"grad.{name}"] = sample(gradient, grad_whole, grad_samples)
        if gradient.size >= grad_whole:
            tensors[f"grad_norm.{name}"] = np.array([np.linalg.norm(gradient)])
            tensors[f"grad_projections.{name}"] = project(gradient)
    return tensors | {f"running.{name}": values for name, values in found["running"].items()}


def write(file, width, *limits):
    net = motion_network(width)
    x, flow = hashed_input(), hashed_flow(BATCH, FLOW_KEY)
    skipped = biases_before_norm(net)
    found = measure(copy.deepcopy(net).double(), x, flow.double())
    single = measure(net, x.float(), flow)
    tensors = collect(found, skipped, limits)
    spread = {
        "outputs": max(relative_l2(single[n], found[n]) for n in ("eval.out", "train.out")),
        "gradients": max(relative_l2(single["grad"][n], g) for n, g in found["grad"].items() if n not in skipped),
    }
    parameters = sum(p.numel() for p in net.parameters())
    if width == 1.0:
        assert parameters == 2_534_506, parameters
    else:
        joint, joint_single = joint_training(width, torch.float64), joint_training(width, torch.float32)
        spread |= {name: relative_l2(joint_single[name], values) for name, values in joint.items()}
        assert (joint["joint.weights"][1] < 1).any(), "refinement must lessen something"
        assert (joint["joint.weights"][2] == 0).any(), "refinement must drop something"
        tensors |= joint
    metadata = {
        "format": "oddframe-golden-lbr-motion/1",
        "script": "tests/golden/lbr_motion.py",
        "versions": versions(torch, np),
        "width": width,
        "parameters": parameters,
        "joint": {"cubes": CUBES, "steps": STEPS, "warm_up": WARM_UP, "shrink": SHRINK},
        "sample_stride": STRIDE,
        "projections": PROJECTIONS,
        "skipped_gradients": skipped,
        "float32_spread": {k: np.format_float_scientific(v, 2) for k, v in spread.items()},
    }
    write_safetensors(file, tensors, metadata)
    print("  float32 against float64:", metadata["float32_spread"])
    print("  losses:", tensors.get("joint.losses"))
    print("  weights:", tensors.get("joint.weights"))


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for file, settings in FILES.items():
        write(file, *settings)


if __name__ == "__main__":
    main()
