"""The counter as its clerk uses it: with the network and without, over power cuts, and what the services make of it."""
import json
import re
import subprocess
import unittest

import grpc

from world import World, at, eventually, metadata, new_id

world = World(staff=True)

from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
from hoso.trust.v1 import slip_pb2  # noqa: E402
from workplace import OFFICE, PASSWORD, Counter, Refused, add_clerk, citizen, counter_key, licence  # noqa: E402

PIN = "271828"


def tearDownModule():
    world.close()


def dossier(code, when="2023-03-06T12:00"):
    return tracking_grpc.TrackingServiceStub(world.routing.channel).GetDossier(
        tracking.GetDossierRequest(dossier_code=code), metadata=metadata(at(when), staff="KSV-1", office=OFFICE), timeout=20)


class CounterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        first = add_clerk(world, "GDV-1")
        cls.counter = Counter(world, slip_key=counter_key(world))
        cls.counter.call("SignIn", staffId="GDV-1", password=first, newPassword=PASSWORD, pin=PIN)
        cls.counter.until_ready()

    @classmethod
    def tearDownClass(cls):
        cls.counter.close()

    def setUp(self):
        if self.counter.process.poll() is not None:
            self.counter.start()
        if not self.counter.state()["staffId"]:
            self.counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        self.counter.call("Drill", offline=False)

    def test_a_dossier_taken_in_online_is_recorded_as_it_was_printed(self):
        taken = self.counter.accept()
        self.counter.until_sent()
        row = self.counter.rows()[taken["dossierCode"]]
        self.assertEqual((row["state"], row["message"]), ("ENTRY_STATE_RECORDED", ""))
        recorded = dossier(taken["dossierCode"]).dossier
        self.assertEqual((recorded.office_id, recorded.fees_paid_vnd), (OFFICE, 135000))
        self.assertEqual(recorded.appointment.derivation_vi, taken["appointment"]["derivationVi"])
        # What is printed on the slip opens the public look-up.
        looked = tracking_grpc.TrackingServiceStub(world.routing.channel).LookUp(
            tracking.LookUpRequest(dossier_code=taken["dossierCode"], secret=taken["lookupSecret"]),
            metadata=metadata(at("2023-03-06T12:00")), timeout=20)
        self.assertEqual(looked.status_vi, "Được tiếp nhận")

    def test_without_the_network_slips_are_printed_and_confirmed_with_the_same_codes(self):
        self.counter.call("Drill", offline=True)
        state = self.counter.state()
        self.assertTrue(state["drill"] and not state["online"])
        taken = [self.counter.accept() for _ in range(3)]
        self.assertEqual(len({one["dossierCode"] for one in taken}), 3)
        for one in taken:
            pdf = self.counter.print(one["papers"][0]["path"])
            text = subprocess.run(["pdftotext", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()
            for words in (one["dossierCode"], one["lookupSecret"], "NGƯỜI MẪU MỘT", "135.000", one["receiptNumber"]):
                # A line may break at a hyphen.
                self.assertIn(re.sub(r"[\s-]", "", words), re.sub(r"[\s-]", "", text))
            with self.assertRaises(grpc.RpcError) as refused:
                dossier(one["dossierCode"])
            self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
            receipt = self.counter.print(one["papers"][1]["path"])
            text = subprocess.run(["pdftotext", "-", "-"], input=receipt, stdout=subprocess.PIPE, check=True).stdout.decode()
            self.assertIn("một trăm ba mươi lăm nghìn đồng", text.lower())
        self.assertEqual(self.counter.state()["waiting"], 3)
        self.counter.call("Drill", offline=False)
        self.counter.until_sent()
        for one in taken:
            self.assertEqual(self.counter.rows()[one["dossierCode"]]["state"], "ENTRY_STATE_RECORDED")
            self.assertEqual(dossier(one["dossierCode"]).dossier.appointment.date.day, one["appointment"]["date"]["day"])

    def test_when_codes_run_out_a_provisional_one_is_printed_and_both_are_kept(self):
        self.counter.call("Drill", offline=True)
        taken = self.counter.accept()
        while not taken["provisional"]:
            taken = self.counter.accept()
        self.assertGreater(int(taken["dossierCode"].split("-")[-1]), 9999)
        self.counter.call("Drill", offline=False)
        self.counter.until_sent()
        row = self.counter.rows()[taken["dossierCode"]]
        self.assertEqual(row["state"], "ENTRY_STATE_RECORDED_WITH_CHANGE")
        final = row["answer"]["dossier"]["dossierCode"]
        self.assertLess(int(final.split("-")[-1]), 10000)
        self.assertEqual(dossier(final).dossier.dossier_code, final)
        notice = self.counter.print(row["papers"][0]["path"])
        text = subprocess.run(["pdftotext", "-", "-"], input=notice, stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn(taken["dossierCode"], text)
        self.assertIn(final, text)
        # The secret on the slip is that of the final code.
        looked = tracking_grpc.TrackingServiceStub(world.routing.channel).LookUp(
            tracking.LookUpRequest(dossier_code=final, secret=taken["lookupSecret"]),
            metadata=metadata(at("2023-03-06T12:00")), timeout=20)
        self.assertEqual(looked.status_vi, "Được tiếp nhận")

    def test_pressing_twice_takes_in_once(self):
        draft = new_id()
        first, second = self.counter.accept(draft), self.counter.accept(draft)
        self.assertEqual(first, second)

    def test_work_survives_a_power_cut(self):
        self.counter.call("Drill", offline=True)
        taken = self.counter.accept()
        draft = new_id()
        self.counter.call("SaveDraft", draftId=draft, json='{"step": 2}')
        self.counter.kill()
        self.counter.start()
        # The link is there again, and nobody has to sign in for what waits to be sent.
        eventually(lambda: self.counter.state()["waiting"] == 0, 30, "it is sent")
        self.assertEqual(dossier(taken["dossierCode"]).dossier.dossier_code, taken["dossierCode"])
        with self.assertRaises(Refused) as refused:
            self.counter.call("ListDrafts")
        self.assertEqual(refused.exception.reason, "SIGN_IN_NEEDED")
        self.counter.call("SignIn", staffId="GDV-1", password=PASSWORD)
        self.assertEqual([one["json"] for one in self.counter.call("ListDrafts")["drafts"] if one["draftId"] == draft],
                         ['{"step": 2}'])
        self.counter.call("DiscardDraft", draftId=draft)

    def test_a_pin_opens_the_counter_without_the_network(self):
        world.staff.terminate()
        try:
            self.counter.call("SignOut")
            with self.assertRaises(Refused) as refused:
                self.counter.accept()
            self.assertEqual((refused.exception.status, refused.exception.reason), (401, "SIGN_IN_NEEDED"))
            with self.assertRaises(Refused) as refused:
                self.counter.call("SignInOffline", staffId="GDV-1", pin="000000")
            self.assertEqual(refused.exception.reason, "PIN_WRONG")
            self.assertEqual(self.counter.call("SignInOffline", staffId="GDV-1", pin=PIN)["staffId"], "GDV-1")
            taken = self.counter.accept()
        finally:
            world.staff.restart()
        self.counter.command[self.counter.command.index("--staff") + 1] = f"127.0.0.1:{world.staff.port}"
        self.counter.until_sent()
        self.assertEqual(self.counter.rows()[taken["dossierCode"]]["state"], "ENTRY_STATE_RECORDED")

    def test_the_guide_says_papers_fee_and_date_before_anybody_is_typed(self):
        offers = self.counter.call("ListProcedures")["offers"]
        self.assertEqual(offers[0]["key"], "GPLX_DOI")
        checked = self.counter.call("Check", dossier={"procedure": "GPLX_DOI", "cases": ["OTHER_CLASSES"]})
        self.assertIn("health", [paper["componentId"] for paper in checked["papers"]])
        self.assertEqual(checked["feesDueWords"], "một trăm ba mươi lăm nghìn đồng")
        self.assertIn("5 ngày làm việc", checked["appointment"]["derivationVi"])
        self.assertTrue(checked["problems"])

    def test_what_is_wrong_is_named_before_anything_is_done(self):
        waiting = self.counter.state()["waiting"]
        wrong = {**citizen("01509000012"), "phone": "12"}
        checked = self.counter.call("Check", dossier={**licence(), "owner": wrong})
        self.assertEqual({one["field"]: one["descriptionVi"] for one in checked["problems"]},
                         {"owner.identity_number": "Số định danh có 12 số", "owner.phone": "Nhập số điện thoại, 10 số"})
        with self.assertRaises(Refused) as refused:
            self.counter.accept(owner=wrong)
        self.assertEqual(refused.exception.status, 400)
        self.assertEqual({one["field"] for one in refused.exception.body["fields"]}, {"owner.identity_number", "owner.phone"})
        self.assertEqual(self.counter.state()["waiting"], waiting)

    def test_a_slip_of_the_counter_is_genuine(self):
        taken = self.counter.accept()
        self.counter.until_sent()
        verdict = tracking_grpc.TrackingServiceStub(world.routing.channel).VerifySlip(
            tracking.VerifySlipRequest(text=taken["slipText"]), metadata=metadata(at("2023-03-06T12:00")), timeout=20)
        self.assertEqual(verdict.verdict, slip_pb2.SLIP_VERDICT_GENUINE, verdict)

    def test_the_page_is_for_its_browser_on_this_machine_alone(self):
        ours = {"X-Hoso": "1", "Cookie": self.counter.cookie, "Content-Type": "application/json"}
        for headers, status in (({}, 200), ({"Cookie": ""}, 401), ({"Cookie": "hoso=wrong"}, 401), ({"X-Hoso": ""}, 403),
                                ({"Host": "counter.example:80"}, 403), ({"Origin": "http://evil.example"}, 403),
                                ({"Origin": f"http://127.0.0.1:{self.counter.port}"}, 200)):
            self.assertEqual(self.counter.request("POST", "/api/GetState", "{}", {**ours, **headers})[0], status, headers)
        self.assertEqual(self.counter.request("GET", "/print/1/01.pdf")[0], 401)
        self.assertEqual(self.counter.request("POST", "/api/open", json.dumps({"key": "wrong"}), {"X-Hoso": "1"})[0], 401)
        self.assertEqual(self.counter.request("POST", "/api/NoSuch", "{}", ours)[0], 404)
        self.assertEqual(self.counter.request("POST", "/api/Check", "no json", ours)[0], 400)

    def test_a_service_that_is_away_holds_nothing_up_for_ever(self):
        port = world.intake.port
        world.intake.terminate()
        taken = self.counter.accept()
        eventually(lambda: not self.counter.state()["online"], 30, "the counter notices")
        self.assertEqual(self.counter.rows()[taken["dossierCode"]]["state"], "ENTRY_STATE_WAITING")
        world.intake.restart()
        self.assertEqual(world.intake.port, port)
        self.counter.until_sent(60)
        self.assertEqual(self.counter.rows()[taken["dossierCode"]]["state"], "ENTRY_STATE_RECORDED")

    def test_the_ledger_holds(self):
        self.counter.until_sent()
        code, said = world.verify()
        self.assertEqual(code, 0, said)


class ClonedDiskTest(unittest.TestCase):
    def test_two_machines_with_one_journal_are_noticed(self):
        """Both go on from the same point; whoever comes second is refused before anything of it is done."""
        first = add_clerk(world, "GDV-2")
        counter = Counter(world, device=f"{OFFICE}-Q2")
        counter.call("SignIn", staffId="GDV-2", password=first, newPassword=PASSWORD)
        counter.until_ready()
        counter.accept()
        counter.until_sent()
        counter.close()
        # All of the disk but the inode: as a copy of it on another machine would be.
        saved = {path.name: path.read_bytes() for path in counter.data.iterdir() if path.is_file()}
        counter.start()
        counter.call("SignIn", staffId="GDV-2", password=PASSWORD)
        original = counter.accept()
        counter.until_sent()
        counter.close()
        for name, content in saved.items():
            with open(counter.data / name, "r+b") as file:  # The same inode.
                file.truncate()
                file.write(content)
        for stray in set(path.name for path in counter.data.iterdir() if path.is_file()) - set(saved):
            (counter.data / stray).unlink()
        counter.start()
        counter.call("SignIn", staffId="GDV-2", password=PASSWORD)
        copy = counter.accept(owner=citizen(name="NGƯỜI MẪU HAI"))
        self.assertEqual(copy["dossierCode"], original["dossierCode"])  # The harm that a copy does, if nobody sees it.
        counter.call("SendNow")
        self.assertEqual(counter.state()["waiting"], 1)
        self.assertEqual(counter.state()["trouble"], "JOURNAL_FORKED")
        people = world.person_data("015090000123")
        self.assertNotIn("NGƯỜI MẪU HAI", json.dumps(people, ensure_ascii=False))
        counter.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
