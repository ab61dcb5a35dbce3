"""kill -9 of a counter under work at random moments, with a service that is killed, too: every slip that was printed stands
in the ledger once, and nothing of the journal is lost. HOSO_KILL_ROUNDS says how often (25)."""
import http.client
import os
import random
import threading
import unittest

from world import World, new_id

world = World(staff=True)

from workplace import PASSWORD, Counter, add_clerk, counter_key  # noqa: E402

ROUNDS = int(os.environ.get("HOSO_KILL_ROUNDS", "25"))
SEED = int(os.environ.get("HOSO_KILL_SEED", str(random.randrange(1 << 30))))


def tearDownModule():
    world.close()


class Clerk(threading.Thread):
    """Takes in one dossier after another; what the counter did not answer is pressed again when it is back."""

    def __init__(self, counter, printed, pressed):
        super().__init__()
        self.counter, self.printed, self.pressed = counter, printed, pressed
        self.errors = []

    def run(self):
        try:
            while True:
                draft = self.pressed[-1] if self.pressed and self.pressed[-1] not in self.printed else new_id()
                if draft not in self.pressed:
                    self.pressed.append(draft)
                taken = self.counter.accept(draft)
                self.counter.print(taken["papers"][0]["path"])
                self.printed[draft] = taken
        except (OSError, ValueError, http.client.HTTPException):  # The plug was pulled.
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(error)


class CounterCrashTest(unittest.TestCase):
    def test_every_printed_slip_exists_once(self):
        print(f"HOSO_KILL_SEED={SEED} HOSO_KILL_ROUNDS={ROUNDS}")
        moments = random.Random(SEED)
        first = add_clerk(world, "GDV-1")
        counter = Counter(world, slip_key=counter_key(world))
        counter.call("SignIn", staffId="GDV-1", password=first, newPassword=PASSWORD, pin="271828")
        counter.until_ready()
        printed, pressed = {}, []
        for _ in range(ROUNDS):
            clerk = Clerk(counter, printed, pressed)
            clerk.start()
            clerk.join(moments.uniform(0.0, 0.6))
            if moments.random() < 0.1:
                world.intake.kill()
                clerk.join(moments.uniform(0.0, 0.3))
            counter.kill()
            clerk.join(30)
            self.assertEqual(clerk.errors, [])
            if world.intake.process.poll() is not None:
                world.intake.restart()
            counter.start()
            counter.call("SignInOffline", staffId="GDV-1", pin="271828")
        if pressed and pressed[-1] not in printed:
            printed[pressed[-1]] = counter.accept(pressed[-1])
        counter.until_sent(120)
        codes = [taken["dossierCode"] for taken in printed.values()]
        self.assertEqual(len(codes), len(set(codes)), "no code was printed twice")
        print(f"{len(codes)} slips printed in {ROUNDS} rounds")
        self.assertGreater(len(codes), ROUNDS // 5)
        state = counter.state()
        # Leased codes may run out in a round; who got a provisional one is to be told of the final one, and nobody else.
        provisional = sum(taken["provisional"] for taken in printed.values())
        self.assertEqual((state["waiting"], state["needsReview"]), (0, provisional), counter.rows())
        # Each once, under the code on its slip or, of a provisional one, under the one that it got.
        in_ledger = world.sql("SELECT count(*) FROM ledger.fact WHERE kind = 11")
        self.assertEqual(int(in_ledger), len(codes))
        rows = counter.rows()
        for taken in printed.values():
            row = rows.get(taken["dossierCode"])
            if row:
                self.assertEqual(row["state"], "ENTRY_STATE_RECORDED", row)
        counter.close()
        code, said = world.verify()
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
