"""Two persons who could have been one are not two: who sets somebody's password can sign in as them."""
import unittest

import grpc

from world import World, at, new_id

world = World(staff=True)

from hoso.intake.v1 import intake_service_pb2 as intake, intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.staff.v1 import staff_service_pb2 as staff  # noqa: E402
import papers  # noqa: E402
from people import People  # noqa: E402

CODE = grpc.StatusCode
NOW = at("2022-11-14T09:00")


def tearDownModule():
    world.close()


class FourEyesTest(People, unittest.TestCase):
    world = world

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = intake_grpc.IntakeServiceStub(world.intake.channel)

    def do(self, token, method, request):
        return getattr(self.intake, method)(
            request, metadata=(("authorization", f"Bearer {token}"), ("hoso-time", NOW.isoformat())), timeout=20)

    def propose(self, token):
        """A correction of a new dossier that waits for a second person."""
        code = self.do(token, "AcceptDossier", papers.licence()).dossier.dossier_code
        self.do(token, "ProposeCorrection", intake.ProposeCorrectionRequest(
            request_id=new_id(), dossier_code=code, ground="nhập nhầm", return_office_id="YB-II-133"))
        return code

    def review(self, token, code, approve=True):
        return self.do(token, "ReviewCorrection", intake.ReviewCorrectionRequest(
            request_id=new_id(), dossier_code=code, correction=1, approve=approve, remark="đã gọi xác nhận"))

    def enter(self, who, first, new="một mật khẩu khác"):
        return self.sign_in(who, first, new=new, office_id=papers.OFFICE).token

    def test_who_resets_a_password_is_no_second_person_beside_its_owner(self):
        supervisor, other = self.join("KSV-21", "bureau_supervisor"), self.join("KSV-22", "bureau_supervisor")
        self.join("GDV-21")
        first = self.ask("ResetPassword", staff.ResetPasswordRequest(staff_id="GDV-21"), supervisor).first_password
        as_clerk = self.enter("GDV-21", first)
        code = self.propose(as_clerk)
        for approve in (True, False):
            error = self.refused("NOT_TWO_PERSONS", self.review, supervisor, code, approve)
            self.assertEqual(error.code(), CODE.PERMISSION_DENIED)
        # The clerk taking the account back clears nothing, and neither does a renewal.
        again = self.sign_in("GDV-21", "một mật khẩu khác", new="chỉ mình tôi biết", office_id=papers.OFFICE).token
        renewed = self.ask("RenewToken", staff.RenewTokenRequest(), again)
        self.assertIn("KSV-21", renewed.session.credentials_by)
        second = self.propose(renewed.token)
        self.refused("NOT_TWO_PERSONS", self.review, supervisor, second)
        for waiting in (code, second):
            self.assertTrue(self.review(other, waiting).dossier.dossier_code)
        self.assertEqual(world.verify()[0], 0, world.verify()[1])

    def test_the_other_way_round(self):
        """Who proposes and resets the reviewer's password."""
        token = self.join("KSV-23", "bureau_supervisor")
        self.join("KSV-24", "bureau_supervisor")
        code = self.propose(token)
        # By rights only an administrator resets a supervisor's: here one who works at the counter, too.
        self.ask("Assign", staff.AssignRequest(assignment={"staff_id": "KSV-23", "role": "ROLE_ADMINISTRATOR"}))
        as_administrator = self.sign_in("KSV-23", "mật khẩu của KSV-23", role="ROLE_ADMINISTRATOR").token
        first = self.ask("ResetPassword", staff.ResetPasswordRequest(staff_id="KSV-24"), as_administrator).first_password
        self.refused("NOT_TWO_PERSONS", self.review, self.enter("KSV-24", first), code)

    def test_new_people_and_lifted_locks_count_and_so_does_a_chain(self):
        supervisor = self.join("KSV-25", "bureau_supervisor")
        first = self.ask("AddStaff", staff.AddStaffRequest(staff_id="GDV-25"), supervisor).first_password
        self.ask("Assign", staff.AssignRequest(assignment={
            "staff_id": "GDV-25", "role": "ROLE_POSTAL_ATTENDANT", "office_id": papers.OFFICE}), supervisor)
        made_up = self.enter("GDV-25", first)
        self.refused("NOT_TWO_PERSONS", self.review, supervisor, self.propose(made_up))
        # QT-01 made KSV-25 known before that, and could have been KSV-25 when KSV-25 made GDV-25 known.
        session = self.ask("RenewToken", staff.RenewTokenRequest(), made_up).session
        self.assertEqual(list(session.credentials_by), ["KSV-25", "QT-01"])
        clerk = self.join("GDV-26")
        self.ask("Unlock", staff.UnlockRequest(staff_id="GDV-26"), supervisor)
        clerk = self.ask("RenewToken", staff.RenewTokenRequest(), clerk).token
        self.refused("NOT_TWO_PERSONS", self.review, supervisor, self.propose(clerk))

    def test_it_ends_with_its_period(self):
        supervisor = self.join("KSV-27", "bureau_supervisor")
        self.join("GDV-27")
        first = self.ask("ResetPassword", staff.ResetPasswordRequest(staff_id="GDV-27"), supervisor).first_password
        token = self.enter("GDV-27", first)
        event = "what = 'ResetPassword' AND staff_id = 'GDV-27'"
        at = world.sql(f"SELECT at FROM staff.event WHERE {event}")
        try:  # As if it had been then.
            for days, counts in ((29, True), (31, False)):
                world.sql(f"UPDATE staff.event SET at = now() - interval '{days} days' WHERE {event}")
                session = self.ask("RenewToken", staff.RenewTokenRequest(), token).session
                self.assertEqual("KSV-27" in session.credentials_by, counts, days)
        finally:
            world.sql(f"UPDATE staff.event SET at = '{at}' WHERE {event}")

    def test_changes_of_credentials_and_roles_are_chained(self):
        """What a superuser does to staff.event is named by `hoso ledger verify`."""
        self.join("GDV-28")
        self.assertEqual(world.verify()[0], 0, world.verify()[1])
        entry = world.sql("SELECT entry FROM staff.event WHERE what = 'AddStaff' AND staff_id = 'GDV-28'")
        self.assertEqual(world.sql(f"SELECT staff, deed FROM access.entry WHERE sequence = {entry}"), "QT-01|8")
        for change, undo, found in (
                (f"UPDATE staff.event SET by_staff = 'AI-DO' WHERE entry = {entry}",
                 f"UPDATE staff.event SET by_staff = 'QT-01' WHERE entry = {entry}", "otherwise"),
                (f"CREATE TABLE kept AS SELECT * FROM staff.event WHERE entry = {entry};"
                 f" DELETE FROM staff.event WHERE entry = {entry}",
                 "INSERT INTO staff.event OVERRIDING SYSTEM VALUE SELECT * FROM kept; DROP TABLE kept", "missing in staff.event")):
            world.sql(change)
            try:
                code, said = world.verify()
            finally:
                world.sql(undo)
            self.assertEqual(code, 1, said)
            self.assertIn(f"access log, entry {entry}: ", said)
            self.assertIn(found, said)
        self.assertEqual(world.verify()[0], 0, world.verify()[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
