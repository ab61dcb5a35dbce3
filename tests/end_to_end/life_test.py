"""A dossier from acceptance to hand-out, by a client in another language that knows the published protos only."""
import unittest

from world import World, at, eventually, metadata, new_id

world = World()

from hoso.core.v1 import custody_pb2 as custody  # noqa: E402
from hoso.core.v1 import fact_pb2 as fact  # noqa: E402
from hoso.core.v1 import person_pb2 as person  # noqa: E402
from hoso.core.v1 import status_pb2 as status  # noqa: E402
from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.returns.v1 import returns_service_pb2 as returns  # noqa: E402
from hoso.returns.v1 import returns_service_pb2_grpc as returns_grpc  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.routing.v1 import routing_service_pb2_grpc as routing_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
import papers  # noqa: E402


def tearDownModule():
    world.close()


class LifeTest(unittest.TestCase):
    def setUp(self):
        self.intake = intake_grpc.IntakeServiceStub(world.intake.channel)
        self.routing = routing_grpc.RoutingServiceStub(world.routing.channel)
        self.tracking = tracking_grpc.TrackingServiceStub(world.routing.channel)
        self.returns = returns_grpc.ReturnsServiceStub(world.returns.channel)

    def carry(self, bag, start, end, items, when, start_data, end_data):
        """One bag from seal to opening; returns the answer of the opening."""
        sealed = self.routing.SealBag(routing.SealBagRequest(
            request_id=new_id(), bag_id=bag, **{"from": start}, to=end, seal_number=f"S-{bag}", items=items),
            metadata=metadata(when, **start_data), timeout=10)
        self.routing.DispatchBag(routing.DispatchBagRequest(
            request_id=new_id(), bag_id=bag, carrier_id="YB-XETHU"), metadata=metadata(when, **start_data), timeout=10)
        return self.routing.OpenBag(routing.OpenBagRequest(
            request_id=new_id(), bag_id=bag, at=end, seal_state=custody.SEAL_STATE_INTACT, counted=len(items),
            manifest_digest=sealed.bag.manifest_digest, found=items), metadata=metadata(when, **end_data), timeout=10)

    def test_licence_from_counter_to_citizen(self):
        accepted = self.intake.AcceptDossier(papers.licence(), metadata=metadata(at("2022-11-01T08:30"), office=papers.OFFICE),
                                             timeout=10)
        code = accepted.dossier.dossier_code
        self.assertRegex(code, r"^H15\.05-221101-\d{4}$")
        self.assertEqual((accepted.appointment.date.year, accepted.appointment.date.month, accepted.appointment.date.day),
                         (2022, 11, 8))
        self.assertEqual(len(accepted.lookup_secret), 8)

        opened = self.carry("TUI-0001", papers.office(papers.OFFICE), papers.agency("SGTVT"), [papers.item(code, 1)],
                            at("2022-11-02T09:00"), {"office": papers.OFFICE}, {"agency": "SGTVT", "staff": "CB-1"})
        self.assertEqual(len(opened.missing), 0)
        officer = metadata(at("2022-11-02T10:00"), agency="SGTVT", staff="CB-1")
        self.routing.ReceiveDossier(routing.ReceiveDossierRequest(
            request_id=new_id(), dossier_code=code, desk="SGTVT-01", complete=True), metadata=officer, timeout=10)
        worklist = self.routing.ListWorklist(routing.ListWorklistRequest(agency_key="SGTVT"), metadata=officer, timeout=10)
        self.assertIn(code, [d.dossier_code for d in worklist.dossiers])

        decided = self.routing.DecideDossier(routing.DecideDossierRequest(
            request_id=new_id(), dossier_code=code, outcome=status.OUTCOME_GRANTED,
            results=[routing.ResultInput(label="Giấy phép lái xe", document_number="GP-1",
                                         signed_on=dict(year=2022, month=11, day=7))]),
            metadata=metadata(at("2022-11-07T15:00"), agency="SGTVT", staff="CB-2"), timeout=10)
        self.assertEqual(decided.result_class, status.RESULT_CLASS_AHEAD)
        result = decided.dossier.items[-1].number
        self.carry("TUI-0002", papers.agency("SGTVT"), papers.office(papers.OFFICE), [papers.item(code, result)],
                   at("2022-11-08T09:00"), {"agency": "SGTVT", "staff": "CB-1"}, {"office": papers.OFFICE})
        clerk = metadata(at("2022-11-09T09:00"), office=papers.OFFICE)
        self.returns.ReceiveResults(returns.ReceiveResultsRequest(request_id=new_id(), dossier_code=code, shelf="A3"),
                                    metadata=clerk, timeout=10)
        waiting = self.returns.ListReturns(returns.ListReturnsRequest(office_id=papers.OFFICE), metadata=clerk, timeout=10)
        self.assertIn(code, [w.dossier.dossier_code for w in waiting.results])
        handed_out = self.returns.HandOut(returns.HandOutRequest(
            request_id=new_id(), dossier_code=code, items=[result], channel=status.RETURN_CHANNEL_OFFICE,
            recipient=papers.citizen(), relation=person.RELATION_SELF, identity_check=fact.IDENTITY_CHECK_CARD,
            slip_returned=True, exchanged=[returns.ExchangedPaper(label="GPLX cũ")]), metadata=clerk, timeout=10)
        self.assertTrue(handed_out.last)
        self.assertEqual(handed_out.dossier.status, status.STATUS_RETURNED)

        found = self.tracking.GetDossier(tracking.GetDossierRequest(dossier_code=code, with_facts=True), metadata=clerk,
                                         timeout=10)
        kinds = [f.fact.WhichOneof("payload") for f in found.facts]
        self.assertEqual(kinds[0], "accepted")
        self.assertIn("decided", kinds)
        self.assertEqual(kinds[-1], "handed_out")
        self.assertEqual(found.dossier.version, len(found.facts))
        public = self.tracking.LookUp(tracking.LookUpRequest(dossier_code=code, secret=accepted.lookup_secret),
                                      metadata=metadata(at("2022-11-09T10:00")), timeout=10)
        self.assertEqual(public.status, status.STATUS_RETURNED)
        code_of, said = world.verify()
        self.assertEqual(code_of, 0, said)

    def test_the_feed_survives_a_restart_of_the_service(self):
        when = at("2022-11-03T08:30")
        clerk = metadata(when, office=papers.OFFICE)
        officer = metadata(when, agency="SGTVT", staff="CB-1")
        first = self.intake.AcceptDossier(papers.licence(), metadata=clerk, timeout=10).dossier.dossier_code
        stream = self.routing.WatchFacts(routing.WatchFactsRequest(agency_key="SGTVT", until_now=True), metadata=officer,
                                         timeout=20)
        seen = list(stream)
        self.assertIn(first, [m.fact.fact.dossier_code for m in seen])
        cursor = seen[-1].cursor
        world.routing.kill()
        second = self.intake.AcceptDossier(papers.licence(), metadata=clerk, timeout=10).dossier.dossier_code
        world.routing.restart()
        self.setUp()
        rest = []

        def arrived():
            rest[:] = list(self.routing.WatchFacts(
                routing.WatchFactsRequest(agency_key="SGTVT", cursor=cursor, until_now=True), metadata=officer, timeout=20))
            return second in [m.fact.fact.dossier_code for m in rest]
        eventually(arrived, what="the second dossier in the feed")
        self.assertNotIn(first, [m.fact.fact.dossier_code for m in rest])


if __name__ == "__main__":
    unittest.main(verbosity=2)
