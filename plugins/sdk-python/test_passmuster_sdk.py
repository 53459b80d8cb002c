"""The SDK's own tests: `python3 -m unittest`, in this folder."""

import unittest

import passmuster_sdk as pm

TREE = {"a": {"b/c": "x", "10": 1, "9": True}, "list": [{"n": "1"}, {"n": "2"}, {}], "none": None}
MANIFEST = {
    "reads": [{"format": "csv", "pointers": ["/list/*/n", "/a/**"]}],
    "facts": {"attributes": ["license", "CAIQ-4:*"]},
}


class Dossiers(unittest.TestCase):
    def test_every_read_gives_a_receipt_and_misses_are_reads_too(self):
        mock = pm.Mock().document("d", "csv", TREE)
        for number, (pointer, kind, value) in enumerate([
            ("/a/b~1c", "text", "x"),
            ("/a/9", "boolean", True),
            ("/a/10", "number", "1"),
            ("/list", "array", 3),
            ("/list/0", "object", ["n"]),
            ("/none", "null", None),
            ("/list/2/n", "missing", None),
            ("/list/03", "missing", None),
            ("/list/-1", "missing", None),
        ]):
            reading = mock.read("d", pointer)
            self.assertEqual((reading.receipt, reading.kind, reading.value), (number, kind, value), pointer)
        self.assertEqual(mock.reads[-3], ("d", "/list/2/n", False))
        self.assertEqual(mock.select("d", "/a/*"), ["/a/9", "/a/10", "/a/b~1c"])
        self.assertEqual(mock.select("d", "/list/*/n", after="/list/0/n"), ["/list/1/n"])

    def test_what_is_not_declared_is_not_read(self):
        mock = pm.Mock(manifest=MANIFEST).document("d", "csv", TREE).document("e", "xml", {})
        self.assertEqual([it.id for it in mock.documents()], ["d"])
        self.assertEqual(mock.read("d", "/list/0/n").text, "1")
        for call, code in [
            (lambda: mock.read("d", "/list"), "not-declared"),
            (lambda: mock.read("d", "x"), "malformed-pointer"),
            (lambda: mock.read("f", "/a"), "no-such-document"),
            (lambda: mock.read_json("d", "/list/0/n"), "not-declared"),
            (lambda: mock.facts(mock.subject(), "licenses"), "not-declared"),
            (lambda: mock.facts('Model::"other"', "license"), "no-such-entity"),
        ]:
            with self.assertRaises(pm.ReadError) as raised:
                call()
            self.assertEqual(raised.exception.code, code)
        self.assertEqual(mock.read_json("d", "/a")[1]["b/c"], "x")

    def test_facts_are_of_an_entity_and_answers_everybodys(self):
        mock = pm.Mock().entity('Vendor::"v"').fact('Vendor::"v"', "license", "MIT")
        mock.fact('Vendor::"v"', "CAIQ-4:A-1", "yes")
        self.assertEqual(mock.facts(mock.subject(), "license"), [])
        self.assertEqual([it.value for it in mock.facts('Vendor::"v"', "license")], ["MIT"])
        self.assertEqual([it.value for it in mock.facts(mock.subject(), "CAIQ-4:A-1")], ["yes"])
        self.assertEqual([found for _, _, found in mock.reads], [False, True, True])


class Findings(unittest.TestCase):
    def test_what_a_check_raises_is_an_error_and_never_a_finding(self):
        def broken(check, dossier, config):
            return [] if check else 1 / 0

        with self.assertRaises(pm.CheckError) as raised:
            pm.answer(broken, "", pm.Mock(), "{}")
        self.assertEqual(raised.exception.code, "exception")
        self.assertIn("ZeroDivisionError", raised.exception.message)
        with self.assertRaises(ValueError):
            pm.Finding("passed", pm.HIGH, "x")

    def test_configuration_has_only_known_names(self):
        self.assertEqual(pm.config_of('{"min-group":3,"x":0.10}', min_group=30, x="1"), {"min_group": 3, "x": "0.10"})
        for text in ['{"max":1}', "[]"]:
            with self.assertRaises(pm.CheckError):
                pm.config_of(text, min_group=30)

    def test_what_the_host_refuses_is_never_made(self):
        finding = pm.Finding(pm.FAIL, pm.HIGH, "é" * 10_000).key(" a ")
        for receipt in range(2_000):
            finding.cite(receipt).cite(receipt)
        self.assertLessEqual(len(finding.message.encode()), pm.TEXT)
        self.assertEqual((len(finding.evidence), finding.get("key")), (pm.CITATIONS, "a"))
        keys = [pm.Finding(pm.PASS, pm.INFO, "x").key(key) for key in ["a", "a~2", "a", "a"]]
        self.assertEqual([it.get("key") for it in pm.distinct_keys(keys)], ["a", "a~2", "a~3", "a~4"])


if __name__ == "__main__":
    unittest.main()
