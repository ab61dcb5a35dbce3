"""What a counter costs: a day over a slow line, time to print, a page that opens, memory. `./bench counter` runs it.

Each figure stands beside its aim; the last line says how many were missed.
"""
import pathlib
import re
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "end_to_end"))
from world import SOURCE, World, new_id  # noqa: E402

world = World(staff=True)
from slow_line import SlowLine  # noqa: E402
from workplace import PASSWORD, Counter, add_clerk, citizen, counter_key  # noqa: E402

DOSSIERS = 60
SERVICES = ("intake", "routing", "returns", "staff")
NAMES = ("NGUYỄN THỊ MẪU", "HOÀNG VĂN MẪU", "LÝ A MẪU", "TRIỆU THỊ MẪU HOA", "ĐẶNG MẪU", "BÀN VĂN MẪU", "VÀNG THỊ MẪU")

missed = []


def say(what, value, unit, aim, places=1):
    good = value <= aim
    if not good:
        missed.append(what)
    print(f"  {what:<58} {value:8.{places}f} {unit:<5} aim ≤ {aim:g}{'' if good else '   MISSED'}", flush=True)


def person(number):
    """People differ, as they do in a day: nothing is compressed away that would not be."""
    return {**citizen(f"0150{90 + number % 9:02d}{100000 + number * 7919 % 899999:06d}", NAMES[number % len(NAMES)]),
            "birthDate": {"year": 1990 + number % 9, "month": 1 + number % 12, "day": 1 + number % 28},
            "phone": f"09{12345678 + number * 104729 % 80000000:08d}", "address": f"Thôn {1 + number % 17}"}


def await_sent(counter, seconds=600):
    end = time.monotonic() + seconds
    while counter.state()["waiting"] and time.monotonic() < end:
        time.sleep(0.05)
    assert counter.state()["waiting"] == 0, counter.log()


def measure_day(counter, line):
    counter.call("Drill", offline=True)
    printing = []
    for number in range(DOSSIERS):
        begun = time.monotonic()
        taken = counter.accept(owner=person(number))
        counter.print(taken["papers"][0]["path"])
        printing.append(time.monotonic() - begun)
    line.reset()  # A day ago: the connections are gone.
    time.sleep(1)
    before = line.counted()
    begun = time.monotonic()
    counter.call("Drill", offline=False)
    await_sent(counter)
    took = time.monotonic() - begun
    time.sleep(line.round_trip)
    up, down, connections = (now - then for now, then in zip(line.counted(), before))
    print(f"a day of {DOSSIERS} dossiers, taken in without the network and sent over {line.rate // 1000} kbit/s, "
          f"{line.round_trip * 1000:.0f} ms: {up} bytes up, {down} down, {connections} connections")
    say("from plugging the network in to the last is recorded", took, "s", 60)
    say("on the wire, handshakes, tokens and codes and all", (up + down) / DOSSIERS / 1000, "KB", 1.5, 2)
    return printing


def measure_one_by_one(counter, line):
    before = line.counted()
    times = []
    for number in range(DOSSIERS, DOSSIERS + 20):
        begun = time.monotonic()
        counter.accept(owner=person(number))
        await_sent(counter)
        times.append(time.monotonic() - begun)
    up, down, _ = (now - then for now, then in zip(line.counted(), before))
    print(f"20 dossiers, each sent when it is taken in: {up} bytes up, {down} down")
    say("until it is recorded, median", statistics.median(times), "s", 5)
    say("on the wire", (up + down) / 20 / 1000, "KB", 1.5, 2)


def measure_idle(counter, line):
    before = line.counted()
    time.sleep(60)
    up, down, _ = (now - then for now, then in zip(line.counted(), before))
    say("an idle minute on the wire", (up + down) / 1000, "KB", 1, 2)


def measure_page(counter):
    times = []
    for _ in range(5):
        begun = time.monotonic()
        page = counter.request("GET", "/")[2].decode()
        for asset in re.findall(r'(?:src|href)="(/[^"]+)"', page):
            assert counter.request("GET", asset)[0] == 200, asset
        for method in ("GetState", "ListProcedures", "ListPlaces"):
            counter.call(method)
        times.append(time.monotonic() - begun)
    print("the page, with all of its files and first questions:")
    say("from / to the answer of GetState and ListProcedures", max(times), "s", 1, 3)


def memory_of(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")}


def main():
    line = SlowLine({name: getattr(world, name).port for name in SERVICES})
    first = add_clerk(world, "GDV-1")
    counter = Counter(world, slip_key=counter_key(world), addresses=line.addresses, web=SOURCE / "web" / "dist")
    counter.call("SignIn", staffId="GDV-1", password=first, newPassword=PASSWORD, pin="271828")
    begun = time.monotonic()
    while counter.state()["codesToday"] == 0:
        time.sleep(0.05)
    counter.call("OpenShift", actId=new_id(), notes=[{"valueVnd": "500000", "count": 1}])
    await_sent(counter)
    while not counter.call("GetState")["codesUntil"]["day"] >= 10 and time.monotonic() - begun < 120:
        time.sleep(0.2)
    print(f"first start: ready for days alone after {time.monotonic() - begun:.1f} s, {sum(line.counted()[:2])} bytes")
    measure_page(counter)
    printing = measure_day(counter, line)
    measure_one_by_one(counter, line)
    measure_idle(counter, line)
    print("without the network, pressing F9 until slip 01 is there to be printed:")
    say("median", statistics.median(printing), "s", 1, 3)
    say("slowest of 60", max(printing), "s", 1, 3)
    memory = memory_of(counter.process.pid)
    print("hoso-counter after the day:")
    say("memory", memory["VmRSS"], "MB", 60)
    say("memory at its highest", memory["VmHWM"], "MB", 60)
    counter.close()
    line.close()
    print(f"{len(missed)} missed" + (": " + "; ".join(missed) if missed else ""))


try:
    main()
finally:
    world.close()
