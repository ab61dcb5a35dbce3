"""The bill of materials names every package, with its version, and says so when one is missing."""

import importlib.util
import json
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(os.environ.get("HOSO_SOURCE_DIR", pathlib.Path(__file__).parent.parent)).resolve()
SCRIPT = ROOT / "deploy" / "sbom.py"

spec = importlib.util.spec_from_file_location("sbom", SCRIPT)
sbom = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sbom)


def run(*arguments):
    return subprocess.run(["/usr/bin/python3", str(SCRIPT), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class SbomTest(unittest.TestCase):
    def test_names_every_package_with_version_and_licence(self):
        document = json.loads(run().stdout)
        self.assertEqual(document["spdxVersion"], "SPDX-2.3")
        packages = {package["name"]: package for package in document["packages"]}
        self.assertEqual(set(packages), sbom.wanted_packages())
        for name, package in packages.items():
            version = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], stdout=subprocess.PIPE, text=True).stdout
            self.assertEqual(package["versionInfo"], version)
            self.assertTrue(package["licenseComments"], name)
        self.assertEqual(len({package["SPDXID"] for package in document["packages"]}), len(packages))
        self.assertEqual(packages["libcli11-dev"]["licenseDeclared"], "BSD-3-Clause")

    def test_names_what_a_program_loads(self):
        document = json.loads(run("/usr/bin/openssl").stdout)
        self.assertLessEqual({"libc6", "libssl3"}, {package["name"] for package in document["packages"]})

    def test_licences_are_declared_only_when_all_are_known(self):
        self.assertEqual(sbom.declared(["Expat", "BSD-3-clause", "MIT"]), "MIT AND BSD-3-Clause")
        self.assertEqual(sbom.declared(["Expat or CC0-1.0"]), "(MIT OR CC0-1.0)")
        self.assertEqual(sbom.declared(["Expat", "homemade"]), "NOASSERTION")
        self.assertEqual(sbom.declared([]), "NOASSERTION")

    def test_what_is_not_there_is_an_error(self):
        self.assertIn("no program", run(str(SCRIPT)).stderr)
        with self.assertRaises(SystemExit) as caught:
            sbom.describe("hoso-no-such-package")
        self.assertIn("not installed", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
