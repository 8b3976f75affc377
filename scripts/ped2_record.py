"""The numbers of docs/ped2.md as kept in the project, so that its tables outlive the folder that the runs lie in."""

import json

from ped2_runs import CONTROLS, ROWS, evaluated, finished

# Score of every frame and region: too much to keep, and made again by the run.
LARGE = "videos"


def record(args):
    """Numbers of every run known: what has finished in the work folder, else what was kept from earlier runs.

    {"runs": {setting: {row: {seed: numbers}}}, "controls": {kind: numbers}}; those found in the work folder also have
    "videos". The kept file is brought up to date.
    """
    path = args.table.with_suffix(".json")
    known = json.loads(path.read_text()) if path.exists() else {"runs": {}, "controls": {}}
    for folder in sorted(args.work.glob("e*-w*")):
        for row in ROWS:
            for seed, numbers in finished(args, row, folder.name).items():
                known["runs"].setdefault(folder.name, {}).setdefault(row, {})[str(seed)] = numbers
    for kind in CONTROLS:
        if (file := args.work / "controls" / f"{kind}.json").exists():
            known["controls"][kind] = evaluated(args, file)
    path.write_text(json.dumps(without_videos(known), indent=1, sort_keys=True) + "\n")
    return known


def without_videos(known):
    if isinstance(known, dict):
        return {name: without_videos(value) for name, value in known.items() if name != LARGE}
    return known


def runs_of(known, row, setting):
    """Numbers of a row by seed."""
    runs = known["runs"].get(setting, {}).get(row, {})
    return {int(seed): runs[seed] for seed in sorted(runs, key=int)}
