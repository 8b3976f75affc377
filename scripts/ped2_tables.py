"""The tables of docs/ped2.md from the runs that have finished and those kept from before."""

import json

import numpy as np

from ped2_advantage import SHARES
from ped2_figures import curves, figure
from ped2_record import record, runs_of
from ped2_runs import BATCH, CONTROLS, PUBLISHED, ROWS, STATEMENTS, TARGET, WORDS, labels_of, setting_of
from studies import auroc

NOT_RUN = "not run yet"


def percent(value, digits=1):
    return "–" if value is None else f"{100 * value:.{digits}f}"


def spread(values):
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    if len(values) == 1:
        return f"{100 * values[0]:.1f}"
    return f"{100 * np.mean(values):.1f} ± {100 * np.std(values, ddof=1):.1f}"


def exactly(runs):
    """What was run exactly, in words."""
    one = next(iter(runs.values()))
    seconds = [run["seconds"] for run in runs.values() if run["seconds"] is not None]
    time_used = f", {np.mean(seconds) / 3600:.2f} h a run" if seconds else ""
    seeds = ", ".join(map(str, runs))
    batch = f", batch {one['batch']} ({one['steps']:,} steps)" if one["batch"] != BATCH else ""
    return f"{one['epochs']} epochs, width {one['width']:g}{batch}, seed{'s' if len(runs) > 1 else ''} {seeds}, {one['cubes']:,} cubes, {one['device']}{time_used}"


def row_line(args, words, runs):
    if not runs:
        return f"| {words} | {NOT_RUN} | | | | | |"
    of = lambda name: [run[name] for run in runs.values()]
    cells = [spread(of("smoothed")), spread(of("raw")), spread(of("eer")), spread(of("rbdc")), spread(of("tbdc"))]
    return f"| {words} | " + " | ".join(cells) + f" | {exactly(runs)} |"


HEAD = [
    "| | AUROC, window 10 | window 1 | EER | RBDC | TBDC | run exactly |",
    "|---|---|---|---|---|---|---|",
]


def main_table(args, found, every):
    """LBR-SPR at every setting that has finished, then the comparisons at one of them."""
    lines = [*HEAD, f"| *published: LBR-SPR* | *{100 * PUBLISHED:.1f}* | | | | | *30 epochs, YOLOv3 and FlowNet2 boxes* |"]
    lines += [row_line(args, f"**{WORDS['LBR-SPR']}**", runs) for runs in every.values()]
    lines += [] if every else [row_line(args, f"**{WORDS['LBR-SPR']}**", {})]
    return lines + [row_line(args, words, found[row]) for row, words in WORDS.items() if row != "LBR-SPR"]


def boxes_table(args, found):
    lines = list(HEAD)
    for kind, words in (("", "given boxes"), (", detector", "FastestDet and motion"), (", motion regions", "motion alone")):
        for row, name in (("LBR", "LBR"), ("LBR-SPR", "LBR-SPR"), ("motion", "motion variant")):
            lines.append(row_line(args, f"{name}, {words}", found[row + kind]))
    return lines


def controls_table(args, control):
    lines = [*HEAD[:1], HEAD[1]]
    for kind, words in CONTROLS.items():
        one = control.get(kind)
        if one is None:
            lines.append(f"| {words} | {NOT_RUN} | | | | | |")
            continue
        cells = [percent(one[name]) for name in ("smoothed", "raw", "eer", "rbdc", "tbdc")]
        lines.append(f"| {words} | " + " | ".join(cells) + " | same boxes and rules |")
    return lines


def statements_table(found, control):
    lines = ["| statement | difference of AUROC, window 10, points | pairs of seeds |", "|---|---|---|"]
    for words, first, second in STATEMENTS:
        others = {seed: control["pca"] for seed in found[first]} if second == "pca" and "pca" in control else found.get(second, {})
        pairs = sorted(found[first].keys() & others.keys())
        if not pairs:
            lines.append(f"| {words} | {NOT_RUN} | |")
            continue
        gains = [100 * (found[first][seed]["smoothed"] - others[seed]["smoothed"]) for seed in pairs]
        lines.append(f"| {words} | {', '.join(f'{gain:+.1f}' for gain in gains)} | seed {', '.join(map(str, pairs))} |")
    return lines


def statistics_table(every):
    lines = ["| | mean SSE | std | share > m+d | > m+4d |", "|---|---|---|---|---|"]
    target = TARGET
    lines.append(f"| *authors’ stored scores, 32,486 cubes* | *{target['mean_error']:.1f}* | *{target['std_error']:.1f}* | *{percent(target['over m+d'])} %* | *{percent(target['over m+4d'])} %* |")
    for seed, run in [pair for runs in every.values() for pair in runs.items()]:
        cells = [f"{run['mean_error']:.1f}", f"{run['std_error']:.1f}", f"{percent(run['over m+d'])} %", f"{percent(run['over m+4d'])} %"]
        lines.append(f"| seed {seed}, {run['epochs']} epochs, width {run['width']:g}, batch {run['batch']} | " + " | ".join(cells) + " |")
    return lines if every else [*lines, f"| LBR-SPR | {NOT_RUN} | | | |"]


def clips_table(args, headline, control):
    """Clip by clip where both sorts occur: where it fails. None without the scores of the frames."""
    lines = ["| clip | odd frames | LBR-SPR | box width ÷ height |", "|---|---|---|---|"]
    runs = list(headline.values())
    aspect = control.get("box-aspect", {})
    if not runs or any("videos" not in run for run in [*runs, aspect]):
        return None

    def of(run, clip):
        return auroc(np.array(run["videos"][clip]["scores"]), labels_of(args, clip, len(run["videos"][clip]["scores"])))

    for clip in runs[0]["videos"]:
        length = len(runs[0]["videos"][clip]["scores"])
        odd = labels_of(args, clip, length)
        if odd.all():
            lines.append(f"| {clip} | all {length} | undefined | undefined |")
            continue
        own = spread([of(run, clip) for run in runs])
        lines.append(f"| {clip} | {odd.sum()} of {length} | {own} | {percent(of(aspect, clip))} |")
    return lines


def advantage_table(args):
    """None unless every run is there."""
    head = ["| odd share | learning | mean error of normal cubes, first and last epoch | of odd cubes | AUROC of cubes | dropped | precision | recall |", "|---|---|---|---|---|---|---|---|"]
    lines = []
    for share in SHARES:
        for name, words in (("lbr", "LBR"), ("spr", "LBR-SPR")):
            path = args.work / "advantage" / f"{share:g}-{name}" / "looks.json"
            start = f"| {100 * share:g} % | {words} | "
            if not path.exists():
                return None
            one = json.loads(path.read_text())
            ends = lambda values: f"{values[0]:.0f} → {values[-1]:.0f}"
            cells = [ends(one["normal_error"]), ends(one["odd_error"]), percent(one["auroc"][-1])]
            dropped = ["–"] * 3 if name == "lbr" else [f"{one['dropped']} of {one['cubes']}", percent(one["precision"]), percent(one["recall"])]
            lines.append(start + " | ".join(cells + dropped) + " |")
    return head + lines


def image(name, words):
    return [f"![{words}](images/{name}.svg)"]


def write_tables(args):
    """Writes what can be told; a table or figure that needs runs which lie elsewhere stays as it is."""
    known = record(args)
    found = {row: runs_of(known, row, setting_of(args)) for row in ROWS}
    settings = sorted(known["runs"], key=lambda name: (name != args.headline, name))
    every = {name: runs for name in settings if (runs := runs_of(known, "LBR-SPR", name))}
    headline, control = every.get(args.headline, {}), known["controls"]
    tables = {
        "main": main_table(args, found, every), "boxes": boxes_table(args, found), "controls": controls_table(args, control),
        "statements": statements_table(found, control), "statistics": statistics_table(every),
        "clips": clips_table(args, headline, control), "advantage": advantage_table(args),
    }
    images = args.table.parent / "images"
    if figure(args, images / "ped2-advantage.svg"):
        tables["figure"] = image("ped2-advantage", "Mean error of normal and odd cubes per epoch")
    if curves(args, headline, images / "ped2-curves.svg"):
        tables["curves"] = image("ped2-curves", "Score of every frame of the twelve clips")
    text = args.table.read_text()
    for name, lines in tables.items():
        if lines is not None:
            begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
            before, rest = text.split(begin)
            text = before + begin + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    args.table.write_text(text)
