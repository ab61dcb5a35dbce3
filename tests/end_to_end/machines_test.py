"""Machines are known by certificates: who gets in, who does not, and what those are told."""
import json
import subprocess
import unittest

import grpc

from world import BIN, SOURCE, World, at, eventually, metadata

world = World()

from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.routing.v1 import routing_service_pb2_grpc as routing_grpc  # noqa: E402
import papers  # noqa: E402

CODE = grpc.StatusCode
NOW = at("2022-11-14T09:00")
OFFICE = f"office/{papers.OFFICE}"


def tearDownModule():
    world.close()


def issue(kind_and_id, folder="ca"):
    world.run_authority("issue", f"hoso://yen-bai/{kind_and_id}", folder=folder)
    return world.machine(kind_and_id, folder)


class MachinesTest(unittest.TestCase):
    def accept(self, machine, office=papers.OFFICE, signed_in_on=OFFICE, said=()):
        """As the machine with that folder, with the token of an attendant of `office`. Returns the answer, or the error."""
        with world.intake.channel_of(machine) as channel:
            try:
                return intake_grpc.IntakeServiceStub(channel).AcceptDossier(
                    papers.licence(), metadata=metadata(NOW, office=office, machine=signed_in_on) + tuple(said), timeout=20)
            except grpc.RpcError as error:
                return error

    def refused(self, answer, code, *words):
        self.assertIsInstance(answer, grpc.RpcError)
        self.assertEqual(answer.code(), code, answer.details())
        for word in words:
            self.assertIn(word, answer.details())

    def facts(self):
        return int(world.sql("SELECT count(*) FROM ledger.fact"))

    def test_a_person_acts_on_the_machine_where_they_signed_in(self):
        accepted = self.accept(issue(OFFICE))
        self.assertEqual(accepted.dossier.office_id, papers.OFFICE)
        before = self.facts()
        neighbour = issue("office/YB-II-133")
        self.refused(self.accept(neighbour), CODE.UNAUTHENTICATED, "another machine")
        self.refused(self.accept(issue("agency/SGTVT")), CODE.UNAUTHENTICATED, "another machine")
        self.refused(self.accept(issue(OFFICE), said=[("hoso-office", "YB-II-133")]), CODE.PERMISSION_DENIED, "hoso-office")
        self.refused(self.accept(issue(OFFICE), said=[("hoso-staff", "NV-2")]), CODE.PERMISSION_DENIED, "hoso-staff")
        self.assertEqual(self.facts(), before)

    def test_a_machine_alone_takes_no_dossier_in(self):
        before = self.facts()
        for said in ((), [("hoso-staff", "NV-1"), ("hoso-role", "postal_attendant")]):
            self.refused(self.accept(issue(OFFICE), office=None, said=said), CODE.UNAUTHENTICATED, "sign")
        self.assertEqual(self.facts(), before)

    def test_an_agency_lists_only_its_own(self):
        with world.routing.channel_of(issue("agency/STP")) as channel:
            stub = routing_grpc.RoutingServiceStub(channel)
            stub.ListWorklist(routing.ListWorklistRequest(agency_key="STP"), metadata=metadata(NOW), timeout=20)
            with self.assertRaises(grpc.RpcError) as caught:
                stub.ListWorklist(routing.ListWorklistRequest(agency_key="SGTVT"), metadata=metadata(NOW), timeout=20)
            self.assertEqual(caught.exception.code(), CODE.PERMISSION_DENIED)
            with self.assertRaises(grpc.RpcError) as caught:
                stub.ListWorklist(routing.ListWorklistRequest(agency_key="SGTVT"),
                                  metadata=metadata(NOW) + (("hoso-agency", "SGTVT"),), timeout=20)
            self.assertEqual(caught.exception.code(), CODE.PERMISSION_DENIED)

    def test_nobody_and_strangers(self):
        before = self.facts()
        self.refused(self.accept(None), CODE.UNAUTHENTICATED, "certificate", "ask the operators")
        world.run_authority("init", folder="foreign-ca")
        self.refused(self.accept(issue(OFFICE, folder="foreign-ca")), CODE.UNAUTHENTICATED, "ask the operators")
        with grpc.insecure_channel(f"127.0.0.1:{world.intake.port}") as channel:
            with self.assertRaises(grpc.RpcError) as caught:
                intake_grpc.IntakeServiceStub(channel).AcceptDossier(papers.licence(), timeout=20)
            self.assertEqual(caught.exception.code(), CODE.UNAVAILABLE)
        self.assertEqual(self.facts(), before)

    def test_a_revoked_machine_is_refused_by_services_that_go_on(self):
        machine = issue("office/YB-II-140")
        with world.intake.channel_of(machine) as channel:
            stub = intake_grpc.IntakeServiceStub(channel)

            def accept():
                return stub.AcceptDossier(papers.licence(), metadata=metadata(NOW, office="YB-II-140", machine="office/YB-II-140"), timeout=20)
            accept()
            world.run_authority("revoke", "hoso://yen-bai/office/YB-II-140")
            with self.assertRaises(grpc.RpcError) as caught:
                accept()
            self.assertEqual(caught.exception.code(), CODE.UNAUTHENTICATED)
            self.assertIn("revoked", caught.exception.details())
        self.assertTrue(self.accept(issue("office/YB-II-140"), "YB-II-140", "office/YB-II-140").dossier.dossier_code)

    def test_the_command_line_says_what_to_do(self):
        machine = issue("office/YB-II-141")
        world.run_authority("revoke", "hoso://yen-bai/office/YB-II-141")
        command = [str(BIN / "hoso"), "--lang", "en", "--routing", f"127.0.0.1:{world.routing.port}", "bag", "list"]
        told = subprocess.run([*command, "--machine", str(machine)], stderr=subprocess.PIPE, text=True)
        self.assertEqual(told.returncode, 1)
        self.assertIn("revoked", told.stderr)
        self.assertIn("ask the operators", told.stderr)
        told = subprocess.run([*command, "--machine", "/nowhere"], stderr=subprocess.PIPE, text=True)
        self.assertEqual(told.returncode, 2)
        self.assertIn("/nowhere", told.stderr)

    def test_the_command_line_knows_whose_machine_it_stands_at(self):
        command = [str(BIN / "hoso"), "--returns", f"127.0.0.1:{world.returns.port}", "--sessions", str(world.folder / "none"),
                   "--time", "2022-11-14T09:00", "returns", "list"]
        told = subprocess.run([*command, "--machine", str(issue("office/YB-II-138"))], stderr=subprocess.PIPE, text=True)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        told = subprocess.run([*command, "--machine", str(world.machine("service/console"))], stderr=subprocess.PIPE, text=True)
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("SIGN_IN_NEEDED", told.stderr)

    def test_services_renew_without_a_restart(self):
        def shown():
            done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{world.routing.port}", "-alpn", "h2"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  errors="replace")  # Frames of HTTP/2 follow.
            return done.stdout[done.stdout.index("-----BEGIN"):done.stdout.index("-----END")]
        before = shown()
        world.run_authority("issue", "hoso://yen-bai/service/routing")
        eventually(lambda: shown() != before, 30, "the new certificate is shown")
        self.assertIsNone(world.routing.process.poll())


class AuthorityTest(unittest.TestCase):
    def ca(self, *arguments):
        return subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "ca.sh"), *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)

    def test_bad_names_and_missing_authority(self):
        for name in ("hoso://yen-bai/king/A", "yen-bai", "hoso://yen-bai/office/../../etc", "hoso://Yên/office/A"):
            told = self.ca("issue", str(world.folder / "ca"), name)
            self.assertEqual(told.returncode, 1, name)
            self.assertIn("no name of a machine", told.stderr)
        told = self.ca("issue", str(world.folder / "nothing"), "hoso://yen-bai/office/A")
        self.assertEqual(told.returncode, 1)
        self.assertIn("no authority", told.stderr)
        self.assertEqual(self.ca("revoke", str(world.folder / "ca"), "hoso://yen-bai/office/NEVER").returncode, 1)
        self.assertEqual(self.ca("nonsense", str(world.folder / "ca")).returncode, 2)

    def test_ensure_renews_only_what_is_half_over(self):
        folder, name = str(world.folder / "ca"), "hoso://yen-bai/device/MT-1"
        current = world.machine("device/MT-1") / "current"
        self.ca("ensure", folder, name, "--days", "10")
        first = current.resolve()
        self.ca("ensure", folder, name, "--days", "10")
        self.assertEqual(current.resolve(), first)
        self.ca("ensure", folder, name, "--days", "30")
        self.assertNotEqual(current.resolve(), first)
        listed = self.ca("list", folder).stdout.splitlines()
        self.assertEqual(sum(line.endswith(name) for line in listed), 2)
        self.assertEqual((current / "key.pem").stat().st_mode & 0o777, 0o600)


class SigningKeysTest(unittest.TestCase):
    def test_a_revoked_key_stays_so_when_another_is_made(self):
        keys = world.folder / "changed-keys"

        def make():
            subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "sign-key.sh"), str(keys), "token",
                            "hoso://yen-bai/service/staff"], check=True)
            return json.loads((keys / "keys.json").read_text())["keys"]
        [stolen] = make()
        self.assertEqual(make(), [stolen])  # It is there.
        subprocess.run([str(BIN / "hoso"), "key", "revoke", stolen["key_id"], "--keys", str(keys / "keys.json")], check=True,
                       stdout=subprocess.DEVNULL)
        (keys / "token.pem").rename(keys / "stolen.pem")
        revoked, other = make()
        self.assertEqual(revoked["key_id"], stolen["key_id"])
        self.assertIn("revoked_at", revoked)
        self.assertNotIn("revoked_at", other)
        self.assertEqual((keys / "token.pem").stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    unittest.main(verbosity=2)
