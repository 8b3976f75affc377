"""Draws docs/images/cost_curves.svg from what `oddframe bench --curve ... --json` wrote: time against size, both on
logarithmic scales, one panel per curve, a dashed line of slope 1 through the last point.

    oddframe bench --device cpu --runs 3 --curve snippets --curve cubes --curve frame-size --json --out docs/curves.json
    python3 scripts/cost_curves.py docs/curves.json docs/images/cost_curves.svg
"""

import json
import math
import sys
from pathlib import Path

WIDTH, HEIGHT, GAP = 300, 240, 40
LEFT, TOP, BOTTOM = 56, 34, 44


def scale(values, start, length):
    low, high = math.log10(min(values)), math.log10(max(values))
    span = (high - low) or 1
    return lambda value: start + length * (math.log10(value) - low) / span


def short(number):
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:g}"


def panel(curve, at):
    points = [(point["size"], point["median_ms"]) for point in curve["points"]]
    last_size, last_ms = points[-1]
    straight = [(size, last_ms * size / last_size) for size, _ in points]
    left = at * (WIDTH + GAP) + LEFT
    x = scale([size for size, _ in points], left, WIDTH - LEFT)
    y = scale([ms for _, ms in points + straight], HEIGHT - BOTTOM, -(HEIGHT - TOP - BOTTOM))
    path = lambda line: " ".join(f"{x(size):.1f},{y(ms):.1f}" for size, ms in line)
    parts = [f'<text x="{left}" y="18" class="t">{curve["unit"]}</text>']
    parts.append(f'<polyline points="{path(straight)}" class="s"/>')
    parts.append(f'<polyline points="{path(points)}" class="c"/>')
    for size, ms in points:
        parts.append(f'<circle cx="{x(size):.1f}" cy="{y(ms):.1f}" r="3"/>')
    for size, ms in (points[0], points[-1]):
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{short(size)}</text>')
        label = f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"
        parts.append(f'<text x="{left - 8}" y="{y(ms) + 4:.1f}" text-anchor="end">{label}</text>')
    return parts


def main():
    source, target = map(Path, sys.argv[1:3])
    curves = json.loads(source.read_text())["curves"]
    width = len(curves) * (WIDTH + GAP)
    style = (
        "text{font:11px system-ui,sans-serif;fill:#5c564f}.t{font-weight:600}"
        "polyline{fill:none;stroke:#8c857c}.s{stroke-dasharray:4 4}.c{stroke:#5c564f;stroke-width:2}circle{fill:#5c564f}"
    )
    title = "Time against size on logarithmic scales; dashed: growing as the size does"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{title}">']
    parts += [f"<style>{style}</style>", f'<rect width="{width}" height="{HEIGHT}" fill="#fffefc"/>']
    for at, curve in enumerate(curves):
        parts += panel(curve, at)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([*parts, "</svg>"]) + "\n")


if __name__ == "__main__":
    main()
