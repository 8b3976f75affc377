"""What the golden scripts share: the hash behind start values, sampling rules, and a safetensors writer.

No script of its own; see README.md for the commands and the layouts.
"""

import json
import platform
import struct
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent

# A prime that divides no tensor size used here (all are 2^a * 3^b * 5^c), so k * STRIDE mod n visits n
# different places; a stride of n / count would stay on one tap of every 3x3 kernel.
STRIDE = 7919
PROJECTIONS = 8
FIRST_PROJECTION = 5000


def hashed(count, j):
    """u(e, j) for e = 0..count: the hash of spec §15, uniform in [0, 1), exact in float64."""
    mask = np.uint64(0xFFFFFFFF)
    h = np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(j * 974711)
    h &= mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & mask
    h ^= h >> np.uint64(13)
    return h.astype(np.float64) / 2.0**32


def sample(values, full_below, count):
    """All values in their own shape if there are fewer than `full_below`, else [count] at k * STRIDE mod n."""
    if values.size < full_below:
        return values
    index = (np.arange(count, dtype=np.int64) * STRIDE) % values.size
    return values.reshape(-1)[index]


def project(values):
    """p_k = sqrt(12) * sum_e (u(e, 5000 + k) - 1/2) * values[e]; the mean of p_k^2 estimates |values|^2."""
    flat = values.reshape(-1)
    return np.array(
        [
            np.sqrt(12.0) * np.dot(hashed(flat.size, FIRST_PROJECTION + k) - 0.5, flat)
            for k in range(PROJECTIONS)
        ]
    )


def versions(*modules):
    """Python's version and those of the given modules, for the metadata."""
    found = {"python": platform.python_version()}
    for module in modules:
        found[module.__name__] = str(module.__version__)
    return found


def write_safetensors(name, tensors, metadata):
    """Write float32 tensors in the given order; metadata values that are not strings become JSON."""
    header = {"__metadata__": {k: v if isinstance(v, str) else json.dumps(v) for k, v in metadata.items()}}
    payload = []
    offset = 0
    for key, values in tensors.items():
        data = np.ascontiguousarray(values, dtype="<f4")
        assert np.isfinite(data).all(), f"{name}: {key} is not finite"
        header[key] = {"dtype": "F32", "shape": list(data.shape), "data_offsets": [offset, offset + data.nbytes]}
        payload.append(data.tobytes())
        offset += data.nbytes
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    path = HERE / name
    path.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(payload))
    print(f"{name}: {len(tensors)} tensors, {path.stat().st_size} bytes")


def write_json(name, document, lists):
    """Write a document with one line per item of `document[lists]`, so that differences stay readable."""
    head = json.dumps({k: v for k, v in document.items() if k != lists}, indent=1)
    items = ",\n".join("  " + json.dumps(item, separators=(",", ":")) for item in document[lists])
    path = HERE / name
    path.write_text(f'{head[:-2]},\n "{lists}": [\n{items}\n ]\n}}\n')
    json.loads(path.read_text())
    print(f"{name}: {len(document[lists])} {lists}, {path.stat().st_size} bytes")


def rounded(value, digits=12):
    """A number with that many significant digits; whole numbers stay short."""
    short = float(f"{float(value):.{digits}g}")
    return int(short) if short == int(short) else short


def assert_near(what, found, expected, tolerance):
    """Stop with a readable line where a number of the spec is not met; `tolerance` is absolute."""
    found = np.asarray(found, dtype=np.float64)
    expected = np.asarray(expected, dtype=np.float64)
    worst = np.abs(found - expected).max()
    assert worst <= tolerance, f"{what}: found {found}, expected {expected} within {tolerance}"
