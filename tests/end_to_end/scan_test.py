"""Scans from the counter's disk to the agency's desk, through real processes: what is refused, what is cut off and goes on, who
reads it and who does not, and what is found when somebody exchanges one."""
import hashlib
import json
import os
import subprocess
import unittest

import grpc

from world import BIN, SOURCE, World, at, eventually, metadata, new_id

world = World(staff=True)

from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.scans.v1 import scan_service_pb2 as scans  # noqa: E402
from hoso.scans.v1 import scan_service_pb2_grpc as scans_grpc  # noqa: E402
import papers  # noqa: E402
from workplace import PASSWORD, Counter, Refused, add_clerk  # noqa: E402

CODE = grpc.StatusCode
NOW = at("2022-11-14T09:30")
COMPONENT = "form"
CHUNK = 65536


def tearDownModule():
    world.close()


def pdf(size, marker=b"SCAN", version=b"1.4"):
    """A small PDF of one page, filled up to `size` bytes with what no reader looks at."""
    page = (b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n")
    head = b"%PDF-" + version + b"\n" + page + b"%" + marker
    tail = b"\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
    return head + os.urandom(max(0, size - len(head) - len(tail))).hex().encode()[:max(0, size - len(head) - len(tail))] + tail


def accept():
    return intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
        papers.licence(), metadata=metadata(NOW, office=papers.OFFICE), timeout=20).dossier.dossier_code


def new_scan(code, content, **changes):
    scan = scans.NewScan(scan_id=new_id(), dossier_code=code, component_id=COMPONENT, digest=hashlib.sha256(content).digest(),
                         bytes=len(content), media_type="application/pdf", pages=1)
    scan.MergeFrom(scans.NewScan(**changes))
    return scan


def stub():
    return scans_grpc.ScanServiceStub(world.intake.channel)


def caller(**place):
    return metadata(NOW, **(place or {"office": papers.OFFICE}))


def messages(scan, content, begin=0, end=None):
    yield scans.UploadScanRequest(scan=scan)
    end = len(content) if end is None else end
    for offset in range(begin, end, CHUNK):
        yield scans.UploadScanRequest(chunk=scans.ScanChunk(offset=offset, content=content[offset:min(offset + CHUNK, end)]))


def upload(scan, content, begin=0, end=None, **place):
    return stub().UploadScan(messages(scan, content, begin, end), metadata=caller(**place), timeout=60)


def find(scan, **place):
    return stub().FindUpload(scans.FindUploadRequest(scan_id=scan.scan_id, dossier_code=scan.dossier_code),
                             metadata=caller(**place), timeout=20)


def read(scan, purpose=2, **place):
    return b"".join(part.content for part in stub().ReadScan(
        scans.ReadScanRequest(dossier_code=scan.dossier_code, scan_id=scan.scan_id, purpose=purpose),
        metadata=caller(**place), timeout=60))


def listed(code, **place):
    return list(stub().ListScans(scans.ListScansRequest(dossier_code=code), metadata=caller(**place), timeout=20).scans)


class ScanTest(unittest.TestCase):
    def refused(self, code, reason, act, *arguments, **named):
        with self.assertRaises(grpc.RpcError) as caught:
            act(*arguments, **named)
        said = caught.exception
        self.assertEqual(said.code(), code, said.details())
        if reason:
            trailer = dict(said.trailing_metadata()).get("grpc-status-details-bin", b"")
            self.assertIn(reason.encode(), trailer, said.details())

    def test_the_agency_reads_byte_for_byte_and_another_does_not(self):
        code, content = accept(), pdf(300_000)
        scan = new_scan(code, content)
        answer = upload(scan, content)
        self.assertTrue(answer.recorded)
        self.assertTrue(upload(scan, content).recorded, "again: it is there")
        self.assertEqual(len(listed(code)), 1, "once only")
        self.assertEqual(read(scan, agency="SGTVT"), content)
        one = listed(code, agency="SGTVT")[0]
        self.assertEqual((one.scan_id, one.component_id, one.digest), (scan.scan_id, COMPONENT, scan.digest))
        self.assertTrue(one.procedure_version)
        self.refused(CODE.NOT_FOUND, "", read, scan, agency="STP")
        self.refused(CODE.NOT_FOUND, "", listed, code, agency="STP")
        self.refused(CODE.INVALID_ARGUMENT, "purpose", read, scan, purpose=0, agency="SGTVT")
        deeds = world.sql(f"SELECT count(*) FROM access.entry WHERE deed = 9 AND dossier = '{code}' AND writer = 'hoso_intake'")
        self.assertEqual(deeds, "2", "the one that was shown, and the one out of reach")

    def test_by_content_and_not_by_what_is_said(self):
        code = accept()
        for content in (b"MZ" + b"\0" * 5000, b"<html>" + b"x" * 5000, pdf(5000, version=b"1.3")):
            scan = new_scan(code, content)
            self.refused(CODE.INVALID_ARGUMENT, "WRONG_TYPE", upload, scan, content)
            self.assertEqual(find(scan).bytes_kept, 0, "what is refused is not kept")
        content = pdf(5000)
        self.refused(CODE.INVALID_ARGUMENT, "WRONG_TYPE", upload, new_scan(code, content, media_type="image/png"), content)
        self.refused(CODE.INVALID_ARGUMENT, "WRONG_DIGEST", upload, new_scan(code, pdf(5000)), content)
        self.refused(CODE.INVALID_ARGUMENT, "", upload, new_scan(code, content, component_id="no_such_paper"), content)
        self.refused(CODE.INVALID_ARGUMENT, "", upload, new_scan(code, content, bytes=20_000_001), content)
        self.assertEqual(listed(code), [])

    def test_an_upload_that_is_cut_goes_on_also_after_kill_9(self):
        code, content = accept(), pdf(1_000_000)
        scan = new_scan(code, content)
        answer = upload(scan, content, 0, 4 * CHUNK)
        self.assertEqual((answer.bytes_kept, answer.recorded), (4 * CHUNK, False))
        self.refused(CODE.INVALID_ARGUMENT, "WRONG_OFFSET", upload, scan, content)
        self.refused(CODE.ALREADY_EXISTS, "SCAN_ID_REUSED", upload,
                     new_scan(code, content, scan_id=scan.scan_id, pages=2), content)

        def then_killed():
            for number, message in enumerate(messages(scan, content, 4 * CHUNK)):
                if number == 4:
                    eventually(lambda: find(scan).bytes_kept >= 5 * CHUNK, what="some of it is kept")
                    world.intake.kill()
                yield message
        with self.assertRaises(grpc.RpcError):
            stub().UploadScan(then_killed(), metadata=caller(), timeout=60)
        world.intake.restart()
        kept = find(scan).bytes_kept
        self.assertTrue(5 * CHUNK <= kept < len(content), kept)
        self.assertTrue(upload(scan, content, kept).recorded)
        self.assertEqual(read(scan, agency="SGTVT"), content)
        self.assertEqual(len(listed(code)), 1)

    def test_a_dossier_takes_100_mb_and_no_more(self):
        code = accept()
        content = pdf(20_000_000)
        first = new_scan(code, content)
        for scan in (first, *(new_scan(code, content) for _ in range(4))):
            upload(scan, content, 0, CHUNK)  # Announced is as good as sent.
        self.refused(CODE.RESOURCE_EXHAUSTED, "DOSSIER_FULL", upload, new_scan(code, pdf(5000)), pdf(5000))
        kept = find(first).bytes_kept
        self.assertTrue(upload(first, content, kept).recorded)
        self.assertEqual(read(first, agency="SGTVT"), content)

    def test_a_better_scan_takes_the_place_of_one_for_all_to_see(self):
        code, old, new = accept(), pdf(6000), pdf(7000)
        before, after = new_scan(code, old), new_scan(code, new)
        upload(before, old)
        after.replaces = before.scan_id
        upload(after, new)
        self.assertEqual([(one.replaces, one.replaced_by) for one in listed(code)],
                         [("", after.scan_id), (before.scan_id, "")])
        self.assertEqual(read(after, agency="SGTVT"), new)
        self.refused(CODE.NOT_FOUND, "", read, before, agency="SGTVT")

    def test_verify_names_a_scan_that_was_exchanged_or_taken_away(self):
        code, content = accept(), pdf(9000)
        one, other, third = (new_scan(code, content) for _ in range(3))
        for scan in (one, other, third):
            upload(scan, content)
        self.assertEqual(world.verify()[0], 0, world.verify()[1])
        world.sql(f"CREATE TABLE kept AS SELECT * FROM ledger.scan_chunk WHERE scan_id IN ('{one.scan_id}', '{other.scan_id}')")
        try:
            world.sql(f"UPDATE ledger.scan_chunk SET sealed = (SELECT sealed FROM ledger.scan_chunk WHERE scan_id = "
                      f"'{other.scan_id}') WHERE scan_id = '{one.scan_id}'")
            world.sql(f"DELETE FROM ledger.scan_chunk WHERE scan_id = '{other.scan_id}'")
            exit_code, said = world.verify()
            self.assertEqual(exit_code, 1, said)
            self.assertIn(f"scan {one.scan_id}: the chunk at 0 is not what was kept", said)
            self.assertIn(f"scan {other.scan_id}: 0 bytes are kept in their order", said)
            self.assertNotIn(third.scan_id, said)
            self.refused(CODE.DATA_LOSS, "", read, one, agency="SGTVT")
        finally:
            world.sql(f"DELETE FROM ledger.scan_chunk WHERE scan_id IN ('{one.scan_id}', '{other.scan_id}'); "
                      "INSERT INTO ledger.scan_chunk SELECT * FROM kept; DROP TABLE kept")
        self.assertEqual(world.verify()[0], 0)

    def test_keys_are_wrapped_anew_retired_and_destroyed(self):
        code, content = accept(), pdf(50_000)
        scan = new_scan(code, content)
        upload(scan, content)

        def vault(verb, *arguments):
            done = subprocess.run([str(BIN / "hoso"), "vault", verb, str(world.vault), *arguments, "--database",
                                   world.conninfo("hoso_keeper")], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            return [line.split("\t") for line in done.stdout.splitlines()]
        before = [row[0] for row in vault("list") if row[2] == "active"]
        vault("rotate")
        for key in before:
            vault("retire", key)
        keys = [row[0] for row in vault("list")]
        self.assertFalse(set(before) & set(keys))
        self.assertEqual(read(scan, agency="SGTVT"), content)
        self.assertEqual(world.sql(f"SELECT key_id FROM ledger.scan_key WHERE scan_id = '{scan.scan_id}'") in keys, True)
        world.sql(f"CREATE TABLE kept_key AS SELECT * FROM ledger.scan_key WHERE scan_id = '{scan.scan_id}'; "
                  f"DELETE FROM ledger.scan_key WHERE scan_id = '{scan.scan_id}'")
        try:
            self.refused(CODE.FAILED_PRECONDITION, "SCAN_DESTROYED", read, scan, agency="SGTVT")
            exit_code, said = world.verify()
            self.assertEqual(exit_code, 1, said)
            self.assertIn(f"scan {scan.scan_id}: its data key is missing, though its term has not passed", said)
        finally:
            world.sql("INSERT INTO ledger.scan_key SELECT * FROM kept_key; DROP TABLE kept_key")
        self.assertEqual(world.verify()[0], 0)

    def test_hoso_puts_lists_and_gets(self):
        code, content = accept(), pdf(400_000)
        file, out = world.folder / "in.pdf", world.folder / "out.pdf"
        file.write_bytes(content)

        def hoso(*arguments, machine="office/" + papers.OFFICE, expected=0):
            done = subprocess.run([str(BIN / "hoso"), *map(str, arguments), "--time", NOW.isoformat(), "--lang", "en"],
                                  cwd=world.folder, capture_output=True, text=True,
                                  env={**os.environ, "HOSO_INTAKE": f"127.0.0.1:{world.intake.port}",
                                       "HOSO_MACHINE": str(world.machine(machine)),
                                       "HOSO_CATALOGUE": str(SOURCE / "catalogue")})
            self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
            return done.stdout + (done.stderr if expected else "")
        world.run_authority("ensure", "hoso://yen-bai/agency/SGTVT")
        world.run_authority("ensure", f"hoso://yen-bai/office/{papers.OFFICE}")
        scan_id = new_id()
        put = ("scan", "put", code, COMPONENT, file, "--scan-id", scan_id)
        self.assertIn("kept", hoso(*put, "--only", 100_000))
        self.assertEqual(hoso(*put).split(), [scan_id, str(len(content)), "recorded"])
        self.assertIn(hashlib.sha256(content).hexdigest(), hoso("scan", "list", code))
        get = ("scan", "get", code, scan_id, "--out", out, "--purpose", "processing")
        hoso(*get, expected=1)  # The counter's machine hands in; what it sees there, a person has to ask for.
        self.assertFalse(out.exists())
        hoso(*get, machine="agency/SGTVT")
        self.assertEqual((out.read_bytes(), out.stat().st_mode & 0o777), (content, 0o600))
        hoso(*get, machine="agency/SGTVT", expected=1)  # Never over a file that is there.
        file.write_bytes(b"MZ not a scan")
        self.assertIn("want a PDF", hoso("scan", "put", code, COMPONENT, file, expected=2))


class CounterScanTest(unittest.TestCase):
    def scan(self, counter, draft, content, component=COMPONENT):
        status, _, body = counter.request("POST", f"/scan?draft_id={draft}&component_id={component}", content,
                                          {"X-Hoso": "1", "Cookie": counter.cookie, "Content-Type": "application/octet-stream"})
        answer = json.loads(body)
        if status != 200:
            raise Refused(status, answer)
        return answer

    def test_from_the_page_to_the_agency_with_the_counter_killed_between(self):
        first = add_clerk(world, "GDV-1")
        counter = Counter(world)
        counter.call("SignIn", staffId="GDV-1", password=first, newPassword=PASSWORD, pin="271828")
        counter.until_ready()
        draft, content = new_id(), pdf(600_000, b"HOSO-SCAN-MARKER")
        with self.assertRaises(Refused) as caught:
            self.scan(counter, draft, b"MZ not a scan")
        self.assertEqual(caught.exception.reason, "WRONG_TYPE")
        status, _, _ = counter.request("POST", f"/scan?draft_id={draft}&component_id=form", content, {"X-Hoso": "1"})
        self.assertEqual(status, 401, "without the cookie")
        status, _, _ = counter.request("POST", f"/scan?draft_id={draft}&component_id=form", content,
                                       {"Cookie": counter.cookie, "Origin": "http://elsewhere"})
        self.assertEqual(status, 403)
        view = self.scan(counter, draft, content)
        self.assertEqual((view["mediaType"], view["pages"], view["state"]), ("application/pdf", 1, "SCAN_STATE_KEPT"))
        self.assertEqual([one["reason"] for one in view["warnings"]], ["BLANK_PAGE"])
        _, headers, body = counter.request("GET", view["path"], headers={"Cookie": counter.cookie})
        self.assertEqual((headers["Content-Type"], body), ("application/pdf", content))
        self.assertEqual(counter.call("ListScanners").get("scanners", []), [])
        counter.kill()
        counter.start()
        counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        self.assertEqual(len(counter.call("ListScans", draftId=draft)["scans"]), 1)
        counter.call("Drill", offline=True)
        code = counter.accept(draft)["dossierCode"]
        self.assertEqual(counter.call("ListScans", dossierCode=code)["scans"][0]["state"], "SCAN_STATE_KEPT")
        counter.call("Drill", offline=False)
        counter.until_sent()

        def state():
            return counter.call("ListScans", dossierCode=code)["scans"][0]
        eventually(lambda: int(state()["bytesSent"]) > 0, 60, "some of it is sent")
        counter.kill()
        counter.start()
        counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        eventually(lambda: state()["state"] == "SCAN_STATE_RECORDED", 60, f"it is recorded; {state()} {counter.log()}")
        recorded = listed(code, agency="SGTVT")
        self.assertEqual(len(recorded), 1)
        scan = scans.NewScan(dossier_code=code, scan_id=recorded[0].scan_id)
        self.assertEqual(read(scan, agency="SGTVT"), content)
        for path in [*counter.data.rglob("*"), *world.folder.glob("*.log")]:
            if path.is_file():
                self.assertNotIn(b"HOSO-SCAN-MARKER", path.read_bytes(), path)
        counter.close()


if __name__ == "__main__":
    unittest.main()
