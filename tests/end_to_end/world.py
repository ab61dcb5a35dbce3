"""The real programs over a real PostgreSQL, for tests in another language.

A World starts a private cluster, applies the migrations and runs the three
services, each on a free loopback port, with simulated clocks. Everything here
uses only what is published: the programs, their flags, and the protos, from
which the client code is generated at the start.
"""
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
             "--database", self.world.conninfo(f"hoso_{self.name}"), "--vault", str(self.world.vault), "--catalogue", str(SOURCE / "catalogue"),
             "--simulated-clock", *self.world.extra_flags.get(self.name, [])],
            stdout=log, stderr=log)

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
    def __init__(self, fsync="off", extra_flags=None):
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
        for name in ("intake", "routing", "returns", "console"):
            self.run_authority("issue", f"hoso://yen-bai/service/{name}")
        self.vault = self.folder / "vault.json"
        subprocess.run([str(BIN / "hoso"), "vault", "new", str(self.vault)], check=True, stdout=subprocess.DEVNULL)
        self.intake = Service(self, "intake")
        self.routing = Service(self, "routing")
        self.returns = Service(self, "returns")

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
        for service in (self.intake, self.routing, self.returns):
            with contextlib.suppress(Exception):
                service.terminate()
        self.run_cluster("stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def metadata(when, staff="NV-1", office=None, agency=None, device="may-1", role=None):
    entries = [("hoso-staff", staff), ("hoso-device", device), ("hoso-time", when.isoformat())]
    if office:
        entries.append(("hoso-office", office))
        role = role or "postal_attendant"
    if agency:
        entries.append(("hoso-agency", agency))
        role = role or "one_stop_officer"
    if role:
        entries.append(("hoso-role", role))
    return tuple(entries)


def new_id():
    return str(uuid.uuid4())
