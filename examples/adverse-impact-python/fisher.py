"""Fisher's exact test on a table of two by two."""

from __future__ import annotations

from math import comb, exp, lgamma, log1p
from typing import Optional

#: Total up to which the sum is made in whole numbers, exactly.
EXACT = 5_000
#: Total from which the logarithms lose too many digits: no test is made.
LARGEST = 10_000_000


def two_sided(first_with: int, first_without: int, second_with: int, second_without: int) -> Optional[float]:
    """The sum of the probabilities of all tables with the same margins that are at most as probable
    as this one, with a relative slack of 1e-7; None where the total is too large.

    Source: R. A. Fisher, Statistical Methods for Research Workers (5th ed. 1934), section 21.02; the
    rule for two sides and the slack are those of R's `fisher.test` and of `scipy.stats`.
    """
    first, second = first_with + first_without, second_with + second_without
    chosen, total = first_with + second_with, first + second
    least, most = max(0, chosen - second), min(chosen, first)
    if least >= most:
        return 1.0
    if total <= EXACT:
        ways = [comb(first, x) * comb(second, chosen - x) for x in range(least, most + 1)]
        bound = ways[first_with - least] * (10**7 + 1)
        return min(1.0, sum(it for it in ways if it * 10**7 <= bound) / comb(total, chosen))
    if total > LARGEST:
        return None

    def choose(n: int, k: int) -> float:
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

    logs = [choose(first, x) + choose(second, chosen - x) for x in range(least, most + 1)]
    whole = choose(total, chosen)
    bound = logs[first_with - least] + log1p(1e-7)
    return min(1.0, sum(exp(it - whole) for it in logs if it <= bound))
