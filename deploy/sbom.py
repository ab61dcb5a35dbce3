#!/usr/bin/python3
"""Lists what Hoso is built with and runs on: a software bill of materials as SPDX 2.3 JSON.

    deploy/sbom.py [PROGRAM ...] > hoso.spdx.json

Names the Debian packages of deploy/packages.txt and, for each PROGRAM, those of the shared libraries that it loads, with their
installed versions. Licences are those that a package's own copyright file names (DEP-5); they are declared where SPDX knows
the name, and stand in licenseComments as Debian writes them in any case. A package that is not installed is an error.
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[1]
# Debian's short names (DEP-5) that are not SPDX's already, for those that occur here.
SPDX_NAMES = {
    "Apache-2": "Apache-2.0", "Apache-2.0": "Apache-2.0", "BSD-2-clause": "BSD-2-Clause", "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-clause": "BSD-3-Clause", "BSD-3-Clause": "BSD-3-Clause", "Expat": "MIT", "MIT": "MIT", "ISC": "ISC",
    "BSL-1.0": "BSL-1.0", "Zlib": "Zlib", "PostgreSQL": "PostgreSQL", "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later",
    "GPL-3": "GPL-3.0-only", "GPL-3+": "GPL-3.0-or-later", "LGPL-2": "LGPL-2.0-only", "LGPL-2+": "LGPL-2.0-or-later",
    "LGPL-2.1": "LGPL-2.1-only", "LGPL-2.1+": "LGPL-2.1-or-later", "LGPL-3+": "LGPL-3.0-or-later", "CC0-1.0": "CC0-1.0",
    "AGPL-3": "AGPL-3.0-only", "BSD-2": "BSD-2-Clause", "BSD-3-Clause~Google": "BSD-3-Clause", "expat": "MIT", "0BSD": "0BSD",
    "X11": "X11", "Boost": "BSL-1.0", "CC0": "CC0-1.0", "GPL-2.0+": "GPL-2.0-or-later", "LGPL-2.0+": "LGPL-2.0-or-later",
}


def fail(text):
    sys.exit(f"sbom.py: {text}")


def run(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.stdout if done.returncode == 0 else ""


def wanted_packages():
    lines = (SOURCE / "deploy" / "packages.txt").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def packages_loaded_by(program):
    """The packages that the shared libraries of `program` come from."""
    loaded = run("ldd", program)
    if not loaded:
        fail(f"{program}: no program that loads shared libraries")
    found = set()
    for path in re.findall(r"(/\S+\.so\S*) \(0x", loaded):
        # Debian 12 records files of /lib under /lib or under /usr/lib.
        real = str(pathlib.Path(path).resolve())
        owner = run("dpkg-query", "-S", real) or run("dpkg-query", "-S", real.removeprefix("/usr"))
        if not owner:
            fail(f"{path}, loaded by {program}: of no Debian package")
        found.add(owner.split(":")[0])
    return found


def licences_of(package):
    """As the package's copyright file names them, in the order of first mention."""
    file = pathlib.Path("/usr/share/doc") / package / "copyright"
    if not file.exists():
        return []
    names = re.findall(r"^License:[ \t]*(\S.*)$", file.read_text(errors="replace"), re.MULTILINE)
    return list(dict.fromkeys(name.strip() for name in names))


def declared(licences):
    """All of them, as an SPDX expression, if every name can be translated; else NOASSERTION."""
    terms = []
    for licence in licences:
        choices = licence.split(" or ")
        if not all(choice in SPDX_NAMES for choice in choices):
            return "NOASSERTION"
        term = " OR ".join(SPDX_NAMES[choice] for choice in choices)
        terms.append(f"({term})" if len(choices) > 1 else term)
    return " AND ".join(dict.fromkeys(terms)) or "NOASSERTION"


def describe(package):
    fields = run("dpkg-query", "-W", "-f", "${db:Status-Status}\t${Version}\t${Architecture}\t${Homepage}", package).split("\t")
    if fields[0] != "installed":
        fail(f"{package}: not installed, want the packages of deploy/packages.txt (./run and ./test install them)")
    _, version, architecture, homepage = fields
    licences = licences_of(package)
    return {
        "SPDXID": "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", package.replace("+", "-plus")),
        "name": package,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "homepage": homepage or "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": declared(licences),
        "licenseComments": "; ".join(licences) or f"see /usr/share/doc/{package}/copyright",
        "copyrightText": "NOASSERTION",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B')}"
                                              f"?arch={architecture}&distro=bookworm"}],
    }


def main():
    programs = sys.argv[1:]
    if any(argument.startswith("-") for argument in programs):
        sys.exit(__doc__)
    names = wanted_packages()
    for program in programs:
        names |= packages_loaded_by(program)
    packages = [describe(name) for name in sorted(names)]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    json.dump({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "hoso",
        "documentNamespace": f"https://hoso.invalid/spdx/{now}",
        "creationInfo": {"created": now, "creators": ["Tool: deploy/sbom.py"]},
        "documentDescribes": [package["SPDXID"] for package in packages],
        "packages": packages,
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
