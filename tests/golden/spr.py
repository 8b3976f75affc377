"""Golden weights of self-paced refinement (LBR-SPR, CVPR 2022): 200 batches, four modes.

    python3 tests/golden/spr.py

Writes spr.json. NumPy in float64 on scores that float32 holds exactly. Layout: README.md.
"""

import numpy as np

from golden import assert_near, rounded, versions, write_json

SEED = 20220619
BATCHES = 200
MODES = ("mixture", "hard", "linear", "huber")
# The guard is ours: below this share of the mean, sigma is rounding and every weight is 1.
SIGMA_FLOOR = 1e-6
# No score lies closer to a limit than this share of it, so that float32 cannot fall on the other side.
MARGIN = 1e-4


def limits(scores, t, r):
    """Mean, unbiased standard deviation, lambda1 and lambda2 of one batch."""
    mean, std = scores.mean(), scores.std(ddof=1)
    lambda1 = mean + std
    return mean, std, lambda1, max(lambda1, mean + (4.0 - t * r) * std)


def weigh(scores, lambda1, lambda2, mode):
    if mode == "hard":
        return np.where(scores < lambda2, 1.0, 0.0)
    if mode == "linear":
        return np.where(scores < lambda2, 1.0 - scores / lambda2, 0.0)
    if mode == "huber":
        return np.where(scores < lambda2, 1.0, lambda2 / scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = lambda1 * (lambda2 - scores) / (scores * (lambda2 - lambda1))
    # Zero is assigned after one: where both limits agree, a score on them is dropped.
    return np.where(scores >= lambda2, 0.0, np.where(scores <= lambda1, 1.0, between))


def guard(scores):
    """Why the weights are all 1, or None."""
    if scores.size < 2:
        return "one cube"
    std = scores.std(ddof=1)
    if std == 0.0:
        return "all equal"
    return "tiny sigma" if std <= SIGMA_FLOOR * scores.mean() else None


def item(scores, t, r):
    reason = guard(scores)
    found = {"t": t, "r": r, "guard": reason, "scores": [rounded(s, 17) for s in scores]}
    if reason is None:
        mean, std, lambda1, lambda2 = limits(scores, t, r)
        found |= {k: rounded(v, 15) for k, v in
                  (("mean", mean), ("std", std), ("lambda1", lambda1), ("lambda2", lambda2))}
    for mode in MODES:
        weights = np.ones(scores.size) if reason else weigh(scores, lambda1, lambda2, mode)
        assert np.isfinite(weights).all() and weights.min() >= 0.0 and weights.max() <= 1.0
        found[mode] = [rounded(w, 9) for w in weights]
    return found


def heavy_tailed(random, size):
    """Lognormal bulk with a few scores many times larger, on a grid of 1/8 of the batch's power of two."""
    scale = 2.0 ** random.integers(-2, 10)
    scores = random.lognormal(3.0, random.uniform(0.1, 0.8), size)
    outliers = random.random(size) < 0.08
    scores[outliers] *= random.uniform(2.0, 12.0, outliers.sum())
    scores = np.maximum(np.round(scores * 8.0), 1.0) / 8.0 * scale
    assert (scores.astype(np.float32) == scores).all()
    return scores


def clear_of_limits(scores, t, r):
    if guard(scores) is not None:
        return False
    _, _, lambda1, lambda2 = limits(scores, t, r)
    return all(np.abs(scores / limit - 1.0).min() > MARGIN for limit in (lambda1, lambda2))


def random_items(random, count):
    items = []
    while len(items) < count:
        # Mostly small batches (the file stays small), but every size up to 256 can come, and 256 does.
        size = 256 if not items else int(2.0 * 128.0 ** (random.random() ** 1.5))
        r = float(random.choice([1e-4, 5e-3, 2e-2]))
        # t * r from 0 past 3, where both limits have met.
        t = int(random.uniform(0.0, 4.0) / r) if random.random() < 0.9 else 0
        scores = heavy_tailed(random, size)
        if clear_of_limits(scores, t, r):
            items.append(item(scores, t, r))
    return items


def guard_items():
    """One cube; equal scores; scores that differ in float32's last bit; and one just wide enough to count."""
    step = 2.0**-10
    batches = [
        ([5.0], 0),
        ([8426.823], 700),
        ([2.0] * 4, 0),
        ([0.0] * 8, 0),
        # Summed one after the other in float32, this one's mean is off by 1.6e-6: more than the floor.
        ([33.1] * 256, 100),
        ([8380.75] * 31, 600),
        ([8192.0] * 31 + [8192.0 + step], 0),
        ([8192.0 + step * (i % 2) for i in range(64)], 600),
        ([1000.0] * 15 + [1001.0], 100),
        ([1.0, 2.0, 3.0, 10.0], 100),
    ]
    return [item(np.array(scores, dtype=np.float32).astype(np.float64), t, 5e-3) for scores, t in batches]


def check_printed_numbers():
    """The worked numbers of spec §15."""
    scores, r = np.array([1.0, 2.0, 3.0, 10.0]), 5e-3
    table = {
        0: (20.3299316186, 0.6817052079),
        100: (18.2886901662, 0.6563965913),
        400: (12.1649658093, 0.4286190427),
        500: (10.1237243570, 0.0489897949),
        510: (9.9196002117, 0.0),
        600: (8.0824829046, 0.0),
        900: (8.0824829046, 0.0),
    }
    for t, (expected_limit, expected_weight) in table.items():
        mean, std, lambda1, lambda2 = limits(scores, t, r)
        assert_near("mean, std, lambda1", [mean, std, lambda1], [4, 4.08248290463863, 8.08248290463863], 1e-13)
        assert_near(f"lambda2 at {t}", lambda2, expected_limit, 6e-11)
        weights = weigh(scores, lambda1, lambda2, "mixture")
        assert_near(f"mixture at {t}", weights, [1, 1, 1, expected_weight], 6e-11)

    def at(t, mode):
        return weigh(scores, *limits(scores, t, r)[2:], mode)

    assert_near("linear at 100", at(100, "linear"), [0.9453213986, 0.8906427972, 0.8359641958, 0.4532139859], 6e-11)
    assert_near("huber at 600", at(600, "huber"), [1, 1, 1, 0.8082482905], 6e-11)
    assert_near("hard at 510", at(510, "hard"), [1, 1, 1, 0], 0)
    loss = (at(100, "mixture") * scores).sum() / (4 * 15 * 1024)
    assert_near("loss at 100", loss * 1e4, 2.0449163271, 6e-11)


def main():
    check_printed_numbers()
    guards = guard_items()
    items = random_items(np.random.default_rng(SEED), BATCHES - len(guards)) + guards
    document = {
        "format": "oddframe-golden-spr/1",
        "script": "tests/golden/spr.py",
        "versions": versions(np),
        "seed": SEED,
        "sigma_floor": SIGMA_FLOOR,
        "batches": items,
    }
    write_json("spr.json", document, "batches")


if __name__ == "__main__":
    main()
