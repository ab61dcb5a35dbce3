"""The services' reports against the verifier's, which shares nothing with them: over a replayed half-year, exported and closed day
by day, they agree for every agency and month to the last dossier."""
import concurrent.futures
import json
import subprocess
import unittest

from world import BIN, SOURCE, World, metadata, at

world = World(staff=True)

from google.protobuf import json_format  # noqa: E402
from hoso.core.v1 import date_pb2  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking, tracking_service_pb2_grpc as tracking_grpc  # noqa: E402

AGENCIES = ("", "SGTVT", "STP", "SNV")
MONTHS = (("2022-11-01", "2022-11-30"), ("2022-12-01", "2022-12-31"), ("2023-01-01", "2023-01-31"), ("2023-02-01", "2023-02-28"),
          ("2023-03-01", "2023-03-31"), ("2023-04-01", "2023-04-30"))
PERIODS = (*MONTHS, ("2022-11-01", "2023-04-30"))


def tearDownModule():
    world.close()


def hoso(*arguments):
    subprocess.run([str(BIN / "hoso"), *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def replay():
    passwords = world.folder / "passwords"
    passwords.mkdir(mode=0o700)
    first = passwords / "QT-01"
    first.touch(mode=0o600)
    first.write_text((world.folder / "keys" / "QT-01").read_text())
    hoso("key", "new", world.folder / "ledger.pem", "--use", "checkpoint", "--owner", "hoso://yen-bai/service/ledger", "--keys",
         world.folder / "keys.json", "--witness", "NV-1", "--witness", "NV-2", "--not-before", "2022-11-01")
    doors = [word for name in ("intake", "routing", "returns", "staff")
             for word in (f"--{name}", f"127.0.0.1:{getattr(world, name).port}")]
    done = subprocess.run(
        [str(BIN / "hoso-replay"), *doors, "--machine", str(world.machine("service/console")), "--administrator", "QT-01",
         "--passwords", str(passwords), "--database", world.conninfo("hoso_auditor"), "--vault", str(world.vault),
         "--catalogue", str(SOURCE / "catalogue"), "--scenario", str(SOURCE / "tests" / "end_to_end" / "small_replay.textproto"),
         "--checkpoints", str(world.folder / "days"), "--ledger-key", str(world.folder / "ledger.pem"),
         "--keys", str(world.folder / "keys.json"), "--json", str(world.folder / "summary.json"), "--quiet"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Its own summary asks for more of everything than a small half-year has: 1 is as good as 0.
    assert done.returncode <= 1 and (world.folder / "summary.json").exists(), done.stderr


def date(text):
    year, month, day = map(int, text.split("-"))
    return date_pb2.Date(year=year, month=month, day=day)


class VerifierTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        replay()
        cls.export = world.folder / "export"
        hoso("ledger", "export", cls.export, "--checkpoints", world.folder / "days", "--keys", world.folder / "keys.json",
             "--database", world.conninfo("hoso_auditor"), "--catalogue", SOURCE / "catalogue")
        cls.stub = tracking_grpc.TrackingServiceStub(world.routing.channel)

    def report(self, first, last, agency=""):
        """As the service answers it."""
        return self.stub.ReportBieu06(tracking.ReportBieu06Request(**{"from": date(first)}, until=date(last), agency_key=agency),
                                      metadata=metadata(at("2023-05-02T08:00"), staff="KT-1", role="auditor"), timeout=60)

    def compared(self, first, last, agency, report):
        """(exit code, what the verifier said) of the comparison with that report."""
        path = world.folder / f"report-{first}-{last}-{agency}.json"
        path.write_text(json_format.MessageToJson(report, preserving_proto_field_name=True))
        done = subprocess.run([str(SOURCE / "clients" / "verifier" / "hoso-verifier"), str(self.export), "--from", first, "--until", last,
                               *(("--agency", agency) if agency else ()), "--compare", str(path), "--all"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def test_every_agency_and_month_agrees_to_the_last_dossier(self):
        asked = [(first, last, agency) for first, last in PERIODS for agency in AGENCIES]
        reports = [self.report(*of) for of in asked]
        self.assertEqual(reports[asked.index((*PERIODS[-1], ""))].total.received_total, 64)
        self.assertTrue(all(any(report.total.received_total for report, of in zip(reports, asked) if of[2] == agency)
                            for agency in AGENCIES), "an agency has nothing to be compared")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for of, (code, said) in zip(asked, pool.map(lambda pair: self.compared(*pair[0], pair[1]), zip(asked, reports))):
                with self.subTest(of=of):
                    self.assertEqual(code, 0, said)
                    self.assertIn("137 checkpoints over 1260 of them", said)
                    self.assertIn("all agrees", said)

    def test_a_figure_that_was_polished_is_named(self):
        first, last = PERIODS[-1]
        report = self.report(first, last)
        row = next(row for row in report.rows if row.resolved_late)
        row.resolved_late -= 1
        row.resolved_on_time += 1
        code, said = self.compared(first, last, "", report)
        self.assertEqual(code, 1, said)
        self.assertIn(f"{row.procedure_key} at {row.agency_key}: resolved_late: {row.resolved_late}, the facts give "
                      f"{row.resolved_late + 1}", said)

    def test_the_replay_closed_its_days(self):
        check = json.loads((world.folder / "summary.json").read_text())["ledger"]["checks"]["checkpoints"]
        self.assertTrue(check["ok"], check)


if __name__ == "__main__":
    unittest.main(verbosity=2)
