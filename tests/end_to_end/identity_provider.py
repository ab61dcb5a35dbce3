"""A small identity provider (OpenID Connect with the device authorization grant, RFC 8628) on the loopback, for tests.

Written from the standards, with no code of ours: what Hoso takes from it, it would take from others.
"""
import base64
import datetime
import http.server
import ipaddress
import json
import secrets
import ssl
import threading
import time
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class Key:
    """RS256 or ES256, with a key id."""

    def __init__(self, key_id, algorithm="RS256"):
        self.key_id, self.algorithm = key_id, algorithm
        self.key = (rsa.generate_private_key(65537, 2048) if algorithm == "RS256"
                    else ec.generate_private_key(ec.SECP256R1()))

    def public(self):
        numbers = self.key.public_key().public_numbers()
        own = ({"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)} if self.algorithm == "RS256" else
               {"kty": "EC", "crv": "P-256", "x": number(numbers.x, 32), "y": number(numbers.y, 32)})
        return {"kid": self.key_id, "use": "sig", "alg": self.algorithm, **own}

    def pem(self):
        return self.key.public_key().public_bytes(serialization.Encoding.PEM,
                                                  serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, claims, **header):
        signed = ".".join(text(json.dumps(part).encode()) for part in
                          ({"alg": self.algorithm, "kid": self.key_id, "typ": "JWT", **header}, claims))
        if self.algorithm == "RS256":
            signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{signed}.{text(signature)}"


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # A client that does not believe the certificate, or has gone.


class IdentityProvider:
    """Serves until close(). `authorities` is the file by which to believe it."""

    def __init__(self, folder, client_id="hoso-test"):
        self.client_id = client_id
        self.keys = [Key("key-1")]
        self.away = False         # Answers nothing but an error.
        self.instead = {}         # By path, another answer.
        self.echo_nonce = True    # A provider that forgets the nonce is of no use.
        self.asked = []           # Paths.
        self.grants = {}          # Device code: {"user_code", "nonce", "subject", "denied"}.
        self.authorities = folder / "provider.pem"
        key_file = folder / "provider.key"
        self.make_certificate(key_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authorities, key_file)
        self.server = Server(("127.0.0.1", 0), self.handler())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.issuer = f"https://127.0.0.1:{self.server.server_port}/realms/tinh"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def make_certificate(self, key_file):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity provider")])
        now = datetime.datetime.utcnow()
        certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                       .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
                       .not_valid_after(now + datetime.timedelta(days=1))
                       .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
                       .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
                       .sign(key, hashes.SHA256()))
        self.authorities.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                               serialization.NoEncryption()))

    def claims(self, subject, nonce, **others):
        now = int(time.time())
        return {"iss": self.issuer, "aud": self.client_id, "sub": subject, "nonce": nonce, "iat": now, "exp": now + 300, **others}

    def id_token(self, subject, nonce, **others):
        return self.keys[0].sign(self.claims(subject, nonce, **others))

    def key_set(self):
        return {"keys": [key.public() for key in self.keys]}

    def waiting(self):
        """The device codes of those who have not yet signed in here."""
        return [code for code, grant in self.grants.items() if not grant["subject"] and not grant["denied"]]

    # What it answers: (HTTP code, body).

    def discovery(self):
        return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", "token_endpoint": f"{self.issuer}/token",
                     "device_authorization_endpoint": f"{self.issuer}/device", "id_token_signing_alg_values_supported": ["RS256"]}

    def device(self, form):
        if form.get("client_id") != self.client_id or "openid" not in form.get("scope", "").split():
            return 400, {"error": "invalid_client"}
        code = secrets.token_urlsafe(24)
        user_code = "-".join("".join(secrets.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(4)) for _ in range(2))
        self.grants[code] = {"user_code": user_code, "nonce": form.get("nonce"), "subject": "", "denied": False}
        return 200, {"device_code": code, "user_code": user_code, "verification_uri": f"{self.issuer}/code",
                     "verification_uri_complete": f"{self.issuer}/code?user_code={user_code}", "expires_in": 300, "interval": 1}

    def token(self, form):
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" or form.get("client_id") != self.client_id:
            return 400, {"error": "unsupported_grant_type"}
        grant = self.grants.get(form.get("device_code"))
        if grant is None:
            return 400, {"error": "invalid_grant"}
        if grant["denied"]:
            return 400, {"error": "access_denied"}
        if not grant["subject"]:
            return 400, {"error": "authorization_pending"}
        del self.grants[form["device_code"]]
        nonce = grant["nonce"] if self.echo_nonce else None
        claims = {name: value for name, value in self.claims(grant["subject"], nonce).items() if value is not None}
        return 200, {"access_token": "of no use here", "token_type": "Bearer", "id_token": self.keys[0].sign(claims)}

    def answer(self, path, form):
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        known = {"/.well-known/openid-configuration": self.discovery, "/keys": lambda: (200, self.key_set()),
                 "/device": lambda: self.device(form), "/token": lambda: self.token(form)}
        return known.get(path, lambda: (404, {}))() if not self.away else (503, {})

    def handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 20

            def reply(self, form):
                code, body = provider.answer(urllib.parse.urlsplit(self.path).path.removeprefix("/realms/tinh"), form)
                data = json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                if code == 302:
                    self.send_header("Location", body["location"])
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self.reply({})

            def do_POST(self):
                data = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.reply(dict(urllib.parse.parse_qsl(data)))

            def log_message(self, *arguments):
                pass
        return Handler
