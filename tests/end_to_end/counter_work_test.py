"""What a counter does with dossiers that are there: bags, supplements, payments, results, with the network and without."""
import datetime
import re
import subprocess
import unittest

from world import World, at, eventually, metadata, new_id

world = World(staff=True)

from hoso.core.v1 import custody_pb2, date_pb2, fact_pb2, status_pb2  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.routing.v1 import routing_service_pb2_grpc as routing_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
from workplace import OFFICE, PASSWORD, Counter, Refused, add_clerk, citizen, counter_key  # noqa: E402

BUREAU = "YB-II-136"
AGENCY = "SGTVT"
WHEN = "2023-03-06T12:00"


def tearDownModule():
    world.close()


def words(pdf):
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()
    return re.sub(r"[\s-]", "", text)


def recorded(code):
    return tracking_grpc.TrackingServiceStub(world.routing.channel).GetDossier(
        tracking.GetDossierRequest(dossier_code=code), metadata=metadata(at(WHEN), staff="KSV-1", office=OFFICE), timeout=20).dossier


def agency(method, request, now):
    """As an officer of the agency, at its desk."""
    request.request_id = new_id()
    return getattr(routing_grpc.RoutingServiceStub(world.routing.channel), method)(
        request, metadata=metadata(now, staff="CB-01", agency=AGENCY), timeout=20)


def office(where):
    return {"kind": "HOLDER_KIND_OFFICE", "id": where}


class WorkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = world.folder / "keys" / "keys.json"
        key = counter_key(world)
        cls.point = Counter(world, slip_key=key, flags=("--keys", str(cls.keys)))
        cls.point.call("SignIn", staffId="GDV-1", password=add_clerk(world, "GDV-1"), newPassword=PASSWORD)
        cls.point.until_ready()
        cls.bureau = Counter(world, device=f"{BUREAU}-Q1", office=BUREAU, play_from="2023-03-06T08:10:00+07:00")
        cls.bureau.call("SignIn", staffId="GDV-2", password=add_clerk(world, "GDV-2", BUREAU), newPassword=PASSWORD)
        cls.bureau.until_ready()

    @classmethod
    def tearDownClass(cls):
        cls.point.close()
        cls.bureau.close()

    def setUp(self):
        self.point.call("Drill", offline=False)

    def do(self, counter, act=None, dry=False, **command):
        return counter.call("Do", actId=act or new_id(), dryRun=dry, **command)

    def knows(self, counter, code, fits):
        """The view of a dossier, once it is as wanted."""
        def view():
            counter.call("SendNow")
            try:
                found = counter.call("GetDossier", dossierCode=code)
            except Refused:
                return None
            return found if fits(found) else None
        return eventually(view, 30, f"the counter knows {code}")

    def agency(self, method, request):
        """At what time it is at the counter."""
        now = self.point.state()["now"]
        agency(method, request, datetime.datetime.fromisoformat(now[:26].rstrip("Z") + "+00:00"))

    def at_the_agency(self, code):
        """By hand, from counter to agency, and received there."""
        self.do(self.point, handOver={"dossierCode": code, "items": [1], "to": {"kind": "HOLDER_KIND_AGENCY", "id": AGENCY},
                                      "documentNumber": "BG-1"})
        self.point.until_sent()
        self.agency("ReceiveDossier", routing.ReceiveDossierRequest(dossier_code=code, desk="SGTVT-01", complete=True))

    def test_a_dossier_is_found_by_whatever_is_scanned_or_typed(self):
        taken = self.point.accept(owner=citizen("015090000999", "NGƯỜI MẪU TÌM"))
        code = taken["dossierCode"]
        card = "015090000999||NGƯỜI MẪU TÌM|17051990|Nam|Thôn 3, Lang Thíp, Văn Yên, Yên Bái|01012022"
        for text, kind in ((code, "CODE"), (code[-4:], "CODE"), (taken["slipText"], "SLIP"), (card, "CARD"), ("015090000999", "NUMBER"),
                           ("mau tim", "WORDS"), ("Mẫu Tìm", "WORDS")):
            found = self.point.call("FindDossiers", text=text)
            self.assertEqual(found["scanned"], f"SCANNED_{kind}", text)
            self.assertEqual([one["dossierCode"] for one in found["dossiers"]], [code], text)
        view = found["dossiers"][0]
        self.assertEqual((view["ownerNumberEnd"], view["turn"]), ("0999", "TURN_COUNTER"))
        self.assertEqual(view["items"][0]["goesTo"], office(BUREAU))
        self.assertIn("ACT_INTO_BAG", view["acts"])
        self.assertEqual(self.point.call("FindDossiers", text="T-1")["bagId"], "T-1")
        for wrong in ("", "12"):
            with self.assertRaises(Refused) as refused:
                self.point.call("FindDossiers", text=wrong)
            self.assertEqual(refused.exception.body["fields"][0]["field"], "text")
        with self.assertRaises(Refused) as refused:
            self.point.call("GetDossier", dossierCode="H15.05-230306-9999")
        self.assertEqual((refused.exception.status, refused.exception.reason), (404, "NOT_IN_THE_BOOK"))

    def test_a_bag_is_sealed_without_the_network_and_opened_at_the_bureau(self):
        self.point.call("Drill", offline=True)
        codes = [self.point.accept()["dossierCode"] for _ in range(2)]
        seal = {"to": office(BUREAU), "sealNumber": "NP-77", "items": [{"dossierCode": code, "item": 1} for code in codes]}
        act = new_id()
        tried = self.do(self.point, dry=True, sealBag=seal)
        self.assertEqual((tried["position"], tried["papers"]), ("0", []))
        sealed = self.do(self.point, act, sealBag=seal)
        bag = sealed["bag"]["bagId"]
        self.assertEqual(self.do(self.point, act, sealBag=seal), sealed)  # Pressed twice.
        manifest, labels = (words(self.point.print(paper["path"])) for paper in sealed["papers"])
        for text in (*codes, bag, "NP-77"):
            self.assertIn(text.replace("-", ""), manifest)
        self.assertIn(codes[0].replace("-", ""), labels)
        with self.assertRaises(Refused) as refused:
            self.do(self.point, sealBag={**seal, "sealNumber": "NP-78"})
        self.assertEqual(refused.exception.status, 409, refused.exception.body)
        self.assertIn(bag, [one["bagId"] for one in self.point.call("ListWork")["bagsHere"]])
        self.do(self.point, dispatchBag={"bagId": bag, "carrierId": "YB-BUUTA"})
        self.assertEqual(self.point.call("GetBag", bagId=bag)["status"], "BAG_STATUS_DISPATCHED")
        self.assertEqual(self.point.state()["waiting"], 4)
        self.point.call("Drill", offline=False)
        self.point.until_sent()
        self.assertEqual({row["state"] for row in self.point.call("ListJournal")["rows"]}, {"ENTRY_STATE_RECORDED"})
        self.assertEqual(recorded(codes[0]).items[0].holder.id, bag)

        self.knows(self.bureau, codes[1], lambda view: not view["unsent"])
        coming = {one["bagId"]: one for one in self.bureau.call("ListWork")["bagsComing"]}
        self.assertEqual((coming[bag]["items"], coming[bag]["mayOpen"]), (0, True))  # The manifest is not shown before the count.
        found = [{"dossierCode": codes[0], "item": 1}]
        compared = self.bureau.call("CompareBag", bagId=bag, counted=1, found=found)
        self.assertEqual((compared["expected"], compared["firstCounted"]), (2, 1))
        self.assertEqual([row["found"] for row in compared["rows"]], [row["item"]["dossierCode"] == codes[0] for row in compared["rows"]])
        with self.assertRaises(Refused) as refused:
            self.point.call("CompareBag", bagId=bag, counted=2, found=[])
        self.assertEqual(refused.exception.reason, "WRONG_PLACE")
        opened = self.do(self.bureau, openBag={"bagId": bag, "sealState": "SEAL_STATE_INTACT", "counted": 1, "found": found})
        self.assertEqual([one["dossierCode"] for one in opened["missing"]], [codes[1]])
        self.bureau.until_sent()
        self.assertEqual(recorded(codes[0]).items[0].holder.id, BUREAU)
        self.assertEqual(len(recorded(codes[1]).open_discrepancies), 1)
        trouble = self.knows(self.point, codes[1], lambda view: view["discrepancies"])
        self.assertEqual(trouble["turn"], "TURN_TROUBLE")

    def test_what_the_agency_asks_for_is_handed_in_without_the_network(self):
        code = self.point.accept()["dossierCode"]
        self.at_the_agency(code)
        self.agency("RequestSupplement", routing.RequestSupplementRequest(
            dossier_code=code, components=[fact_pb2.ComponentCount(component_id="id_copy", photocopies=1)], reason="bản sao mờ"))
        view = self.knows(self.point, code, lambda view: "supplement" in view)
        self.assertEqual(view["supplement"]["papers"][0]["count"]["photocopies"], 1)
        self.assertEqual(view["turn"], "TURN_APPLICANT")
        self.assertIn(code, [one["dossierCode"] for one in self.point.call("ListWork")["toCall"]])
        self.do(self.point, notify={"dossierCode": code, "means": "NOTIFICATION_MEANS_PHONE", "subject": "bổ sung giấy tờ"})
        self.assertIn(code, [one["dossierCode"] for one in self.point.call("ListWork")["forApplicant"]])
        self.point.until_sent()
        self.point.call("Drill", offline=True)
        with self.assertRaises(Refused) as refused:
            self.do(self.point, supplement={"dossierCode": code, "components": [{"componentId": "form", "originals": 1}]})
        self.assertEqual(refused.exception.status, 400)
        done = self.do(self.point, supplement={"dossierCode": code, "components": [{"componentId": "id_copy", "photocopies": 1}]})
        self.assertIn("derivationVi", done["appointment"])
        self.assertEqual([paper["form"] for paper in done["papers"]], ["01"])
        self.assertIn("(nộpbổsung)", words(self.point.print(done["papers"][0]["path"])))
        self.assertIn("ACT_INTO_BAG", self.point.call("GetDossier", dossierCode=code)["acts"])
        self.point.call("Drill", offline=False)
        self.point.until_sent()
        self.assertEqual(recorded(code).status, status_pb2.STATUS_PROCESSING)
        self.assertEqual(recorded(code).appointment.derivation_vi, done["appointment"]["derivationVi"])

    def test_a_result_is_handed_out_without_the_network_and_to_nobody_else(self):
        taken = self.point.accept(owner=citizen("015090000777", "NGƯỜI MẪU BẢY"))
        code = taken["dossierCode"]
        self.at_the_agency(code)
        self.agency("DecideDossier", routing.DecideDossierRequest(
            dossier_code=code, outcome=status_pb2.OUTCOME_GRANTED, results=[routing.ResultInput(
                label="Giấy phép lái xe", document_number="GPLX-1", signed_on=date_pb2.Date(year=2023, month=3, day=6))]))
        self.agency("HandOver", routing.HandOverRequest(
            dossier_code=code, items=[2], document_number="BG-2",
            **{"from": custody_pb2.Holder(kind=custody_pb2.HOLDER_KIND_AGENCY, id=AGENCY)},
            to=custody_pb2.Holder(kind=custody_pb2.HOLDER_KIND_OFFICE, id=OFFICE)))
        view = self.knows(self.point, code, lambda view: "ACT_RECEIVE_RESULTS" in view["acts"])
        self.assertTrue(view["exchangeVi"])
        self.point.call("Drill", offline=True)
        self.do(self.point, receiveResults={"dossierCode": code, "shelf": "A3"})
        self.assertIn(code, [one["dossierCode"] for one in self.point.call("ListWork")["results"]])
        out = {"dossierCode": code, "items": [2], "relation": "RELATION_SELF", "identityCheck": "IDENTITY_CHECK_CARD", "slipReturned": True,
               "slipText": taken["slipText"], "exchanged": [{"label": "GPLX cũ, đã cắt góc"}]}
        other = self.point.accept()
        for wrong, reason in (({"recipient": citizen("015090000778")}, "WRONG_PERSON"),
                              ({"recipient": citizen("015090000777", "NGƯỜI MẪU BẢY"), "exchanged": []}, "EXCHANGE_DUE"),
                              ({"recipient": citizen("015090000777", "NGƯỜI MẪU BẢY"), "slipText": other["slipText"]}, "SLIP_OF_ANOTHER")):
            with self.assertRaises(Refused) as refused:
                self.do(self.point, handOut={**out, **wrong})
            self.assertEqual(refused.exception.reason, reason, refused.exception.body)
        self.do(self.point, attempt={"dossierCode": code, "failure": "ATTEMPT_FAILURE_IDENTITY_MISMATCH", "explanation": "sai người"})
        done = self.do(self.point, handOut={**out, "recipient": citizen("015090000777", "NGƯỜI MẪU BẢY")})
        self.assertTrue(done["last"])
        self.assertEqual(done["dossier"]["status"], "STATUS_RETURNED")
        with self.assertRaises(Refused):
            self.do(self.point, handOut={**out, "recipient": citizen("015090000777", "NGƯỜI MẪU BẢY")})
        self.point.call("Drill", offline=False)
        self.point.until_sent()
        self.assertEqual({row["state"] for row in self.point.call("ListJournal")["rows"]}, {"ENTRY_STATE_RECORDED"})
        self.assertEqual(recorded(code).status, status_pb2.STATUS_RETURNED)
        self.assertEqual(recorded(code).failed_attempts, 1)

    def test_slips_02_and_03_a_payment_and_a_withdrawal(self):
        asked = self.do(self.point, askForPapers={"dossier": {"procedure": "GPLX_DOI", "owner": citizen()}, "note": "mang bản chính",
                                                  "components": [{"componentId": "health", "originals": 1}]})
        self.assertIn("mangbảnchính", words(self.point.print(asked["papers"][0]["path"])))
        self.assertEqual(self.point.state()["waiting"], 0)  # A dossier begins when it is taken in.
        unpaid = self.point.accept(feesPaid=[])["dossierCode"]
        view = self.point.call("GetDossier", dossierCode=unpaid)
        self.assertEqual(view["payment"]["amountVnd"], "135000")
        paid = self.do(self.point, pay={"dossierCode": unpaid, "fees": view["payment"]["fees"]})
        self.assertIn(paid["receiptNumber"].replace("-", ""), words(self.point.print(paid["papers"][0]["path"])))
        refused = self.do(self.point, refuse={"dossierCode": unpaid, "explanation": "giấy tờ không đúng",
                                              "groundId": self.ground()})
        self.assertEqual(refused["papers"][0]["form"], "03")
        self.assertIn(unpaid.replace("-", ""), words(self.point.print(refused["papers"][0]["path"])))
        new = self.do(self.point, refuse={"procedure": "GPLX_DOI", "owner": citizen("015090000555", "NGƯỜI MẪU NĂM"),
                                          "groundId": self.ground(), "explanation": "không nhận được"})
        self.assertIn("NGƯỜIMẪUNĂM", words(self.point.print(new["papers"][0]["path"])))
        back = self.point.accept()["dossierCode"]
        with self.assertRaises(Refused) as wrong:
            self.do(self.point, withdraw={"dossierCode": back, "reason": "đổi ý", "identityNumber": "015090000001"})
        self.assertEqual(wrong.exception.reason, "WRONG_PERSON")
        self.do(self.point, withdraw={"dossierCode": back, "reason": "đổi ý", "identityNumber": "015090000123"})
        self.point.until_sent()
        self.assertEqual((recorded(unpaid).status, recorded(unpaid).fees_paid_vnd), (status_pb2.STATUS_REFUSED, 135000))
        self.assertEqual(recorded(new["dossier"]["dossierCode"]).status, status_pb2.STATUS_REFUSED)
        self.assertEqual(recorded(back).status, status_pb2.STATUS_WITHDRAWN)

    def ground(self):
        offers = {offer["key"]: offer for offer in self.point.call("ListProcedures")["offers"]}
        return offers["GPLX_DOI"]["version"]["refusalGrounds"][0]["id"]

    def test_the_ledger_holds(self):
        self.point.until_sent()
        code, said = world.verify()
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
