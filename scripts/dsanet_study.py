"""The ablation of docs/dsanet.md: variants of configs/plaza-weak-classes.toml, seeds 0 to 4, last epoch.

The paper's parts: adapter, SG-NM, DCSA. Without CLIP there is no text tower to adapt; a learned table of text features
stands in for the adapter, a table that is drawn once per seed and not learned for text features without it. Frame AUC, AP
and mAP are the program's; events named rightly and how well pairs of classes are told apart are computed here from its
scores. Needs python3.11 with numpy and the built program:

    python3 scripts/dsanet_study.py --work /tmp/study [--seeds 5] [--only "all" "all but DCSA"]
"""

import argparse
import itertools
import json
import pathlib
import tomllib

import numpy as np

from studies import auroc, changed, oddframe, toml

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONFIG = ROOT / "configs" / "plaza-weak-classes.toml"
FEATURES, TRUTH = (ROOT / "www/bundled/plaza_weak" / name for name in ("test.npz", "truth.json"))
STRIDE = 16

FIXED = {"model.text_mode": "fixed"}
OFF = {"train.sgnm": False, "train.dcsa": False}
VARIANTS = {
    "base": {**FIXED, **OFF},
    "+ learned table": OFF,
    "+ SG-NM": {**FIXED, "train.dcsa": False},
    "+ DCSA": {**FIXED, "train.sgnm": False},
    "all": {},
    "all but DCSA": {"train.dcsa": False},
}


def config(tables, changes, text):
    tables = changed(tables, changes)
    for table, key in (("data", "features"), ("data", "list"), ("test", "features"), ("test", "truth")):
        tables[table][key] = str((CONFIG.parent / tables[table][key]).resolve())
    tables["test"]["every"] = tables["train"]["epochs"]
    if tables["model"]["text_mode"] == "fixed":
        tables["text"] = {"file": str(text)}
    return toml(tables)


def pairs(scores, truth):
    """AUROC between the snippets of two odd classes by the first one's share in both probabilities."""
    rows, labels = [], []
    for name, video in truth["videos"].items():
        classes = scores["videos"][name]["classes"]
        rows += zip(*classes.values())
        for index in range(len(scores["videos"][name]["scores"])):
            middle = index * STRIDE + STRIDE // 2
            inside = (e["class"] for e in video["events"] if e["start"] <= middle < e["end"])
            labels.append(next(inside, "normal"))
    rows, labels = np.array(rows, np.float32), np.array(labels)
    found = {}
    for (i, a), (j, b) in itertools.combinations(enumerate(classes), 2):
        both = (labels == a) | (labels == b)
        if "normal" in (a, b) or len(set(labels[both])) < 2:
            continue
        found[f"{a}/{b}"] = auroc(rows[both, i] / (rows[both, i] + rows[both, j]), labels[both] == a)
    return found


def named(scores, truth):
    """Events whose class has the highest mean probability of all odd classes over their snippets."""
    found = 0
    for name, video in truth["videos"].items():
        odd = {c: np.array(p) for c, p in scores["videos"][name]["classes"].items() if c != "normal"}
        for event in video["events"]:
            rows = slice(event["start"] // STRIDE, -(-event["end"] // STRIDE))
            found += max(odd, key=lambda c: odd[c][rows].mean()) == event["class"]
    return found


def run(program, work, name, changes, seed, tables):
    out = work / f"{name.replace(' ', '_')}_{seed}"
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    text = random.standard_normal((len(tables["model"]["classes"]), tables["model"]["width"])).astype(np.float32)
    np.save(out / "text.npy", text)
    (out / "run.toml").write_text(config(tables, changes, out / "text.npy"))
    call = lambda *words: oddframe(program, *words)
    weights, scores = out / "last.safetensors", out / "scores.json"
    if not (out / "report.json").exists():  # Weights are there before a run has ended, its report is not.
        call("train", "dsanet", "--config", out / "run.toml", "--out", out, "--seed", seed, "--device", "cpu")
    call("score", "dsanet", "--features", FEATURES, "--weights", weights, "--device", "cpu", "--out", scores)
    found = json.loads(call("evaluate", "--scores", scores, "--truth", TRUTH, "--json").stdout)
    tracks, truth = json.loads(scores.read_text()), json.loads(TRUTH.read_text())
    told = pairs(tracks, truth)
    each = {"AUC": found["auroc"], "AUC abnormal": found["auroc_anomalous"], "AP": found["ap_step"]}
    each["events named rightly"] = named(tracks, truth)
    each |= {f"mAP@{iou}": value for iou, value in found["map_at_iou"].items()}
    return each | {f"told apart {pair}": value for pair, value in told.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--program", default=str(ROOT / "target/release/oddframe"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=list(VARIANTS), metavar="VARIANT")
    options = parser.parse_args()
    tables = tomllib.loads(CONFIG.read_text())
    results = {name: [] for name in options.only}
    for seed in range(options.seeds):
        for name in results:
            results[name].append(run(options.program, options.work, name, VARIANTS[name], seed, tables))
            print(f"{name}, seed {seed}: " + ", ".join(f"{k} {v:.4f}" for k, v in results[name][-1].items()), flush=True)
    for measure in results[options.only[0]][0]:
        print(f"\n{measure}")
        for name, runs in results.items():
            values = np.array([found[measure] for found in runs])
            print(f"  {name:16} {values.mean():.4f} ({values.min():.4f} to {values.max():.4f})")
    (options.work / "results.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
