"""The real programs over a real PostgreSQL, for tests in another language.

A World starts a private cluster, applies the migrations and runs the three
services, each on a free loopback port, with simulated clocks. Everything here
uses only what is published: the programs, their flags, and the protos, from
which the client code is generated at the start.
"""
import base64
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

import grpc
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SOURCE = pathlib.Path(os.environ.get("HOSO_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
BIN = pathlib.Path(os.environ.get("HOSO_BIN_DIR", SOURCE / "build" / "bin"))
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def generate_client(folder):
    """Generates the client code from the published protos and makes it importable."""
    protos = [str(p.relative_to(SOURCE / "protos")) for p in sorted((SOURCE / "protos").rglob("*.proto"))
              if "catalogue" not in p.parts]
    subprocess.run(
        ["protoc", "-I", ".", f"--python_out={folder}", f"--grpc_python_out={folder}",
         f"--plugin=protoc-gen-grpc_python={shutil.which('grpc_python_plugin')}", *protos],
        cwd=SOURCE / "protos", check=True)
    # google.protobuf is a package of the library's: ours must not hide it.
    shutil.rmtree(pathlib.Path(folder) / "grpc", ignore_errors=True)
    rpc = pathlib.Path(folder) / "google" / "rpc"
    sys.path.insert(0, str(folder))
    import google
    google.__path__.append(str(rpc.parent))


def eventually(predicate, seconds=20.0, what="a condition"):
    """Polls until `predicate` returns something true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.01)


def at(text):
    """An instant of the counter's wall clock: at("2022-11-01T08:00")."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class Service:
    """One of the three services as a process."""

    def __init__(self, world, name):
        self.world = world
        self.name = name
        self.process = None
        self.port = None
        self.start()

    def start(self):
        port_file = self.world.folder / f"{self.name}.port"
        port_file.unlink(missing_ok=True)
        listen = f"127.0.0.1:{self.port or 0}"
        with open(self.world.folder / f"{self.name}.log", "ab") as log:
            self.process = self.popen(listen, port_file, log)

        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.log_tail()}")
            return port_file.exists() and port_file.read_text().strip()
        self.port = int(eventually(ready, 60, f"{self.name} listens"))
        self.channel = self.channel_of(self.world.machine("service/console"))

    def channel_of(self, machine):
        """A channel as the machine with that folder; None is one that brings no certificate."""
        key = certificate = None
        if machine:
            key = (machine / "current" / "key.pem").read_bytes()
            certificate = (machine / "current" / "certificate.pem").read_bytes()
        credentials = grpc.ssl_channel_credentials(
            (self.world.folder / "ca" / "authority" / "authorities.pem").read_bytes(), key, certificate)
        return grpc.secure_channel(f"127.0.0.1:{self.port}", credentials, options=[
            ("grpc.max_receive_message_length", 64 << 20), ("grpc.initial_reconnect_backoff_ms", 50),
            ("grpc.max_reconnect_backoff_ms", 200)])

    def popen(self, listen, port_file, log):
        return subprocess.Popen(
            [str(BIN / f"hoso-{self.name}"), "--listen", listen, "--port-file", str(port_file),
             "--metrics", "127.0.0.1:0", "--metrics-port-file", str(self.world.folder / f"{self.name}.metrics"),
             "--machine", str(self.world.machine(f"service/{self.name}")),
             "--token-keys", str(self.world.folder / "keys" / "keys.json"),
             "--database", self.world.conninfo(f"hoso_{self.name}"), "--catalogue", str(SOURCE / "catalogue"),
             *self.own_flags(), *self.world.extra_flags.get(self.name, [])],
            stdout=log, stderr=log)

    def own_flags(self):
        keys = self.world.folder / "keys"
        if self.name != "staff":
            slips = ["--slip-key", str(keys / f"slip-{self.name}.pem")] if self.name in ("intake", "routing") else []
            return ["--simulated-clock", "--vault", str(self.world.vault), *slips]
        return ["--token-key", str(keys / "token.pem"), "--code-key", str(keys / "codes"),
                "--first-administrator", "QT-01", "--first-password-file", str(keys / "QT-01"),
                "--password-memory-mib", "16"]

    def log_tail(self):
        text = (self.world.folder / f"{self.name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-20:])

    def kill(self):
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def restart(self):
        self.channel.close()
        self.start()

    def terminate(self):
        """Drains; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class World:
    """`staff`: with hoso-staff, too. Tests about other things sign their people's tokens themselves, with its key."""

    def __init__(self, fsync="off", extra_flags=None, staff=False):
        self.extra_flags = extra_flags or {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hoso-e2e-"))
        self.folder.chmod(0o755)
        self.cluster = self.folder / "postgres"
        self.run_cluster("start", "--fsync", fsync, "--until-pid", str(os.getpid()))
        client = self.folder / "client"
        client.mkdir()
        if not any(p.endswith("/client") and "hoso-e2e-" in p for p in sys.path):
            generate_client(client)
        subprocess.run([str(BIN / "hoso-migrate"), "--database", self.conninfo("hoso_owner"),
                        "--source-dir", str(SOURCE)], check=True, stdout=subprocess.DEVNULL)
        self.run_authority("init")
        for name in ("intake", "routing", "returns", "staff", "console"):
            self.run_authority("issue", f"hoso://yen-bai/service/{name}")
        self.make_keys()
        self.vault = self.folder / "vault.json"
        # What hoso takes when it is told nothing else: never that of a ./run in the same checkout.
        os.environ["HOSO_VAULT"] = str(self.vault)
        os.environ["HOSO_SESSIONS"] = str(self.folder / "sessions")
        subprocess.run([str(BIN / "hoso"), "vault", "new", str(self.vault)], check=True, stdout=subprocess.DEVNULL)
        self.intake = Service(self, "intake")
        self.routing = Service(self, "routing")
        self.returns = Service(self, "returns")
        self.staff = Service(self, "staff") if staff else None

    def make_keys(self):
        keys = self.folder / "keys"
        subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "sign-key.sh"), str(keys), "token",
                        "hoso://yen-bai/service/staff"], check=True)
        for name in ("intake", "routing"):
            subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "sign-key.sh"), str(keys), "slip",
                            f"hoso://yen-bai/service/{name}", f"slip-{name}"], check=True)
        (keys / "codes").write_text(os.urandom(32).hex())
        (keys / "codes").chmod(0o600)
        Signer.instance = Signer(keys)

    def run_cluster(self, verb, *arguments):
        done = subprocess.run(["bash", str(SOURCE / "deploy" / "cluster.sh"), verb, str(self.cluster), *arguments],
                              stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def run_authority(self, verb, *arguments, folder="ca"):
        subprocess.run(["bash", str(SOURCE / "deploy" / "ca" / "ca.sh"), verb, str(self.folder / folder), *arguments],
                       check=True)

    def machine(self, kind_and_id, folder="ca"):
        return self.folder / folder / "machines" / kind_and_id

    def conninfo(self, role):
        return self.run_cluster("conninfo", role)

    def sql(self, text, role="postgres"):
        """Runs SQL with psql and returns its output, unaligned."""
        done = subprocess.run(["/usr/lib/postgresql/15/bin/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                               "-d", self.conninfo(role), "-c", text], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def kill_postgres(self):
        """kill -9 of the postmaster; its children notice and end."""
        pid = int((self.cluster / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not pathlib.Path(f"/proc/{pid}").exists() or
                   pathlib.Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z", 30, "the postmaster ends")

    def verify(self):
        """Runs `hoso ledger verify`; returns its exit code and what it said."""
        done = subprocess.run([str(BIN / "hoso"), "ledger", "verify", "--database", self.conninfo("hoso_auditor"),
                               "--vault", str(self.vault), "--catalogue", str(SOURCE / "catalogue")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def person_data(self, identity_number):
        """All records with that number, by `hoso person data`."""
        done = subprocess.run([str(BIN / "hoso"), "person", "data", "--identity-number", "-", "--database",
                               self.conninfo("hoso_auditor"), "--vault", str(self.vault),
                               "--catalogue", str(SOURCE / "catalogue")],
                              input=identity_number, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout)["records"]

    def close(self):
        for service in filter(None, (self.intake, self.routing, self.returns, self.staff)):
            with contextlib.suppress(Exception):
                service.terminate()
        self.run_cluster("stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Signer:
    """Signs tokens as hoso-staff would, with the key that it was given."""
    instance = None

    def __init__(self, keys):
        self.key = load_pem_private_key((keys / "token.pem").read_bytes(), None)
        entry, = (key for key in json.loads((keys / "keys.json").read_text())["keys"] if key["use"] == "KEY_USE_TOKEN")
        self.key_id = entry["key_id"]

    def token(self, staff, role, office="", agency="", carrier="", machine="service/console", issued=None,
              minutes=10):
        from hoso.trust.v1 import session_pb2
        session = session_pb2.Session(session_id=new_id(), staff_id=staff, role=session_pb2.Role.Value(f"ROLE_{role.upper()}"),
                                      machine=f"hoso://yen-bai/{machine}")
        if office:
            session.office_id = office
        if agency:
            session.agency_key = agency
        if carrier:
            session.carrier_id = carrier
        issued = issued or datetime.datetime.now(datetime.timezone.utc)
        session.issued_at.FromDatetime(issued)
        session.expires_at.FromDatetime(issued + datetime.timedelta(minutes=minutes))
        stated = session.SerializeToString()
        return ".".join(["hoso1", text(stated), self.key_id, text(self.key.sign(b"hoso session 1\n" + stated))])


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def metadata(when, staff="NV-1", office=None, agency=None, device="may-1", role=None, machine="service/console"):
    """As a person who has signed in on `machine`: an attendant of `office`, an officer of `agency`, or else anyone."""
    entries = [("hoso-device", device), ("hoso-time", when.isoformat())]
    role = role or ("postal_attendant" if office else "one_stop_officer" if agency else None)
    if role:
        token = Signer.instance.token(staff, role, office, agency, machine=machine)
        entries.append(("authorization", f"Bearer {token}"))
    return tuple(entries)


def new_id():
    return str(uuid.uuid4())
