"""kill -9 of a service and of PostgreSQL under load: nothing acknowledged is lost or doubled."""
import threading
import unittest

import grpc

from world import World, at, eventually, metadata

world = World(fsync="on")

from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
import papers  # noqa: E402

WHEN = at("2022-11-01T09:00")


def tearDownModule():
    world.close()


class Counter(threading.Thread):
    """A counter that repeats a request, with the same request id, until it has the answer."""

    def __init__(self, count):
        super().__init__()
        self.count = count
        self.answers = {}
        self.repeats = 0
        self.failure = None

    def run(self):
        try:
            for _ in range(self.count):
                self.accept(papers.licence())
        except Exception as error:  # Shown by the test.
            self.failure = error

    def accept(self, request):
        def answered():
            stub = intake_grpc.IntakeServiceStub(world.intake.channel)
            try:
                answer = stub.AcceptDossier(request, metadata=metadata(WHEN, office=papers.OFFICE), timeout=5)
            except grpc.RpcError as error:
                if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
                                    grpc.StatusCode.UNKNOWN, grpc.StatusCode.ABORTED, grpc.StatusCode.CANCELLED,
                                    grpc.StatusCode.RESOURCE_EXHAUSTED):
                    self.repeats += 1
                    return None
                raise
            except ValueError:  # The channel was closed for the restart.
                return None
            return answer
        answer = eventually(answered, 60, "an answer")
        self.answers[request.request_id] = answer


class CrashTest(unittest.TestCase):
    def check(self, counters):
        for counter in counters:
            self.assertIsNone(counter.failure, counter.failure)
        codes = [a.dossier.dossier_code for c in counters for a in c.answers.values()]
        self.assertEqual(len(codes), sum(c.count for c in counters))
        self.assertEqual(len(set(codes)), len(codes), "a code was given twice")
        return codes

    def load(self, disturb):
        before = int(world.sql("SELECT count(*) FROM ledger.dossier"))
        counters = [Counter(40) for _ in range(6)]
        for counter in counters:
            counter.start()
        eventually(lambda: sum(len(c.answers) for c in counters) > 30, what="some load")
        disturb()
        for counter in counters:
            counter.join(120)
        codes = self.check(counters)
        after = int(world.sql("SELECT count(*) FROM ledger.dossier"))
        self.assertEqual(after - before, len(codes), "a dossier without an acknowledged answer, or two for one")
        # The first answer is given again, to the byte.
        some = counters[0]
        stub = intake_grpc.IntakeServiceStub(world.intake.channel)
        request_id, answer = next(iter(some.answers.items()))
        repeated = papers.licence(request_id=request_id)
        again = stub.AcceptDossier(repeated, metadata=metadata(WHEN, office=papers.OFFICE), timeout=10)
        self.assertEqual(again.SerializeToString(deterministic=True), answer.SerializeToString(deterministic=True))
        status, said = world.verify()
        self.assertEqual(status, 0, said)

    def test_kill_of_the_service(self):
        def disturb():
            world.intake.kill()
            world.intake.restart()
        self.load(disturb)

    def test_kill_of_postgresql(self):
        def disturb():
            world.kill_postgres()
            world.run_cluster("start", "--fsync", "on")
        self.load(disturb)


if __name__ == "__main__":
    unittest.main(verbosity=2)
