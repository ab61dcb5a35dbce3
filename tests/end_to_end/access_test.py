"""Who was shown what, by the programs as people run them: views in full, lists for auditors, exports, and what of a
superuser's deeds is found."""
import json
import os
import subprocess
import unittest

from world import BIN, SOURCE, Signer, World, at, eventually, metadata

world = World(staff=True)

from hoso.access.v1 import access_log_pb2  # noqa: E402
from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
import papers  # noqa: E402

LEDGER = "hoso://yen-bai/service/ledger"
MARKERS = ("NGƯỜI", "MẪU", "015090000123", "0912345678", "Thôn 3")
PEOPLE = {"KSV-1": ("bureau_supervisor", {"office": papers.OFFICE}), "GDV-2": ("postal_attendant", {"office": "YB-II-133"}),
          "LD-1": ("leader", {"agency": "SGTVT"}), "TT-1": ("auditor", {}), "DP-1": ("provincial_coordinator", {}),
          "QT-2": ("administrator", {})}


def tearDownModule():
    world.close()


def hoso(*arguments, staff=None, code=0, stdin=None):
    """Runs hoso in English as somebody who has signed in; stdout, or with another expected exit code all that it said."""
    services = {"HOSO_INTAKE": world.intake, "HOSO_ROUTING": world.routing, "HOSO_STAFF": world.staff}
    done = subprocess.run(
        [str(BIN / "hoso"), *map(str, arguments), "--lang", "en", *(("--staff", staff) if staff else ())], cwd=world.folder,
        input=stdin, capture_output=True, text=True,
        env={**os.environ, **{name: f"127.0.0.1:{service.port}" for name, service in services.items()},
             "HOSO_MACHINE": str(world.machine("service/console")), "HOSO_CATALOGUE": str(SOURCE / "catalogue"),
             "HOSO_DATABASE": world.conninfo("hoso_auditor")})
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if code == 0 else done.stdout + done.stderr


def accept():
    return intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
        papers.licence(), metadata=metadata(at("2022-11-01T09:00"), office=papers.OFFICE), timeout=20).dossier.dossier_code


def show(dossier, staff, purpose="hand-out", **more):
    return hoso("dossier", "show", dossier, "--in-full", "--purpose", purpose, staff=staff, **more)


def listed(*arguments, staff="TT-1"):
    """Entries as JSON, newest first."""
    return json.loads(hoso("--json", "access", "list", *arguments, staff=staff)).get("accesses", [])


def superuser(sql):
    world.sql(f"SET session_replication_role = replica; {sql}")


class AccessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sessions = world.folder / "sessions"
        sessions.mkdir(mode=0o700)
        for staff, (role, place) in PEOPLE.items():
            (sessions / staff).write_text(Signer.instance.token(staff, role, **place, minutes=60))
            (sessions / staff).chmod(0o600)

    def test_a_supervisor_sees_in_full_and_an_auditor_sees_that(self):
        code = accept()
        self.assertIn("NGƯỜI MẪU MỘT", show(code, "KSV-1", "contact"))
        shown = hoso("--json", "dossier", "show", code, "--in-full", "--purpose", "processing", "--reference", "12/QĐ-SGTVT",
                     staff="LD-1")
        self.assertEqual(json.loads(shown)["owner"]["record"]["identity_number"], "015090000123")
        leader, supervisor = [one["entry"] for one in listed("--dossier", code)]
        self.assertEqual((supervisor["actor"]["staff_id"], supervisor["actor"]["office_id"], supervisor["machine"],
                          supervisor["deed"], supervisor["purpose"], supervisor["records"], supervisor["outcome"]),
                         ("KSV-1", papers.OFFICE, "hoso://yen-bai/service/console", "DEED_VIEW_IN_FULL", "PURPOSE_CONTACT", 1,
                          "OUTCOME_SHOWN"))
        self.assertEqual((leader["actor"]["agency_key"], leader["reference"]), ("SGTVT", "12/QĐ-SGTVT"))
        row = hoso("access", "list", "--dossier", code, "--by-staff", "KSV-1", staff="TT-1").split("\t")
        self.assertEqual(row[2:12], ["KSV-1", "bureau_supervisor", papers.OFFICE, "hoso://yen-bai/service/console",
                                     "view of persons in full", code, "-", "contact with the applicant", "-", "1"])

    def test_masked_views_searches_and_prints_are_recorded(self):
        code = accept()
        hoso("dossier", "show", code, staff="KSV-1")
        hoso("dossier", "search", "--name", "nguoi mau", staff="KSV-1")
        hoso("access", "print", code, "--form", "1", "--purpose", "acceptance", staff="KSV-1")
        deeds = [one["entry"] for one in listed("--by-staff", "KSV-1", "--limit", "3")]
        self.assertEqual([(one["deed"], one.get("scope", "")) for one in deeds],
                         [("DEED_PRINT", "slip 1"), ("DEED_SEARCH", "name"), ("DEED_VIEW", "")])

    def test_others_are_refused(self):
        code = accept()
        before = len(listed())
        self.assertIn("not found", show(code, "GDV-2", code=1))  # Elsewhere.
        for staff in ("TT-1", "DP-1", "QT-2"):
            self.assertIn(f"not for {PEOPLE[staff][0]}", show(code, staff, code=1))
            if staff != "TT-1":
                self.assertIn("not for", hoso("access", "list", staff=staff, code=1))
        self.assertIn("not for", hoso("access", "list", staff="KSV-1", code=1))
        self.assertIn("--purpose", hoso("dossier", "show", code, "--in-full", staff="KSV-1", code=2))
        self.assertIn("reference: want", hoso("dossier", "show", code, "--in-full", "--purpose", "contact", "--reference",
                                              "NGƯỜI MẪU", staff="KSV-1", code=2))
        entries = listed()
        # The attempt from elsewhere, and the list before this one.
        self.assertEqual(len(entries), before + 2)
        self.assertEqual(entries[0]["entry"]["outcome"], "OUTCOME_OUT_OF_REACH")

    def test_a_list_of_the_log_is_itself_recorded(self):
        code = accept()
        listed("--dossier", code)
        newest = listed("--limit", "1")[0]
        self.assertEqual((newest["writer"], newest["entry"]["deed"], newest["entry"]["scope"], newest["entry"]["dossier_code"]),
                         ("hoso_staff", "DEED_LIST_ACCESSES", "dossier_code", code))

    def test_pages_follow_one_another(self):
        code = accept()
        for _ in range(5):
            hoso("dossier", "show", code, staff="KSV-1")
        # Masked views are written some moments after they are answered.
        views = eventually(lambda: (entries := listed("--dossier", code, "--deed", "view"))[4:] and entries, what="five views")
        numbers = [int(one["sequence"]) for one in views]
        self.assertEqual(len(numbers), 5)
        self.assertEqual(numbers, sorted(numbers, reverse=True))

    def test_exports_and_what_a_person_is_told_are_recorded(self):
        code = accept()
        hoso("ledger", "export", "given", "--purpose", "authority-request", "--reference", "7/TTr")
        self.assertFalse((world.folder / "given" / "access.binpb").exists())
        export = listed("--limit", "1")[0]
        self.assertEqual((export["writer"], export["entry"]["deed"], export["entry"]["scope"], export["entry"]["reference"]),
                         ("hoso_auditor", "DEED_EXPORT", "facts", "7/TTr"))
        self.assertGreater(export["entry"]["records"], 0)
        self.assertIn(code, hoso("person", "data", "--identity-number", "-", "--vault", world.vault, stdin="015090000123\n"))
        told = listed("--dossier", code, "--limit", "1")[0]["entry"]
        self.assertEqual((told["deed"], told["purpose"], told["records"]), ("DEED_PERSON_DATA", "PURPOSE_SUBJECT_REQUEST", 1))
        hoso("person", "data", "--identity-number", "-", "--vault", world.vault, stdin="015090000999\n")
        self.assertEqual(listed("--limit", "1")[0]["entry"]["outcome"], "OUTCOME_NOT_FOUND")

    def test_nothing_is_shown_or_exported_when_it_cannot_be_recorded(self):
        code = accept()
        self.addCleanup(world.sql, "GRANT EXECUTE ON FUNCTION access.append TO hoso_routing, hoso_staff, hoso_auditor")
        world.sql("REVOKE EXECUTE ON FUNCTION access.append FROM hoso_routing, hoso_staff, hoso_auditor")
        for said in (show(code, "KSV-1", code=1), hoso("dossier", "show", code, staff="KSV-1", code=1),
                     hoso("access", "list", staff="TT-1", code=1),
                     hoso("person", "data", "--identity-number", "-", "--vault", world.vault, stdin="015090000123\n", code=1),
                     hoso("ledger", "export", "refused", code=1)):
            for marker in (*MARKERS, papers.OFFICE):
                self.assertNotIn(marker, said)
        self.assertFalse((world.folder / "refused" / "facts.binpb").exists())

    def test_no_name_or_number_of_a_person_is_in_the_log(self):
        code = accept()
        show(code, "KSV-1")
        hoso("dossier", "search", "--identity-number", "-", staff="KSV-1", stdin="015090000123\n")
        hoso("dossier", "search", "--name", "NGƯỜI MẪU", "--commune", "04375", staff="KSV-1")
        bodies = [bytes.fromhex(line) for line in world.sql("SELECT encode(body, 'hex') FROM access.entry").split()]
        self.assertGreater(len(bodies), 2)
        rest = world.sql("SELECT writer, at, dossier, staff, place, deed FROM access.entry")
        for marker in MARKERS:
            self.assertNotIn(marker.encode(), b"\n".join(bodies))
            self.assertNotIn(marker, rest)
        planted = access_log_pb2.AccessEntry(scope=MARKERS[0]).SerializeToString()
        self.assertIn(MARKERS[0].encode(), planted)  # They would be found.

    def test_after_the_day_is_closed_a_missing_tail_shows(self):
        code = accept()
        (world.folder / "days").mkdir()
        hoso("key", "new", "ledger.pem", "--use", "checkpoint", "--owner", LEDGER, "--keys", "keys.json", "--witness", "NV-1",
             "--witness", "NV-2", "--not-before", "2022-11-01")
        show(code, "KSV-1")
        eventually(lambda: world.sql("SELECT pg_snapshot_xmin(pg_current_snapshot()) > tx FROM ledger.fact "
                                     "ORDER BY tx DESC LIMIT 1") == "t", what="all transactions are complete")
        hoso("ledger", "checkpoint", "--key", "ledger.pem", "--name", LEDGER, "--dir", "days", "--day", "2022-11-01")
        entries = world.sql("SELECT sequence FROM access.head")
        self.assertIn(f"\naccess {entries} ", (world.folder / "days" / "2022-11-01.checkpoint").read_text())
        hoso("ledger", "export", "whole", "--with-access-log", "--checkpoints", "days", "--keys", "keys.json")
        self.assertIn(f"access log up to entry {int(entries) + 1}: all agrees", self.verifier("whole"))

        verify = ("ledger", "verify", "--vault", world.vault)
        with_days = (*verify, "--dir", "days", "--keys", "keys.json")
        hoso(*with_days)
        superuser(f"CREATE TABLE kept AS SELECT * FROM access.entry; CREATE TABLE kept_head AS SELECT * FROM access.head; "
                  f"DELETE FROM access.entry WHERE sequence >= {entries}; UPDATE access.head SET sequence = {int(entries) - 1}, "
                  f"hash = (SELECT hash FROM access.entry WHERE sequence = {int(entries) - 1})")
        hoso(*verify)  # The log by itself is whole.
        self.assertIn(f"access log: ends with entry {int(entries) - 1}, and the checkpoint of 2022-11-01 has {entries}",
                      hoso(*with_days, code=1))
        superuser("INSERT INTO access.entry SELECT * FROM kept WHERE sequence NOT IN (SELECT sequence FROM access.entry); "
                  "UPDATE access.head SET (sequence, hash) = (SELECT sequence, hash FROM kept_head)")
        hoso(*with_days)
        superuser("UPDATE access.entry SET staff = 'KHAC' WHERE sequence = 1")
        self.assertIn("access log, entry 1: column staff", hoso(*verify, code=1))
        superuser("UPDATE access.entry SET staff = kept.staff FROM kept WHERE kept.sequence = entry.sequence; "
                  "DROP TABLE kept, kept_head")

        data = bytearray((world.folder / "whole" / "access.binpb").read_bytes())
        data[data.rindex(b"hoso_routing")] ^= 1
        (world.folder / "whole" / "access.binpb").write_bytes(data)
        self.assertIn("its hash is not that of its bytes", self.verifier("whole", code=1))

    @staticmethod
    def verifier(export, code=0):
        done = subprocess.run([str(SOURCE / "clients" / "verifier" / "hoso-verifier"), str(world.folder / export)],
                              capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


if __name__ == "__main__":
    unittest.main(verbosity=2)
