"""The comparisons of docs/ped2.md on UCSD Ped2, run by run; whatever has finished is left as it is.

    python3 scripts/ped2_study.py --work runs/ped2                        everything: 30 epochs, seeds 0, 1, 2 (days on two cores)
    python3 scripts/ped2_study.py --work runs/ped2 --epochs 10 --seeds 0 --only "LBR-SPR;LBR"
    python3 scripts/ped2_study.py --work runs/ped2 --only controls        minutes
    python3 scripts/ped2_study.py --work runs/ped2 --only advantage       the figure "normality advantage", at a small size
    python3 scripts/ped2_study.py --work runs/ped2 --table docs/ped2.md   writes its tables from what has finished
    python3 scripts/ped2_study.py --work runs/ped2 --table docs/ped2.md --epochs 10 --width 0.25 --batch 64 --headline e30-w1

A run that was stopped is gone on with by the same command. Runs lie in WORK/eEPOCHS-wWIDTH/ROW/seed-SEED; a finished
folder of `oddframe train lbr` with the same configuration can be put there. Needs python3.11 with numpy and Pillow, the
built program, and the data: test/, train/, masks/, boxes_test.npz, boxes_train.npz as in configs/ped2.toml.
"""

import argparse
import json
import pathlib
import time

from ped2_advantage import advantage
from ped2_runs import BATCH, CONTROLS, ROWS, folder_of, oddframe, setting_of
from ped2_tables import write_tables
from studies import toml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def boxes_of(args, kind):
    """The file of boxes; made once. None for motion regions, which need none."""
    given = {"given": args.data / "boxes_test.npz", "motion": None}
    if kind in given:
        return given[kind]
    path = args.work / f"boxes-{kind}.npz"
    if not path.exists():
        how = ["--whole-frame"] if kind == "whole" else ["--detector", args.detector]
        oddframe(args, "localize", "--frames", args.data / "test", "--preset", "ped2", "--device", args.device, *how, "--out", path)
    return path


def config(args, row, settings):
    settings = dict(settings)
    mode, boxes = settings.pop("mode", "partial"), boxes_of(args, settings.pop("boxes", "given"))
    data = {"frames": str(args.data / "test"), "preset": "ped2", "mode": mode}
    if boxes is not None:
        data["boxes"] = str(boxes)
    if mode != "partial":
        data |= {"train_frames": str(args.data / "train"), "train_boxes": str(args.data / "boxes_train.npz")}
    if mode == "merge":
        data["truth"] = str(args.data / "masks")
    train = {"epochs": args.epochs, "batch": args.batch, "seeds": args.seeds, "width": args.width, **settings}
    path = folder_of(args, row) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(toml({"data": data, "train": train}))
    return path


def learn(args, row):
    out = folder_of(args, row)
    for seed in args.seeds:
        if (out / f"seed-{seed}" / "scores.json").exists():
            print(f"{row}, seed {seed}: there already")
            continue
        began = time.monotonic()
        try:
            path = config(args, row, ROWS[row])
            oddframe(args, "train", "lbr", "--config", path, "--out", out, "--seed", seed, "--device", args.device, "--resume")
        finally:
            note_seconds(out / f"seed-{seed}", time.monotonic() - began)


def note_seconds(folder, seconds):
    """Adds to the seconds of a run, which may have been stopped and gone on with."""
    path = folder / "seconds.json"
    before = json.loads(path.read_text()) if path.exists() else 0.0
    if folder.exists():
        # Whoever is stopped while writing leaves the old file.
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(before + seconds))
        draft.replace(path)


def controls(args):
    for kind in CONTROLS:
        path = args.work / "controls" / f"{kind}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            boxes = ["--boxes", args.data / "boxes_test.npz", "--preset", "ped2", "--device", args.device, "--regions"]
            oddframe(args, "score", "control", "--kind", kind, "--frames", args.data / "test", *boxes, "--out", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data/ucsd-ped2")
    parser.add_argument("--detector", type=pathlib.Path, default=ROOT / "../shared/data/detector/FastestDet.pth")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/oddframe")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--width", type=float, default=1.0)
    parser.add_argument("--batch", type=int, default=BATCH, help="smaller ones make more steps of the same work")
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0, 1, 2])
    parser.add_argument("--only", type=lambda text: text.split(";"), help=f"of: {'; '.join([*ROWS, 'controls', 'advantage'])} (parted by ;)")
    parser.add_argument("--table", type=pathlib.Path, help="write the tables of this file and run nothing")
    parser.add_argument("--headline", help="setting of the headline such as e30-w1, where the comparisons are smaller")
    args = parser.parse_args()
    args.headline = args.headline or setting_of(args)
    args.data, args.work = args.data.resolve(), args.work.resolve()
    args.labels = json.loads((args.data / "frame_labels.json").read_text())["test"]
    if args.table is not None:
        return write_tables(args)
    wanted = args.only or ["controls", *ROWS, "advantage"]
    unknown = [row for row in wanted if row not in (*ROWS, "controls", "advantage")]
    if unknown:
        parser.error(f"--only: unknown {', '.join(unknown)}")
    args.work.mkdir(parents=True, exist_ok=True)
    for row in wanted:
        if row in ROWS:
            learn(args, row)
        else:
            {"controls": controls, "advantage": advantage}[row](args)


if __name__ == "__main__":
    main()
