"""A counter behind 64 kbit/s with 600 ms there and back, that stalls and breaks: everything is recorded, once."""
import random
import threading
import unittest

from world import World, eventually

world = World(staff=True)

from slow_line import SlowLine  # noqa: E402
from workplace import PASSWORD, Counter, add_clerk  # noqa: E402

SERVICES = ("intake", "routing", "returns", "staff")


def tearDownModule():
    world.close()


class SlowLineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        first = add_clerk(world, "GDV-1")
        cls.line = SlowLine({name: getattr(world, name).port for name in SERVICES})
        cls.counter = Counter(world, addresses=cls.line.addresses)
        cls.counter.call("SignIn", staffId="GDV-1", password=first, newPassword=PASSWORD)
        cls.counter.until_ready()
        cls.printed = []

    @classmethod
    def tearDownClass(cls):
        cls.counter.close()
        cls.line.close()

    def take_in(self, number):
        self.counter.call("Drill", offline=True)
        taken = [self.counter.accept()["dossierCode"] for _ in range(number)]
        self.printed.extend(taken)
        self.counter.call("Drill", offline=False)
        return taken

    def until_recorded(self, seconds=120):
        def settled():
            state = self.counter.state()
            return state["waiting"] == 0 and state["online"] and not state["trouble"]
        eventually(settled, seconds, f"all is recorded; {self.counter.log()}")
        # Codes of one day are soon used up; what was provisional is recorded with its final code.
        self.assertLessEqual({row["state"] for row in self.counter.rows().values()},
                             {"ENTRY_STATE_RECORDED", "ENTRY_STATE_RECORDED_WITH_CHANGE"})
        self.assertEqual(int(world.sql("SELECT count(*) FROM ledger.fact WHERE kind = 11")), len(self.printed))

    def test_a_day_is_sent_for_little(self):
        before = self.line.counted()
        self.take_in(20)
        self.until_recorded(60)
        up, down, _ = (now - then for now, then in zip(self.line.counted(), before))
        self.assertLessEqual((up + down) / 20, 1500, (up, down))

    def test_each_dossier_alone_is_sent_for_little(self):
        self.until_recorded()  # The door has heard the clerk's token, perhaps.
        before = self.line.counted()
        for _ in range(8):
            self.printed.append(self.counter.accept()["dossierCode"])
            self.until_recorded(30)
        up, down, _ = (now - then for now, then in zip(self.line.counted(), before))
        self.assertLessEqual((up + down) / 8, 2000, (up, down))

    def test_a_line_that_stalls_delays_and_loses_nothing(self):
        self.take_in(6)
        self.line.stall(8)
        self.until_recorded()

    def test_a_line_that_breaks_again_and_again_does_nothing_twice(self):
        moments = random.Random(20230306)
        self.take_in(24)
        ended = threading.Event()

        def breaking():
            for _ in range(6):
                if ended.wait(moments.uniform(0.5, 5.0)):
                    return
                self.line.reset()
        breaker = threading.Thread(target=breaking)
        breaker.start()
        try:
            self.until_recorded()
        finally:
            ended.set()
            breaker.join()
        self.assertGreater(self.line.connections, 1)

    def test_a_service_that_forgot_who_signed_in_is_told_again(self):
        self.take_in(1)
        self.until_recorded()
        world.intake.terminate()
        world.intake.restart()
        self.take_in(2)
        self.until_recorded()

    def test_the_page_never_waits_for_the_line(self):
        self.line.stall(20)
        self.printed.append(self.counter.accept()["dossierCode"])
        self.assertEqual(self.counter.state()["waiting"], 1)
        self.line.stall(0)
        self.until_recorded()


if __name__ == "__main__":
    unittest.main(verbosity=2)
