"""Recomputes the table of `cargo run -p statistics --example table` with scipy.

Reads it on stdin; prints the worst difference of each kind. Ends with 1 if one is above 1e-9,
relative to the larger of the value and 1e-3 (values near 0 are compared absolutely).
"""

import csv
import sys

import numpy
from scipy import stats

LIMIT = 1e-9


def clopper_pearson(x, n, level):
    tail = (1 - level) / 2
    low = 0.0 if x == 0 else stats.beta.ppf(tail, x, n - x + 1)
    high = 1.0 if x == n else stats.beta.isf(tail, x + 1, n - x)
    return low, high


def wilson(x, n, level):
    z = stats.norm.isf((1 - level) / 2)
    p = x / n
    centre = p + z * z / (2 * n)
    half = z * numpy.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def wald(x, n, level):
    p = x / n
    half = stats.norm.isf((1 - level) / 2) * numpy.sqrt(p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)


def fisher(a, b, c, d):
    p = stats.fisher_exact([[a, b], [c, d]]).pvalue
    return p, stats.hypergeom.pmf(a, a + b + c + d, a + b, a + c)


INTERVALS = {"Clopper-Pearson": clopper_pearson, "Wilson": wilson, "Wald": wald}


def main():
    worst = {}
    for row in csv.DictReader(sys.stdin):
        kind = row["what"]
        if kind in INTERVALS:
            expected = INTERVALS[kind](int(row["a"]), int(row["b"]), float(row["c"]))
        else:
            expected = fisher(*(int(row[name]) for name in "abcd"))
        for found, right in zip((float(row["first"]), float(row["second"])), expected):
            if numpy.isnan(right) and not numpy.isnan(found):
                # scipy has no probability for a table without cases; there is one such table.
                continue
            difference = abs(found - right) / max(abs(right), 1e-3)
            if numpy.isnan(difference):
                difference = numpy.inf
            if difference >= worst.get(kind, (-1.0, None))[0]:
                worst[kind] = (difference, row)
    if not worst:
        print("the table is empty")
        return 1
    for kind, (difference, row) in sorted(worst.items()):
        print(f"{kind}: {difference:.2e} at {row['a']},{row['b']},{row['c']},{row['d']}")
    return 1 if max(difference for difference, _ in worst.values()) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
