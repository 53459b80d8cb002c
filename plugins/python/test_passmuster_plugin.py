"""The SDK's own tests: `python3 -m unittest`, in this folder."""

import unittest

from passmuster_plugin import (
    TEXT,
    Array,
    CheckError,
    Config,
    Finding,
    Mock,
    Null,
    Number,
    Object,
    Outcome,
    ReadError,
    Severity,
    distinct_keys,
)

TREE = {"a": {"b/c": "x", "10": 1, "9": True}, "list": [{"n": "1"}, {"n": "2"}, {}], "none": None}
MANIFEST = """
[[reads]]
format = "csv"
pointers = ["/list/*/n", "/a/**"]
[facts]
attributes = ["license", "CAIQ-4:*"]
"""


class Dossiers(unittest.TestCase):
    def test_every_read_gives_a_receipt_and_misses_are_reads_too(self):
        mock = Mock().document("d", "csv", TREE)
        for number, (pointer, value) in enumerate([
            ("/a/b~1c", "x"),
            ("/a/9", True),
            ("/a/10", Number("1")),
            ("/list", Array(3)),
            ("/list/0", Object(("n",))),
            ("/none", Null()),
            ("/list/2/n", None),
            ("/list/03", None),
            ("/list/-1", None),
        ]):
            reading = mock.read("d", pointer)
            self.assertEqual((reading.receipt.number, reading.value), (number, value), pointer)
        self.assertEqual(mock.reads[-3], ("d", "/list/2/n", False))
        self.assertEqual(mock.select("d", "/list/*/n", "/list/0/n"), ["/list/1/n"])

    def test_what_is_not_declared_is_not_read(self):
        mock = Mock().declaring(MANIFEST).document("d", "csv", TREE).document("e", "xml", {})
        self.assertEqual([it.id for it in mock.documents()], ["d"])
        self.assertEqual(mock.read("d", "/list/0/n").text, "1")
        self.assertIn('"b/c":"x"', mock.read_json("d", "/a", 1_000).json)
        for call in [
            lambda: mock.read("d", "/list"),
            lambda: mock.read("d", "x"),
            lambda: mock.read("f", "/a"),
            lambda: mock.read_json("d", "/list/0/n", 1_000),
            lambda: mock.read_json("d", "/a", 1),
            lambda: mock.facts(mock.subject(), "licenses"),
            lambda: mock.facts('Model::"other"', "license"),
        ]:
            self.assertRaises(ReadError, call)

    def test_facts_are_of_an_entity_and_answers_everybodys(self):
        mock = Mock().fact('Vendor::"v"', "license", "MIT").fact('Vendor::"v"', "CAIQ-4:A-1", "yes")
        self.assertEqual(mock.facts(mock.subject(), "license"), [])
        self.assertEqual([it.value for it in mock.facts('Vendor::"v"', "license")], ["MIT"])
        self.assertEqual([it.value for it in mock.facts(mock.subject(), "CAIQ-4:A-1")], ["yes"])
        self.assertEqual([found for _, _, found in mock.reads], [False, True, True])


class Findings(unittest.TestCase):
    def test_configuration_is_read_strictly(self):
        config = Config('{"least":3,"share":0.10,"more":1}')
        self.assertEqual((config.count("least", 30, 1, 9), config.number("share", "1")), (3, "0.10"))
        self.assertRaises(CheckError, config.finish)
        for text in ["[]", "{", '{"a":1,"a":2}']:
            self.assertRaises(CheckError, Config, text)
        self.assertRaises(CheckError, Config('{"least":0}').count, "least", 30, 1, 9)

    def test_keys_that_repeat_are_told_apart(self):
        finding = Finding(Outcome.FAIL, Severity.HIGH, "x").attribute("a", "é" * 10_000)
        self.assertLessEqual(len(finding.attributes["a"].encode()), TEXT)
        keys = [Finding(Outcome.PASS, Severity.INFO, "x").key(key) for key in ["a", "a~2", "a", "a"]]
        self.assertEqual([it.attributes["key"] for it in distinct_keys(keys)], ["a", "a~2", "a~3", "a~4"])


if __name__ == "__main__":
    unittest.main()
