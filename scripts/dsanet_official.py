"""A checkpoint of DSANet's official layout for UCF-Crime with random weights, about 0.8 GB, for measuring how it is opened.

    python3 scripts/dsanet_official.py model_ucf.pth

Names and shapes are those of the authors' classes (lessiYin/DSANet): trunk, adapters, model of normality, and CLIP ViT-B/16
twice, the second time as aliases of the same storages. Needs torch.
"""

import collections
import sys

import torch

WIDTH = 512
state = collections.OrderedDict()
generator = torch.Generator().manual_seed(0)


def add(name, *shape, value=None):
    if value is not None:
        state[name] = torch.full(shape, value)
        return
    fan_in = max(1, torch.Size(shape[1:]).numel())
    state[name] = torch.randn(*shape, generator=generator) * (fan_in**-0.5)


def linear(name, output, inputs):
    add(f"{name}.weight", output, inputs)
    add(f"{name}.bias", output, value=0.0)


def norm(name, width):
    add(f"{name}.weight", width, value=1.0)
    add(f"{name}.bias", width, value=0.0)


def block(name, width):
    norm(f"{name}.ln_1", width)
    add(f"{name}.attn.in_proj_weight", 3 * width, width)
    add(f"{name}.attn.in_proj_bias", 3 * width, value=0.0)
    linear(f"{name}.attn.out_proj", width, width)
    norm(f"{name}.ln_2", width)
    linear(f"{name}.mlp.c_fc", 4 * width, width)
    linear(f"{name}.mlp.c_proj", width, 4 * width)


def refiner_block(name, scales):
    norm(f"{name}.norm1", WIDTH)
    if scales:
        add(f"{name}.attn.learn_scale", 8, 1, 1, value=1.0)
    for part, output, inputs in (("q", 1, 1), ("kv", 2, 1), ("proj", 1, 1)):
        linear(f"{name}.attn.{part}", output * WIDTH, inputs * WIDTH)
    norm(f"{name}.norm2", WIDTH)
    linear(f"{name}.mlp.fc1", 4 * WIDTH, WIDTH)
    linear(f"{name}.mlp.fc2", WIDTH, 4 * WIDTH)


def clip(prefix):
    add(f"{prefix}.positional_embedding", 77, WIDTH)
    add(f"{prefix}.text_projection", WIDTH, WIDTH)
    add(f"{prefix}.logit_scale", value=4.6)
    add(f"{prefix}.visual.class_embedding", 768)
    add(f"{prefix}.visual.positional_embedding", 197, 768)
    add(f"{prefix}.visual.proj", 768, WIDTH)
    add(f"{prefix}.visual.conv1.weight", 768, 3, 16, 16)
    norm(f"{prefix}.visual.ln_pre", 768)
    for index in range(12):
        block(f"{prefix}.visual.transformer.resblocks.{index}", 768)
    norm(f"{prefix}.visual.ln_post", 768)
    for index in range(12):
        block(f"{prefix}.transformer.resblocks.{index}", WIDTH)
    add(f"{prefix}.token_embedding.weight", 49408, WIDTH)
    norm(f"{prefix}.ln_final", WIDTH)


clip("clipmodel")
for index in range(2):
    block(f"temporal.resblocks.{index}", WIDTH)
for name in ("gc1", "gc3"):
    add(f"{name}.weight", WIDTH, WIDTH // 2)
    add(f"{name}.residual.weight", WIDTH // 2, WIDTH, 5)
    add(f"{name}.residual.bias", WIDTH // 2, value=0.0)
for name in ("gc2", "gc4"):
    add(f"{name}.weight", WIDTH // 2, WIDTH // 2)
add("disAdj.sigma", 1, value=0.1)
linear("linear", WIDTH, WIDTH)
for name in ("mlp1", "mlp2"):
    linear(f"{name}.c_fc", 4 * WIDTH, WIDTH)
    linear(f"{name}.c_proj", WIDTH, 4 * WIDTH)
linear("classifier", 1, WIDTH)
add("frame_position_embeddings.weight", 256, WIDTH)
for name, tensor in list(state.items()):
    if name.startswith("clipmodel."):
        state[f"clip_adapter.{name}"] = tensor
for index in range(4):
    add(f"clip_adapter.text_adapter.{index}.fc.0.weight", WIDTH, WIDTH)
add("video_anomaly_refiner.video_prototypes", 16, WIDTH)
refiner_block("video_anomaly_refiner.dnp_extractor.0", scales=False)
linear("video_anomaly_refiner.bottleneck.c_fc", 4 * WIDTH, WIDTH)
linear("video_anomaly_refiner.bottleneck.c_proj", WIDTH, 4 * WIDTH)
for index in range(8):
    refiner_block(f"video_anomaly_refiner.decoder.{index}", scales=True)
assert len(state) == 793, len(state)
torch.save(state, sys.argv[1])
