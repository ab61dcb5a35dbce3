"""How work goes on at a counter whose journal was put back from a backup, copied or damaged, and what a supervisor gives up."""
import shutil
import subprocess
import unittest

import grpc

from world import World, at, eventually, metadata

world = World(staff=True)

from hoso.staff.v1 import staff_service_pb2 as staff  # noqa: E402
from hoso.staff.v1 import staff_service_pb2_grpc as staff_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
from hoso.trust.v1 import session_pb2  # noqa: E402
from workplace import OFFICE, PASSWORD, Counter, Refused, add_clerk, citizen  # noqa: E402


def tearDownModule():
    world.close()


def is_recorded(code):
    try:
        tracking_grpc.TrackingServiceStub(world.routing.channel).GetDossier(
            tracking.GetDossierRequest(dossier_code=code), timeout=20,
            metadata=metadata(at("2023-03-06T12:00"), staff="KSV-1", office=OFFICE))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
        return False
    return True


def add_supervisor(name):
    """With PASSWORD, at the office."""
    stub = staff_grpc.StaffServiceStub(world.staff.channel)
    admin = metadata(at("2023-03-06T08:00"), staff="QT-01", role="administrator")[-1:]
    first = stub.AddStaff(staff.AddStaffRequest(staff_id=name), metadata=admin, timeout=20).first_password
    stub.Assign(staff.AssignRequest(assignment=staff.Assignment(staff_id=name, role=session_pb2.ROLE_BUREAU_SUPERVISOR,
                                                                office_id=OFFICE)), metadata=admin, timeout=20)
    return first


def counter_of(number, **more):
    """A counter of its own, where GDV-number has signed in and codes are held."""
    first = add_clerk(world, f"GDV-{number}")
    counter = Counter(world, device=f"{OFFICE}-Q{number}", **more)
    counter.call("SignIn", staffId=f"GDV-{number}", password=first, newPassword=PASSWORD)
    counter.until_ready()
    return counter


def end_of(counter):
    """Runs the program to its own end; what it said."""
    return subprocess.run(counter.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)


class BadDaysTest(unittest.TestCase):
    def adopt(self, counter, old, number):
        """The same counter goes on in another folder."""
        counter.data = old.with_name(f"{old.name}-new")
        counter.command[counter.command.index("--data") + 1] = str(counter.data)
        counter.command += ["--adopt", str(old)]
        counter.start()
        counter.call("SignIn", staffId=f"GDV-{number}", password=PASSWORD)

    def test_a_disk_that_was_put_back_is_noticed_and_its_unsent_work_goes_on(self):
        counter = counter_of(1)
        counter.call("Drill", offline=True)
        codes = [counter.accept()["dossierCode"] for _ in range(2)]
        counter.close()
        copy = counter.data.with_name("put-back")
        shutil.copytree(counter.data, copy)
        counter.command[counter.command.index("--data") + 1] = str(copy)
        ended = end_of(counter)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("is not the file that was written here last", ended.stderr)
        self.adopt(counter, copy, 1)
        counter.until_sent()
        self.assertEqual({counter.rows()[code]["state"] for code in codes}, {"ENTRY_STATE_RECORDED"})
        self.assertTrue(all(map(is_recorded, codes)))
        # Started again so, nothing comes twice.
        counter.close()
        facts = world.sql("SELECT count(*) FROM ledger.fact")
        counter.start()
        counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        counter.until_sent()
        self.assertEqual(world.sql("SELECT count(*) FROM ledger.fact"), facts)
        counter.close()

    def test_a_forked_journal_goes_on_and_what_cannot_be_recorded_is_given_up(self):
        counter = counter_of(2)
        counter.call("Drill", offline=False)
        counter.accept()
        counter.until_sent()
        counter.close()
        saved = {path.name: path.read_bytes() for path in counter.data.iterdir() if path.is_file()}
        counter.start()
        counter.call("SignIn", staffId="GDV-2", password=PASSWORD)
        original = counter.accept()
        counter.until_sent()
        counter.close()
        for name, content in saved.items():
            with open(counter.data / name, "r+b") as file:  # The same inode: as if the disk were set back.
                file.truncate()
                file.write(content)
        for stray in {path.name for path in counter.data.iterdir() if path.is_file()} - set(saved):
            (counter.data / stray).unlink()
        counter.start()
        counter.call("SignIn", staffId="GDV-2", password=PASSWORD)
        copy = counter.accept(owner=citizen(name="NGƯỜI MẪU HAI"))
        self.assertEqual(copy["dossierCode"], original["dossierCode"])
        fresh = counter.accept(owner=citizen(name="NGƯỜI MẪU BA"))
        counter.call("SendNow")
        self.assertEqual((counter.state()["trouble"], counter.state()["waiting"]), ("JOURNAL_FORKED", 2))
        counter.close()

        self.adopt(counter, counter.data, 2)
        counter.until_sent()
        rows = counter.rows()
        self.assertEqual(counter.state()["trouble"], "")
        self.assertEqual(rows[fresh["dossierCode"]]["state"], "ENTRY_STATE_RECORDED")
        self.assertEqual(rows[copy["dossierCode"]]["state"], "ENTRY_STATE_NEEDS_REVIEW")
        self.give_up(counter, rows[copy["dossierCode"]]["position"])
        self.assertNotIn("NGƯỜI MẪU HAI", str(world.person_data("015090000123")))
        counter.close()

    def give_up(self, counter, position):
        ground = "Mã đã cấp cho hồ sơ khác"
        first = add_supervisor("KSV-9")
        with self.assertRaises(Refused) as no_supervisor:
            counter.call("VoidEntry", position=position, ground=ground)
        self.assertEqual(no_supervisor.exception.reason, "NOT_A_SUPERVISOR")
        with self.assertRaises(Refused):
            counter.call("VoidEntry", position=position, ground=ground, staffId="KSV-9", password="wrong")
        stub = staff_grpc.StaffServiceStub(world.staff.channel_of(world.machine(f"office/{OFFICE}")))
        stub.SignIn(staff.SignInRequest(staff_id="KSV-9", password={"password": first, "new_password": PASSWORD}), timeout=30)
        with self.assertRaises(Refused) as short:
            counter.call("VoidEntry", position=position, ground="x", staffId="KSV-9", password=PASSWORD)
        self.assertEqual([one["field"] for one in short.exception.body["fields"]], ["ground"])
        counter.call("VoidEntry", position=position, ground=ground, staffId="KSV-9", password=PASSWORD)
        row = next(row for row in counter.call("ListJournal")["rows"] if row["position"] == position)
        self.assertEqual((row["state"], counter.state()["needsReview"]), ("ENTRY_STATE_VOIDED", 0))
        self.assertEqual(counter.state()["staffId"], "GDV-2")  # Who stays signed in.
        self.assertEqual(world.sql("SELECT voided_by, ground FROM journal.entry WHERE outcome = 5"), f"KSV-9|{ground}")
        with self.assertRaises(Refused) as again:
            counter.call("VoidEntry", position=position, ground=ground, staffId="KSV-9", password=PASSWORD)
        self.assertEqual(again.exception.reason, "NOT_TO_REVIEW")

    def test_that_a_change_was_told_is_marked_once(self):
        counter = counter_of(4)
        counter.call("Drill", offline=True)
        taken = counter.accept()
        while not taken["provisional"]:
            taken = counter.accept()
        position = taken["position"]
        with self.assertRaises(Refused) as early:
            counter.call("MarkSeen", position=position, means="NOTIFICATION_MEANS_PHONE")
        self.assertEqual(early.exception.reason, "NOT_TO_REVIEW")
        counter.call("Drill", offline=False)
        counter.until_sent()
        self.assertEqual(counter.rows()[taken["dossierCode"]]["state"], "ENTRY_STATE_RECORDED_WITH_CHANGE")
        self.assertEqual(counter.state()["needsReview"], 1)
        counter.call("MarkSeen", position=position, means="NOTIFICATION_MEANS_PHONE")
        self.assertEqual(counter.state()["needsReview"], 0)
        with self.assertRaises(Refused) as again:
            counter.call("MarkSeen", position=position, means="NOTIFICATION_MEANS_PHONE")
        self.assertEqual(again.exception.reason, "NOT_TO_REVIEW")
        counter.close()

    def test_codes_of_a_day_that_is_over_are_recorded_as_void(self):
        counter = counter_of(3)
        taken = counter.accept()["dossierCode"]
        counter.until_sent()
        counter.close()
        before = int(world.sql("SELECT count(*) FROM intake.lease WHERE closed_at IS NOT NULL"))
        counter.command[counter.command.index("--play-from") + 1] = "2023-03-07T08:00:00+07:00"
        counter.start()

        def closed():
            return int(world.sql("SELECT count(*) FROM intake.lease WHERE closed_at IS NOT NULL")) > before
        eventually(closed, 30, f"leases are closed; {counter.log()}")
        self.assertGreater(int(world.sql("SELECT count(*) FROM intake.void_code")), 0)
        self.assertTrue(is_recorded(taken))
        self.assertEqual(world.verify()[0], 0)
        counter.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
