"""Recognisable names, numbers, addresses, secrets and passwords go through the real services, rightly and wrongly; then not one
of them lies in plain form where it does not belong: logs, metrics, dump, WAL and files of the database, what callers are told,
names of files, core images. And what is put there on purpose is found.

Scans are not among them: nothing uploads any yet.
"""
import base64
import hashlib
import http.server
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import unittest
import urllib.request

import grpc

from world import BIN, SOURCE, World, at, eventually, metadata, new_id

world = World(staff=True)

from hoso.core.v1 import date_pb2, fact_pb2 as fact, person_pb2 as person, status_pb2 as status  # noqa: E402
from hoso.intake.v1 import intake_service_pb2 as intake  # noqa: E402
from hoso.returns.v1 import returns_service_pb2 as returns  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.staff.v1 import staff_service_pb2 as staff  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
import listener  # noqa: E402
import markers  # noqa: E402
import papers  # noqa: E402

NOW = at("2022-11-14T09:00")
SERVICES = ("intake", "routing", "returns", "staff")
# Of each name one word that nobody else has: a list may show the last word of a name, and the initials of the others.
PEOPLE = {
    "owner": {"full_name": "Đặng Xoắnmốc Thị Quỳnh", "identity_number": "015187774411", "former_identity_number": "060771199",
              "phone": "0977404417", "email": "xoanmoc@thu.example", "address": "Thôn Khemốcxoăn, số 7731"},
    "submitter": {"full_name": "Vừ Khuyêndâu A Sử", "identity_number": "015088665522", "phone": "0966515528",
                  "email": "khuyendau@thu.example", "address": "Bản Hángđồng, nhà 4402"},
    "corrected": {"full_name": "Lý Hoẵngvằn Thị Mỷ", "identity_number": "015187553366", "phone": "0955626639",
                  "address": "Tổ Suốigiàng, hẻm 9913"},
    "refused": {"full_name": "Hà Trămhoa Văn Ót", "identity_number": "015088442277", "phone": "0944737740",
                "address": "Ngõ Đèogió, số 6624"},
}
BIRTH = date_pb2.Date(year=1987, month=11, day=29)
PASSWORDS = {"password": "mật khẩu Ốcsênvàng 42", "wrong password": "mật khẩu Nhímgaitrắng 17"}
# Kept only in methods whose purpose it is to tell them to who is entitled to know.
TOLD_ON_PURPOSE = {"AcceptDossier", "RegisterDossier", "SignIn", "RenewToken", "AddStaff", "ResetPassword", "SetUpOneTimeCodes"}


def tearDownModule():
    world.close()


def record(which):
    given = PEOPLE[which]
    number = given["identity_number"]
    return person.PersonRecord(kind=person.OWNER_KIND_CITIZEN, identity_kind=person.IDENTITY_KIND_CCCD, commune_code="04375",
                               sex=person.SEX_FEMALE if number[3] == "1" else person.SEX_MALE,
                               birth_date=date_pb2.Date(year=1900 + int(number[4:6]), month=BIRTH.month, day=BIRTH.day), **given)


def values():
    """Everything that is looked for and known before anything happens: {name: value}."""
    found = {name: password.split()[2] for name, password in PASSWORDS.items()}
    for who, fields in PEOPLE.items():
        for field, value in fields.items():
            # Of a text the one word that nobody else has: with it every text that has it is found.
            found[f"{field} of {who}"] = value.split()[1].rstrip(",") if " " in value else value
        found[f"birth date of {who}, as a message,"] = record(who).birth_date.SerializeToString()
    for date in ("1987-11-29", "29/11/1987", "1987/11/29", "19871129"):
        found[f"birth date {date}"] = date
    found.update({f"the ring's {name}": secret for name, secret in ring_secrets()})
    return found


def ring_secrets():
    for group, keys in json.loads(world.vault.read_text()).items():
        for i, key in enumerate(keys):
            yield f"{group} {i}", base64.b64decode(key["key"])


class Life:
    """What happens before it is looked for."""

    def __init__(self, listener_, search):
        self.told = listener_
        self.search = search
        self.clerk = metadata(NOW, office=papers.OFFICE)[0:1] + listener.bearer("postal_attendant", office=papers.OFFICE)
        self.head = listener.bearer("bureau_supervisor", staff_id="NV-2", office=papers.OFFICE)
        self.officer = listener.bearer("one_stop_officer", staff_id="CB-1", agency="SGTVT")

    def call(self, name, request, caller=None):
        return self.told.call(name, request, self.clerk if caller is None else caller, NOW)

    def must(self, name, request, caller=None):
        return self.told.must(name, request, self.clerk if caller is None else caller, NOW)

    def learn(self, name, secret):
        self.search.add(name, secret)
        return secret

    def accept(self, request=None):
        if request is None:
            request = papers.licence()
            request.owner.CopyFrom(record("owner"))
        answer = self.must("AcceptDossier", request)
        return request, answer.dossier.dossier_code, self.learn("look-up secret", answer.lookup_secret)

    def live(self):
        self.sign_in()
        request, code, secret = self.accept()
        self.call("AcceptDossier", request)  # Answered from memory.
        request.owner.phone = "0911111111"
        self.call("AcceptDossier", request)  # Other content under the same id.
        self.must("RegisterDossier", intake.RegisterDossierRequest(procedure="GPLX_DOI", cases=["A1_A3"], owner=record("owner")))
        self.must("RefuseDossier", intake.RefuseDossierRequest(
            procedure="GPLX_DOI", owner=record("refused"), ground_id="NOT_COMPETENT", explanation="thiếu giấy tờ"))
        proposed = self.must("ProposeCorrection", intake.ProposeCorrectionRequest(
            dossier_code=code, ground="nhập nhầm", owner=record("corrected")))
        self.must("ReviewCorrection", intake.ReviewCorrectionRequest(dossier_code=code, correction=proposed.correction, approve=True),
                  self.head)
        self.look_up_and_search(code, secret)
        self.hand_out(code, secret)
        self.second_life()
        self.wrongly(code)

    def hand_out(self, code, secret):
        self.call("WithdrawDossier", intake.WithdrawDossierRequest(  # Of nobody here.
            dossier_code=code, reason="đổi ý", identity_number=PEOPLE["refused"]["identity_number"]))
        self.must("WithdrawDossier", intake.WithdrawDossierRequest(
            dossier_code=code, reason="đổi ý", identity_number=PEOPLE["corrected"]["identity_number"]))
        out = returns.HandOutRequest(dossier_code=code, items=[1], channel=status.RETURN_CHANNEL_OFFICE, relation=person.RELATION_SELF,
                                     identity_check=fact.IDENTITY_CHECK_CARD, slip_returned=True, recipient=record("refused"))
        self.call("HandOut", out)  # Not who may have it.
        out.request_id = new_id()
        out.recipient.CopyFrom(record("corrected"))
        self.must("HandOut", out)
        self.call("HandOut", returns.HandOutRequest(dossier_code=code, items=[1], recipient=record("owner")))
        self.told.call("RecordFeedback", returns.RecordFeedbackRequest(dossier_code=code, lookup_secret=secret, score=5), (), NOW)

    def second_life(self):
        """A dossier that goes to the agency, so that its machine is told of it."""
        request = papers.badges(2)
        request.submitter.CopyFrom(record("submitter"))
        _, code, _ = self.accept(request)
        self.call("HandOver", routing.HandOverRequest(dossier_code=code, items=[1], document_number="BG-1",
                                                      **{"from": papers.office(papers.OFFICE)}, to=papers.agency("SGTVT")))
        for name in ("ListWorklist", "WatchFacts", "GetDossier", "ListDossiers", "ListItems", "ListBags", "ReportBieu06", "ListReturns"):
            request = self.told.methods[name][2]()
            for field, value in (("dossier_code", code), ("agency_key", "SGTVT"), ("with_facts", True), ("until_now", True)):
                if field in request.DESCRIPTOR.fields_by_name:
                    setattr(request, field, value)
            if name == "ListReturns":
                request.office_id = papers.OFFICE
            if name == "ReportBieu06":
                for day, when in (("from", NOW), ("until", NOW)):
                    getattr(request, day).CopyFrom(date_pb2.Date(year=when.year, month=when.month, day=when.day))
            for caller, machine in ((self.clerk, "service/console"), (self.officer, "service/console"),
                                    (listener.bearer("auditor"), "service/console"), ((), "agency/SGTVT"),
                                    ((), f"office/{papers.OFFICE}"), ((), "device/MT-1")):
                self.told.call(name, request, caller, NOW, machine)

    def look_up_and_search(self, code, secret):
        def look_up(some_code, some_secret):
            return self.told.call("LookUp", tracking.LookUpRequest(dossier_code=some_code, secret=some_secret), (), NOW)
        if isinstance(look_up(code, secret), grpc.RpcError):
            raise AssertionError("the look-up is refused")
        self.learn("wrong look-up secret", "ZK7WQ2M9")
        look_up(code, "ZK7WQ2M9")
        look_up(PEOPLE["owner"]["identity_number"], secret)
        for fields in PEOPLE.values():
            name = fields["full_name"]
            for search in ({"name": name}, {"name": markers.without_accents(name)}, {"name": name.split()[1].upper()},
                           {"identity_number": fields["identity_number"]}, {"phone": fields["phone"]},
                           {"commune": fields["address"]}, {"name": fields["phone"]}, {"phone": name}, {"identity_number": name}):
                for caller in (self.clerk, self.officer, listener.bearer("specialist", agency="STP")):
                    self.call("SearchDossiers", tracking.SearchDossiersRequest(**search), caller)

    def sign_in(self):
        first = self.learn("first password", (world.folder / "keys" / "QT-01").read_text().strip())

        def sign_in(password, new="", who="QT-01", code=""):
            return self.told.call("SignIn", staff.SignInRequest(
                staff_id=who, password={"password": password, "new_password": new, "one_time_code": code}))
        token = sign_in(first, PASSWORDS["password"]).token
        self.learn_token("token", token)
        for password in PASSWORDS.values():
            for who in ("QT-01", "KHONG-CO", PEOPLE["owner"]["full_name"], PEOPLE["owner"]["identity_number"]):
                sign_in(password, who=who, code="774411")
        self.learn_token("later token", self.told.must("RenewToken", staff.RenewTokenRequest(), self.bearing(token)).token)
        added = self.told.must("AddStaff", staff.AddStaffRequest(staff_id="GDV-7"), self.bearing(token))
        self.learn("another first password", added.first_password)
        sign_in(added.first_password, who="GDV-7")
        self.learn("one more first password",
                   self.told.must("ResetPassword", staff.ResetPasswordRequest(staff_id="GDV-7"), self.bearing(token)).first_password)
        uri = self.told.must("SetUpOneTimeCodes", staff.SetUpOneTimeCodesRequest(password=PASSWORDS["password"]), self.bearing(token))
        self.learn("secret of one-time codes", re.search("secret=([A-Z2-7]+)", uri.otpauth_uri)[1])
        self.told.call("SetUpOneTimeCodes", staff.SetUpOneTimeCodesRequest(password=PASSWORDS["wrong password"]), self.bearing(token))
        for broken in (token[:-6] + "AAAAAA", token + "x", PEOPLE["owner"]["full_name"].encode().hex(), "hoso1." + "7731" * 9):
            self.told.call("RenewToken", staff.RenewTokenRequest(), self.bearing(broken))

    def learn_token(self, name, token):
        self.learn(name, token)
        self.learn(f"signature of {name}", token.rsplit(".", 1)[1])

    @staticmethod
    def bearing(token):
        return (("authorization", f"Bearer {token}"),)

    def wrongly(self, code):
        """A marker in every text of every request, where it does not belong; the request is nothing otherwise, or about `code`."""
        wrong = [PEOPLE["owner"][field] for field in ("full_name", "identity_number", "phone", "address")]
        turn = 0
        for name, (_, _, request_type, _, _) in self.told.methods.items():
            for path in listener.texts(request_type.DESCRIPTOR):
                turn += 1
                request = request_type()
                if "dossier_code" in request.DESCRIPTOR.fields_by_name:
                    request.dossier_code = code
                if "until_now" in request.DESCRIPTOR.fields_by_name:
                    request.until_now = True
                listener.put(request, path, wrong[turn % len(wrong)])
                for caller in (self.clerk, self.officer, listener.bearer("administrator", staff_id="QT-01")):
                    self.call(name, request, caller)
        for key in ("hoso-staff", "hoso-office", "hoso-agency", "hoso-carrier", "hoso-device", "hoso-role", "hoso-request-id"):
            for value in (PEOPLE["owner"]["identity_number"], PEOPLE["owner"]["phone"]):
                self.told.call("GetDossier", tracking.GetDossierRequest(dossier_code=code), ((key, value),), NOW)
        self.told.call("GetDossier", tracking.GetDossierRequest(dossier_code=code), (*self.clerk, ("hoso-time", "29/11/1987")))


def psql(sql):
    return world.sql(sql)


def logs():
    for path in [*world.folder.glob("*.log"), world.cluster / "log"]:
        yield path.name, path.read_bytes()


def metrics(ports=None):
    for port in ports or [(world.folder / f"{name}.metrics").read_text().strip() for name in SERVICES]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as page:
            yield f"metrics of port {port}", page.read()


def dump():
    done = subprocess.run(["/usr/lib/postgresql/15/bin/pg_dump", "-d", world.conninfo("postgres")], stdout=subprocess.PIPE, check=True)
    yield "pg_dump", done.stdout


def without_page_headers(segment):
    """A segment of the WAL as the records ran on over its pages of 8 kB."""
    return b"".join(segment[start + (24 if start else 40):start + 8192] for start in range(0, len(segment), 8192))


def files_of_the_database():
    """With what was written to the disk by now; the WAL also without the headers that cut through what it holds."""
    psql("CHECKPOINT")
    seen = set()
    for path in sorted((world.cluster / "data").rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes().rstrip(b"\0")
            digest = hashlib.sha256(data).digest()
            if digest in seen:  # The databases have most of their catalogues alike.
                continue
            seen.add(digest)
            yield str(path.relative_to(world.cluster)), data
            if path.parent.name == "pg_wal":
                yield f"{path.name} without page headers", without_page_headers(data)


def names_of_files():
    for path in sorted(world.folder.rglob("*")):
        yield f"the name of {path}", str(path.relative_to(world.folder)).encode()


def what_others_see_of_processes():
    for name in SERVICES:
        pid = getattr(world, name).process.pid
        for file in ("cmdline", "environ"):
            with open(f"/proc/{pid}/{file}", "rb") as seen:
                yield f"{file} of hoso-{name}", seen.read()


class PersonalDataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.search = markers.Search(values())
        cls.told = listener.Listener(world)
        Life(cls.told, cls.search).live()

    def expect_nothing(self, places):
        searched = 0
        for where, data in places:
            searched += len(data)
            found = self.search.find(data)
            with self.subTest(where=where):
                lines = [line[:400] for line in data.split(b"\n") if self.search.find(line)] if found else []
                self.assertEqual(found, [], lines[:5])
        self.assertGreater(searched, 0)

    def test_logs(self):
        self.expect_nothing(logs())

    def test_metrics(self):
        self.expect_nothing(metrics())

    def test_dump_of_the_database(self):
        self.expect_nothing(dump())

    def test_wal_and_files_of_the_database(self):
        self.expect_nothing(files_of_the_database())

    def test_refusals(self):
        self.assertGreater(len(self.told.refusals), 300)
        self.expect_nothing((f"a refusal of {name}: {told!r}", told) for name, told in self.told.refusals)

    def test_answers(self):
        asked = {name for name, _ in self.told.answers}
        self.assertLessEqual({"ListWorklist", "WatchFacts", "GetDossier", "SearchDossiers", "LookUp", "ReportBieu06"}, asked)
        self.expect_nothing((f"an answer of {name}", told) for name, told in self.told.answers if name not in TOLD_ON_PURPOSE)

    def test_names_of_files_and_what_others_see_of_processes(self):
        self.expect_nothing([*names_of_files(), *what_others_see_of_processes()])


class PlantedTest(unittest.TestCase):
    """The same places and the same search: what is put there on purpose is found."""

    def setUp(self):
        self.search = markers.Search(values())
        self.marker = PEOPLE["owner"]["full_name"]

    def assert_found(self, places, where):
        found = [name for name, data in places if self.search.find(data)]
        self.assertTrue(any(where in name for name in found), f"{where} is not among {found}")

    def test_in_a_log_line(self):
        with open(world.folder / "intake.log", "ab") as log:
            size = log.tell()
            log.write(f'{{"msg":"call","error":"owner {self.marker}"}}\n'.encode())
        self.addCleanup(os.truncate, world.folder / "intake.log", size)
        self.assert_found(logs(), "intake.log")

    def test_in_a_metric(self):
        page = f'hoso_commands_total{{who="{markers.without_accents(self.marker)}"}} 1\n'.encode()

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Page)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        self.addCleanup(thread.join)
        self.assert_found(metrics([server.server_port]), "metrics")

    def test_in_the_database(self):
        for kind, value in (("text", self.marker), ("bytea", "\\x00ff" + self.marker.encode().hex())):
            psql(f"CREATE TABLE public.planted AS SELECT '{value}'::{kind} AS it")
            self.assert_found(dump(), "pg_dump")
            found = [name for name, data in files_of_the_database() if self.search.find(data)]
            self.assertTrue(any("base/" in name for name in found), found)
            self.assertTrue(any("page headers" in name for name in found), found)
            psql("DROP TABLE public.planted")

    def test_in_a_refusal(self):
        from google.rpc import error_details_pb2, status_pb2

        class Refusal:
            def __init__(self, text="", details=b""):
                self.text, self.given = text, details

            def details(self):
                return self.text

            def initial_metadata(self):
                return ()

            def trailing_metadata(self):
                return (("grpc-status-details-bin", self.given),)
        detail = status_pb2.Status()
        bad = error_details_pb2.BadRequest()
        bad.field_violations.add(field="owner.full_name", description=f"{self.marker.upper()}, want letters")
        detail.details.add().Pack(bad)
        for refusal in (Refusal(f"{PEOPLE['owner']['identity_number']}: not found"), Refusal(details=detail.SerializeToString())):
            told = listener.Listener(world)
            told.note_refusal("AcceptDossier", refusal)
            self.assert_found(told.refusals, "AcceptDossier")

    def test_in_an_answer(self):
        answer = tracking.SearchDossiersResponse(persons=[{"masked_name": self.marker}])
        self.assert_found([("SearchDossiers", answer.SerializeToString())], "SearchDossiers")
        answer = intake.AcceptDossierRequest(owner=person.PersonRecord(birth_date=record("owner").birth_date))
        self.assert_found([("a birth date", answer.SerializeToString())], "a birth date")

    def test_in_the_name_of_a_file(self):
        path = world.folder / f"{PEOPLE['owner']['identity_number']}.pdf"
        path.touch()
        self.addCleanup(path.unlink)
        self.assert_found(names_of_files(), path.name)

    def test_in_memory(self):
        """A process that keeps a value and protects nothing: its image has it."""
        with subprocess.Popen([sys.executable, "-c", "import sys; kept = sys.stdin.readline(); print(1, flush=True); sys.stdin.read()"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdin.write(self.marker.encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            self.assert_found(images(process.pid), "memory")


def images(pid):
    """The memory of a process, as a core image would have it."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            bounds, rights = line.split()[:2]
            start, end = (int(bound, 16) for bound in bounds.split("-"))
            if rights.startswith("rw") and end - start < 1 << 28:
                try:
                    memory.seek(start)
                    yield f"memory at {bounds}", memory.read(end - start)
                except OSError:
                    pass  # Of the kernel's own.


def abort(process):
    """Ends it as a crash would; whether that left a core image."""
    process.send_signal(signal.SIGABRT)
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.wait(30)
    return ended.si_code == os.CLD_DUMPED


class CoreTest(unittest.TestCase):
    """Last, as it ends the services. That no debugger of the same user reads their memory is in hardening_test.py: builds with
    AddressSanitizer leave debuggers in."""

    @classmethod
    def setUpClass(cls):
        # What services inherit from us would let them dump.
        cls.limits = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (cls.limits[1], cls.limits[1]))

    @classmethod
    def tearDownClass(cls):
        resource.setrlimit(resource.RLIMIT_CORE, cls.limits)

    def test_a_process_that_does_not_mind_leaves_one(self):
        pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text()
        if pattern[0] in "/|" or not self.limits[1]:
            self.skipTest("no process leaves a core image in its folder here")
        folder = world.folder / "crashed"
        folder.mkdir()
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, cwd=folder) as process:
            self.assertTrue(abort(process))
        self.assertTrue(any(folder.iterdir()))
        shutil.rmtree(folder)

    def test_services_leave_no_core(self):
        for name in SERVICES:
            service = getattr(world, name)
            service.terminate()
            service.restart()  # Under our limit now.
            pid = service.process.pid
            with self.subTest(service=name):
                with open(f"/proc/{pid}/limits") as limits:
                    core = next(line for line in limits if line.startswith("Max core file size"))
                self.assertEqual(core.split()[4:6], ["0", "0"])
                self.assertFalse(abort(service.process), "a core image was left")
        self.assertEqual([path for path in world.folder.rglob("core*") if path.is_file() and "postgres" not in path.parts], [])


def load_tests(loader, _, __):
    """In this order: what is planted stays in the WAL, and aborted services answer nothing."""
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (PersonalDataTest, PlantedTest, CoreTest))


if __name__ == "__main__":
    unittest.main(verbosity=2)
