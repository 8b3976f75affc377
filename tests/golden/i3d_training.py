"""Writes i3d_training.safetensors: one batch through a narrow I3D in training mode, in PyTorch.

Width 1/8, input 64, three snippets of four parts with five targets each by formula (ft of i3d.py), float64, batch norm by the batch with
PyTorch's defaults; loss: mean squared error of what a linear layer tells from each
part's features, the last maps' mean over time. Stored: `loss`; per tensor `grad.NAME`, 24 samples at
(k * 7919) mod n, and `grad_norm.NAME`; per unit `running.NAME`, mean and variance after the pass, from 0 and 1.
Run: python3 i3d_training.py; needs numpy and PyTorch.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

import i3d
from golden import STRIDE, versions, write_safetensors

SIDE, SNIPPETS, TARGETS, SAMPLES = 64, 3, 5, 24
tensors, running = {}, {}


def learned(name, shape, about, centre):
    tensors[name] = i3d.ft(name, shape, about, centre).requires_grad_()
    return tensors[name]


class Network(i3d.Network):
    def unit(self, name, x, out, k, s=1):
        weight = learned(f"{name}.weight", (out, x.shape[1], k, k, k), math.sqrt(6 / (x.shape[1] * k**3)), 0)
        scale, shift = learned(f"{name}.scale", (out,), .2, 1), learned(f"{name}.shift", (out,), .1, 0)
        mean, variance = torch.zeros(out, dtype=torch.float64), torch.ones(out, dtype=torch.float64)
        x = F.conv3d(i3d.same(x, (k,) * 3, (s,) * 3), weight, stride=s)
        x = F.relu(F.batch_norm(x, mean, variance, scale, shift, True, .1, 1e-5))
        running[f"{name}.mean"], running[f"{name}.variance"] = mean, variance
        return x

    def keep(self, name, x):
        self.last = x
        return x


x = i3d.ft("input", (SNIPPETS, 3, 16, SIDE, SIDE), 1, 0)
network = Network(1e-5)
network(x)
parts = network.last.mean(2).permute(0, 2, 3, 1)
targets = i3d.ft("truth", (*parts.shape[:3], TARGETS), 1, 0)
weight = learned("targets.weight", (parts.shape[3], TARGETS), .05, 0)
bias = learned("targets.bias", (TARGETS,), .1, 0)
loss = F.mse_loss(parts @ weight + bias, targets)
loss.backward()

stored = {"loss": np.array([loss.item()], np.float32)}
for name, tensor in tensors.items():
    gradient = tensor.grad.numpy().reshape(-1)
    stored[f"grad.{name}"] = gradient[np.arange(SAMPLES) * STRIDE % gradient.size].astype(np.float32)
    stored[f"grad_norm.{name}"] = np.array([np.linalg.norm(gradient)], np.float32)
for name, tensor in running.items():
    stored[f"running.{name}"] = tensor.numpy().astype(np.float32)
write_safetensors("i3d_training.safetensors", stored, versions(torch, np))
print(loss.item(), len(tensors), sum(values.nbytes for values in stored.values()))
