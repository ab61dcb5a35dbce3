"""Unsent work that goes with the bag: written at a counter without a network, taken in at the office it is for, and what
the network brings later changes nothing."""
import json
import shutil
import subprocess
import unittest

from world import BIN, SOURCE, World, at, eventually, metadata

world = World(staff=True)

from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
from workplace import OFFICE, PASSWORD, Counter, Refused, add_clerk, citizen, counter_key  # noqa: E402

HERE, ELSEWHERE = "YB-II-136", "YB-CP-04381"
KEYS = world.folder / "keys" / "keys.json"
MACHINES = {HERE: "packet-here", ELSEWHERE: "packet-elsewhere"}


def tearDownModule():
    world.close()


def office_key(office):
    subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "sign-key.sh"), str(world.folder / "keys"), "packet",
                    f"hoso://yen-bai/office/{office}", MACHINES[office]], check=True)
    return world.folder / "keys" / f"{MACHINES[office]}.pem"


def stored(code):
    """The dossier with its facts, as bytes; nothing for one that is not there."""
    import grpc
    try:
        answer = tracking_grpc.TrackingServiceStub(world.routing.channel).GetDossier(
            tracking.GetDossierRequest(dossier_code=code), timeout=20,
            metadata=metadata(at("2023-03-06T12:00"), staff="KSV-1", office=OFFICE))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
        return b""
    return answer.SerializeToString(deterministic=True)


def facts():
    return int(world.sql("SELECT count(*) FROM ledger.fact"))


class PacketTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = {office: office_key(office) for office in (HERE, ELSEWHERE)}
        cls.slip_key = counter_key(world)
        cls.dark = cls.counter_at(OFFICE, "GDV-1", "--keys", str(KEYS), slip_key=cls.slip_key)
        cls.dark.until_ready()
        cls.here = cls.counter_at(HERE, "GDV-2", "--keys", str(KEYS), "--office-key", str(cls.keys[HERE]))

    @classmethod
    def counter_at(cls, office, who, *flags, slip_key=None):
        first = add_clerk(world, who, office)
        counter = Counter(world, device=f"{office}-Q1", office=office, slip_key=slip_key, flags=flags)
        counter.call("SignIn", staffId=who, password=first, newPassword=PASSWORD)
        return counter

    @classmethod
    def tearDownClass(cls):
        cls.dark.close()
        cls.here.close()

    def setUp(self):
        self.dark.call("Drill", offline=False)
        self.dark.until_sent()
        self.dark.call("Drill", offline=True)

    def export(self, to=HERE):
        made = self.dark.call("ExportPacket", toOfficeId=to)
        status, headers, content = self.dark.request("GET", made["path"], headers={"Cookie": self.dark.cookie})
        self.assertEqual((status, headers["Content-Type"]), (200, "application/octet-stream"))
        stick = world.folder / made["name"]
        stick.write_bytes(content)
        return made, stick

    def take(self, content):
        """What the page of the receiving office makes of it."""
        status, _, body = self.here.request("POST", "/packet", content, {"X-Hoso": "1", "Cookie": self.here.cookie})
        answer = json.loads(body)
        if status != 200:
            raise Refused(status, answer)
        return answer

    def refused(self, reason, content):
        before = facts()
        with self.assertRaises(Refused) as refused:
            self.take(content)
        self.assertEqual(refused.exception.reason, reason, refused.exception)
        self.assertEqual(facts(), before)

    def hoso(self, *arguments, code=0):
        done = subprocess.run(
            [str(BIN / "hoso"), "--lang", "en", *map(str, arguments)], cwd=world.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.strip().split("\t"), done.stderr

    def hoso_of(self, who, office, *arguments, code=0):
        """As somebody who signs in at an office's machine."""
        password = world.folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o600)
        where = ("--staff-service", f"127.0.0.1:{world.staff.port}", "--machine", world.machine(f"office/{office}"), "--sessions",
                 world.folder / "sessions" / office)
        self.hoso("sign-in", "--staff", who, "--password-file", password, *where)
        doors = [word for name in ("intake", "routing", "returns") for word in (f"--{name}", f"127.0.0.1:{getattr(world, name).port}")]
        return self.hoso(*arguments, *doors, *where, "--staff", who, "--time", "2023-03-06T12:00:00+07:00", code=code)

    def import_by_hoso(self, *arguments, code=0):
        return self.hoso_of("GDV-2", HERE, "packet", "import", *arguments, "--office-key", self.keys[HERE], code=code)

    def test_three_dossiers_come_with_the_bag_and_the_network_changes_nothing(self):
        taken = [self.dark.accept() for _ in range(3)]
        codes = [one["dossierCode"] for one in taken]
        made, stick = self.export()
        self.assertEqual((made["entries"], len(made["papers"])), (3, 3))
        self.assertEqual({row["state"] for code, row in self.dark.rows().items() if code in codes}, {"ENTRY_STATE_WITH_THE_BAG"})
        self.assertEqual(self.dark.state()["waiting"], 3)
        self.assertNotIn("NGƯỜI MẪU".encode(), stick.read_bytes())
        # What anyone reads of it.
        shown, _ = self.hoso("packet", "show", stick, "--keys", KEYS)
        self.assertEqual((shown[0], shown[1], shown[5], shown[8]), (HERE, f"{OFFICE}-Q1", "3", f"hoso://yen-bai/office/{OFFICE}"))
        self.assertEqual(shown[7], made["digest"])
        digest = subprocess.run(["sha256sum", str(stick)], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[0]
        self.assertEqual(digest, made["digest"])

        self.assertEqual([stored(code) for code in codes], [b""] * 3)
        self.assertEqual(self.import_by_hoso(stick)[0], [f"{OFFICE}-Q1", "3", "0", "0", "0"])
        before, number = [stored(code) for code in codes], facts()
        self.assertNotIn(b"", before)
        # Replayed, by the other way.
        again = self.take(stick.read_bytes())
        self.assertEqual((again["recorded"], again["known"], again["refused"], again["waiting"]), (0, 3, 0, 0))
        self.assertEqual(sorted(again["dossierCodes"]), sorted(codes))
        # The line is back: the counter gets the first answers.
        self.dark.call("Drill", offline=False)
        self.dark.until_sent()
        rows = self.dark.rows()
        self.assertEqual({rows[code]["state"] for code in codes}, {"ENTRY_STATE_RECORDED"})
        self.assertEqual({rows[code]["state"] for code in codes}, {"ENTRY_STATE_RECORDED"})
        self.assertEqual(([stored(code) for code in codes], facts()), (before, number))
        # The bag that it came in is signed for with it.
        self.hoso_of("GDV-1", OFFICE, "bag", "seal", "T-0001", "--to", f"office:{HERE}", "--seal", "NP-1", "--packet", stick,
                     *(word for code in codes for word in ("--item", f"{code}/1")))
        self.assertEqual(world.sql("SELECT encode(packet_digest, 'hex') FROM routing.bag WHERE bag_id = 'T-0001'"), made["digest"])
        code, said = world.verify()
        self.assertEqual(code, 0, said)

    def test_what_was_sent_before_the_bag_came_is_known(self):
        taken = self.dark.accept()
        _, stick = self.export()
        self.dark.call("Drill", offline=False)
        self.dark.until_sent()
        before = stored(taken["dossierCode"])
        answer = self.take(stick.read_bytes())
        self.assertEqual((answer["recorded"], answer["known"]), (0, 1))
        self.assertEqual(stored(taken["dossierCode"]), before)

    def test_a_cover_sheet_records_its_dossier(self):
        taken = self.dark.accept(owner=citizen(name="NGUYỄN PHẠM HOÀNG TRƯỜNG THIÊN BẢO NGỌC KHÁNH LINH"))
        made, stick = self.export()
        sheet = world.folder / "cover.pdf"
        sheet.write_bytes(self.dark.print(made["papers"][0]["path"]))
        said = subprocess.run([str(BIN / "read_codes"), str(sheet)], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        text, = (line for line in said if line.startswith("HOSOB1:"))
        self.assertIn(taken["dossierCode"], said)  # As Code 128.
        words = subprocess.run(["pdftotext", str(sheet), "-"], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.assertNotIn("KHÁNH", words)
        with self.assertRaises(Refused) as refused:
            self.here.call("ImportCoverSheet", text=text[:-9])
        self.assertIn(refused.exception.reason, ("PACKET_CUT_SHORT", "PACKET_DAMAGED"))
        answer = self.here.call("ImportCoverSheet", text=text)
        self.assertEqual((answer["recorded"], answer["dossierCodes"]), (1, [taken["dossierCode"]]))
        before, number = stored(taken["dossierCode"]), facts()
        self.assertEqual(self.import_by_hoso("--cover", text)[0][1:], ["0", "1", "0", "0"])
        self.assertEqual(self.take(stick.read_bytes())["known"], 1)
        self.dark.call("Drill", offline=False)
        self.dark.until_sent()
        self.assertEqual((stored(taken["dossierCode"]), facts()), (before, number))

    def test_what_is_wrong_with_a_stick_is_named_and_nothing_is_done(self):
        self.dark.accept()
        _, stick = self.export()
        content = stick.read_bytes()
        self.refused("PACKET_CUT_SHORT", content[:len(content) // 2])
        self.refused("PACKET_CUT_SHORT", b"")
        self.refused("PACKET_UNREADABLE", b"%PDF-1.7 something else")
        self.refused("PACKET_LATER_FORMAT", b"hoso packet 2\n" + content[14:])
        self.refused("PACKET_DAMAGED", content[:-1] + bytes([content[-1] ^ 1]))
        other = self.export(ELSEWHERE)[1]
        self.refused("PACKET_FOR_ANOTHER_OFFICE", other.read_bytes())
        cut = world.folder / "cut.hoso"
        cut.write_bytes(content[:100])
        self.assertIn("cut short", self.import_by_hoso(cut, code=1)[1])
        # Somebody of another office holds the key and opens it, but it is not for them.
        first = add_clerk(world, "GDV-3", ELSEWHERE)
        stranger = Counter(world, device=f"{ELSEWHERE}-Q1", office=ELSEWHERE, flags=("--office-key", str(self.keys[HERE])))
        stranger.call("SignIn", staffId="GDV-3", password=first, newPassword=PASSWORD)
        status, _, body = stranger.request("POST", "/packet", content, {"X-Hoso": "1", "Cookie": stranger.cookie})
        self.assertEqual((status, json.loads(body)["reason"]), (409, "PACKET_FOR_ANOTHER_OFFICE"))
        stranger.close()

    def test_without_keys_it_says_which(self):
        with self.assertRaises(Refused) as refused:
            self.here.call("ExportPacket", toOfficeId=OFFICE)
        self.assertEqual(refused.exception.reason, "NO_DEVICE_KEY")
        status, _, body = self.dark.request("POST", "/packet", b"x", {"X-Hoso": "1", "Cookie": self.dark.cookie})
        self.assertEqual((status, json.loads(body)["reason"]), (409, "NO_OFFICE_KEY"))
        self.dark.accept()
        with self.assertRaises(Refused) as refused:
            self.dark.call("ExportPacket", toOfficeId="YB-II-132")
        self.assertEqual(refused.exception.reason, "PACKET_KEY_UNKNOWN")
        for headers in ({"X-Hoso": "1"}, {"Cookie": self.dark.cookie}, {"X-Hoso": "1", "Cookie": self.dark.cookie, "Origin": "http://evil"}):
            self.assertIn(self.dark.request("POST", "/packet", b"x", headers)[0], (401, 403), headers)

    def test_z_a_device_that_was_revoked_signs_nothing_any_more(self):
        taken = self.dark.accept()
        _, stick = self.export()
        saved = KEYS.read_bytes()
        key_id = next(key["keyId"] if "keyId" in key else key["key_id"] for key in json.loads(saved)["keys"]
                      if key["owner"].endswith(OFFICE))
        self.hoso("key", "revoke", key_id, "--keys", KEYS)
        self.refused("PACKET_KEY_REVOKED", stick.read_bytes())
        # Somebody else's signature, and a key that nobody listed.
        keys = json.loads(saved)
        keys["keys"] = [key for key in keys["keys"] if not key["owner"].endswith(OFFICE)]
        (KEYS.parent / "without.json").write_text(json.dumps(keys))
        (KEYS.parent / "without.json").replace(KEYS)
        self.refused("PACKET_KEY_UNKNOWN", stick.read_bytes())
        (KEYS.parent / "saved.json").write_bytes(saved)
        (KEYS.parent / "saved.json").replace(KEYS)
        self.assertEqual(stored(taken["dossierCode"]), b"")
        self.assertEqual(self.take(stick.read_bytes())["recorded"], 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
