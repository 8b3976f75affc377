"""What the studies beside this file share: measures of scores, Student's t, configurations, running the program."""

import json
import math
import subprocess

import numpy as np


def ranks(values):
    """Ranks from 1; those of equal values are their mean."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def auroc(scores, labels):
    """By mean ranks (Mann and Whitney); labels are booleans, both kinds of which must be there."""
    labels = np.asarray(labels, bool)
    odd = int(labels.sum())
    if odd in (0, len(labels)):
        raise ValueError(f"{odd} of {len(labels)} labels are odd: no AUROC")
    return float((ranks(scores)[labels].sum() - odd * (odd + 1) / 2) / (odd * (len(labels) - odd)))


def t_quantile(degrees, probability=0.975):
    """The value that Student's t with so many degrees of freedom stays below with this probability of at least a half, by
    bisection over Simpson's rule."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def below(value):
        x, step = np.linspace(0.0, value, 2001, retstep=True)
        density = scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)
        return 0.5 + step / 3 * (density[0] + density[-1] + 4 * density[1:-1:2].sum() + 2 * density[2:-1:2].sum())

    low, high = 0.0, 1.0
    while below(high) < probability:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return high


def interval(values):
    """Mean and half of its 95 % interval by Student's t; no number where there is a single value."""
    values = np.asarray(values, float)
    if len(values) < 2:
        return float(values.mean()), math.nan
    return float(values.mean()), float(t_quantile(len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))


def changed(tables, changes):
    """A copy of a configuration in which every `TABLE.KEY` of `changes` has its value."""
    tables = {name: dict(table) for name, table in tables.items()}
    for name, value in changes.items():
        table, key = name.split(".")
        tables[table][key] = value
    return tables


def toml(tables):
    """The text of a configuration. Its strings, numbers, truth values and lists are written alike in JSON."""
    lines = []
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items()), ""]
    return "\n".join(lines)


def oddframe(program, *words):
    """Runs the program; a refusal ends the study with the program's own line."""
    words = [str(program), *map(str, words)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {done.stderr.strip()}")
    return done
