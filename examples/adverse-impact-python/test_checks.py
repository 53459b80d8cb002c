"""The check's own tests, under any Python: `python3 -m unittest`, in this folder."""

import unittest
from pathlib import Path
from unittest import mock

from checks import run
from fisher import two_sided
from passmuster_plugin import CheckError, Mock, Outcome
from table import whole

MANIFEST = (Path(__file__).parent / "plugin.toml").read_text(encoding="utf-8")
HEADER = ["characteristic", "group", "applicants", "selected"]


def found(rows, header=HEADER, config='{"basis":"internal"}'):
    dossier = Mock().declaring(MANIFEST).table("outcomes.csv", "group-outcomes", header, rows)
    return run("adverse-impact", dossier, config)


class Checks(unittest.TestCase):
    def test_each_outcome_comes_from_its_numbers(self):
        for group, reference, outcome, ratio in [
            (("480", "312"), ("520", "351"), Outcome.PASS, "0.9630"),
            (("4,800", "3,120"), ("5,200", "3,978"), Outcome.NEEDS_REVIEW, "0.8497"),
            (("480", "150"), ("520", "351"), Outcome.FAIL, "0.4630"),
            (("40", "15"), ("40", "20"), Outcome.NEEDS_REVIEW, "0.7500"),
            (("29", "10"), ("520", "351"), Outcome.NEEDS_REVIEW, "0.5109"),
            (("100", "40"), ("100", "50"), Outcome.PASS, "0.8000"),
            (("30", "2"), ("300", "30"), Outcome.NEEDS_REVIEW, "0.6667"),
            (("500", "0"), ("500", "250"), Outcome.FAIL, "0.0000"),
        ]:
            findings = found([["sex", "women", *group], ["sex", "men", *reference]])
            self.assertEqual([(it.outcome, it.attributes["ratio"]) for it in findings], [(outcome, ratio)])
            self.assertEqual(len(findings[0].evidence), 8)

    def test_what_cannot_be_told_never_passes(self):
        for rows in [
            [],
            [["sex", "women", "480", "312"]],
            [["sex", "women", "x", "312"], ["sex", "men", "520", "351"]],
            [["sex", "women", "480", "481"], ["sex", "men", "520", "351"]],
            [["sex", "men", "480", "312"], ["sex", "men", "520", "351"]],
            [["sex", "women", "480", "0"], ["sex", "men", "520", "0"]],
        ]:
            outcomes = {it.outcome for it in found(rows)}
            self.assertTrue(outcomes and Outcome.PASS not in outcomes, rows)
        with self.assertRaises(CheckError):
            found([], config="{}")

    def test_published_tests_come_out(self):
        # Fisher (1935), the lady tasting tea; R documentation of fisher.test; scipy's documentation.
        for table, p in [
            ((3, 1, 1, 3), 34 / 70),
            ((2, 15, 10, 3), 0.000536724),
            ((8, 2, 1, 5), 0.03496503496503495),
            ((0, 0, 5, 5), 1.0),
        ]:
            self.assertAlmostEqual(two_sided(*table), p, places=8)
        # Both ways of summing agree.
        exact = two_sided(1200, 1300, 1100, 1400)
        with mock.patch("fisher.EXACT", 0):
            self.assertAlmostEqual(two_sided(1200, 1300, 1100, 1400) / exact, 1, places=8)
        self.assertIsNone(two_sided(10**9, 10**9, 10**9, 10**9))

    def test_whole_numbers_are_read_and_nothing_else(self):
        self.assertEqual([whole(it) for it in ["0", "480", "1,234,567", "007"]], [0, 480, 1_234_567, 7])
        for text in ["", "1,23", "1234,567", ",123", "-1", "1.0", "1e3", "٣", "1 000", "1000000001"]:
            self.assertIsNone(whole(text), text)


if __name__ == "__main__":
    unittest.main()
