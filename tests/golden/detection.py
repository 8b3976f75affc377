"""Golden mAP@IoU and RBDC/TBDC of random data.

    python3 tests/golden/detection.py

Writes detection.json. Both are computed the long way: mAP frame by frame on repeated scores, the region criteria
from scratch at every threshold, boxes as sets of pixels. NumPy in float64. Layout: README.md.
"""

import numpy as np

from golden import assert_near, rounded, versions, write_json

SEED = 20200301
CLASSES = 4
REPEAT = 16
IOUS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
MAP_CASES = 12
REGION_CASES = 12
SIDE = 40


def runs(mask):
    """Half-open runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(int), [0]))))
    return list(zip(edges[::2], edges[1::2]))


def video_segments(frames):
    """(score, start, end) of one column of frame scores."""
    top = np.sort(frames)[::-1][: len(frames) // 16].mean()
    if top <= 0:
        return []
    threshold = frames.max() - 0.6 * (frames.max() - frames.min())
    found = [(frames[s:e].max() + 0.7 * top, s, e) for s, e in runs(frames > threshold) if e - s >= 2]
    # Greedy suppression, highest first.
    kept = []
    for score, s, e in sorted(found, key=lambda x: (-x[0], x[1])):
        if all(frame_iou((s, e), other[1:]) <= 0.6 for other in kept):
            kept.append((score, s, e))
    return kept


def frame_iou(a, b):
    a, b = set(range(*a)), set(range(*b))
    return len(a & b) / len(a | b)


def average_precision(videos, events, c, iou):
    ranked = []
    for name, scores in videos.items():
        frames = np.repeat(scores[:, c].astype(np.float64), REPEAT)
        ranked += [(-score, name, s, e) for score, s, e in video_segments(frames)]
    open_events = [event for event in events if event[3] == c]
    total, tps = len(open_events), []
    for _, name, s, e in sorted(ranked):
        overlaps = [frame_iou((s, e), ev[1:3]) if ev[0] == name else -1.0 for ev in open_events]
        best = int(np.argmax(overlaps)) if overlaps else -1
        hit = best >= 0 and overlaps[best] >= iou
        if hit:
            del open_events[best]
        tps.append(float(hit))
    if total == 0 or not any(tps):
        return 0.0
    tps = np.array(tps)
    return float((np.cumsum(tps) / np.arange(1, len(tps) + 1) * tps).sum() / total)


def detection_maps(videos, events, classes, ious):
    """Percent per threshold under include, exclude_quirk, drop."""
    table = np.array([[average_precision(videos, events, c, iou) for c in range(classes)] for iou in ious])
    without = table.copy()
    without[:, 0] = 0.0
    return {"include": 100 * table.mean(1), "exclude_quirk": 100 * without.mean(1),
            "drop": 100 * table[:, 1:].mean(1)}


def random_videos(rng):
    videos, events = {}, []
    for v in range(int(rng.integers(3, 8))):
        rows = int(rng.integers(1, 14))
        logits = np.cumsum(rng.normal(size=(rows, CLASSES)), axis=0)
        scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        videos[f"v{v}"] = scores.astype(np.float32)
        for _ in range(int(rng.integers(0, 4))):
            start = int(rng.integers(0, rows * REPEAT))
            # Events may end after their video.
            events.append((f"v{v}", start, start + int(rng.integers(1, 100)), int(rng.integers(CLASSES))))
    return videos, events


def map_case(rng):
    videos, events = random_videos(rng)
    maps = detection_maps(videos, events, CLASSES, IOUS)
    return {"kind": "map", "videos": {k: [rounded(x, 9) for x in v.reshape(-1)] for k, v in videos.items()},
            "events": [list(event) for event in events],
            **{k: [rounded(x, 15) for x in v] for k, v in maps.items()}}


def pixels(box):
    """Inclusive corners as a set of pixels."""
    x1, y1, x2, y2 = box
    return {(x, y) for x in range(x1, x2 + 1) for y in range(y1, y2 + 1)}


def box_iou(a, b):
    a, b = pixels(a), pixels(b)
    return len(a & b) / len(a | b)


def rates(tracks, detections, frames, tau):
    """False positives per frame, share of regions, share of tracks at one threshold."""
    kept = [d for d in detections if d[5] >= tau]
    found = [[any(d[0] == f and box_iou(d[1:5], box) >= 0.1 for d in kept) for f, box in track] for track in tracks]
    regions = [(f, box) for track in tracks for f, box in track]
    false = sum(all(not (d[0] == f and box_iou(d[1:5], box) >= 0.1) for f, box in regions) for d in kept)
    flat = [x for track in found for x in track]
    return false / frames, sum(flat) / len(flat), sum(sum(t) / len(t) >= 0.1 for t in found) / len(tracks)


def criteria(tracks, detections, frames):
    taus = sorted({d[5] for d in detections}, reverse=True)
    points = [(0.0, 0.0, 0.0)] + [rates(tracks, detections, frames, tau) for tau in taus]
    kept = np.array([point for point in points if point[0] <= 1.0])
    if kept[-1, 0] < 1.0:
        kept = np.vstack([kept, [1.0, kept[-1, 1], kept[-1, 2]]])
    return points[1:], float(np.trapezoid(kept[:, 1], kept[:, 0])), float(np.trapezoid(kept[:, 2], kept[:, 0]))


def random_box(rng):
    x, y = rng.integers(0, SIDE - 12, 2)
    w, h = rng.integers(0, 12, 2)
    return [int(x), int(y), int(x + w), int(y + h)]


def moved(rng, box):
    dx, dy = rng.integers(-6, 7, 2)
    return [int(box[0] + dx), int(box[1] + dy), int(box[2] + dx), int(box[3] + dy)]


def region_case(rng):
    frames = int(rng.integers(4, 16))
    tracks = []
    for _ in range(int(rng.integers(1, 5))):
        first, box = int(rng.integers(0, frames)), random_box(rng)
        tracks.append([(f, moved(rng, box)) for f in range(first, int(rng.integers(first, frames)) + 1)])
    detections = []
    for _ in range(int(rng.integers(1, 40))):
        if rng.random() < 0.5:
            f, box = tracks[int(rng.integers(len(tracks)))][0]
            detections.append([f, *moved(rng, box), int(rng.integers(0, 9)) / 8])
        else:
            detections.append([int(rng.integers(frames)), *random_box(rng), int(rng.integers(0, 9)) / 8])
    points, rbdc, tbdc = criteria(tracks, detections, frames)
    rows = [[i, f, *box] for i, track in enumerate(tracks) for f, box in track]
    return {"kind": "regions", "frames": frames, "tracks": rows, "detections": detections,
            "points": [[rounded(x, 15) for x in point] for point in points],
            "rbdc": rounded(rbdc, 15), "tbdc": rounded(tbdc, 15)}


def check_worked_examples():
    videos = {"v0": np.array([[.9, .05, .05], [.2, .7, .1], [.1, .8, .1], [.8, .1, .1]], np.float32),
              "v1": np.array([[.7, .2, .1], [.8, .1, .1], [.9, .05, .05]], np.float32),
              "v2": np.array([[.5, .1, .4], [.3, .1, .6], [.2, .2, .6], [.6, .1, .3]], np.float32)}
    events = [("v0", 16, 48, 1), ("v1", 0, 48, 0), ("v2", 20, 44, 2)]
    maps = detection_maps(videos, events, 3, (0.1, 0.5, 0.7, 0.8))
    assert_near("include", maps["include"], [250 / 3, 250 / 3, 200 / 3, 100 / 3], 1e-9)
    assert_near("exclude_quirk", maps["exclude_quirk"], [200 / 3, 200 / 3, 200 / 3, 100 / 3], 1e-9)
    a, b = [10, 10, 19, 19], [50, 50, 69, 69]
    tracks = [[(f, a) for f in range(4)], [(f, b) for f in (2, 3)]]
    detections = [[0, *a, .9], [4, 0, 0, 9, 9, .8], [1, 15, 15, 24, 24, .7], [2, 48, 48, 80, 80, .6],
                  [2, 90, 90, 99, 99, .5], [3, 18, 18, 27, 27, .4], [0, 11, 11, 20, 20, .3], [5, 0, 0, 9, 9, .2]]
    _, rbdc, tbdc = criteria(tracks, detections, 6)
    assert_near("rbdc", rbdc, 4 / 9, 1e-12)
    assert_near("tbdc", tbdc, 11 / 12, 1e-12)


def main():
    check_worked_examples()
    rng = np.random.default_rng(SEED)
    cases = [map_case(rng) for _ in range(MAP_CASES)] + [region_case(rng) for _ in range(REGION_CASES)]
    head = {"versions": versions(np), "seed": SEED, "classes": CLASSES, "repeat": REPEAT, "ious": list(IOUS)}
    write_json("detection.json", head | {"cases": cases}, "cases")


if __name__ == "__main__":
    main()
