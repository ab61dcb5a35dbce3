"""Recognisable names, numbers, addresses, secrets and passwords go through the real services, rightly and wrongly; then not one
of them lies in plain form where it does not belong: logs, metrics, dump, WAL and files of the database, what callers are told,
names of files, core images. And what is put there on purpose is found.

A scan is among them: its bytes hold such a name.
"""
import hashlib
import http.server
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import threading
import unittest
import urllib.request

from world import World

world = World(staff=True)

from hoso.core.v1 import person_pb2 as person  # noqa: E402
from hoso.intake.v1 import intake_service_pb2 as intake  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
import listener  # noqa: E402
import marked_life  # noqa: E402
import markers  # noqa: E402

SERVICES = ("intake", "routing", "returns", "staff")
# Kept only in methods whose purpose it is to tell them to who is entitled to know.
TOLD_ON_PURPOSE = {"AcceptDossier", "RegisterDossier", "SignIn", "RenewToken", "AddStaff", "ResetPassword", "SetUpOneTimeCodes"}


def tearDownModule():
    world.close()


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
        cls.search = markers.Search(marked_life.values(world))
        cls.told = listener.Listener(world)
        marked_life.Life(cls.told, cls.search).live()

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
        self.search = markers.Search(marked_life.values(world))
        self.marker = marked_life.PEOPLE["owner"]["full_name"]

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
        for refusal in (Refusal(f"{marked_life.PEOPLE['owner']['identity_number']}: not found"), Refusal(details=detail.SerializeToString())):
            told = listener.Listener(world)
            told.note_refusal("AcceptDossier", refusal)
            self.assert_found(told.refusals, "AcceptDossier")

    def test_in_an_answer(self):
        answer = tracking.SearchDossiersResponse(persons=[{"masked_name": self.marker}])
        self.assert_found([("SearchDossiers", answer.SerializeToString())], "SearchDossiers")
        answer = intake.AcceptDossierRequest(owner=person.PersonRecord(birth_date=marked_life.record("owner").birth_date))
        self.assert_found([("a birth date", answer.SerializeToString())], "a birth date")

    def test_in_the_name_of_a_file(self):
        path = world.folder / f"{marked_life.PEOPLE['owner']['identity_number']}.pdf"
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
