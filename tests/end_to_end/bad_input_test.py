"""Bad input: a clear error that names the field, and nothing written. One test a line of the list."""
import unicodedata
import unittest
import uuid

import grpc

from world import World, at, metadata, new_id

world = World()

from google.rpc import error_details_pb2  # noqa: E402
from google.rpc import status_pb2 as rpc_status  # noqa: E402
from hoso.core.v1 import custody_pb2 as custody  # noqa: E402
from hoso.core.v1 import fact_pb2 as fact  # noqa: E402
from hoso.core.v1 import person_pb2 as person  # noqa: E402
from hoso.core.v1 import status_pb2 as status  # noqa: E402
from hoso.intake.v1 import intake_service_pb2 as intake  # noqa: E402
from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.returns.v1 import returns_service_pb2 as returns  # noqa: E402
from hoso.returns.v1 import returns_service_pb2_grpc as returns_grpc  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing  # noqa: E402
from hoso.routing.v1 import routing_service_pb2_grpc as routing_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
import papers  # noqa: E402

NOW = at("2022-11-15T09:00")
CODE = grpc.StatusCode


def tearDownModule():
    world.close()


def fields_of(error):
    """The fields that the error's details name, with their descriptions."""
    trailers = dict(error.trailing_metadata() or ())
    details = rpc_status.Status.FromString(trailers.get("grpc-status-details-bin", b""))
    fields = {}
    for detail in details.details:
        bad = error_details_pb2.BadRequest()
        if detail.Unpack(bad):
            fields.update({v.field: v.description for v in bad.field_violations})
    return fields


def facts_now():
    return world.sql("SELECT count(*) || ' ' || coalesce(max(tx::text), '') FROM ledger.fact")


class BadInputTest(unittest.TestCase):
    def setUp(self):
        self.intake = intake_grpc.IntakeServiceStub(world.intake.channel)
        self.routing = routing_grpc.RoutingServiceStub(world.routing.channel)
        self.tracking = tracking_grpc.TrackingServiceStub(world.routing.channel)
        self.returns = returns_grpc.ReturnsServiceStub(world.returns.channel)
        self.clerk = metadata(NOW, office=papers.OFFICE)
        self.officer = metadata(NOW, agency="SGTVT", staff="CB-1")

    def accept(self, request=None, when=NOW):
        return self.intake.AcceptDossier(request or papers.licence(), metadata=metadata(when, office=papers.OFFICE), timeout=10)

    def refused(self, call, code, field=None, text=None):
        """Runs `call`; it must be refused with `code`, name `field`, and write nothing."""
        before = facts_now()
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        if field:
            named = fields_of(error)
            self.assertTrue(any(name.startswith(field) for name in named), f"{field} not in {named} ({error.details()})")
        if text:
            self.assertIn(text, error.details())
        self.assertEqual(facts_now(), before, "something was written")
        return error

    def refused_accept(self, field, code=CODE.INVALID_ARGUMENT, when=NOW, **changes):
        request = papers.licence()
        for name, value in changes.items():
            setattr(request, name, value)
        return self.refused(lambda: self.accept(request, when), code, field)

    # Catalogue.

    def test_unknown_procedure(self):
        self.refused_accept(None, code=CODE.NOT_FOUND, procedure="KHONG_CO")

    def test_unknown_office(self):
        self.refused(lambda: self.intake.AcceptDossier(papers.licence(), metadata=metadata(NOW, office="YB-XX"), timeout=10),
                     CODE.NOT_FOUND)

    def test_unknown_agency(self):
        self.refused(lambda: self.intake.LeaseCodes(intake.LeaseCodesRequest(
            request_id=new_id(), agency_key="SO_LA", day=dict(year=2022, month=11, day=15), count=5, holder="m1"),
            metadata=self.clerk, timeout=10), CODE.NOT_FOUND)

    def test_procedure_not_offered_on_this_day(self):
        # Criminal-record certificates went online only in May 2023.
        request = papers.licence()
        request.procedure = "LLTP"
        del request.cases[:]
        self.refused(lambda: self.accept(request, at("2023-06-01T09:00")), CODE.FAILED_PRECONDITION)

    def test_missing_component(self):
        request = papers.licence()
        del request.components[0]
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT, "components")

    def test_surplus_component(self):
        request = papers.licence()
        request.components.append(papers.component("health", originals=1))
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT, "components")

    def test_number_of_certificates_0_or_10000(self):
        for count in (-1, 10000):
            request = papers.licence()
            request.procedure, request.units = "LLTP", count
            del request.cases[:]
            request.cases.append("NO_1")
            del request.components[:]
            request.components.extend([papers.component("form", originals=1),
                                       papers.component("id_copy", photocopies=1, shown=True)])
            del request.fees_paid[:]
            request.receipt_number = ""
            self.refused(lambda r=request: self.accept(r), CODE.INVALID_ARGUMENT, "units")

    # Persons and text.

    def test_identity_number_of_wrong_shape(self):
        request = papers.licence()
        request.owner.identity_number = "01509000012"
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT, "owner.identity_number")

    def test_inconsistent_identity_number_warns_and_does_not_block(self):
        request = papers.licence()
        request.owner.birth_date.year = 1991
        answer = self.accept(request)
        self.assertTrue(any("identity_number" in w or "birth_date" in w for w in answer.warnings), answer.warnings)

    def test_text_of_a_megabyte(self):
        request = papers.licence()
        request.owner.full_name = "A" * 900_000
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT, "owner.full_name")

    def test_message_of_100_megabytes(self):
        request = papers.licence()
        request.owner.full_name = "A" * (100 << 20)
        self.refused(lambda: self.accept(request), CODE.RESOURCE_EXHAUSTED)

    def test_control_characters(self):
        request = papers.licence()
        request.owner.full_name = "NGƯỜI\x07MẪU"
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT, "owner.full_name")

    def test_invalid_utf8(self):
        request = papers.licence(request_id=new_id()).SerializeToString().replace("NGƯỜI".encode(), b"NG\xff\xfe\xfd\xfc\xfb")
        self.refused(lambda: world.intake.channel.unary_unary("/hoso.intake.v1.IntakeService/AcceptDossier")(
            request, metadata=self.clerk, timeout=10), CODE.INVALID_ARGUMENT, "request")

    def test_decomposed_names_are_composed_and_keep_their_tones(self):
        request = papers.licence()
        request.owner.full_name = unicodedata.normalize("NFD", "NGUYỄN THỊ MẪU")
        code = self.accept(request).dossier.dossier_code
        [held] = [r for r in world.person_data(request.owner.identity_number) if r["dossier_code"] == code]
        self.assertEqual(held["record"]["full_name"], "NGUYỄN THỊ MẪU")

    # Codes, days, instants.

    def test_dossier_code_with_a_typo(self):
        for code in ("H15.05-221315-0001", "H15.05-22111-0001", "H15.05-221115-00O1", "xyz"):
            with self.assertRaises(grpc.RpcError) as caught:
                self.tracking.GetDossier(tracking.GetDossierRequest(dossier_code=code), metadata=self.clerk, timeout=10)
            self.assertEqual(caught.exception.code(), CODE.INVALID_ARGUMENT, code)
            self.assertIn("dossier_code", fields_of(caught.exception), code)

    def test_dates_that_do_not_exist(self):
        self.refused(lambda: self.intake.LeaseCodes(intake.LeaseCodesRequest(
            request_id=new_id(), agency_key="SGTVT", day=dict(year=2022, month=11, day=31), count=5, holder="m1"),
            metadata=self.clerk, timeout=10), CODE.INVALID_ARGUMENT, "day")

    def test_acceptance_in_the_future_or_a_year_ago(self):
        for when in ("2022-11-16T09:00", "2021-11-15T09:00"):
            request = papers.licence()
            request.occurred_at.FromDatetime(at(when))
            self.refused(lambda r=request: self.accept(r), CODE.INVALID_ARGUMENT, "occurred_at")

    def test_request_id_that_is_none(self):
        self.refused_accept("request_id", request_id="42")

    def test_same_request_id_with_other_content(self):
        request = papers.licence()
        first = self.accept(request)
        again = self.accept(request)
        self.assertEqual(first.dossier.dossier_code, again.dossier.dossier_code)
        request.owner.phone = "0987654321"
        self.refused(lambda: self.accept(request), CODE.INVALID_ARGUMENT)

    def test_stale_version(self):
        code = self.accept().dossier.dossier_code
        request = intake.WithdrawDossierRequest(request_id=new_id(), dossier_code=code, reason="đổi ý",
                                                identity_number="015090000123", expected_version=99)
        self.refused(lambda: self.intake.WithdrawDossier(request, metadata=self.clerk, timeout=10), CODE.ABORTED)

    # Bags.

    def sealed(self, bag):
        code = self.accept().dossier.dossier_code
        answer = self.routing.SealBag(routing.SealBagRequest(
            request_id=new_id(), bag_id=bag, **{"from": papers.office(papers.OFFICE)}, to=papers.agency("SGTVT"),
            seal_number="S1", items=[papers.item(code, 1)]), metadata=self.clerk, timeout=10)
        return code, answer.bag

    def opening(self, code, bag, **changes):
        request = routing.OpenBagRequest(request_id=new_id(), bag_id=bag.bag_id, at=papers.agency("SGTVT"),
                                         seal_state=custody.SEAL_STATE_INTACT, counted=1,
                                         manifest_digest=bag.manifest_digest, found=[papers.item(code, 1)])
        for name, value in changes.items():
            if name == "at":
                request.at.CopyFrom(value)
            else:
                setattr(request, name, value)
        return request

    def test_bag_opened_at_the_wrong_place(self):
        code, bag = self.sealed("T-WRONG-PLACE")
        request = self.opening(code, bag, at=papers.office("YB-I-01"))
        self.refused(lambda: self.routing.OpenBag(request, metadata=metadata(NOW, office="YB-I-01"), timeout=10),
                     CODE.FAILED_PRECONDITION)

    def test_bag_opened_twice(self):
        code, bag = self.sealed("T-TWICE")
        self.routing.OpenBag(self.opening(code, bag), metadata=self.officer, timeout=10)
        self.refused(lambda: self.routing.OpenBag(self.opening(code, bag), metadata=self.officer, timeout=10),
                     CODE.FAILED_PRECONDITION)

    def test_bag_opened_with_another_manifest(self):
        code, bag = self.sealed("T-MANIFEST")
        request = self.opening(code, bag, manifest_digest=b"\x01" * 32)
        self.refused(lambda: self.routing.OpenBag(request, metadata=self.officer, timeout=10), CODE.INVALID_ARGUMENT,
                     "manifest_digest")

    # The wrong person, the wrong door.

    def test_hand_out_to_the_wrong_person(self):
        code = self.accept().dossier.dossier_code
        self.intake.WithdrawDossier(intake.WithdrawDossierRequest(
            request_id=new_id(), dossier_code=code, reason="đổi ý", identity_number="015090000123"), metadata=self.clerk,
            timeout=10)
        request = returns.HandOutRequest(
            request_id=new_id(), dossier_code=code, items=[1], channel=status.RETURN_CHANNEL_OFFICE,
            recipient=papers.citizen(number="015190000999", name="NGƯỜI KHÁC"), relation=person.RELATION_SELF,
            identity_check=fact.IDENTITY_CHECK_CARD, slip_returned=True)
        request.recipient.sex = person.SEX_FEMALE
        error = self.refused(lambda: self.returns.HandOut(request, metadata=self.clerk, timeout=10), CODE.PERMISSION_DENIED)
        self.assertNotIn("015090000123", error.details())

    def test_a_role_that_does_not_own_the_fact(self):
        """The database itself refuses a fact from a service whose kinds it is not among."""
        self.accept()
        with self.assertRaises(Exception):
            world.sql("INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body) SELECT dossier, sequence + 99, "
                      "23, recorded_at, hash, body FROM ledger.fact LIMIT 1", role="hoso_intake")
        for forbidden in ("UPDATE ledger.fact SET kind = 11", "DELETE FROM ledger.fact", "TRUNCATE ledger.fact"):
            with self.assertRaises(Exception):
                world.sql(forbidden, role="hoso_routing")

    # Cursors and deadlines.

    def test_cursor_from_elsewhere(self):
        for cursor in ("abc", "AAAAAAAAAAAAAAAA", str(uuid.uuid4())):
            with self.assertRaises(grpc.RpcError) as caught:
                list(self.routing.WatchFacts(routing.WatchFactsRequest(agency_key="SGTVT", cursor=cursor, until_now=True),
                                             metadata=self.officer, timeout=10))
            self.assertEqual(caught.exception.code(), CODE.INVALID_ARGUMENT)
            self.assertIn("cursor", fields_of(caught.exception))

    def test_deadline_already_past(self):
        request = papers.licence()
        self.refused(lambda: self.intake.AcceptDossier(request, metadata=self.clerk, timeout=-1), CODE.DEADLINE_EXCEEDED)

    def test_who_calls_must_be_known(self):
        self.refused(lambda: self.intake.AcceptDossier(papers.licence(), metadata=(("hoso-time", NOW.isoformat()),), timeout=10),
                     CODE.UNAUTHENTICATED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
