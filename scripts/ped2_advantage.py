"""Normality advantage on UCSD Ped2: runs of a small network on boxes of which a known share is odd."""

import json

import numpy as np

from ped2_runs import oddframe
from studies import auroc

# The figure "normality advantage".
SHARES = (0.05, 0.2, 0.5, 0.8)
ADVANTAGE = {"cubes": 3000, "width": 0.25, "epochs": 30, "batch": 64, "seed": 0}
# A cube is odd where the masks mark at least this share of its box; ours.
ODD_COVER = 0.25


def odd_boxes(args):
    """Per box whether it is of an odd object, by the pixel masks."""
    from PIL import Image

    boxes = np.load(args.data / "boxes_test.npz")
    frames, corners, lengths = boxes["frame"], boxes["box"], boxes["clip_lengths"]
    masks = []
    for folder, length in zip(sorted((args.data / "masks").iterdir()), lengths):
        files = sorted(folder.glob("*.png"))
        assert len(files) == length, folder
        masks += [np.asarray(Image.open(file)) > 0 for file in files]
    odd = np.zeros(len(frames), bool)
    for index, (frame, (x1, y1, x2, y2)) in enumerate(zip(frames, corners)):
        inside = masks[frame][max(0, int(y1)) : int(np.ceil(y2)), max(0, int(x1)) : int(np.ceil(x2))]
        odd[index] = inside.size > 0 and inside.mean() >= ODD_COVER
    return boxes, odd


def advantage(args):
    """Runs of a small network on chosen boxes with a known share of odd ones."""
    size = ADVANTAGE
    boxes, odd = odd_boxes(args)
    pools = [np.flatnonzero(odd == sort) for sort in (False, True)]
    # As many cubes in every run, however few are odd in all.
    count = min(size["cubes"], int(len(pools[1]) / max(SHARES)))
    work = args.work / "advantage"
    for share in SHARES:
        random = np.random.default_rng(size["seed"])
        wanted = round(share * count)
        chosen = np.sort(np.concatenate([random.permutation(pools[1])[:wanted], random.permutation(pools[0])[: count - wanted]]))
        path = work / f"{share:g}.npz"
        work.mkdir(parents=True, exist_ok=True)
        np.savez(path, frame=boxes["frame"][chosen], box=boxes["box"][chosen], clip_lengths=boxes["clip_lengths"])
        for refine in (False, True):
            out = work / f"{share:g}-{'spr' if refine else 'lbr'}"
            if (out / "looks.json").exists():
                continue
            text = f'[data]\nframes = {json.dumps(str(args.data / "test"))}\nboxes = {json.dumps(str(path))}\npreset = "ped2"\n'
            text += f"[train]\nepochs = {size['epochs']}\nbatch = {size['batch']}\nwidth = {size['width']}\nseeds = [{size['seed']}]\n"
            text += f"refine = {json.dumps(refine)}\nsave_every = {size['epochs']}\n"
            out.mkdir(exist_ok=True)
            (out / "config.toml").write_text(text)
            seed = out / f"seed-{size['seed']}"
            for old in seed.glob("*"):
                old.unlink()
            oddframe(args, "train", "lbr", "--config", out / "config.toml", "--out", out, "--device", args.device, "--trace")
            (out / "looks.json").write_text(json.dumps(looks(seed / "trace.json", odd[chosen])))


def looks(path, odd):
    """Mean error of normal and odd cubes per epoch, and what was dropped when it was last learned from."""
    trace = json.loads(path.read_text())
    weights = np.array([np.nan if weight is None else weight for weight in trace["weights"]])
    assert len(weights) == len(odd), "a box without a whole pixel gives no cube"
    dropped = weights == 0
    errors = [np.array(epoch["errors"]) for epoch in trace["epochs"]]
    return {
        "cubes": len(odd), "odd": int(odd.sum()), "epochs": [epoch["epoch"] for epoch in trace["epochs"]],
        "normal_error": [float(e[~odd].mean()) for e in errors], "odd_error": [float(e[odd].mean()) for e in errors],
        "auroc": [auroc(e, odd) for e in errors], "dropped": int(dropped.sum()),
        "precision": float(odd[dropped].mean()) if dropped.any() else None, "recall": float(dropped[odd].mean()),
    }
