"""The cash of a counter over its page: blind counts, sheets that balance or name the difference, with the network and
without, over a power cut; and what the services say of it."""
import datetime
import re
import subprocess
import unittest

from world import World, at, eventually, metadata, new_id

world = World(staff=True)

from hoso.cash.v1 import cash_service_pb2 as cash  # noqa: E402
from hoso.cash.v1 import cash_service_pb2_grpc as cash_grpc  # noqa: E402
from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.trust.v1 import session_pb2  # noqa: E402
import papers  # noqa: E402
from workplace import DEVICE, OFFICE, PASSWORD, Counter, Refused, add_clerk, licence  # noqa: E402

CLERKS_PIN, SUPERVISORS_PIN = "271828", "314159"
FEE = 135000


def tearDownModule():
    world.close()


def notes(total):
    """A box that holds so much."""
    box = []
    for value in (500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000):
        count, total = divmod(total, value)
        if count:
            box.append({"valueVnd": str(value), "count": count})
    assert total == 0
    return box


def recorded_shifts():
    """As the services list them to a supervisor, oldest first."""
    answer = cash_grpc.CashServiceStub(world.intake.channel).ListShifts(
        cash.ListShiftsRequest(office_id=OFFICE, **{"from": {"year": 2023, "month": 3, "day": 6}},
                               until={"year": 2023, "month": 3, "day": 8}),
        metadata=metadata(at("2023-03-06T12:00"), staff="KSV-1", office=OFFICE, role="bureau_supervisor"), timeout=20)
    return list(reversed(answer.shifts))


def text_of(pdf):
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()
    return re.sub(r"\s+", " ", text)


class ShiftTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        clerk = add_clerk(world, "GDV-1")
        supervisor = add_clerk(world, "KSV-1", role=session_pb2.ROLE_BUREAU_SUPERVISOR)
        cls.counter = Counter(world)
        cls.counter.call("SignIn", staffId="KSV-1", password=supervisor, newPassword=PASSWORD, pin=SUPERVISORS_PIN)
        cls.counter.call("SignIn", staffId="GDV-1", password=clerk, newPassword=PASSWORD, pin=CLERKS_PIN)
        cls.counter.until_ready()

    @classmethod
    def tearDownClass(cls):
        cls.counter.close()

    def setUp(self):
        self.counter.call("Drill", offline=False)
        self.counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        self.before = len(recorded_shifts())
        self.held_before = self.held()

    def open(self, total=500000):
        return self.counter.call("OpenShift", actId=new_id(), notes=notes(total))

    def count(self, total):
        return self.counter.call("CountCash", actId=new_id(), notes=notes(total))

    def close(self, **fields):
        return self.counter.call("CloseShift", **{"actId": new_id(), "handOnOpenWork": True, **fields})

    def held(self):
        return sum(int(one["amountVnd"]) for one in self.counter.call("GetShift")["held"])

    def refused(self, reason, act, *arguments, **fields):
        with self.assertRaises(Refused) as refused:
            act(*arguments, **fields)
        self.assertEqual(refused.exception.reason, reason, refused.exception.body)

    def recorded(self):
        self.counter.until_sent()
        shifts = recorded_shifts()
        self.assertEqual(len(shifts), self.before + 1)
        return shifts[-1]

    def agrees(self, shift):
        self.assertEqual(shift.comparison, cash.Comparison())

    def test_a_shift_is_counted_blind_and_balances_to_the_dong(self):
        self.assertFalse(self.counter.state()["shiftOpen"])
        self.refused("SHIFT_NOT_OPEN", self.count, 500000)
        opened = self.open()
        self.assertTrue(self.counter.state()["shiftOpen"])
        self.refused("SHIFT_OPEN", self.open)
        taken = [self.counter.accept() for _ in range(2)]
        self.counter.call("Accept", draftId=new_id(), dossier=licence(), means="PAYMENT_MEANS_TRANSFER")
        shift = self.counter.call("GetShift")
        self.assertEqual((shift["shiftId"], shift["counted"], shift["expectedVnd"], shift["lines"], shift["receipts"]),
                         (opened["shiftId"], False, "0", [], 3))
        self.refused("NOT_COUNTED", self.close)
        counted = self.count(500000 + 2 * FEE)
        self.assertEqual((counted["expectedVnd"], counted["differenceVnd"]), (str(500000 + 2 * FEE), "0"))
        self.assertEqual({(line["agencyKey"], line["means"], line["receipts"], line["amountVnd"]) for line in counted["lines"]},
                         {("SGTVT", "PAYMENT_MEANS_CASH", 2, str(2 * FEE)), ("SGTVT", "PAYMENT_MEANS_TRANSFER", 1, str(FEE))})
        self.refused("LEFT_OPEN", self.close, handOnOpenWork=False)
        act = new_id()
        closed = self.close(actId=act)
        self.assertEqual(self.close(actId=act), closed)  # Pressed twice, done once.
        text = text_of(self.counter.print(closed["papers"][0]["path"]))
        for words in ("770.000", "135.000", taken[0]["receiptNumber"], "Đổi giấy phép lái xe"):
            self.assertIn(words.replace(" ", ""), text.replace(" ", ""))
        record = self.recorded()
        self.agrees(record)
        self.assertEqual((record.device_id, record.float_vnd, list(record.counts_vnd), record.difference_vnd, record.supervisor),
                         (DEVICE, 500000, [770000], 0, ""))
        self.assertEqual(len(record.sheet.receipt_numbers), 3)
        # What was taken is held until it is handed over, and no more than that can be.
        self.assertEqual(self.held() - self.held_before, 3 * FEE)
        self.refused("MORE_THAN_HELD", self.counter.call, "HandOverFees", actId=new_id(), agencyKey="SGTVT",
                     amountVnd=str(self.held() + 1), documentNumber="BN-1")
        self.counter.call("HandOverFees", actId=new_id(), agencyKey="SGTVT", amountVnd="100000", documentNumber="BN-1")
        self.assertEqual(self.held() - self.held_before, 3 * FEE - 100000)
        self.counter.until_sent()
        self.assertEqual([one.amount_vnd for one in recorded_shifts()[-1].hand_overs], [100000])

    def test_money_taken_while_no_shift_is_open_belongs_to_the_next(self):
        checked = self.counter.call("Check", dossier=licence())
        self.assertTrue([one for one in checked["warnings"] if "no shift is open" in one], checked["warnings"])
        self.counter.accept()
        self.open(100000)
        self.assertFalse([one for one in self.counter.call("Check", dossier=licence())["warnings"] if "no shift" in one])
        self.assertEqual(self.count(100000 + FEE)["differenceVnd"], "0")
        self.close()
        self.agrees(self.recorded())

    def test_a_payment_after_the_count_wants_another_count(self):
        self.open()
        self.assertTrue(self.count(500000)["counted"])
        self.counter.accept()
        shift = self.counter.call("GetShift")
        self.assertEqual((shift["counted"], shift["expectedVnd"], shift["counts"]), (False, "0", 1))
        self.refused("NOT_COUNTED", self.close)
        self.assertEqual(self.count(500000 + FEE)["differenceVnd"], "0")
        self.close()
        self.assertEqual(list(self.recorded().counts_vnd), [500000, 500000 + FEE])

    def test_a_difference_wants_a_ground_and_the_supervisor(self):
        self.open()
        self.counter.accept()
        self.assertEqual(self.count(500000 + FEE - 5000)["differenceVnd"], "-5000")
        self.refused("DIFFERENCE_UNEXPLAINED", self.close)
        self.refused("DIFFERENCE_UNEXPLAINED", self.close, differenceGround="trả nhầm tiền thừa")
        self.refused("ROLE_MAY_NOT", self.close, differenceGround="trả nhầm tiền thừa", staffId="GDV-1", password=PASSWORD)
        with self.assertRaises(Refused):
            self.close(differenceGround="trả nhầm tiền thừa", staffId="KSV-1", password="không phải mật khẩu này")
        self.close(differenceGround="trả nhầm tiền thừa", staffId="KSV-1", password=PASSWORD)
        self.assertEqual(self.counter.state()["staffId"], "GDV-1")  # For that act alone.
        record = self.recorded()
        self.agrees(record)
        self.assertEqual((record.difference_vnd, record.supervisor, record.difference_ground),
                         (-5000, "KSV-1", "trả nhầm tiền thừa"))
        self.assertEqual(self.held() - self.held_before, FEE)  # The agency is owed what was taken.

    def test_a_power_cut_between_count_and_close_without_the_network(self):
        self.counter.call("Drill", offline=True)
        self.open()
        self.counter.accept()
        counted = self.count(500000 + FEE + 1000)
        self.counter.kill()
        self.counter.command.append("--drill")
        try:
            self.counter.start()
        finally:
            self.counter.command.remove("--drill")
        self.counter.call("SignInOffline", staffId="GDV-1", pin=CLERKS_PIN)
        shift = self.counter.call("GetShift")
        for field in ("shiftId", "counted", "countedVnd", "expectedVnd", "differenceVnd", "counts", "receipts"):
            self.assertEqual(shift[field], counted[field], field)
        fields = {"differenceGround": "thừa, chưa rõ của ai", "staffId": "KSV-1"}
        self.refused("PIN_WRONG", self.close, password="000000", **fields)
        closed = self.close(password=SUPERVISORS_PIN, **fields)
        self.assertIn("tạm", text_of(self.counter.print(closed["papers"][0]["path"])).lower())
        self.assertEqual(len(recorded_shifts()), self.before)
        self.counter.call("Drill", offline=False)
        record = self.recorded()
        self.agrees(record)
        self.assertEqual((record.opened_by, record.closed_by, record.supervisor, record.difference_vnd),
                         ("GDV-1", "GDV-1", "KSV-1", 1000))
        self.assertNotIn("(tạm", text_of(self.counter.print(closed["papers"][0]["path"])))
        rows = self.counter.call("ListJournal")["rows"]
        self.assertEqual({row["state"] for row in rows if row["kind"].startswith("cash.")}, {"ENTRY_STATE_RECORDED"})

    def test_what_the_ledger_says_otherwise_is_named(self):
        """A payment in this counter's name that its journal does not have: its sheet cannot have it, either."""
        self.open()
        self.counter.accept()
        self.counter.until_sent()
        intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(
            papers.licence(receipt_number="BL-NGOAI-1", means=1),
            metadata=metadata(self.now(), staff="GDV-1", office=OFFICE, device=DEVICE), timeout=20)
        self.count(500000 + FEE)
        self.close()
        record = self.recorded()
        self.assertEqual((list(record.comparison.not_on_the_sheet), list(record.comparison.not_in_the_ledger)),
                         (["BL-NGOAI-1"], []))
        self.assertEqual([(one.sheet_vnd, one.ledger_vnd) for one in record.comparison.lines], [(FEE, 2 * FEE)])
        row = [row for row in self.counter.call("ListJournal")["rows"] if row["kind"] == "cash.CloseShift"]
        self.assertIn("ENTRY_STATE_RECORDED_WITH_CHANGE", [one["state"] for one in row])

    def now(self):
        """By the counter's clock."""
        return datetime.datetime.fromisoformat(self.counter.state()["now"])

    def test_what_was_counted_cannot_be_changed(self):
        self.open()
        self.count(500000)
        self.close()
        self.recorded()
        for text in ("UPDATE intake.cash_event SET amount_vnd = 0", "DELETE FROM intake.cash_event"):
            with self.assertRaises(subprocess.CalledProcessError):
                world.sql(text)
        self.assertEqual(recorded_shifts()[-1].float_vnd, 500000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
