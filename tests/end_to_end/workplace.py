"""A counter of an office: hoso-counter as a process, used over HTTP as its page does. Import after a World was made."""
import atexit
import http.client
import json
import subprocess

from hoso.staff.v1 import staff_service_pb2 as staff
from hoso.staff.v1 import staff_service_pb2_grpc as staff_grpc
from hoso.trust.v1 import session_pb2
from world import BIN, SOURCE, at, eventually, metadata, new_id

OFFICE = "YB-CP-04378"
DEVICE = f"{OFFICE}-Q1"
PASSWORD = "mật khẩu của quầy"


class Refused(Exception):
    """An answer that is a refusal: its HTTP status, and what it says."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.reason = body.get("reason", "")


class Counter:
    def __init__(self, world, device=DEVICE, office=OFFICE, play_from="2023-03-06T08:00:00+07:00", folder=None, slip_key=None,
                 addresses=None, web=None, flags=()):
        self.world = world
        self.device = device
        self.office = office
        self.data = folder or world.folder / f"counter-{device}"
        self.web = web or world.folder / "web"
        self.web.mkdir(exist_ok=True)
        (self.web / "index.html").touch()
        machine = world.machine(f"office/{office}")
        if not machine.exists():
            world.run_authority("issue", f"hoso://yen-bai/office/{office}")
        at = addresses or {name: f"127.0.0.1:{getattr(world, name).port}" for name in ("intake", "routing", "returns", "staff")}
        self.command = [str(BIN / "hoso-counter"), "--data", str(self.data), "--office", office, "--device", device,
                        "--machine", str(machine), "--catalogue", str(SOURCE / "catalogue"), "--web", str(self.web),
                        "--port-file", str(world.folder / f"{device}.address"), "--play-from", play_from,
                        *(word for name, address in at.items() for word in (f"--{name}", address)),
                        *(("--slip-key", str(slip_key)) if slip_key else ()), *flags]
        self.process = None
        atexit.register(self.close)  # Also when the test fails.
        self.start()

    def start(self):
        address_file = self.world.folder / f"{self.device}.address"
        address_file.unlink(missing_ok=True)
        with open(self.world.folder / f"{self.device}.log", "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=log)

        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"hoso-counter ended with {self.process.returncode}:\n{self.log()}")
            return address_file.exists() and address_file.read_text().strip()
        self.address = eventually(ready, 60, "hoso-counter listens")
        self.port = int(self.address.split(":")[2].split("/")[0])
        self.cookie = ""
        self.open()

    def log(self):
        return (self.world.folder / f"{self.device}.log").read_text(errors="replace")[-2000:]

    def request(self, method, path, body=None, headers=None):
        """Status, headers and body of whatever is asked."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def open(self):
        status, headers, _ = self.request("POST", "/api/open", json.dumps({"key": self.address.split("#key=")[1]}),
                                          {"X-Hoso": "1", "Content-Type": "application/json"})
        assert status == 200, status
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def call(self, method, **fields):
        status, _, body = self.request("POST", f"/api/{method}", json.dumps(fields),
                                       {"X-Hoso": "1", "Cookie": self.cookie, "Content-Type": "application/json"})
        answer = json.loads(body)
        if status != 200:
            raise Refused(status, answer)
        return answer

    def print(self, path):
        status, headers, body = self.request("GET", path, headers={"Cookie": self.cookie})
        assert status == 200, (status, body)
        assert headers["Content-Type"] == "application/pdf", headers["Content-Type"]
        return body

    def accept(self, draft=None, **changes):
        return self.call("Accept", draftId=draft or new_id(), dossier={**licence(), **changes}, means="PAYMENT_MEANS_CASH")

    def state(self):
        return self.call("GetState")

    def rows(self):
        """Of the outbox, by code."""
        return {row["dossierCode"]: row for row in self.call("ListJournal")["rows"]}

    def until_sent(self, seconds=30):
        def sent():
            self.call("SendNow")
            return self.state()["waiting"] == 0
        eventually(sent, seconds, f"everything is sent; {self.log()}")

    def until_ready(self):
        """The counter holds codes of its own."""
        try:
            eventually(lambda: self.state()["codesToday"] > 0, 60, "codes are leased")
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.state()}\n{self.log()}") from None

    def kill(self):
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


def citizen(number="015090000123", name="NGƯỜI MẪU MỘT"):
    return {"kind": "OWNER_KIND_CITIZEN", "fullName": name, "identityKind": "IDENTITY_KIND_CCCD", "identityNumber": number,
            "birthDate": {"year": 1990, "month": 5, "day": 17}, "sex": "SEX_MALE", "phone": "0912345678", "address": "Thôn 3",
            "communeCode": "04378"}


def licence():
    """An exchange of a motorcycle licence, as the page sends it."""
    return {"procedure": "GPLX_DOI", "cases": ["A1_A3"], "owner": citizen(), "relation": "RELATION_SELF",
            "components": [{"componentId": "form", "originals": 1},
                           {"componentId": "licence_copy", "photocopies": 1, "originalShown": True},
                           {"componentId": "id_copy", "photocopies": 1, "originalShown": True},
                           {"componentId": "photo", "captured": True}],
            "feesPaid": [{"feeId": "STANDARD", "amountVnd": "135000"}]}


def add_clerk(world, name, office=OFFICE, role=session_pb2.ROLE_POSTAL_ATTENDANT):
    """Somebody who may sign in at the office, with PASSWORD."""
    stub = staff_grpc.StaffServiceStub(world.staff.channel)
    admin = metadata(at("2023-03-06T08:00"), staff="QT-01", role="administrator")[-1:]
    first = stub.AddStaff(staff.AddStaffRequest(staff_id=name), metadata=admin, timeout=20).first_password
    assignment = staff.Assignment(staff_id=name, role=role, office_id=office)
    stub.Assign(staff.AssignRequest(assignment=assignment), metadata=admin, timeout=20)
    return first


def counter_key(world, office=OFFICE):
    """A key by which slips of that office's counter are signed, in the published list."""
    path = world.folder / "keys" / f"slip-{office}.pem"
    if not path.exists():
        subprocess.run([str(BIN / "hoso"), "key", "new", str(path), "--use", "slip", "--owner", f"hoso://yen-bai/office/{office}",
                        "--keys", str(world.folder / "keys" / "keys.json"), "--not-before", "2022-11-01"], check=True, stdout=subprocess.DEVNULL)
    return path
