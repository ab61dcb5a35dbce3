"""Days closed, countersigned, proved and checked by the programs as people run them; the recipes of docs/checkpoints.md
without them; and forgeries by name."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from world import BIN, SOURCE, World, at, eventually, metadata

world = World()

from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
import papers  # noqa: E402

LEDGER = "hoso://yen-bai/service/ledger"
POST = "hoso://yen-bai/service/post"
AGENCY = "hoso://yen-bai/agency/SGTVT"


def tearDownModule():
    world.close()


def hoso(*arguments, code=0):
    """Runs hoso in English; returns stdout, or with another expected exit code all that it said."""
    done = subprocess.run([str(BIN / "hoso"), *map(str, arguments), "--lang", "en"], cwd=world.folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "HOSO_CATALOGUE": str(SOURCE / "catalogue"),
                               "HOSO_DATABASE": world.conninfo("hoso_auditor")})
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if code == 0 else done.stdout + done.stderr


def accept():
    stub = intake_grpc.IntakeServiceStub(world.intake.channel)
    clerk = metadata(at("2022-11-01T09:00"), office=papers.OFFICE)
    return stub.AcceptDossier(papers.licence(), metadata=clerk, timeout=10).dossier.dossier_code


def close(day):
    eventually(lambda: world.sql("SELECT pg_snapshot_xmin(pg_current_snapshot()) > tx FROM ledger.fact "
                                 "ORDER BY tx DESC LIMIT 1") == "t", what="all transactions are complete")
    return hoso("ledger", "checkpoint", "--key", "ledger.pem", "--name", LEDGER, "--dir", "days", "--day", day)


def countersign(day, owner, *more, memory=None, code=0):
    name = owner.rsplit("/", 1)[1]
    return hoso("ledger", "countersign", f"days/{day}.checkpoint", "--key", f"{name}.pem", "--name", owner,
                "--keys", "keys.json", "--memory", memory or f"{name}.last", *more, code=code)


def verify(*more, code=0):
    return hoso("ledger", "verify", "--dir", "days", "--keys", "keys.json", *more, code=code)


class CheckpointTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        (world.folder / "days").mkdir()
        for owner in (LEDGER, POST, AGENCY):
            hoso("key", "new", f"{owner.rsplit('/', 1)[1]}.pem", "--use", "checkpoint", "--owner", owner, "--keys", "keys.json",
                 "--witness", "NV-1", "--witness", "NV-2", "--not-before", "2022-11-01")
        cls.codes = [accept() for _ in range(3)]
        close("2022-11-01")
        countersign("2022-11-01", POST, "--first")
        countersign("2022-11-01", AGENCY, "--first")
        cls.codes += [accept() for _ in range(4)]
        close("2022-11-02")
        hoso("ledger", "export", "export", "--checkpoints", "days", "--keys", "keys.json")
        hoso("ledger", "prove", "--from", "2022-11-01", "--until", "2022-11-02", "--dir", "days", "--out", "days.proof")
        countersign("2022-11-02", POST, "--facts", "export")
        countersign("2022-11-02", AGENCY, "--proof", "days.proof")

    def setUp(self):
        self.days = world.folder / "days"
        saved = world.folder / "saved"
        shutil.copytree(self.days, saved)
        self.addCleanup(lambda: (shutil.rmtree(self.days), saved.rename(self.days)))

    def test_all_agrees_and_everyone_has_signed(self):
        report = json.loads(verify("--json", "--countersigner", POST, "--countersigner", AGENCY))
        self.assertTrue(report["ok"], report)
        self.assertEqual([[s["name"] for s in day["signers"] if s["good"]] for day in report["checkpoints"]],
                         [[LEDGER, POST, AGENCY]] * 2)
        self.assertEqual([day["size"] for day in report["checkpoints"]], [6, 14])

    def test_a_day_is_closed_once(self):
        self.assertIn("\t14\t0\t", close("2022-11-02"))
        self.assertIn("want a later day", hoso("ledger", "checkpoint", "--key", "ledger.pem", "--name", LEDGER, "--dir", "days",
                                               "--day", "2022-11-01", code=1))

    def test_days_that_nobody_closed_are_closed_one_by_one(self):
        """Into another folder, as if there had been none; what falls into which day: checkpoint_pgtest."""
        (world.folder / "late").mkdir()
        close_each = ("ledger", "checkpoint", "--key", "ledger.pem", "--name", LEDGER, "--dir", "late", "--day", "2022-11-05", "--each-day")
        self.assertEqual([row.split("\t")[:3] for row in hoso(*close_each).splitlines()], [["2022-11-01", "14", "14"]])
        self.assertEqual(hoso(*close_each), "")
        self.assertEqual([path.name for path in sorted((world.folder / "late").glob("*.checkpoint"))], ["2022-11-01.checkpoint"])

    def test_a_fact_is_proved_and_its_proof_is_checked_offline(self):
        for code in self.codes:
            hoso("ledger", "prove", code, "--dir", "days", "--out", "fact.tlog-proof")
            self.assertIn(f"{code}\t2\t2022-11-02", hoso("ledger", "check-proof", "fact.tlog-proof", "--keys", "keys.json"))
        proof = (world.folder / "fact.tlog-proof").read_text()
        (world.folder / "forged.tlog-proof").write_text(re.sub(r"index \d+", "index 0", proof))
        self.assertIn("does not lead", hoso("ledger", "check-proof", "forged.tlog-proof", "--keys", "keys.json", code=1))
        self.assertIn("not in the checkpoint", hoso("ledger", "prove", self.codes[-1], "--dir", "days", "--day", "2022-11-01",
                                                    code=1))

    def test_days_are_proved(self):
        self.assertEqual("2022-11-01\t2022-11-02\tok\n", hoso("ledger", "check-proof", "days.proof", "--keys", "keys.json"))

    def test_nobody_signs_another_past(self):
        memory = world.folder / "post.last"
        kept = memory.read_bytes()
        self.assertIn("--first", countersign("2022-11-02", POST, memory="none", code=2))
        day = self.days / "2022-11-02.checkpoint"
        self.addCleanup(memory.write_bytes, kept)
        # The party remembers the second day and is shown the first.
        self.assertIn("signed already", countersign("2022-11-01", POST, code=1))
        # A list that is not the one that was signed convinces nobody.
        (self.days / "2022-11-01.leaves").write_text("")
        memory.write_bytes((self.days / "2022-11-01.checkpoint").read_bytes())
        self.assertIn("is not the list", countersign("2022-11-02", POST, code=1))
        day.write_text(day.read_text().replace("\n14\n", "\n15\n"))
        self.assertIn("is false", countersign("2022-11-02", POST, code=1))

    def test_files_that_were_changed_or_taken_away_are_found(self):
        day = self.days / "2022-11-01.checkpoint"
        text = day.read_text()
        day.write_text(text.replace("\n6\n", "\n5\n"))
        self.assertIn("2022-11-01.checkpoint: the signature of " + LEDGER + " is false", verify(code=1))
        day.write_text("".join(line for line in text.splitlines(True) if POST not in line))
        verify()
        self.assertIn("no good signature of " + POST, verify("--countersigner", POST, code=1))
        day.unlink()
        self.assertIn("the checkpoint before it, of 2022-11-01, is missing", verify(code=1))
        for path in self.days.glob("2022-11-0*"):
            path.unlink()
        self.assertIn("2022-11-02.checkpoint: is missing, and was kept elsewhere", verify("--kept", "post.last", code=1))

    def test_a_fact_that_was_taken_away_is_named(self):
        columns = "dossier, sequence, kind, recorded_at, tx, hash, body"
        world.sql("CREATE TABLE public.saved AS TABLE ledger.fact")
        world.sql("DELETE FROM ledger.fact WHERE dossier = (SELECT max(dossier) FROM ledger.fact)")
        said = verify(code=1)
        world.sql(f"INSERT INTO ledger.fact ({columns}) SELECT {columns} FROM public.saved ON CONFLICT DO NOTHING; "
                  "DROP TABLE public.saved")
        self.assertIn(f"{self.codes[-1]}, fact 1: vanished: the checkpoint of 2022-11-02 has it", said)
        verify()

    def test_the_recipes_of_the_manual_work_without_us(self):
        recipes = re.findall(r"```\n((?:python3|cat).*?)```", (SOURCE / "docs" / "checkpoints.md").read_text(), re.S)
        self.assertEqual(len(recipes), 2)
        shutil.copy(world.folder / "keys.json", self.days)
        def run(recipe):
            return subprocess.run(["bash", "-c", recipe.replace("python3", "/usr/bin/python3")], cwd=self.days,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        self.assertIn("Signature Verified Successfully", run(recipes[0]))
        self.assertIn("Signature Verified Successfully", run(recipes[0].replace(LEDGER, AGENCY)))
        lines = (self.days / "2022-11-02.checkpoint").read_text().splitlines()
        self.assertEqual(run(recipes[1]).split(), lines[1:3])
        (self.days / "2022-11-02.checkpoint").write_text("\n".join(lines).replace("\n14\n", "\n15\n") + "\n")
        self.assertIn("Verification Failure", run(recipes[0]))

    def test_keys_need_two_different_witnesses_and_stay_listed(self):
        def new(*witnesses, code):
            options = [option for name in witnesses for option in ("--witness", name)]
            return hoso("key", "new", "other.pem", "--use", "checkpoint", "--owner", POST, "--keys", "other.json", *options,
                        code=code)
        self.assertIn("two persons", new("NV-1", code=2))
        self.assertIn("different persons", new("NV-1", "NV-1", code=2))
        self.assertFalse((world.folder / "other.pem").exists())
        key = new("NV-1", "NV-2", code=0).split("\t")[0]
        self.assertEqual(pathlib.Path(world.folder / "other.pem").stat().st_mode & 0o777, 0o600)
        new("NV-1", "NV-2", code=1)  # The file is there.
        hoso("key", "revoke", key, "--keys", "other.json")
        listed = json.loads(hoso("key", "list", "--keys", "other.json", "--json"))["keys"]
        self.assertEqual([k["key_id"] for k in listed], [key])
        self.assertIn("revoked_at", listed[0])
        self.assertEqual(listed[0]["witnesses"], ["NV-1", "NV-2"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
