"""The figures of docs/ped2.md as SVG."""

import json

import numpy as np

from ped2_advantage import SHARES
from ped2_runs import labels_of


def figure(args, path):
    """Mean error of normal and odd cubes per epoch, a panel per odd share, as SVG."""
    panels = []
    for share in SHARES:
        files = {name: args.work / "advantage" / f"{share:g}-{name}" / "looks.json" for name in ("lbr", "spr")}
        if all(file.exists() for file in files.values()):
            panels.append((share, {name: json.loads(file.read_text()) for name, file in files.items()}))
    if not panels:
        return False
    width, height, gap = 210, 170, 16
    lines = []
    for at, (share, runs) in enumerate(panels):
        x0 = gap + at * (width + gap)
        top = max(max(run[key]) for run in runs.values() for key in ("normal_error", "odd_error"))
        bottom = min(min(run[key]) for run in runs.values() for key in ("normal_error", "odd_error"))
        place = lambda e, v, n: (x0 + 8 + (width - 16) * e / max(1, n - 1), 30 + (height - 8) * (1 - np.log(v / bottom) / np.log(top / bottom)))
        lines.append(f'<text x="{x0}" y="18">{100 * share:g} % odd</text><rect x="{x0}" y="26" width="{width}" height="{height}" fill="none" stroke="#8886"/>')
        for name, dash in (("lbr", "4 3"), ("spr", "none")):
            for key, colour in (("normal_error", "#3b6fd4"), ("odd_error", "#c8472b")):
                values = runs[name][key]
                points = " ".join("{:.1f},{:.1f}".format(*place(e, v, len(values))) for e, v in enumerate(values))
                lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dash}"/>')
        lines.append(f'<text x="{x0 + width}" y="38" text-anchor="end" class="s">{top:.0f}</text><text x="{x0 + 4}" y="{20 + height}" class="s">{bottom:.0f}</text>')
    total = gap + len(panels) * (width + gap)
    words = "Mean squared error of normal (blue) and odd (red) cubes per epoch, logarithmic; LBR dashed, LBR-SPR solid"
    style = "text{font:13px system-ui,sans-serif;fill:#777}.s{font-size:11px}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height + 58}" role="img" aria-label="{words}"><style>{style}</style>{"".join(lines)}<text x="{gap}" y="{height + 48}" class="s">{words}</text></svg>\n')
    return True


def curves(args, runs, path):
    """The smoothed score of the first seed in every clip over its odd frames, as SVG; needs the frames' scores."""
    seed, run = next(iter(runs.items()), (None, {}))
    if "videos" not in run:
        return False
    every = np.concatenate([track["scores"] for track in run["videos"].values()])
    bottom, top = np.percentile(every, [1, 99])
    width, height, columns, gap = 200, 70, 4, 14
    lines = []
    for at, (clip, track) in enumerate(run["videos"].items()):
        x0, y0 = gap + at % columns * (width + gap), 22 + at // columns * (height + 30)
        scores = np.clip(track["scores"], bottom, top)
        x = lambda frame: x0 + width * frame / len(scores)
        edges = np.flatnonzero(np.diff(labels_of(args, clip, len(scores)), prepend=0, append=0))
        for begin, end in zip(edges[::2], edges[1::2]):
            lines.append(f'<rect x="{x(begin):.1f}" y="{y0}" width="{x(end) - x(begin):.1f}" height="{height}" fill="#c8472b" opacity=".18"/>')
        points = " ".join(f"{x(frame):.1f},{y0 + height * (1 - (score - bottom) / (top - bottom)):.1f}" for frame, score in enumerate(scores))
        lines.append(f'<polyline points="{points}" fill="none" stroke="#3b6fd4" stroke-width="1.4"/><text x="{x0}" y="{y0 - 5}">{clip}</text>')
    rows = -(-len(run["videos"]) // columns)
    words = f"Smoothed score per frame of LBR-SPR, seed {seed}, {run['epochs']} epochs, width {run['width']:g}; shaded: odd by the masks"
    style = "text{font:12px system-ui,sans-serif;fill:#777}"
    size = (gap + columns * (width + gap), 22 + rows * (height + 30) + 14)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{words}"><style>{style}</style>{"".join(lines)}<text x="{gap}" y="{size[1] - 6}">{words}</text></svg>\n')
    return True
