"""Makes the published protos importable: the only thing that the verifier shares with the services."""
import contextlib
import pathlib
import subprocess
import sys
import tempfile

from .findings import Unreadable

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "protos"
WANTED = ("access", "catalogue", "core", "ledger", "tracking", "trust")


@contextlib.contextmanager
def importable(protos=PROTOS):
    """Generates Python code for the protos into a temporary folder that can be imported from inside this context."""
    files = [str(path.relative_to(protos)) for folder in WANTED
             for path in sorted((protos / "hoso" / folder).rglob("*.proto"))]
    if not files:
        raise Unreadable(f"{protos}: no protos there, want those of Hoso")
    with tempfile.TemporaryDirectory(prefix="hoso-verifier-") as folder:
        try:
            subprocess.run(["protoc", "-I", ".", f"--python_out={folder}", *files], cwd=protos, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unreadable(f"protoc: {error}") from None
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
