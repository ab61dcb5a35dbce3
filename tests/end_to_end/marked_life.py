"""Citizens and staff with recognisable names, numbers and passwords, and what happens to them. Import after a World was made."""
import base64
import hashlib
import json
import re

import grpc

from hoso.core.v1 import date_pb2, fact_pb2 as fact, person_pb2 as person, status_pb2 as status
from hoso.intake.v1 import intake_service_pb2 as intake
from hoso.returns.v1 import returns_service_pb2 as returns
from hoso.routing.v1 import routing_service_pb2 as routing
from hoso.scans.v1 import scan_service_pb2 as scans
from hoso.scans.v1 import scan_service_pb2_grpc as scans_grpc
from hoso.staff.v1 import staff_service_pb2 as staff
from hoso.tracking.v1 import tracking_service_pb2 as tracking
import listener
import markers
import papers
from world import at, metadata, new_id

NOW = at("2022-11-14T09:00")
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

SCANNED = "Giấyquétbáchmộc"  # Stands in the bytes of a scan.


def record(which):
    given = PEOPLE[which]
    number = given["identity_number"]
    return person.PersonRecord(kind=person.OWNER_KIND_CITIZEN, identity_kind=person.IDENTITY_KIND_CCCD, commune_code="04375",
                               sex=person.SEX_FEMALE if number[3] == "1" else person.SEX_MALE,
                               birth_date=date_pb2.Date(year=1900 + int(number[4:6]), month=BIRTH.month, day=BIRTH.day), **given)


def values(world):
    """Everything that is looked for and known before anything happens: {name: value}."""
    found = {name: password.split()[2] for name, password in PASSWORDS.items()}
    for who, fields in PEOPLE.items():
        for field, value in fields.items():
            # Of a text the one word that nobody else has: with it every text that has it is found.
            found[f"{field} of {who}"] = value.split()[1].rstrip(",") if " " in value else value
        found[f"birth date of {who}, as a message,"] = record(who).birth_date.SerializeToString()
    found["a word in a scan"] = SCANNED
    for date in ("1987-11-29", "29/11/1987", "1987/11/29", "19871129"):
        found[f"birth date {date}"] = date
    found.update({f"the ring's {name}": secret for name, secret in ring_secrets(world)})
    return found


def ring_secrets(world):
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
        self.scan(code)
        self.look_up_and_search(code, secret)
        self.hand_out(code, secret)
        self.second_life()
        self.wrongly(code)

    def scan(self, code):
        """One is taken up and read, one is cut off, one is refused."""
        stub = scans_grpc.ScanServiceStub(self.told.world.intake.channel)
        content = b"%PDF-1.4\n%" + SCANNED.encode() * 500 + b"\n%%EOF\n"
        for bytes_, sent, recorded in ((content, len(content), True), (content, 4096, False), (content[10:], 8192, False)):
            new = scans.NewScan(scan_id=new_id(), dossier_code=code, component_id="form", digest=hashlib.sha256(bytes_).digest(),
                                bytes=len(bytes_), media_type="application/pdf", pages=1)
            parts = [scans.UploadScanRequest(scan=new)]
            parts += [scans.UploadScanRequest(chunk=scans.ScanChunk(offset=0, content=bytes_[:sent]))]
            time = (("hoso-time", NOW.isoformat()),)
            if stub.UploadScan(iter(parts), metadata=time + self.clerk[-1:], timeout=20).recorded != recorded:
                raise AssertionError(f"recorded: want {recorded}")
            if recorded:
                read = stub.ReadScan(scans.ReadScanRequest(dossier_code=code, scan_id=new.scan_id, purpose=2),
                                     metadata=time + self.officer[-1:], timeout=20)
                if b"".join(part.content for part in read) != content:
                    raise AssertionError("the scan that is read is another")

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
        first = self.learn("first password", (self.told.world.folder / "keys" / "QT-01").read_text().strip())

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
