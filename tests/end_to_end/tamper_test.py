"""What a superuser changes behind the ledger's back is found, and named."""
import unittest

from world import World, at, metadata

world = World()

from hoso.intake.v1 import intake_service_pb2_grpc as intake_grpc  # noqa: E402
import papers  # noqa: E402


def tearDownModule():
    world.close()


class TamperTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stub = intake_grpc.IntakeServiceStub(world.intake.channel)
        clerk = metadata(at("2022-11-01T09:00"), office=papers.OFFICE)
        cls.codes = [stub.AcceptDossier(papers.licence(), metadata=clerk, timeout=10).dossier.dossier_code
                     for _ in range(5)]
        for service in (world.intake, world.routing, world.returns):
            service.terminate()

    def tampered(self, change, undo, named=None):
        status, said = world.verify()
        self.assertEqual(status, 0, said)
        world.sql(change)
        status, said = world.verify()
        world.sql(undo)
        self.assertNotEqual(status, 0, f"not found: {change}")
        if named:
            self.assertIn(named, said)

    def copies(self, table, column="dossier"):
        world.sql(f"DROP TABLE IF EXISTS public.saved; CREATE TABLE public.saved AS SELECT * FROM {table}")
        columns = "dossier, sequence, kind, recorded_at, tx, hash, body" if table.endswith("fact") else "*"
        return f"DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM public.saved" \
            if columns != "*" else f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM public.saved"

    def test_a_changed_fact(self):
        undo = self.copies("ledger.fact")
        self.tampered("UPDATE ledger.fact SET body = set_byte(body, 40, (get_byte(body, 40) + 1) % 256) WHERE sequence = 1 "
                      "AND dossier = (SELECT min(dossier) FROM ledger.dossier)", undo, self.codes[0])

    def test_a_removed_fact(self):
        undo = self.copies("ledger.fact")
        self.tampered("DELETE FROM ledger.fact WHERE sequence = 1 AND dossier = (SELECT min(dossier) FROM ledger.dossier)",
                      undo, self.codes[0])

    def test_a_prettified_date(self):
        undo = self.copies("ledger.dossier")
        self.tampered("UPDATE ledger.dossier SET due_at = due_at + interval '1 day' WHERE dossier = (SELECT max(dossier) FROM "
                      "ledger.dossier)", undo, self.codes[-1])

    def test_a_moved_item(self):
        undo = self.copies("ledger.item")
        self.tampered("UPDATE ledger.item SET holder = 'YB-I-01' WHERE dossier = (SELECT min(dossier) FROM ledger.dossier)",
                      undo, self.codes[0])

    def test_an_invented_item(self):
        undo = self.copies("ledger.item")
        self.tampered("INSERT INTO ledger.item SELECT dossier, 9, kind, holder_kind, holder, since FROM ledger.item LIMIT 1",
                      undo)

    def test_a_vanished_dossier(self):
        undo = "; ".join(
            [f"INSERT INTO ledger.{t} SELECT * FROM public.saved_{t}" for t in ("dossier", "item", "person")] +
            ["INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, tx, hash, body) SELECT dossier, sequence, kind, "
             "recorded_at, tx, hash, body FROM public.saved_fact"])
        gone = "(SELECT max(dossier) FROM ledger.dossier)"
        for table in ("dossier", "item", "person", "fact"):
            world.sql(f"DROP TABLE IF EXISTS public.saved_{table}; CREATE TABLE public.saved_{table} AS SELECT * FROM "
                      f"ledger.{table} WHERE dossier = {gone}")
        change = "DO $$ DECLARE gone bigint := " + gone + "; BEGIN " + " ".join(
            f"DELETE FROM ledger.{t} WHERE dossier = gone;" for t in ("fact", "item", "person", "dossier")) + " END $$"
        self.tampered(change, undo)


if __name__ == "__main__":
    unittest.main(verbosity=2)
