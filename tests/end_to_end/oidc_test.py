"""People who sign in by an outside identity provider: whom it proves, and what of its tokens does not count."""
import concurrent.futures
import functools
import hashlib
import hmac
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import grpc

from identity_provider import IdentityProvider, Key, text
from world import BIN, World, eventually

folder = pathlib.Path(tempfile.mkdtemp(prefix="hoso-provider-"))
provider = IdentityProvider(folder)
FLAGS = ["--oidc-issuer", provider.issuer, "--oidc-audience", provider.client_id, "--oidc-authorities", str(provider.authorities)]
world = World(staff=True, extra_flags={"staff": FLAGS})

from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
from hoso.staff.v1 import staff_service_pb2 as staff, staff_service_pb2_grpc as staff_grpc  # noqa: E402
from hoso.trust.v1 import session_pb2  # noqa: E402
import papers  # noqa: E402

CODE = grpc.StatusCode
ADMINISTRATORS_PASSWORD = "mật khẩu quản trị"


def tearDownModule():
    world.close()
    provider.close()
    shutil.rmtree(folder)


def reason_of(error):
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info.reason
    return ""


def stub(channel=None):
    return staff_grpc.StaffServiceStub(channel or world.staff.channel)


@functools.cache
def administrator():
    """A token of QT-01, whose password is then ADMINISTRATORS_PASSWORD."""
    first = (world.folder / "keys" / "QT-01").read_text().strip()
    return stub().SignIn(staff.SignInRequest(staff_id="QT-01", password={
        "password": first, "new_password": ADMINISTRATORS_PASSWORD}), timeout=30).token


class Case(unittest.TestCase):
    members = 0

    def ask(self, method, request, token=None):
        return getattr(stub(), method)(request, metadata=(("authorization", f"Bearer {token or administrator()}"),), timeout=30)

    def join(self, bound=True, role="postal_attendant"):
        """(staff id, subject, first password) of somebody new at the office."""
        Case.members += 1
        who, subject = f"OID-{Case.members}", f"subject-{Case.members}"
        first = self.ask("AddStaff", staff.AddStaffRequest(staff_id=who)).first_password
        self.ask("Assign", staff.AssignRequest(assignment={
            "staff_id": who, "role": f"ROLE_{role.upper()}", "office_id": papers.OFFICE}))
        if bound:
            self.ask("BindSubject", staff.BindSubjectRequest(staff_id=who, oidc_subject=subject))
        return who, subject, first

    def nonce(self, channel=None):
        return stub(channel).BeginSignIn(staff.BeginSignInRequest(), timeout=30).nonce

    def sign_in(self, token, channel=None, who="", **place):
        return stub(channel).SignIn(staff.SignInRequest(
            staff_id=who, id_token=token, office_id=place.get("office_id", papers.OFFICE)), timeout=30)

    def refused(self, reason, call, *arguments, **named):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **named)
        self.assertEqual(reason_of(caught.exception), reason, caught.exception.details())
        return caught.exception


class TokenTest(Case):
    @classmethod
    def setUpClass(cls):
        world.run_authority("ensure", f"hoso://yen-bai/office/{papers.OFFICE}")
        cls.office = world.staff.channel_of(world.machine(f"office/{papers.OFFICE}"))

    @classmethod
    def tearDownClass(cls):
        cls.office.close()

    def test_a_token_proves_a_member_who_works(self):
        who, subject, _ = self.join()
        begun = stub().BeginSignIn(staff.BeginSignInRequest(), timeout=30)
        self.assertEqual((begun.issuer, begun.client_id), (provider.issuer, provider.client_id))
        answer = self.sign_in(provider.id_token(subject, begun.nonce))
        self.assertEqual((answer.session.staff_id, answer.session.office_id), (who, papers.OFFICE))
        self.assertEqual(answer.session.method, session_pb2.SIGN_IN_METHOD_OIDC)
        self.assertEqual(answer.session.machine, "hoso://yen-bai/service/console")
        accepted = intake_grpc.IntakeServiceStub(world.intake.channel).AcceptDossier(papers.licence(), metadata=(
            ("authorization", f"Bearer {answer.token}"), ("hoso-time", "2022-11-14T09:00:00+07:00")), timeout=20)
        self.assertEqual(accepted.dossier.office_id, papers.OFFICE)

    def test_tokens_that_do_not_count(self):
        _, subject, _ = self.join()
        key, now = provider.keys[0], int(time.time())

        def with_secret(algorithm, secret, claims):
            signed = ".".join(text(json.dumps(part).encode()) for part in ({"alg": algorithm, "kid": key.key_id}, claims))
            return f"{signed}.{text(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"

        def without(name):
            claims = provider.claims(subject, self.nonce())
            del claims[name]
            return key.sign(claims)

        good = provider.id_token(subject, self.nonce())
        unsigned = good.split(".")[1]
        none = text(json.dumps({"alg": "none", "kid": key.key_id}).encode())
        cases = {
            "another issuer": (provider.id_token(subject, self.nonce(), iss="https://id.example.com"), "id_token.iss"),
            "another client's": (provider.id_token(subject, self.nonce(), aud="another"), "id_token.aud"),
            "given to another client": (provider.id_token(subject, self.nonce(), aud=[provider.client_id, "x"], azp="x"), "id_token.azp"),
            "expired": (provider.id_token(subject, self.nonce(), iat=now - 600, exp=now - 120), "id_token.exp"),
            "of tomorrow": (provider.id_token(subject, self.nonce(), iat=now + 3600, exp=now + 7200), "id_token.iat"),
            "without expiry": (without("exp"), "id_token.exp"),
            "without a nonce": (without("nonce"), "id_token.nonce"),
            "a made-up nonce": (provider.id_token(subject, "made-up"), "id_token.nonce"),
            "without a subject": (without("sub"), "id_token.sub"),
            "unsigned": (f"{none}.{unsigned}.", "id_token"),
            "unsigned, with something": (f"{none}.{unsigned}.AAAA", "id_token"),
            "the public key as a secret": (with_secret("HS256", key.pem(), provider.claims(subject, self.nonce())), "id_token.alg"),
            "an HMAC that says otherwise": (with_secret(key.algorithm, key.pem(), provider.claims(subject, self.nonce())), "id_token:"),
            "another key of that name": (Key(key.key_id, key.algorithm).sign(provider.claims(subject, self.nonce())), "id_token:"),
            "an unknown key": (Key("key-9").sign(provider.claims(subject, self.nonce())), "id_token.kid"),
            "truncated": (good[:-20], "id_token"),
            "without a signature": (good[:good.rindex(".") + 1], "id_token"),
            "another payload": (good.split(".")[0] + "." + text(json.dumps(
                provider.claims("QT", self.nonce())).encode()) + "." + good.split(".")[2], "id_token:"),
            "huge": (provider.id_token(subject, self.nonce(), padding="a" * 20000), "id_token: too long"),
            "nothing": ("", "id_token"),
            "a token of ours": (administrator(), "id_token"),
        }
        for name, (token, part) in cases.items():
            with self.subTest(name):
                error = self.refused("ID_TOKEN_REFUSED", self.sign_in, token)
                self.assertEqual(error.code(), CODE.UNAUTHENTICATED)
                self.assertTrue(error.details().startswith(part), error.details())
                self.assertNotIn(subject, error.details())
        self.sign_in(good)  # And it was not for another reason.

    def test_a_token_counts_once_also_for_many_at_a_time(self):
        who, subject, _ = self.join()
        token = provider.id_token(subject, self.nonce())
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(self.sign_in, token) for _ in range(8)]
        errors = [call.exception() for call in calls if call.exception()]
        self.assertEqual(len(errors), 7)
        for error in errors:
            self.assertIn(reason_of(error), ("ID_TOKEN_REFUSED", "SIGN_IN_LOCKED"), error)
        self.ask("Unlock", staff.UnlockRequest(staff_id=who))
        self.assertIn("id_token.nonce", self.refused("ID_TOKEN_REFUSED", self.sign_in, token).details())

    def test_a_token_counts_on_the_machine_that_asked(self):
        _, subject, _ = self.join()
        token = provider.id_token(subject, self.nonce())  # For the console.
        self.assertIn("id_token.nonce", self.refused("ID_TOKEN_REFUSED", self.sign_in, token, self.office).details())
        answer = self.sign_in(provider.id_token(subject, self.nonce(self.office)), self.office)
        self.assertEqual(answer.session.machine, f"hoso://yen-bai/office/{papers.OFFICE}")
        error = self.refused("TOKEN_OTHER_MACHINE", self.ask, "RenewToken", staff.RenewTokenRequest(), answer.token)
        self.assertEqual(error.code(), CODE.UNAUTHENTICATED)

    def test_a_nonce_ends(self):
        _, subject, _ = self.join()
        nonce = self.nonce()
        world.sql(f"UPDATE staff.nonce SET expires_at = now() WHERE nonce = '{nonce}'")
        self.assertIn("id_token.nonce", self.refused("ID_TOKEN_REFUSED", self.sign_in, provider.id_token(subject, nonce)).details())
        self.nonce()
        self.assertEqual(world.sql("SELECT count(*) FROM staff.nonce WHERE expires_at <= now()"), "0")

    def test_nobody_gets_in_by_merely_having_a_token(self):
        who, subject, _ = self.join(bound=False)
        self.refused("NOT_BOUND", self.sign_in, provider.id_token(subject, self.nonce()))
        self.ask("BindSubject", staff.BindSubjectRequest(staff_id=who, oidc_subject=subject))
        other, _, _ = self.join()
        self.refused("SIGN_IN_WRONG", self.sign_in, provider.id_token(subject, self.nonce()), who=other)
        self.refused("NO_ASSIGNMENT", self.sign_in, provider.id_token(subject, self.nonce()), office_id="YB-II-133")
        signed_in = self.sign_in(provider.id_token(subject, self.nonce()), who=who)
        self.ask("UnbindSubject", staff.UnbindSubjectRequest(staff_id=who))
        self.refused("SESSION_ENDED", self.ask, "RenewToken", staff.RenewTokenRequest(), signed_in.token)
        self.refused("NOT_BOUND", self.sign_in, provider.id_token(subject, self.nonce()))

    def test_who_has_left_is_bound_to_nobody_and_the_subject_stays_theirs_until_it_is_unbound(self):
        who, subject, _ = self.join()
        self.ask("EndStaff", staff.EndStaffRequest(staff_id=who))
        self.refused("NOT_BOUND", self.sign_in, provider.id_token(subject, self.nonce()))
        again, _, _ = self.join(bound=False)
        bind = staff.BindSubjectRequest(staff_id=again, oidc_subject=subject)
        self.assertEqual(self.refused("", self.ask, "BindSubject", bind).code(), CODE.ALREADY_EXISTS)
        self.ask("UnbindSubject", staff.UnbindSubjectRequest(staff_id=who))
        self.ask("BindSubject", bind)
        self.assertEqual(self.sign_in(provider.id_token(subject, self.nonce())).session.staff_id, again)

    def test_only_an_administrator_binds(self):
        supervisor, subject, _ = self.join(role="bureau_supervisor")
        token = self.sign_in(provider.id_token(subject, self.nonce())).token
        self.refused("OUT_OF_REACH", self.ask, "AddStaff", staff.AddStaffRequest(staff_id="OID-X", oidc_subject="x"), token)
        self.refused("ROLE_MAY_NOT", self.ask, "BindSubject", staff.BindSubjectRequest(staff_id=supervisor, oidc_subject="x"), token)
        for wrong in ("", "a" * 256, "Nguyễn", "a\nb"):
            error = self.refused("", self.ask, "BindSubject", staff.BindSubjectRequest(staff_id=supervisor, oidc_subject=wrong))
            self.assertTrue(error.details().startswith("oidc_subject: "), error.details())
        for who in ("KHONG-CO", "OID-0"):
            error = self.refused("", self.ask, "BindSubject", staff.BindSubjectRequest(staff_id=who, oidc_subject="x"))
            self.assertEqual(error.code(), CODE.NOT_FOUND)
        self.ask("AddStaff", staff.AddStaffRequest(staff_id="OID-Y", oidc_subject="subject-of-y"))
        events = world.sql("SELECT what, staff_id, by_staff, detail FROM staff.event", role="hoso_auditor")
        self.assertIn(f"BindSubject|{supervisor}|QT-01|", events)
        self.assertNotIn("subject-", events)  # Who somebody is elsewhere is no business of the log.

    def test_wrong_passwords_make_it_wait_too(self):
        who, subject, _ = self.join()
        for _ in range(5):
            self.refused("SIGN_IN_WRONG", stub().SignIn, staff.SignInRequest(
                staff_id=who, password={"password": "đoán mò"}, office_id=papers.OFFICE), timeout=30)
        token = provider.id_token(subject, self.nonce())
        self.refused("SIGN_IN_LOCKED", self.sign_in, token)
        self.sign_in(provider.id_token(subject, self.nonce(self.office)), self.office)  # Elsewhere.
        self.ask("Unlock", staff.UnlockRequest(staff_id=who))
        self.sign_in(token)  # It was not used up.

    def test_new_keys_of_the_provider_are_followed(self):
        _, subject, _ = self.join()
        self.sign_in(provider.id_token(subject, self.nonce()))
        old = provider.keys[0]
        provider.keys = [Key("key-2", "ES256"), *provider.keys]
        token = provider.id_token(subject, self.nonce())

        def counts():
            try:
                return self.sign_in(token)
            except grpc.RpcError as error:
                self.assertIn("id_token.kid", error.details())
        eventually(counts, 30, "a token by the new key counts")
        self.sign_in(old.sign(provider.claims(subject, self.nonce())))  # Both are published.
        asked = provider.asked.count("/keys")
        for _ in range(20):
            self.refused("ID_TOKEN_REFUSED", self.sign_in, Key("key-9", "ES256").sign(provider.claims(subject, "x")))
        self.assertLessEqual(provider.asked.count("/keys") - asked, 2)  # Not at the will of strangers.


class CommandLineTest(Case):
    @staticmethod
    def start(*arguments):
        return subprocess.Popen(
            [str(BIN / "hoso"), *arguments, "--staff-service", f"127.0.0.1:{world.staff.port}", "--lang", "en",
             "--machine", str(world.machine("service/console"))],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOSO_SESSIONS": str(folder / "sessions")})

    def run_hoso(self, *arguments):
        """(exit code, stdout, stderr)"""
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=60)
        return process.returncode, out, errors

    def sign_in_as(self, who, subject, *more):
        """As run_hoso, when the person has proved at the provider to be `subject`; None: has refused."""
        known = set(provider.waiting())
        process = self.start("sign-in", "--staff", who, "--oidc", "--oidc-authorities", str(provider.authorities),
                             "--office", papers.OFFICE, *more)
        code, = eventually(lambda: set(provider.waiting()) - known, 30, "hoso asks the provider")
        grant = provider.grants[code]
        grant.update({"denied": True} if subject is None else {"subject": subject})
        out, errors = process.communicate(timeout=60)
        self.assertIn(f"{provider.issuer}/code", errors)
        self.assertIn(grant["user_code"], errors)
        self.assertNotIn(code, out + errors)
        return process.returncode, out, errors

    def test_a_person_signs_in_with_a_browser_elsewhere(self):
        administrator()
        password = folder / "password"
        password.write_text(ADMINISTRATORS_PASSWORD)
        password.chmod(0o600)
        code, _, errors = self.run_hoso("sign-in", "--staff", "QT-01", "--password-file", str(password))
        self.assertEqual(code, 0, errors)
        who, subject, _ = self.join(bound=False)
        code, out, errors = self.sign_in_as(who, subject)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("NOT_BOUND", errors)
        self.assertIn(f"to bind: {subject}\n", errors)

        code, _, errors = self.run_hoso("staff", "bind", who, "--oidc-subject", subject, "--staff", "QT-01")
        self.assertEqual(code, 0, errors)
        code, out, errors = self.sign_in_as(who, subject)
        self.assertEqual(code, 0, errors)
        self.assertEqual(out.split()[:3], [who, "postal_attendant", papers.OFFICE])
        code, out, _ = self.run_hoso("who-am-i", "--staff", who)
        self.assertEqual((code, out.split()[0]), (0, who))

        code, _, errors = self.run_hoso("staff", "unbind", who, "--staff", "QT-01")
        self.assertEqual(code, 0, errors)
        self.assertIn("NOT_BOUND", self.sign_in_as(who, subject)[2])

    def test_what_can_go_wrong_is_said(self):
        who, subject, _ = self.join()
        code, _, errors = self.sign_in_as(who, None)
        self.assertEqual(code, 1)
        self.assertIn("SIGN_IN_DENIED", errors)
        self.assertIn("SIGN_IN_WRONG", self.sign_in_as(who, self.join()[1])[2])  # Somebody else's account.
        provider.echo_nonce = False
        try:
            self.assertIn("id_token.nonce", self.sign_in_as(who, subject)[2])
        finally:
            provider.echo_nonce = True
        code, _, errors = self.run_hoso("sign-in", "--staff", who, "--oidc")  # Not believed by the system's authorities.
        self.assertEqual(code, 1)
        self.assertIn("UNAVAILABLE", errors)
        self.assertNotEqual(self.run_hoso("sign-in", "--staff", who, "--oidc", "--password-file", "/dev/null")[0], 0)


class SetUpTest(Case):
    """hoso-staff with other flags."""

    def tearDown(self):
        provider.away = False
        provider.instead = {}
        self.restart(FLAGS)

    @staticmethod
    def restart(flags):
        world.staff.terminate()
        world.extra_flags["staff"] = flags
        world.staff.restart()

    def by_password(self):
        return stub().SignIn(staff.SignInRequest(staff_id="QT-01", password={"password": ADMINISTRATORS_PASSWORD}), timeout=30)

    def test_passwords_count_while_the_provider_is_away_and_its_tokens_when_it_is_back(self):
        _, subject, _ = self.join()
        provider.away = True
        self.restart(FLAGS)
        token = provider.id_token(subject, self.nonce())
        self.assertEqual(self.refused("", self.sign_in, token).code(), CODE.UNAVAILABLE)
        self.by_password()
        provider.away = False

        def counts():
            try:
                return self.sign_in(token)
            except grpc.RpcError as error:
                self.assertEqual(error.code(), CODE.UNAVAILABLE)
        eventually(counts, 30, "the keys are fetched")
        provider.away = True
        self.sign_in(provider.id_token(subject, self.nonce()))  # They are kept.

    def test_a_provider_with_a_foreign_certificate_is_not_believed(self):
        _, subject, _ = self.join()
        asked = len(provider.asked)
        self.restart(FLAGS[:4])
        self.assertEqual(self.refused("", self.sign_in, provider.id_token(subject, self.nonce())).code(), CODE.UNAVAILABLE)
        self.assertEqual(len(provider.asked), asked)

    def test_answers_that_are_too_long_or_of_somebody_else_are_not_taken(self):
        _, subject, _ = self.join()
        keys, elsewhere = provider.key_set(), f"{provider.issuer}/elsewhere"
        for name, instead in {"too long": {"/keys": (200, {**keys, "padding": "a" * (300 << 10)})},
                              "elsewhere": {"/keys": (302, {"location": elsewhere}), "/elsewhere": (200, keys)},
                              "of another issuer": {"/.well-known/openid-configuration": (
                                  200, {**provider.discovery()[1], "issuer": "https://id.example.com"})},
                              "plain": {"/.well-known/openid-configuration": (
                                  200, {**provider.discovery()[1], "jwks_uri": elsewhere.replace("https", "http")})}}.items():
            provider.instead = instead
            self.restart(FLAGS)
            with self.subTest(name):
                error = self.refused("", self.sign_in, provider.id_token(subject, self.nonce()))
                self.assertEqual(error.code(), CODE.UNAVAILABLE)
        self.assertNotIn("/elsewhere", provider.asked)

    def test_keys_may_come_from_a_file_that_is_read_again(self):
        _, subject, _ = self.join()
        provider.away = True
        keys = folder / "keys.json"

        def publish(content):
            keys.with_suffix(".new").write_text(content)
            keys.with_suffix(".new").rename(keys)
        publish(json.dumps(provider.key_set()))
        self.restart([*FLAGS[:4], "--oidc-keys", str(keys)])
        self.sign_in(provider.id_token(subject, self.nonce()))
        other = Key("key-8")
        publish(json.dumps({"keys": [other.public()]}))
        self.sign_in(other.sign(provider.claims(subject, self.nonce())))
        self.refused("ID_TOKEN_REFUSED", self.sign_in, provider.id_token(subject, self.nonce()))
        publish("<html>")
        self.sign_in(other.sign(provider.claims(subject, self.nonce())))

    def test_a_binding_is_to_one_provider(self):
        _, subject, _ = self.join()
        keys = folder / "keys-of-another.json"
        keys.write_text(json.dumps(provider.key_set()))
        another = "https://id.example.vn"
        self.restart(["--oidc-issuer", another, "--oidc-audience", provider.client_id, "--oidc-keys", str(keys)])
        self.refused("NOT_BOUND", self.sign_in, provider.id_token(subject, self.nonce(), iss=another))

    def test_without_a_provider_nobody_is_sent_to_one(self):
        who, subject, _ = self.join()
        token = provider.id_token(subject, self.nonce())
        self.restart([])
        self.refused("NO_IDENTITY_PROVIDER", stub().BeginSignIn, staff.BeginSignInRequest(), timeout=30)
        self.refused("NO_IDENTITY_PROVIDER", self.sign_in, token)
        self.refused("NO_IDENTITY_PROVIDER", self.ask, "BindSubject", staff.BindSubjectRequest(staff_id=who, oidc_subject="x"))
        self.by_password()

    def test_flags_that_cannot_be_are_named(self):
        private = folder / "private.json"
        private.write_text(json.dumps({"keys": [{**Key("key-7", "ES256").public(), "d": "AAAA"}]}))
        good = FLAGS[:4]
        for flags, words in ((["--oidc-issuer", "http://127.0.0.1", *good[2:]], "--oidc-issuer: want"),
                             (good[:2], "--oidc-audience"), (good[2:], "--oidc-issuer"),
                             ([*good, "--oidc-keys", str(private)], "private.json: keys: one is private"),
                             ([*good, "--oidc-keys", "/nowhere"], "/nowhere")):
            with self.subTest(flags), self.assertRaises(AssertionError) as caught:
                self.restart(flags)
            self.assertIn(words, str(caught.exception))


if __name__ == "__main__":
    unittest.main(verbosity=2)
