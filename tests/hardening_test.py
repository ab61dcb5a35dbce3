"""A program built with the preset `release` is ended by its memory errors, and is laid out as cmake/hardening.cmake says."""

import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(os.environ.get("HOSO_SOURCE_DIR", pathlib.Path(__file__).parent.parent)).resolve()
BUILD = ROOT / "build" / "hardening"
PROBE = BUILD / "bin" / "hoso-hardening-probe"


def run(*arguments, check=True):
    return subprocess.run([str(a) for a in arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=check).stdout


class HardeningTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            run("cmake", "--preset", "release", "-B", BUILD)
            run("ninja", "-C", BUILD, PROBE.name)
        except subprocess.CalledProcessError as error:
            raise AssertionError(error.output) from error
        cls.headers = run("readelf", "--wide", "--file-header", "--program-headers", "--dynamic", PROBE)
        cls.symbols = run("readelf", "--wide", "--dyn-syms", PROBE)
        cls.code = run("objdump", "--disassemble", "--demangle", "--no-show-raw-insn", PROBE)

    def function(self, name):
        found = re.search(rf"^[0-9a-f]+ <{re.escape(name)}>:\n(.*?)\n\n", self.code + "\n\n", re.MULTILINE | re.DOTALL)
        self.assertIsNotNone(found, name)
        return found.group(1)

    def ended(self, mistake):
        done = subprocess.run([str(PROBE), mistake], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/tmp")
        self.assertEqual(done.returncode, -6, f"{mistake}: {done.stdout}")
        return done.stdout

    def test_without_a_mistake_it_ends_well(self):
        self.assertEqual(subprocess.run([str(PROBE)]).returncode, 0)

    def test_memory_that_is_private_stays_out_of_core_dumps(self):
        done = subprocess.Popen([str(PROBE), "private"], stdout=subprocess.PIPE, text=True, cwd="/tmp")
        said = done.communicate()[0]
        self.assertEqual(said, "dumpable 0, core 0\n")
        self.assertEqual(done.returncode, -6)

    def test_every_program_with_keys_keeps_its_memory_private_before_it_reads_anything(self):
        begin = (ROOT / "common/process/start.cc").read_text().split("absl::Status Begin() {", 1)[1]
        self.assertRegex(begin, r"^\n  rpc::BlockTerminationSignals\(\);\n  return KeepMemoryPrivate\(\);\n}")
        for main in sorted(ROOT.glob("services/*/main.cc")):
            body = main.read_text().split("int main(", 1)[1]
            self.assertRegex(body, r"^[^\n]*\n  if \(const absl::Status status = process::Begin\(\); !status\.ok\(\)\) return", main)
        counter = (ROOT / "clients/counter/main.cc").read_text().split("int main(", 1)[1]
        self.assertRegex(counter, r"^[^\n]*\n  rpc::BlockTerminationSignals\(\);\n  if \([^\n]*process::KeepMemoryPrivate\(\)")

    def test_a_smashed_stack_ends_it(self):
        self.assertIn("stack smashing detected", self.ended("stack"))

    def test_a_copy_that_does_not_fit_ends_it(self):
        self.assertIn("buffer overflow detected", self.ended("heap"))
        self.assertIn("__memcpy_chk", self.symbols)

    def test_an_index_past_the_end_ends_it(self):
        self.assertIn("Assertion '__n < this->size()' failed", self.ended("index"))

    def test_large_frames_touch_each_page(self):
        self.assertRegex(self.function("(anonymous namespace)::TakeLargeFrame()"), r"or[bwlq]? +\$0x0,(0x[0-9a-f]+)?\(%rsp\)")

    def test_targets_of_indirect_calls_are_marked(self):
        self.assertIn("endbr64", self.function("main").splitlines()[0])

    def test_it_lies_elsewhere_in_each_run(self):
        self.assertRegex(self.headers, r"Type:\s+DYN")
        self.assertRegex(self.headers, r"FLAGS_1\).*\bPIE\b")

    def test_what_the_loader_filled_in_is_read_only_from_the_start(self):
        self.assertIn("GNU_RELRO", self.headers)
        self.assertRegex(self.headers, r"FLAGS_1\).*\bNOW\b|FLAGS\).*\bBIND_NOW\b")

    def test_the_stack_holds_no_code(self):
        self.assertRegex(self.headers, r"GNU_STACK +(0x[0-9a-f]+ +){5}RW ")


if __name__ == "__main__":
    unittest.main()
