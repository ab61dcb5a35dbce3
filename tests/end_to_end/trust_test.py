"""Who may do what: every role against every method of every service, inside and outside its reach; and how people sign in."""
import hmac
import hashlib
import base64
import re
import struct
import time
import unittest

import grpc

from world import SOURCE, Signer, World, at, metadata, new_id

world = World(staff=True)

from google.protobuf import message_factory  # noqa: E402
from hoso.access.v1 import access_service_pb2 as access  # noqa: E402
from hoso.cash.v1 import cash_service_pb2 as cash  # noqa: E402
from hoso.intake.v1 import intake_service_pb2 as intake, intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.journal.v1 import journal_service_pb2 as journal  # noqa: E402
from hoso.scans.v1 import scan_service_pb2 as scans  # noqa: E402
from hoso.returns.v1 import returns_service_pb2 as returns  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.staff.v1 import staff_service_pb2 as staff, staff_service_pb2_grpc as staff_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.trust.v1 import session_pb2  # noqa: E402
import papers  # noqa: E402
from people import People, reason_of  # noqa: E402

CODE = grpc.StatusCode
NOW = at("2022-11-14T09:00")
MACHINES = {"counter": f"office/{papers.OFFICE}", "agency_system": "agency/SGTVT", "citizen": "device/MT-1"}
OFFICE_ROLES = ("postal_attendant", "bureau_supervisor")
AGENCY_ROLES = ("one_stop_officer", "specialist", "leader")


def tearDownModule():
    world.close()


def methods():
    """(command as in docs/rights.md, service process, full name, request class, response class, streams)"""
    for module, process in ((intake, "intake"), (routing, "routing"), (tracking, "routing"), (returns, "returns"), (staff, "staff"),
                            (access, "staff"), (journal, "intake"), (cash, "intake"), (scans, "intake")):
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                command = f"{service.name.removesuffix('Service').lower()}.{method.name}"
                get = message_factory.MessageFactory().GetPrototype
                yield (command, process, f"/{service.full_name}/{method.name}", get(method.input_type), get(method.output_type),
                       method.name in ("WatchFacts", "ReadScan"))


def documented_rights():
    """{command: {role: how far}} as docs/rights.md says."""
    lines = [line for line in (SOURCE / "docs" / "rights.md").read_text().splitlines() if line.startswith("|")]
    roles = [cell.strip() for cell in lines[0].split("|")[2:-1]]
    return {cells[1].strip(): dict(zip(roles, (cell.strip() for cell in cells[2:-1])))
            for cells in (line.split("|") for line in lines[2:])}


def place_of(role, office=papers.OFFICE, agency="SGTVT"):
    if role in OFFICE_ROLES:
        return {"office": office}
    if role in AGENCY_ROLES:
        return {"agency": agency}
    return {"carrier": "YB-XETHU"} if role == "carrier" else {}


def bearer(role, machine="service/console", **place):
    return (("authorization", f"Bearer {Signer.instance.token('NV-9', role, machine=machine, **place)}"),)


class MatrixTest(unittest.TestCase):
    channels = {}

    @classmethod
    def channel(cls, process, machine="service/console"):
        if (process, machine) not in cls.channels:
            if machine != "service/console":
                world.run_authority("ensure", f"hoso://yen-bai/{machine}")
            cls.channels[process, machine] = getattr(world, process).channel_of(world.machine(machine))
        return cls.channels[process, machine]

    def call(self, method, request, caller, machine="service/console"):
        """The answer, or the error."""
        _, process, path, _, response_type, streams = method
        simulated = () if process == "staff" else (("hoso-time", NOW.isoformat()),)
        channel = self.channel(process, machine)
        make = (channel.unary_stream if streams else channel.unary_unary)(
            path, request_serializer=type(request).SerializeToString, response_deserializer=response_type.FromString)
        try:
            answer = make(request, metadata=simulated + caller, timeout=20)
            return list(answer) if streams else answer
        except grpc.RpcError as error:
            return error

    def test_every_role_against_every_method(self):
        rights = documented_rights()
        self.assertEqual(set(rights), {method[0] for method in methods()})
        tried = 0
        for method in methods():
            for role, reach in rights[method[0]].items():
                request = method[3]()
                if hasattr(request, "until_now"):
                    request.until_now = True
                caller = () if role in MACHINES else bearer(role, **place_of(role))
                answer = self.call(method, request, caller, MACHINES.get(role, "service/console"))
                refused = isinstance(answer, grpc.RpcError) and reason_of(answer) in ("ROLE_MAY_NOT", "SIGN_IN_NEEDED")
                with self.subTest(method=method[0], role=role, reach=reach):
                    self.assertEqual(refused, not reach, answer)
                    if refused:
                        self.assertIn(answer.code(), (CODE.PERMISSION_DENIED, CODE.UNAUTHENTICATED))
                tried += 1
        self.assertEqual(tried, len(rights) * 12)

    def test_what_is_out_of_reach_is_answered_as_if_it_did_not_exist(self):
        """The same request about a dossier elsewhere and about none at all gets the same answer, from every role and method."""
        accepted = intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
            papers.licence(), metadata=metadata(NOW, office=papers.OFFICE), timeout=20)
        real = accepted.dossier.dossier_code
        none = real[:-4] + "9998"
        rights, compared, not_found = documented_rights(), 0, 0
        for method in methods():
            if not hasattr(method[3](), "dossier_code") or method[0] in ("tracking.LookUp", "returns.RecordFeedback"):
                continue
            for role, reach in rights[method[0]].items():
                if not reach or reach == "all":
                    continue
                caller = ((("hoso-staff", "CV-9"),) if role in MACHINES else
                          bearer(role, **place_of(role, office="YB-II-133", agency="STP")))
                machine = "agency/STP" if role == "agency_system" else "service/console"
                answers = []
                for code in (real, none):
                    answer = self.call(method, self.about(method, code), caller, machine)
                    with self.subTest(method=method[0], role=role):
                        self.assertIsInstance(answer, grpc.RpcError, "served out of reach")
                    answers.append((answer.code(), reason_of(answer), answer.details().replace(code, "CODE")))
                with self.subTest(method=method[0], role=role):
                    self.assertEqual(answers[0], answers[1])
                compared += 1
                not_found += answers[0][0] == CODE.NOT_FOUND
        self.assertGreater(compared, 50)
        # The others are refused by the request's own words, as a hand-over by who stands elsewhere.
        self.assertGreater(not_found, compared * 3 // 4)

    @staticmethod
    def about(method, code):
        """A request of the method that is well formed, about the dossier `code`."""
        request = method[3]()
        request.dossier_code = code
        if hasattr(request, "request_id"):
            request.request_id = new_id()
        count = {"component_id": "id_copy", "photocopies": 1}
        filled = {
            "AcceptDossier": lambda: request.MergeFrom(papers.licence(dossier_code=code)),
            "RefuseDossier": lambda: request.MergeFrom(type(request)(ground_id="NOT_COMPLETE", explanation="thiếu giấy tờ")),
            "SupplementDossier": lambda: request.components.add(**count),
            "WithdrawDossier": lambda: request.MergeFrom(type(request)(reason="đổi ý", identity_number="015090000123")),
            "RecordPayment": lambda: (request.fees.add(fee_id="STANDARD", amount_vnd=135000),
                                      request.MergeFrom(type(request)(receipt_number="BL-1", means=1))),
            "ProposeCorrection": lambda: request.MergeFrom(type(request)(ground="nhập nhầm", return_office_id="YB-II-133")),
            "ReviewCorrection": lambda: request.MergeFrom(type(request)(correction=1, approve=True)),
            "HandOver": lambda: (request.items.append(1), request.MergeFrom(routing.HandOverRequest(
                document_number="BG-1", **{"from": {"kind": 1, "id": "YB-II-133"}}, to={"kind": 1, "id": "YB-I-01"}))),
            "SettleDiscrepancy": lambda: request.MergeFrom(type(request)(discrepancy=1, outcome=2, ground="đã đối chiếu")),
            "ReceiveDossier": lambda: request.MergeFrom(type(request)(complete=True)),
            "AssignDossier": lambda: request.MergeFrom(type(request)(staff_id="CV-1")),
            "RequestSupplement": lambda: (request.components.add(**count), request.MergeFrom(type(request)(reason="mờ"))),
            "RequestPayment": lambda: (request.fees.add(fee_id="STANDARD", amount_vnd=1000),
                                       request.MergeFrom(type(request)(reason="thiếu"))),
            "RescheduleDossier": lambda: request.MergeFrom(type(request)(
                new_date={"year": 2022, "month": 11, "day": 30}, reason="chờ xác minh", approved_by="LD-1", cause=2)),
            "StopDossier": lambda: request.MergeFrom(type(request)(ground_id="SUPPLEMENT_OVERDUE", explanation="quá hạn")),
            "DecideDossier": lambda: (request.results.add(
                document_number="790123456789", label="GPLX", signed_on={"year": 2022, "month": 11, "day": 14}),
                request.MergeFrom(type(request)(outcome=1))),
            "ReceiveResults": lambda: (request.items.append(2), request.MergeFrom(type(request)(shelf="A1"))),
            "NotifyApplicant": lambda: request.MergeFrom(type(request)(means=2, subject="Đã có kết quả")),
            "HandOut": lambda: (request.items.append(2), request.MergeFrom(type(request)(
                channel=2, identity_check=1, slip_returned=True,
                recipient={"kind": 1, "full_name": "NGƯỜI MẪU", "identity_kind": 1, "identity_number": "015090000123"}))),
            "RecordAttempt": lambda: request.MergeFrom(type(request)(failure=1)),
            "ShowPersons": lambda: request.MergeFrom(type(request)(purpose=4)),
            "FindUpload": lambda: request.MergeFrom(type(request)(scan_id=new_id())),
            "ReadScan": lambda: request.MergeFrom(type(request)(scan_id=new_id(), purpose=2)),
            "RecordPrint": lambda: request.MergeFrom(type(request)(purpose=1, form=1)),
            "ReturnUnclaimed": lambda: request.MergeFrom(type(request)(reason="không đến nhận")),
        }
        filled.get(method[0].split(".")[1], lambda: None)()
        return request


class TokenTest(unittest.TestCase):
    def refusal(self, token):
        with self.assertRaises(grpc.RpcError) as caught:
            intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
                papers.licence(), metadata=(("authorization", f"Bearer {token}"),), timeout=20)
        self.assertEqual(caught.exception.code(), CODE.UNAUTHENTICATED)
        return reason_of(caught.exception)

    def test_tokens_that_do_not_count(self):
        good = Signer.instance.token("NV-1", "postal_attendant", papers.OFFICE)
        self.assertEqual(self.refusal("hoso1.x.y.z"), "TOKEN_UNREADABLE")
        self.assertEqual(self.refusal(good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]), "TOKEN_FOREIGN")
        self.assertEqual(self.refusal(Signer.instance.token("NV-1", "postal_attendant", papers.OFFICE, minutes=-5)), "TOKEN_EXPIRED")
        self.assertEqual(self.refusal(Signer.instance.token("NV-1", "postal_attendant", papers.OFFICE, machine="office/YB-II-133")),
                         "TOKEN_OTHER_MACHINE")


def code_of(uri):
    """What an authenticator shows (RFC 6238), written from the RFC."""
    secret = base64.b32decode(re.search("secret=([A-Z2-7]+)", uri)[1])
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1000000:06d}"


class SignInTest(People, unittest.TestCase):
    world = world

    def test_a_person_signs_in_and_works_and_leaves(self):
        token = self.join("GDV-1")
        accepted = intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
            papers.licence(), metadata=(("authorization", f"Bearer {token}"), ("hoso-time", NOW.isoformat())), timeout=20)
        self.assertEqual(accepted.dossier.office_id, papers.OFFICE)
        renewed = self.ask("RenewToken", staff.RenewTokenRequest(), token).token
        self.assertNotEqual(renewed, token)
        self.ask("EndStaff", staff.EndStaffRequest(staff_id="GDV-1"))
        self.refused("SESSION_ENDED", self.ask, "RenewToken", staff.RenewTokenRequest(), renewed)
        self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-1", "mật khẩu của GDV-1", office_id=papers.OFFICE)
        self.refused("", self.ask, "AddStaff", staff.AddStaffRequest(staff_id="GDV-1"))  # The id stays theirs.

    def test_unknown_people_and_wrong_passwords_get_one_answer(self):
        self.join("GDV-2")
        unknown = self.refused("SIGN_IN_WRONG", self.sign_in, "KHONG-CO", "bất kỳ", office_id=papers.OFFICE)
        wrong = self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-2", "bất kỳ", office_id=papers.OFFICE)
        self.assertEqual((unknown.code(), unknown.details()), (wrong.code(), wrong.details()))

    def test_guessing_locks_one_person_on_one_machine(self):
        self.join("GDV-3")
        self.join("GDV-4")
        for _ in range(5):
            self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-3", "đoán mò", office_id=papers.OFFICE)
        locked = self.refused("SIGN_IN_LOCKED", self.sign_in, "GDV-3", "mật khẩu của GDV-3", office_id=papers.OFFICE)
        self.assertEqual(locked.code(), CODE.RESOURCE_EXHAUSTED)
        self.sign_in("GDV-4", "mật khẩu của GDV-4", office_id=papers.OFFICE)  # A colleague on the same machine.
        world.run_authority("ensure", f"hoso://yen-bai/office/{papers.OFFICE}")
        with world.staff.channel_of(world.machine(f"office/{papers.OFFICE}")) as elsewhere:
            self.sign_in("GDV-3", "mật khẩu của GDV-3", stub=staff_grpc.StaffServiceStub(elsewhere))
        self.ask("Unlock", staff.UnlockRequest(staff_id="GDV-3"))
        self.sign_in("GDV-3", "mật khẩu của GDV-3", office_id=papers.OFFICE)

    def test_an_office_machine_lets_in_people_of_the_office(self):
        self.join("GDV-5")
        world.run_authority("ensure", "hoso://yen-bai/office/YB-II-133")
        with world.staff.channel_of(world.machine("office/YB-II-133")) as channel:
            stub = staff_grpc.StaffServiceStub(channel)
            self.refused("NO_ASSIGNMENT", self.sign_in, "GDV-5", "mật khẩu của GDV-5", stub=stub)
            self.refused("NOT_THIS_MACHINE", self.sign_in, "GDV-5", "mật khẩu của GDV-5", stub=stub, office_id=papers.OFFICE)

    def test_cover_has_an_end_and_supervisors_give_what_is_theirs(self):
        supervisor = self.join("KSV-1", "bureau_supervisor")
        first = self.ask("AddStaff", staff.AddStaffRequest(staff_id="GDV-6"), supervisor).first_password
        tomorrow = time.localtime(time.time() + 2 * 86400)
        day = {"year": tomorrow.tm_year, "month": tomorrow.tm_mon, "day": tomorrow.tm_mday}

        def assign(token=supervisor, **assignment):
            return self.ask("Assign", staff.AssignRequest(assignment={"staff_id": "GDV-6", **assignment}), token).assignment
        attendant = {"role": "ROLE_POSTAL_ATTENDANT", "office_id": papers.OFFICE}
        error = self.refused("", assign, cover_for="GDV-5", **attendant)
        self.assertIn("assignment.until", error.details())
        cover = assign(cover_for="GDV-5", until=day, **attendant)
        self.assertEqual(cover.made_by, "KSV-1")
        token = self.sign_in("GDV-6", first, new="mật khẩu mới của tôi", office_id=papers.OFFICE).token
        self.refused("OUT_OF_REACH", assign, role="ROLE_BUREAU_SUPERVISOR", office_id=papers.OFFICE)
        self.refused("OUT_OF_REACH", assign, role="ROLE_POSTAL_ATTENDANT", office_id="YB-II-133")
        self.refused("OUT_OF_REACH", assign, role="ROLE_ADMINISTRATOR")
        self.refused("", self.ask, "ResetPassword", staff.ResetPasswordRequest(staff_id="QT-01"), supervisor)
        listed = self.ask("ListAssignments", staff.ListAssignmentsRequest(), supervisor).assignments
        self.assertIn("GDV-6", [one.staff_id for one in listed])
        self.assertNotIn("QT-01", [one.staff_id for one in listed])
        self.ask("EndAssignment", staff.EndAssignmentRequest(assignment_id=cover.assignment_id), supervisor)
        self.refused("SESSION_ENDED", self.ask, "RenewToken", staff.RenewTokenRequest(), token)
        self.refused("NO_ASSIGNMENT", self.sign_in, "GDV-6", "mật khẩu mới của tôi", office_id=papers.OFFICE)

    def test_one_time_codes(self):
        token = self.join("GDV-7")
        uri = self.ask("SetUpOneTimeCodes", staff.SetUpOneTimeCodesRequest(password="mật khẩu của GDV-7"), token).otpauth_uri
        self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-7", "mật khẩu của GDV-7", code="000000", office_id=papers.OFFICE)
        code = code_of(uri)
        signed_in = self.sign_in("GDV-7", "mật khẩu của GDV-7", code=code, office_id=papers.OFFICE)
        self.assertEqual(signed_in.session.method, session_pb2.SIGN_IN_METHOD_PASSWORD_AND_TOTP)
        self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-7", "mật khẩu của GDV-7", code=code, office_id=papers.OFFICE)  # Once.
        self.refused("SIGN_IN_WRONG", self.sign_in, "GDV-7", "mật khẩu của GDV-7", office_id=papers.OFFICE)
        stored = world.sql("SELECT encode(code_secret, 'hex') FROM staff.member WHERE staff_id = 'GDV-7'")
        self.assertNotIn(base64.b32decode(re.search("secret=([A-Z2-7]+)", uri)[1]).hex(), stored)

    def test_a_weak_password_is_refused_by_name_only(self):
        first = self.ask("AddStaff", staff.AddStaffRequest(staff_id="GDV-8")).first_password
        for weak in ("ngắn", "GDV-8", "1234567890", "aaaaaaaaaaaa"):
            error = self.refused("", self.sign_in, "GDV-8", first, new=weak)
            self.assertIn("password.new_password", error.details())
            self.assertNotIn(weak, error.details())
            self.ask("Unlock", staff.UnlockRequest(staff_id="GDV-8"))

    def test_only_the_auditor_reads_what_happened_and_nobody_the_hashes(self):
        events = int(world.sql("SELECT count(*) FROM staff.event", role="hoso_auditor"))
        self.assertGreater(events, 0)
        for role, text in (("hoso_auditor", "SELECT password FROM staff.member"), ("hoso_intake", "SELECT * FROM staff.event"),
                           ("hoso_staff", "DELETE FROM staff.event"), ("hoso_staff", "UPDATE staff.event SET what = ''"),
                           ("hoso_staff", "SELECT * FROM ledger.fact")):
            with self.assertRaises(Exception, msg=f"{role}: {text}"):
                world.sql(text, role=role)


if __name__ == "__main__":
    unittest.main(verbosity=2)
