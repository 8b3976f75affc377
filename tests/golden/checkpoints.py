#!/usr/bin/env python3
"""Small checkpoints of every container, and what must be read from each: checkpoints/* and its manifest.json.

Needs PyTorch and NumPy; the safetensors files are assembled here byte by byte. Two runs give the same bytes, but for the
storage keys of views_legacy.pt, which are addresses in PyTorch's memory.
"""

import argparse
import collections
import io
import json
import os
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent / "checkpoints"
MANIFEST = {}
W = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8
EPOCH = (1980, 1, 1, 0, 0, 0)


def expect(name, data, tensors=None, error=None, **more):
    """Writes a file and says what reading it gives: values row-major by name, or a code."""
    (HERE / name).write_bytes(data)
    entry = dict(more)
    if error is not None:
        entry["error"] = error
    if tensors is not None:
        entry["tensors"] = [
            {"name": n, "dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape),
             "values": [repr(v) for v in np.asarray(t.double() if torch.is_tensor(t) else t, dtype="f8").reshape(-1).tolist()]}
            for n, t in tensors.items()
        ]
    MANIFEST[name] = entry


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def rezipped(data, method=zipfile.ZIP_STORED, change=lambda name, body: body, drop=(), crc=True):
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for info in source.infolist():
            short = info.filename.split("/", 1)[1]
            if short in drop:
                continue
            entry = zipfile.ZipInfo(info.filename, EPOCH)
            entry.compress_type = method
            target.writestr(entry, change(short, source.read(info)))
    return out.getvalue() if crc else without_crc(out.getvalue())


def without_crc(data):
    data, at = bytearray(data), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 16:at + 20] = bytes(4)
        at += 4
    return bytes(data)


def zipped(entries, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, body in entries.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = method
            target.writestr(entry, body)
    return out.getvalue()


def views():
    """Tensors of every type; the first five share one storage."""
    return collections.OrderedDict(
        w=W, transposed=W.t(), row=W[2], sliced=W[1:3, ::2], expanded=W[0, :1].expand(3),
        f16=torch.tensor([1.5, -2, 0.0999755859375], dtype=torch.float16),
        bf16=torch.tensor([1.5, -2, 3.140625], dtype=torch.bfloat16),
        f64=torch.tensor([1 / 3], dtype=torch.float64), scalar=torch.tensor(7),
        i32=torch.tensor([-3, 2**31 - 1], dtype=torch.int32), i16=torch.tensor([-300], dtype=torch.int16),
        i8=torch.tensor([-128, 127], dtype=torch.int8), u8=torch.tensor([0, 255], dtype=torch.uint8),
        flags=torch.tensor([True, False]), empty=torch.zeros(0, 3),
    )


def torch_files():
    every = views()
    expect("views.pt", saved(every), every, container="pytorch-zip")
    expect("views_protocol4.pt", saved(every, pickle_protocol=4), every, container="pytorch-zip")
    expect("views_legacy.pt", saved(every, _use_new_zipfile_serialization=False), every, container="pytorch-legacy")
    expect("views_deflated.pt", rezipped(saved(every), zipfile.ZIP_DEFLATED), every, warnings=["ckpt/compressed"])
    expect("no_crc.pt", rezipped(saved({"w": W}), crc=False), {"w": W})
    few = {"w": W, "f16": every["f16"], "scalar": every["scalar"]}

    def swapped(name, body):
        if name == "byteorder":
            return b"big"
        if name.startswith("data/"):
            size = {0: 4, 1: 2, 2: 8}[int(name[5:])]
            return b"".join(body[k:k + size][::-1] for k in range(0, len(body), size))
        return body

    expect("big_endian.pt", rezipped(saved(few), change=swapped), few)
    one = torch.nn.Linear(2, 2)
    with torch.no_grad():
        one.weight.copy_(torch.tensor([[1.0, 2], [3, 4]]))
        one.bias.copy_(torch.tensor([5.0, 6]))
    optimizer = torch.optim.Adam(one.parameters())
    one(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    weights = {f"module.{k}": v.clone() for k, v in one.state_dict().items()}
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    checkpoint = {
        "epoch": 3, "model_state_dict": weights, "optimizer_state_dict": optimizer.state_dict(),
        "ap": np.float64(0.8944), "arr": np.asfortranarray(array), "args": argparse.Namespace(lr=0.5, name="test"),
    }
    found = {f"model_state_dict.{k}": v for k, v in weights.items()}
    found["arr"] = torch.tensor(array)
    expect("training.pt", saved(checkpoint), found, some=True, scalars={"epoch": 3, "ap": 0.8944, "args.lr": 0.5})
    parameter = torch.nn.Parameter(W.clone())
    expect("parameter.pt", saved({"p": parameter}), {"p": parameter.detach()})


class Inner(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = torch.nn.LayerNorm(2)
        self.register_buffer("count", torch.tensor(5))
        self.sizes = [3, 4]
        self.names = {"a": 1}

    def forward(self, x):
        return self.norm(x) + self.count + self.sizes[0] + self.names["a"]


class Outer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 2).half()
        self.inner = Inner()

    def forward(self, x):
        return self.inner(self.fc(x.half()).float())


def script_file():
    model = Outer()
    with torch.no_grad():
        model.fc.weight.copy_(torch.tensor([[1.0, 2], [3, 4]]))
        model.fc.bias.copy_(torch.tensor([0.5, -0.5]))
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(model), buffer)
    # Debug tables carry paths of this machine; nothing reads them.
    data = zipped({
        i.filename: b for i in zipfile.ZipFile(buffer).infolist()
        if not i.filename.endswith((".debug_pkl", "serialization_id")) for b in [zipfile.ZipFile(buffer).read(i)]
    })
    expect("script.pt", data, dict(model.state_dict()), some=True, container="torchscript")


def op(code, *parts):
    return code + b"".join(parts)


def short(text):
    return b"U" + bytes([len(text)]) + text.encode()


def python2_file():
    """Strings as bytes, pairs, four-argument tensors, a view of a storage: assembled by hand."""
    def storage(key, view=b"N"):
        return op(b"(", short("storage"), b"ctorch\nFloatStorage\n", short(key), short("cpu"), b"K\x18" if key == "7" else b"K\x02", view, b"tQ")

    def tensor(key, offset, shape, stride, view=b"N"):
        ints = lambda v: b"(" + b"".join(b"K" + bytes([k]) for k in v) + b"t"
        return op(b"ctorch._utils\n_rebuild_tensor\n(", storage(key, view), b"K" + bytes([offset]), ints(shape), ints(stride), b"tR")

    view = op(b"(", short("8"), b"K\x06K\x0ct")
    # A list of lists: APPEND each.
    body = b"\x80\x02ccollections\nOrderedDict\n(]" + b"".join(
        op(b"](", short(name), value, b"ea")
        for name, value in [("w", tensor("7", 0, (4, 6), (6, 1))), ("bias", tensor("9", 0, (2,), (1,))),
                            ("view", tensor("7", 0, (2, 6), (6, 1), view))]
    ) + b"tR."
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    head = magic + pickle.dumps(1001, 2) + pickle.dumps(
        {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, 2)
    keys = b"\x80\x02](" + short("7") + short("9") + b"e."
    bias = torch.tensor([2.5, -1])
    data = head + body + keys
    for part in (W, bias):
        data += struct.pack("<q", part.numel()) + part.numpy().tobytes()
    expected = {"w": W, "bias": bias, "view": W[1:3]}
    loaded = torch.load(io.BytesIO(data), weights_only=False)
    assert all(torch.equal(loaded[k], v) for k, v in expected.items())
    expect("python2.pt", data, expected, container="pytorch-legacy")
    expect("surplus_legacy.pt", data + b"more", expected, warnings=["ckpt/trailing"])
    expect("legacy_half.pt", data[:len(data) // 2], error="ckpt/truncated")
    expect("legacy_short.pt", data[:-5], error="ckpt/truncated")
    at = data.rindex(struct.pack("<q", 2) + bias.numpy().tobytes())
    expect("legacy_count.pt", data[:at] + b"\x03" + data[at + 1:], error="ckpt/damaged", late=True)


class Evil:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def hostile_files():
    model = torch.nn.Sequential(torch.nn.Linear(1, 1))
    expect("whole_model.pt", saved(model), error="ckpt/global", says="torch.nn.modules")
    expect("getcwd.pt", saved({"a": Evil(os.getcwd)}), error="ckpt/global", says="getcwd")
    expect("eval.pt", saved({"a": Evil(eval, "1+1")}), error="ckpt/global", says="eval")
    expect("plain.pkl", pickle.dumps({"a": 1}, 4), error="ckpt/plain-pickle")
    nested = None
    for _ in range(200):
        nested = {"a": nested}
    expect("nested.pt", saved(nested), error="ckpt/limit")
    loop = {}
    loop["self"] = loop
    expect("loop.pt", saved(loop), error="ckpt/limit")
    good = saved({"w": W})

    def pickle_change(old, new):
        def change(name, body):
            if name != "data.pkl":
                return body
            assert old in body, (old, body)
            return body.replace(old, new, 1)
        return change

    # (4, 6) and (6, 1) as the pickle has them.
    expect("shape100.pt", rezipped(good, change=pickle_change(b"K\x04K\x06\x86", b"K\x64K\x06\x86")), error="ckpt/bounds")
    expect("stride_minus.pt", rezipped(good, change=pickle_change(b"K\x06K\x01\x86", b"J\xff\xff\xff\xffK\x01\x86")), error="ckpt/bounds")
    expect("missing_storage.pt", rezipped(good, drop=("data/0",)), error="ckpt/missing-storage")
    expect("half.pt", good[:len(good) // 2], error="ckpt/truncated")
    expect("short.pt", good[:-5], error="ckpt/truncated")
    wrong = bytearray(rezipped(good))
    wrong[wrong.index(W.numpy().tobytes()) + 5] ^= 1
    expect("flipped.pt", bytes(wrong), error="ckpt/damaged", late=True)
    expect("nan.pt", saved({"w": torch.tensor([1.0, float("nan"), float("inf")])}), error="ckpt/nonfinite", late=True)
    expect("range.pt", saved({"w": torch.tensor([1.0, 1e300], dtype=torch.float64)}), error="ckpt/range", late=True)
    expect("complex.pt", saved({"w": torch.tensor([1j])}), error="ckpt/dtype", late=True)
    expect("integers.pt", saved({"w": torch.tensor([1])}), error="ckpt/dtype", late=True)
    odd = b"\x80\x02}q\x00X\x01\x00\x00\x00aI5\ns."
    expect("opcode.pt", zipped({"archive/data.pkl": odd, "archive/version": b"3\n"}), error="ckpt/opcode")
    expect("no_pickle.zip", zipped({"readme.txt": b"hello"}), error="ckpt/zip-content")
    expect("page.html", b"<!DOCTYPE html><title>Sign in</title>", error="ckpt/html")
    expect("pointer.pt", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4024529\n", error="ckpt/lfs-pointer", says="4024529")
    expect("empty.pt", b"", error="ckpt/empty")
    expect("random.pt", bytes((k * 97 + 13) % 251 for k in range(64)), error="ckpt/unknown")
    expect("numbers.pt", saved({"epoch": 3}), {}, container="pytorch-zip")


def safetensors(header, data):
    text = (header if isinstance(header, bytes) else json.dumps(header).encode())
    return struct.pack("<Q", len(text)) + text + data


def safetensors_files():
    data = W.numpy().tobytes()
    entry = {"dtype": "F32", "shape": [4, 6], "data_offsets": [0, 96]}
    half = {"dtype": "F16", "shape": [1], "data_offsets": [96, 98]}
    good = safetensors({"__metadata__": {"by": "test"}, "w": entry, "h": half}, data + b"\x00\x3e")
    tensors = {"w": W, "h": torch.tensor([1.5], dtype=torch.float16)}
    expect("good.safetensors", good, tensors, container="safetensors")
    overlap = dict(half, data_offsets=[94, 96])
    expect("overlap.safetensors", safetensors({"w": entry, "h": overlap}, data), error="ckpt/bounds", says="h")
    expect("gap.safetensors", safetensors({"w": entry, "h": dict(half, data_offsets=[98, 100])}, data + bytes(4)), error="ckpt/bounds")
    expect("size.safetensors", safetensors({"w": dict(entry, shape=[4, 5])}, data), error="ckpt/bounds")
    expect("cut.safetensors", good[:-3], error="ckpt/truncated")
    expect("trailing.safetensors", good + b"x", error="ckpt/damaged")
    f8 = {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [96, 98]}
    both = safetensors({"w": entry, "h": f8}, data + bytes(2))
    expect("f8.safetensors", both, {"w": W}, some=True, warnings=["ckpt/dtype"], unreadable="h")
    expect("long_header.safetensors", struct.pack("<Q", 2**40) + b'{"w":', error="ckpt/limit")
    twice = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'
    expect("twice.safetensors", safetensors(twice, bytes(8)), error="ckpt/damaged")


def npy_bytes(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version, allow_pickle=True)
    return buffer.getvalue()


def numpy_files():
    w = W.numpy()
    arrays = {
        "f4.npy": w, "f4_fortran.npy": np.asfortranarray(w), "f8_big.npy": np.array([1 / 3, -2], ">f8"),
        "f2.npy": np.array([1.5, 0.1], "<f2"), "i2_big_fortran.npy": np.asfortranarray(np.array([[1, -2], [3, 4]], ">i2")),
        "u1.npy": np.array([0, 255], "u1"), "i8.npy": np.array([-(2**53)]), "b1.npy": np.array([True, False]),
        "value.npy": np.array(2.5, "f4"), "none.npy": np.zeros((0, 512), "f4"), "cube.npy": np.arange(12, dtype="f4").reshape(3, 2, 2),
    }
    for name, array in arrays.items():
        expect(name, npy_bytes(array), {name[:-4]: array.astype(array.dtype.newbyteorder("="))}, container="npy")
    for version in (2, 3):
        expect(f"v{version}.npy", npy_bytes(w, (version, 0)), {f"v{version}": W}, container="npy")
    good = npy_bytes(w)
    expect("object.npy", npy_bytes(np.array([None])), error="npy/object")
    expect("structured.npy", npy_bytes(np.zeros(1, [("a", "f4")])), error="npy/dtype")
    expect("complex.npy", npy_bytes(np.array([1j])), error="npy/dtype")
    expect("cut.npy", good[:-1], error="npy/truncated")
    expect("trailing.npy", good + b"ab", {"trailing": W}, warnings=["npy/trailing"])
    expect("falsy.npy", good.replace(b"False", b"Falsy"), error="npy/header")
    expect("v9.npy", good[:6] + b"\x09" + good[7:], error="npy/version")
    for name, method in [("stored.npz", zipfile.ZIP_STORED), ("deflated.npz", zipfile.ZIP_DEFLATED)]:
        data = zipped({"w.npy": good, "sub/b.npy": npy_bytes(arrays["u1.npy"])}, method)
        expect(name, data, {"w": W, "sub/b": torch.tensor([0, 255], dtype=torch.uint8)}, container="npz")
    data = zipped({"w.npy": good, "o.npy": npy_bytes(np.array([None]))})
    expect("object.npz", data, {"w": W}, warnings=["npy/object"])


def main():
    HERE.mkdir(exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    torch.manual_seed(0)
    for part in (torch_files, script_file, python2_file, hostile_files, safetensors_files, numpy_files):
        part()
    about = {"torch": torch.__version__, "numpy": np.__version__, "files": MANIFEST}
    (HERE / "manifest.json").write_text(json.dumps(about, indent=1) + "\n")
    print(len(MANIFEST), "files,", sum(p.stat().st_size for p in HERE.iterdir()), "bytes")


if __name__ == "__main__":
    main()
