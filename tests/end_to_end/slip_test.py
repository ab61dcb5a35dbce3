"""Slips from the services and from a counter's own key, checked by the services, by hoso without them, and by the recipe of
docs/slips.md without either; and every way in which one can be worth nothing."""
import base64
import json
import os
import re
import subprocess
import unittest

import grpc
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from world import BIN, SOURCE, World, at, eventually, metadata, new_id

world = World()

from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from hoso.core.v1 import fact_pb2 as fact  # noqa: E402
from hoso.core.v1 import person_pb2 as person  # noqa: E402
from hoso.core.v1 import status_pb2 as status  # noqa: E402
from hoso.intake.v1 import intake_service_pb2 as intake, intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.returns.v1 import returns_service_pb2 as returns, returns_service_pb2_grpc as returns_grpc  # noqa: E402
from hoso.routing.v1 import routing_service_pb2 as routing, routing_service_pb2_grpc as routing_grpc  # noqa: E402
from hoso.tracking.v1 import tracking_service_pb2 as tracking, tracking_service_pb2_grpc as tracking_grpc  # noqa: E402
from hoso.trust.v1 import slip_pb2 as slip  # noqa: E402
import papers  # noqa: E402

KEYS = world.folder / "keys" / "keys.json"
START = at("2022-11-01T08:30")
CLERK = metadata(START, office=papers.OFFICE)
OFFICER = metadata(at("2022-11-02T09:00"), agency="SGTVT")


def tearDownModule():
    world.close()


def hoso(*arguments, code=0):
    done = subprocess.run([str(BIN / "hoso"), *map(str, arguments), "--lang", "en"], cwd=world.folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "HOSO_CATALOGUE": str(SOURCE / "catalogue")})
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def recipe(text):
    """Whether the commands of docs/slips.md say that the slip is signed."""
    script = re.search(r"```sh\n(# slip-check.*?)```", (SOURCE / "docs" / "slips.md").read_text(), re.DOTALL)[1]
    done = subprocess.run(["bash", "-eu", "-c", script, "slip-check", text, str(KEYS)], cwd=world.folder,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode == 0, done.stdout


def revoked(key_id, when):
    """Publishes the list with that key revoked at that time."""
    listed = json.loads(KEYS.read_text())
    key, = (key for key in listed["keys"] if key["key_id"] == key_id)
    key["revoked_at"] = when
    fresh = KEYS.with_suffix(".new")
    fresh.write_text(json.dumps(listed))
    os.replace(fresh, KEYS)


class Device:
    """A counter that prints slips without network: its own key, and nothing of ours."""

    def __init__(self, name):
        path = world.folder / f"{name}.pem"
        row = hoso("key", "new", path, "--use", "slip", "--owner", f"hoso://yen-bai/device/{name}", "--keys", KEYS,
                   "--not-before", "2022-01-01")
        self.key_id = row.split("\t")[0]
        self.key = load_pem_private_key(path.read_bytes(), None)

    def sign(self, **fields):
        stated = slip.SlipStatement(key_id=bytes.fromhex(self.key_id), **fields).SerializeToString()
        signed = stated + self.key.sign(b"hoso slip 1\n" + stated)
        return "HOSO1:" + base64.b32encode(signed).decode().rstrip("=")


class SlipsTest(unittest.TestCase):
    def setUp(self):
        self.intake = intake_grpc.IntakeServiceStub(world.intake.channel)
        self.routing = routing_grpc.RoutingServiceStub(world.routing.channel)
        self.tracking = tracking_grpc.TrackingServiceStub(world.routing.channel)
        self.returns = returns_grpc.ReturnsServiceStub(world.returns.channel)

    def accept(self, request=None, clerk=CLERK):
        return self.intake.AcceptDossier(request or papers.licence(), metadata=clerk, timeout=10)

    def verify(self, text, caller=metadata(START)):
        return self.tracking.VerifySlip(tracking.VerifySlipRequest(text=text), metadata=caller, timeout=10)

    def verdict(self, text):
        answer = self.verify(text)
        for words in (answer.meaning_vi, answer.meaning_en, answer.advice_vi, answer.advice_en):
            self.assertTrue(words)
        return slip.SlipVerdict.Name(answer.verdict).removeprefix("SLIP_VERDICT_")

    def offline(self, text, code=0):
        return hoso("slip", "verify", text, "--keys", KEYS, code=code).split("\t")[0]

    def test_a_slip_of_a_service_is_believed_by_everyone(self):
        request = papers.licence()
        accepted = self.accept(request)
        text, said = accepted.slip.text, accepted.slip.statement
        self.assertRegex(text, "^HOSO1:[A-Z2-7]{100,215}$")
        self.assertEqual((said.form, said.dossier_code, said.fact, said.office_id, said.fees_paid_vnd),
                         (slip.SLIP_FORM_01, accepted.dossier.dossier_code, 1, papers.OFFICE, 135000))
        self.assertEqual(said.issued_at.seconds, int(START.timestamp()))
        self.assertEqual(said.due_at.seconds, accepted.appointment.due_at.seconds)
        self.assertEqual(self.verdict(text), "GENUINE")
        self.assertEqual(self.verify(text).key_owner, "hoso://yen-bai/service/intake")
        self.assertEqual(self.offline(text), "genuine")
        self.assertEqual(recipe(text)[0], True, recipe(text)[1])
        self.assertEqual(self.accept(request).slip.text, text)  # A repeat.
        self.assertNotIn("NGƯỜI", str(said))

    def test_the_public_may_ask(self):
        world.run_authority("ensure", "hoso://yen-bai/device/MT-1")
        with world.routing.channel_of(world.machine("device/MT-1")) as channel:
            answer = tracking_grpc.TrackingServiceStub(channel).VerifySlip(
                tracking.VerifySlipRequest(text=self.accept().slip.text), metadata=(("hoso-time", START.isoformat()),),
                timeout=10)
        self.assertEqual(answer.verdict, slip.SLIP_VERDICT_GENUINE)

    def test_altered_forged_and_unreadable_slips_are_told_apart(self):
        text = self.accept().slip.text
        altered = text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:]
        stranger = Device("may-9")
        forged = stranger.sign(form=1, dossier_code="H15.05-221101-0001", issued_at={"seconds": 1667266200},
                               office_id=papers.OFFICE)
        listed = json.loads(KEYS.read_text())
        listed["keys"] = [key for key in listed["keys"] if key["key_id"] != stranger.key_id]
        KEYS.with_suffix(".new").write_text(json.dumps(listed))
        os.replace(KEYS.with_suffix(".new"), KEYS)
        eventually(lambda: self.verdict(forged) == "FORGED", what="the list without the key is read")
        for bad, verdict in ((altered, "ALTERED"), (forged, "FORGED"), (text[:-1], "UNREADABLE"), ("https://x", "UNREADABLE")):
            with self.subTest(verdict=verdict):
                self.assertEqual(self.verdict(bad), verdict)
                self.assertEqual(self.offline(bad, code=1), verdict.lower())
                self.assertEqual(recipe(bad)[0], False)
                self.assertFalse(self.verify(bad).HasField("statement"))

    def test_later_slips_supersede_and_served_ones_are_used(self):
        accepted = self.accept()
        code, first = accepted.dossier.dossier_code, accepted.slip.text
        wanted = [papers.component("id_copy", photocopies=1)]
        asked = self.routing.RequestSupplement(routing.RequestSupplementRequest(
            request_id=new_id(), dossier_code=code, components=wanted, reason="bản chụp mờ"), metadata=OFFICER, timeout=10)
        self.assertEqual(asked.slip.statement.agency_key, "SGTVT")
        self.assertEqual(asked.slip.statement.supply_until, asked.supply_until)
        self.assertEqual(self.verdict(asked.slip.text), "GENUINE")
        self.assertEqual(self.verify(first).superseded_by, slip.SLIP_FORM_02)
        supplemented = self.intake.SupplementDossier(
            intake.SupplementDossierRequest(request_id=new_id(), dossier_code=code, components=wanted),
            metadata=metadata(at("2022-11-03T09:00"), office=papers.OFFICE), timeout=10)
        second = supplemented.slip.text
        self.assertEqual(self.verdict(asked.slip.text), "USED")
        self.assertEqual(self.verdict(first), "SUPERSEDED")
        self.assertEqual(self.verify(first).due_at, supplemented.slip.statement.due_at)
        self.assertEqual(self.verdict(second), "GENUINE")
        moved = self.routing.RescheduleDossier(routing.RescheduleDossierRequest(
            request_id=new_id(), dossier_code=code, reason="chờ xác minh", new_date=dict(year=2022, month=11, day=30),
            approved_by="LD-1", cause=2), metadata=metadata(at("2022-11-04T09:00"), agency="SGTVT"), timeout=10)
        self.assertEqual(self.verdict(second), "SUPERSEDED")
        self.assertEqual(self.verdict(moved.slip.text), "GENUINE")
        listed = self.tracking.ListSlips(tracking.ListSlipsRequest(dossier_code=code), metadata=CLERK, timeout=10).slips
        self.assertEqual([one.statement.form for one in listed], [1, 2, 1, 4])
        self.assertEqual([self.verdict(one.text) for one in listed], ["SUPERSEDED", "USED", "SUPERSEDED", "GENUINE"])
        self.assertEqual({one.statement.reprint for one in listed}, {1})

    def test_a_refusal_has_its_slip(self):
        refused = self.intake.RefuseDossier(intake.RefuseDossierRequest(
            request_id=new_id(), procedure="GPLX_DOI", owner=papers.citizen(), ground_id="NOT_COMPETENT",
            explanation="không thuộc thẩm quyền"), metadata=CLERK, timeout=10)
        self.assertEqual(refused.slip.statement.form, slip.SLIP_FORM_03)
        self.assertEqual(self.verdict(refused.slip.text), "GENUINE")
        accepted = self.accept().dossier.dossier_code
        refused = self.routing.RefuseDossier(routing.RefuseDossierRequest(
            request_id=new_id(), dossier_code=accepted, ground_id="NOT_COMPETENT", explanation="không thuộc thẩm quyền"),
            metadata=OFFICER, timeout=10)
        self.assertEqual(self.verify(refused.slip.text).key_owner, "hoso://yen-bai/service/routing")

    def hand_out(self, code, **fields):
        return self.returns.HandOut(returns.HandOutRequest(
            request_id=new_id(), dossier_code=code, items=[1], channel=status.RETURN_CHANNEL_OFFICE, recipient=papers.citizen(),
            relation=person.RELATION_SELF, identity_check=fact.IDENTITY_CHECK_CARD, slip_returned=True, **fields),
            metadata=metadata(at("2022-11-02T10:00"), office=papers.OFFICE), timeout=10)

    def refusal(self, code, text):
        with self.assertRaises(grpc.RpcError) as caught:
            self.hand_out(code, slip_text=text)
        for key, value in caught.exception.trailing_metadata():
            if key == "grpc-status-details-bin":
                info = error_details_pb2.ErrorInfo()
                for detail in status_pb2.Status.FromString(value).details:
                    if detail.Unpack(info):
                        return info.reason, info.metadata.get("verdict", "")
        return caught.exception.details()

    def test_a_slip_is_checked_when_it_is_given_back_and_serves_once(self):
        accepted, other = self.accept(), self.accept()
        code, text = accepted.dossier.dossier_code, accepted.slip.text
        self.intake.WithdrawDossier(intake.WithdrawDossierRequest(
            request_id=new_id(), dossier_code=code, reason="đổi ý", identity_number="015090000123"),
            metadata=metadata(at("2022-11-02T09:00"), office=papers.OFFICE), timeout=10)
        altered = text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:]
        self.assertEqual(self.refusal(code, other.slip.text), ("SLIP_OF_ANOTHER", ""))
        self.assertEqual(self.refusal(code, altered), ("SLIP_NOT_GENUINE", "ALTERED"))
        self.assertIn("slip_text", self.refusal(code, "HOSO1:AAAA"))
        self.assertEqual(self.verdict(text), "GENUINE")
        self.hand_out(code, slip_text=text)
        self.assertEqual(self.verdict(text), "USED")
        self.assertGreater(self.verify(text).used_at.seconds, int(START.timestamp()))
        found = self.tracking.GetDossier(tracking.GetDossierRequest(dossier_code=code, with_facts=True), metadata=CLERK, timeout=10)
        signed_by = [key["key_id"] for key in json.loads(KEYS.read_text())["keys"]
                     if (key["use"], key["owner"]) == ("KEY_USE_SLIP", "hoso://yen-bai/service/intake")]
        self.assertEqual([found.facts[-1].fact.handed_out.slip_key_id], signed_by)

    def test_a_counters_key_from_its_making_to_after_its_revocation(self):
        device = Device("may-2")
        accepted = self.accept(clerk=metadata(START, office=papers.OFFICE, device="may-2"))
        said = accepted.slip.statement
        printed = dict(form=1, dossier_code=said.dossier_code, issued_at=said.issued_at, office_id=said.office_id,
                       due_at=said.due_at, fees_paid_vnd=said.fees_paid_vnd)
        text = device.sign(**printed)
        eventually(lambda: self.verdict(text) == "GENUINE", what="the list with the key is read")
        waiting = device.sign(**{**printed, "dossier_code": "H15.05-221101-9001"})
        self.assertEqual(self.verdict(waiting), "NOT_RECORDED")
        self.assertEqual(self.offline(waiting), "genuine")
        earlier = device.sign(**{**printed, "due_at": {"seconds": said.due_at.seconds - 86400}})
        self.assertEqual(self.verdict(earlier), "CONTRADICTED")
        elsewhere = self.accept().slip.statement  # Of device may-1.
        self.assertEqual(self.verdict(device.sign(**{**printed, "dossier_code": elsewhere.dossier_code})), "CONTRADICTED")
        too_early = device.sign(**{**printed, "issued_at": {"seconds": int(at("2021-12-30T08:00").timestamp())}})
        self.assertEqual(self.verdict(too_early), "KEY_NOT_IN_USE")

        revoked(device.key_id, "2022-11-05T00:00:00Z")
        eventually(lambda: self.verdict(text) == "GENUINE_KEY_REVOKED_LATER", what="the revocation is read")
        self.assertEqual(self.offline(text, code=1), "claims-before-revocation")
        self.assertEqual(self.verdict(waiting), "CLAIMS_BEFORE_REVOCATION")  # Back-dated by a thief, or lost on the way: who knows.
        late = device.sign(**{**printed, "issued_at": {"seconds": int(at("2022-11-06T08:00").timestamp())}})
        self.assertEqual(self.verdict(late), "SIGNED_AFTER_REVOCATION")
        self.assertEqual(self.offline(late, code=1), "signed-after-revocation")
        # Recorded only after the revocation: the ledger proves nothing.
        revoked(device.key_id, "2022-11-01T01:30:00Z")
        eventually(lambda: self.verdict(text) != "GENUINE_KEY_REVOKED_LATER", what="the earlier revocation is read")
        self.assertEqual(self.verdict(text), "SIGNED_AFTER_REVOCATION")

    def test_a_service_whose_key_was_revoked_goes_on_without_signing(self):
        accepted = self.accept()
        said = json.loads(hoso("slip", "verify", accepted.slip.text, "--keys", KEYS, "--json"))["statement"]
        key_id = base64.b64decode(said["key_id"]).hex()
        before = KEYS.read_text()
        revoked(key_id, "2027-01-01T00:00:00Z")
        later = eventually(lambda: (answer := self.accept()) and not answer.slip.text and answer, what="the revocation is read")
        self.assertTrue(later.dossier.dossier_code)
        self.assertEqual(later.slip.statement.form, slip.SLIP_FORM_01)
        KEYS.with_suffix(".new").write_text(before)
        os.replace(KEYS.with_suffix(".new"), KEYS)
        eventually(lambda: self.accept().slip.text, what="the key counts again")


if __name__ == "__main__":
    unittest.main(verbosity=2)
