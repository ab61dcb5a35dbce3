"""What cannot be read is said in a line, with exit code 2; the tree, the signatures and the figures by themselves."""
import hashlib
import json
import random
import re
import subprocess
import unittest

from . import story
from .testing import (CATALOGUE, POST, SERVICE, Folder, accesses, chain, checkpoint, checkpoints, json_format, keys_pb2,
                      rows_file)
from .figures import COUNTS
from .findings import printable
from .lifecycle import NAMES, TABLE
from .tree import Tree


class TreeOfRfc9162(unittest.TestCase):
    LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    ROOTS = ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
             "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
             "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
             "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
             "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
             "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
             "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"]

    def test_the_known_roots(self):
        head = Tree()
        self.assertEqual(hashlib.sha256(b"").digest(), head.root())
        for leaf, root in zip(self.LEAVES, self.ROOTS):
            head.add(bytes.fromhex(leaf))
            self.assertEqual(root, head.root().hex())


class TableOfLifecycle(unittest.TestCase):
    def test_it_is_that_of_the_page(self):
        page = (CATALOGUE.parent / "docs" / "lifecycle.md").read_text(encoding="utf-8")
        told = []
        for name, statuses, to in re.findall(r"^\| (\w+) \| \d+ \| [\w, ]+ \| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE):
            kind = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
            froms = tuple(range(1, 11))
            if statuses != "any":
                froms = tuple(0 if status == "–" else int(status) for status in statuses.split(", "))
            told.append((kind, froms, None if to == "unchanged" else int(re.search(r"\((\d+)\)", to)[1])))
        self.assertEqual(told, TABLE)
        self.assertEqual(11, len(NAMES))


class Input(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.rows = story.ledger().rows()
        self.folder.write(self.rows, checkpoints(self.rows))

    def unreadable(self, *words):
        code, said = self.folder.verify()
        self.assertEqual(2, code, said)
        self.assertEqual(1, len(said.splitlines()), said)
        for word in words:
            self.assertIn(word, said)

    def test_no_facts(self):
        (self.folder.path / "facts.binpb").unlink()
        self.unreadable("facts.binpb", "No such file")

    def test_facts_that_are_cut_off(self):
        whole = rows_file(self.rows)
        for size in (1, len(whole) // 2, len(whole) - 1):
            (self.folder.path / "facts.binpb").write_bytes(whole[:size])
            self.unreadable("facts.binpb", "byte")

    def test_facts_that_are_none(self):
        (self.folder.path / "facts.binpb").write_bytes(b"\xff" * 100)
        self.unreadable("facts.binpb", "byte 0")

    def test_keys_that_are_none(self):
        for text in ("", "{", "[]", '{"keys": 1}', '{"keys": [{"use": "KEY_USE_NONE"}]}'):
            (self.folder.path / "keys.json").write_text(text)
            self.unreadable("keys.json")

    def test_checkpoints_that_are_none(self):
        good = checkpoint(self.rows, 4)
        for text in ("", "x", good.replace("\n4\n", "\nfour\n"), good.replace("\n\n", "\n"), good[:-1],
                     good.replace("— ", "- ")):
            self.folder.write(self.rows, {"2022-11-01": text})
            self.unreadable("2022-11-01.checkpoint")

    def test_a_checkpoint_of_no_day(self):
        self.folder.write(self.rows, {"2022-13-01": checkpoint(self.rows, 4)})
        self.unreadable("2022-13-01.checkpoint")

    def test_a_catalogue_that_is_none(self):
        place = self.folder.own_catalogue() / "calendars" / "2023.textproto"
        good = place.read_text(encoding="utf-8")
        for text in ("calendar_years {", "x: 1", good.replace("month: 1 day: 26", "month: 1 day: 32")):
            place.write_text(text, encoding="utf-8")
            self.unreadable("2023.textproto")
        (self.folder.path / "catalogue" / "office_hours.textproto").write_text('office_hours { id: "STATE" cut_off: "x" }')
        place.write_text(good, encoding="utf-8")
        self.unreadable("cut_off")

    def test_random_bytes_never_break_it(self):
        chance = random.Random(3)
        whole = rows_file(self.rows)
        for _ in range(200):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 9)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            (self.folder.path / "facts.binpb").write_bytes(data)
            code, said = self.folder.verify("--all")
            self.assertIn(code, (1, 2))
            self.assertNotIn("Traceback", said)

    def test_random_facts_in_good_chains_never_break_it(self):
        chance = random.Random(4)
        for _ in range(300):
            rows = [type(row).FromString(row.SerializeToString()) for row in self.rows]
            for _ in range(3):
                row = chance.choice(rows)
                body = bytearray(row.body)
                body[chance.randrange(len(body))] = chance.randrange(256)
                row.body = bytes(body)
            self.folder.write(chain(rows), {})
            code, said = self.folder.verify("--all", "--without-checkpoints")
            self.assertIn(code, (0, 1))  # 0: some words are nobody's business.
            self.assertNotIn("Traceback", said)

    def test_nothing_of_the_export_steers_the_terminal(self):
        self.assertEqual("\\x1b[2J Biểu", printable("\x1b[2J Biểu"))


class Program(unittest.TestCase):
    """The script as it is started, with code generated anew."""

    def run_on(self, folder, *options):
        done = subprocess.run([CATALOGUE.parent / "clients" / "verifier" / "hoso-verifier", folder, *options],
                              capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, cwd="/",
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
        return done.returncode, done.stdout, done.stderr

    def test_it_tells_by_its_exit_code(self):
        folder = Folder()
        self.addCleanup(folder.remove)
        rows = story.ledger().rows()
        folder.write(rows, checkpoints(rows))
        code, out, err = self.run_on(folder.path)
        self.assertEqual((0, ""), (code, err))
        self.assertIn("Biểu 06, 2023-01-19 to 2023-04-24", out)
        code, out, err = self.run_on(folder.path, "--json")
        self.assertEqual((0, "5"), (code, json.loads(out)["total"]["received_total"]))
        folder.write(rows[:-1], checkpoints(rows))
        self.assertEqual(1, self.run_on(folder.path)[0])
        code, out, err = self.run_on(folder.path / "nowhere")
        self.assertEqual((2, "", 1), (code, out, len(err.splitlines())))

    def test_words_that_it_does_not_know(self):
        for options in (["--from", "2022"], ["--from", "0001-01-01"], ["--from", "2023-02-01", "--until", "2023-01-01"],
                        ["--none"]):
            code, _, err = self.run_on("/", *options)
            self.assertEqual(2, code)
            self.assertTrue(err.startswith("usage: "), err)


class Keys(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.rows = story.ledger().rows()
        self.folder.write(self.rows, {"2022-11-05": checkpoint(self.rows, len(self.rows))})

    def said_with(self, change):
        listed = SERVICE.listed()
        change(listed)
        text = keys_pb2.KeyList(keys=[listed, POST.listed()])
        (self.folder.path / "keys.json").write_text(json_format.MessageToJson(text))
        return self.folder.verify("--all")

    def test_a_key_counts_while_it_is_valid(self):
        for field, text, code, words in (
                ("not_before", "2022-11-05T12:00:00Z", 0, "all agrees"),
                ("not_before", "2022-11-06T00:00:00Z", 1, "not valid yet"),
                ("not_after", "2022-11-05T12:00:00Z", 0, "all agrees"),
                ("not_after", "2022-11-04T00:00:00Z", 1, "not valid any more"),
                ("revoked_at", "2022-11-06T00:00:00Z", 0, "all agrees"),
                ("revoked_at", "2022-11-05T12:00:00Z", 1, "revoked before")):
            found, said = self.said_with(lambda key, f=field, t=text: getattr(key, f).FromJsonString(t))
            self.assertEqual(code, found, said)
            self.assertIn(words, said)

    def test_a_head_is_worth_nothing_when_its_only_signer_s_key_was_revoked_since(self):
        self.folder.write(self.rows, {"2022-11-05": checkpoint(self.rows, len(self.rows), signers=[SERVICE])})
        code, said = self.said_with(lambda key: key.revoked_at.FromJsonString("2023-01-01T00:00:00Z"))
        self.assertEqual((1, True), (code, "nobody else has signed" in said), said)

    def test_the_ledger_itself_must_have_signed(self):
        self.folder.write(self.rows, {"2022-11-05": checkpoint(self.rows, len(self.rows), signers=[POST])})
        code, said = self.folder.verify()
        self.assertEqual((1, True), (code, "has no good signature of hoso://yen-bai/service/ledger" in said), said)

    def test_a_key_for_slips_signs_no_checkpoint(self):
        code, said = self.said_with(lambda key: setattr(key, "use", keys_pb2.KEY_USE_SLIP))
        self.assertEqual(1, code)
        self.assertIn("signature of hoso://yen-bai/service/ledger: is by no key of keys.json", said)

    def test_a_key_of_another_does_not_sign_in_this_name(self):
        code, said = self.said_with(lambda key: setattr(key, "owner", "hoso://yen-bai/agency/SGTVT"))
        self.assertEqual(1, code)
        self.assertIn("is by no key of keys.json", said)

    def test_the_number_of_a_key_is_the_key_s(self):
        code, said = self.said_with(lambda key: setattr(key, "key_id", "0" * 16))
        self.assertEqual((1, True), (code, "does not belong to the key" in said))


class AccessLog(unittest.TestCase):
    """Ten entries; the heads of the days bind the first of them, the last day all."""

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.rows, self.log = story.ledger().rows(), accesses(10)
        self.texts = checkpoints(self.rows, access_log=self.log)

    def said(self, log, texts=None, code=1):
        self.folder.write(self.rows, texts or self.texts, log)
        found, said = self.folder.verify("--all")
        self.assertEqual(code, found, said)
        return said

    def test_a_whole_one_agrees_and_one_that_is_not_there_is_no_difference(self):
        self.assertIn("; access log up to entry 10: all agrees", self.said(self.log, code=0))
        self.assertNotIn("access log", self.said(None, code=0))
        self.assertIn("up to entry 14: all agrees", self.said(accesses(14), code=0))  # After the last day.

    def test_every_entry_that_is_changed_taken_away_or_put_in_is_named(self):
        for i in range(10):
            for field, value in (("writer", "hoso_auditor"), ("body", b"\x2a\x01x"), ("hash", bytes(32))):
                log = accesses(10)
                setattr(log[i], field, value)
                self.assertIn(f"access log, entry {i + 1}: its hash is not", self.said(log))
            said = self.said(self.log[:i] + self.log[i + 1:])
            self.assertIn(f"entry {i + 2} follows entry {i}" if i < 9 else "has 10 entries", said)
            self.assertIn(f"entry {i + 1} follows entry {i + 1}", self.said(self.log[:i + 1] + self.log[i:]))

    def test_who_computes_the_chain_again_is_found_by_the_heads(self):
        log = accesses(11)[1:]  # Another beginning.
        before = bytes(32)
        for number, row in enumerate(log, 1):
            row.sequence = number
            row.hash = before = hashlib.sha256(before + number.to_bytes(8, "big") + b"hoso_routing\0" + row.body).digest()
        self.assertIn("has 10 entries of the access log, and they are not the first of the export's 10", self.said(log))
        self.assertIn("the export's 8", self.said(accesses(8)))  # The tail was taken away.

    def test_heads_go_on(self):
        days = sorted(self.texts)
        for change, words in ((lambda text: re.sub(r"access \d+ \w+\n", "", text), "says nothing of the access log"),
                              (lambda text: re.sub(r"access \d+", "access 1", text), "does not continue"),
                              (lambda text: text.replace("access 10 ", "access x "), "want a number of entries")):
            texts = {**self.texts, days[-1]: change(self.texts[days[-1]])}
            self.assertIn(words, self.said(None, texts))

    def test_what_is_no_access_log_cannot_be_read(self):
        self.folder.write(self.rows, self.texts, self.log)
        whole = rows_file(self.log)
        for data in (whole[:-1], b"\xff" * 20):
            (self.folder.path / "access.binpb").write_bytes(data)
            code, said = self.folder.verify()
            self.assertEqual((2, True), (code, "access.binpb: byte" in said), said)


class Figures(unittest.TestCase):
    PERIOD = ("--from", "2023-01-01", "--until", "2023-01-31")

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        rows = story.ledger().rows()
        self.folder.write(rows, checkpoints(rows))

    def report(self, *options):
        """What --json prints, without the words for stderr."""
        code, said = self.folder.verify("--json", *options)
        self.assertEqual(0, code, said)
        return json.JSONDecoder().raw_decode(said)[0]

    def total(self, *options):
        return {column: int(count) for column, count in self.report(*options)["total"].items()}

    def test_what_is_received_and_in_progress_in_january(self):
        self.assertEqual({"received_total": 2, "received_direct_and_post": 2, "in_progress_total": 2, "in_progress_in_time": 2,
                          "corrected": 1, "rescheduled": 1}, self.total(*self.PERIOD))

    def test_february_carries_over_and_counts_late_as_late_whatever_was_corrected(self):
        self.assertEqual({"received_total": 2, "carried_over": 2, "resolved_total": 2, "resolved_on_time": 1,
                          "resolved_late": 1, "late_by_agency": 1, "corrected": 1, "rescheduled": 1},
                         self.total("--from", "2023-02-01", "--until", "2023-02-28"))

    def test_closed_without_result_is_apart(self):
        total = self.total("--from", "2023-04-01", "--until", "2023-05-31")
        self.assertEqual((1, 2, 1), (total["resolved_ahead"], total["closed_without_result"], total["received_online"]))

    def test_one_agency(self):
        self.assertEqual(["STP"], [row["agency_key"] for row in self.report("--agency", "STP")["rows"]])

    def test_corrections_show_as_corrections(self):
        _, said = self.folder.verify("--from", "2023-02-01", "--until", "2023-02-28")
        self.assertIn("corrected afterwards, counted as they were first recorded: 1", said)
        self.assertIn("counted late; by the corrected moment on time", said)

    def compared(self, report):
        file = self.folder.path / "report.json"
        file.write_text(report if isinstance(report, str) else json.dumps(report))
        return self.folder.verify("--compare", str(file), *self.PERIOD)

    def test_the_same_report_agrees(self):
        self.assertEqual(0, self.compared(self.report(*self.PERIOD))[0])

    def test_every_figure_of_another_report_is_compared(self):
        for column in COUNTS:
            report = self.report(*self.PERIOD)
            report["rows"][0][column] = str(int(report["rows"][0].get(column, 0)) + 1)
            code, said = self.compared(report)
            self.assertEqual(1, code, said)
            self.assertIn(f"GPLX_DOI at SGTVT: {column}: ", said)
        report = self.report(*self.PERIOD)
        del report["rows"][1]
        self.assertIn("PHUHIEU at SGTVT: received_total: 0, the facts give 1", self.compared(report)[1])

    def test_a_report_that_is_none_cannot_be_read(self):
        for text in ("", "[]", '{"rows": 1}', '{"total": {"received_total": "x"}}'):
            self.assertEqual(2, self.compared(text)[0])


if __name__ == "__main__":
    unittest.main()
