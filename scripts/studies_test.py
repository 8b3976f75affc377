"""Worked values of studies.py: `python3 scripts/studies_test.py`."""

import tomllib

import numpy as np

from studies import auroc, changed, interval, ranks, t_quantile, toml

assert list(ranks([0.5, 0.1, 0.5, 0.9])) == [2.5, 1, 2.5, 4]
assert auroc([0.1, 0.4, 0.4, 0.8], np.array([False, True, False, True])) == 0.875
try:
    auroc([0.1, 0.2], [True, True])
    raise AssertionError("one kind of label has no AUROC")
except ValueError:
    pass
# Tables of Student's t.
for degrees, value in ((1, 12.7062), (2, 4.30265), (4, 2.776445), (9, 2.262157), (24, 2.063899), (120, 1.97993)):
    assert abs(t_quantile(degrees) - value) < 1e-4, (degrees, t_quantile(degrees))
mean, half = interval([1.0, 2.0, 3.0])
assert mean == 2 and abs(half - 4.30265 / 3**0.5) < 1e-5
tables = {"model": {"classes": ["normal", "fall"], "standardise": True}, "train": {"lr": 1e-3}}
other = changed(tables, {"train.lr": 5e-4, "model.text_mode": "fixed"})
assert tables["train"]["lr"] == 1e-3 and tomllib.loads(toml(other)) == other
print("right")
