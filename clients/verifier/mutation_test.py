"""Every single change to an export is found and named: by who does not hold the keys, and by who does and lies."""
import random
import unittest

from . import story
from .testing import POST, SERVICE, Folder, checkpoint, checkpoints, date, stamp, text_format


class Mutations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.remove)
        cls.rows = story.ledger().rows()
        cls.texts = checkpoints(cls.rows)

    def copy(self):
        return [type(row).FromString(row.SerializeToString()) for row in self.rows]

    def found(self, rows, texts=None, *options):
        self.folder.write(rows, self.texts if texts is None else texts)
        code, said = self.folder.verify("--all", *options)
        self.assertEqual(1, code, said)
        return [line for line in said.splitlines() if line.startswith("DIFFERENCE: ")]

    def name(self, i):
        row = self.rows[i]
        return f"{story_code(row)}, fact {row.sequence}:"


def story_code(row):
    codes = (story.LATE, story.AMENDED, story.PAID, story.REFUSED, story.WITHDRAWN, story.STOPPED)
    return next(code for code in codes if code.encode() in row.body)


class ByWhoHasTheDatabase(Mutations):
    """Without the keys of those who sign checkpoints."""

    def test_the_story_itself_agrees(self):
        self.folder.write(self.rows, self.texts)
        code, said = self.folder.verify()
        self.assertEqual((0, True), (code, said.rstrip().endswith("all agrees")), said)

    def test_the_story_has_every_kind_of_fact(self):
        kinds = {field.name for field in story.ledger().facts[0].DESCRIPTOR.oneofs_by_name["payload"].fields}
        self.assertEqual(kinds, {fact.WhichOneof("payload") for fact in story.ledger().facts})

    def test_a_changed_bit_is_found_at_its_fact(self):
        chance = random.Random(1)
        for i in range(len(self.rows)):
            rows = self.copy()
            body = bytearray(rows[i].body)
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
            rows[i].body = bytes(body)
            self.assertIn(self.name(i), self.found(rows)[0])

    def test_a_changed_hash_is_found_at_its_fact(self):
        for i in range(len(self.rows)):
            rows = self.copy()
            rows[i].hash = bytes([rows[i].hash[0] ^ 1]) + rows[i].hash[1:]
            self.assertTrue(any(self.name(i) in line for line in self.found(rows)))

    def test_changed_numbers_are_found(self):
        for field in ("dossier", "sequence", "transaction"):
            for i in range(len(self.rows)):
                rows = self.copy()
                setattr(rows[i], field, getattr(rows[i], field) + 1)
                self.assertTrue(self.found(rows), f"{field} of {i}")

    def test_a_fact_taken_away_is_found(self):
        for i in range(len(self.rows)):
            rows = self.copy()
            del rows[i]
            first = self.found(rows)[0]
            # Named by the next of its dossier, else by the stretch between two checkpoints in which it lay.
            self.assertTrue(story_code(self.rows[i]) in first or "look from " in first or "are missing" in first, first)

    def test_a_dossier_taken_away_is_found(self):
        for code in (story.PAID, story.REFUSED, story.STOPPED):
            rows = [row for row in self.copy() if story_code(row) != code]
            self.assertRegex(self.found(rows)[-1] + self.found(rows)[0], "are missing|its root is not")

    def test_the_end_taken_away_is_found(self):
        self.assertIn("2 are missing", " ".join(self.found(self.copy()[:-2])))

    def test_a_fact_put_in_twice_is_found_and_named(self):
        for i in range(len(self.rows)):
            rows = self.copy()
            rows.insert(i, rows[i])
            self.assertTrue(any(self.name(i) in line for line in self.found(rows)))

    def test_two_facts_that_change_places_are_found(self):
        for i in range(len(self.rows) - 1):
            rows = self.copy()
            rows[i], rows[i + 1] = rows[i + 1], rows[i]
            first = self.found(rows)[0]
            self.assertTrue(self.name(i) in first or self.name(i + 1) in first, first)

    def test_a_chain_forged_to_its_end_is_found_by_the_checkpoints(self):
        for i in range(len(self.rows)):
            told = story.ledger()
            told.facts[i].actor.device_id = "another"  # Nothing that any rule of the facts forbids.
            first = self.found(told.rows())[0]
            self.assertRegex(first, r"checkpoints/.*its root is not that of the facts.*look from H15")

    def test_a_fact_forged_into_the_middle_is_found_by_the_checkpoints(self):
        for i in range(2, len(self.rows)):
            told = story.ledger()
            told.add(story.LATE, "2023-02-07 09:00", "notified { means: NOTIFICATION_MEANS_SMS }")
            told.facts.insert(i, told.facts.pop())
            renumber(told)
            self.assertIn("its root is not that of the facts", "".join(self.found(told.rows())))

    def test_a_changed_checkpoint_is_found_and_named(self):
        chance = random.Random(2)
        self.folder.write(self.rows, self.texts)
        for day, text in self.texts.items():
            for _ in range(10):
                at = chance.randrange(len(text))
                changed = text[:at] + chance.choice([c for c in "a1\n —+" if c != text[at]]) + text[at + 1:]
                self.folder.write(self.rows, {**self.texts, day: changed})
                code, said = self.folder.verify("--all")
                self.assertIn(code, (1, 2), f"{day}: {changed!r}")
                self.assertIn(f"checkpoints/{day}.checkpoint", said)

    def test_checkpoints_that_change_places_are_found(self):
        days = sorted(self.texts)
        texts = {**self.texts, days[0]: self.texts[days[1]], days[1]: self.texts[days[0]]}
        self.assertIn(f"checkpoints/{days[0]}.checkpoint: says that it is of {days[1]}", self.found(self.rows, texts)[0])

    def test_a_head_that_covers_fewer_facts_than_the_one_before_is_found(self):
        texts = {"2022-11-01": checkpoint(self.rows, 8), "2022-11-02": checkpoint(self.rows, 4)}
        self.assertIn("facts were taken back", "".join(self.found(self.rows, texts)))

    def test_a_checkpoint_taken_away_is_found(self):
        for day in sorted(self.texts)[:-1]:
            texts = {other: text for other, text in self.texts.items() if other != day}
            self.assertRegex(self.found(self.rows, texts)[0], rf"2022-11-\d\d.checkpoint: follows {day}")

    def test_a_checkpoint_of_another_day_s_name_is_found(self):
        texts = dict(self.texts)
        texts["2023-01-01"] = texts.pop(max(texts))
        self.assertIn("checkpoints/2023-01-01.checkpoint: says that it is of 2022-11-", self.found(self.rows, texts)[0])

    def test_without_checkpoints_nothing_is_agreed(self):
        self.assertIn("checkpoints: none", self.found(self.rows, {})[0])

    def test_a_head_that_only_a_stranger_signed_is_found(self):
        self.folder.write_keys([])
        self.addCleanup(self.folder.write_keys, [SERVICE, POST])
        self.assertIn("no good signature", "".join(self.found(self.rows)))


def renumber(told):
    counts = {}
    for fact in told.facts:
        fact.sequence = counts[fact.dossier_code] = counts.get(fact.dossier_code, 0) + 1


def merge(message, given):
    """As MergeFrom, but repeated fields are merged one by one."""
    for field, value in given.ListFields():
        if field.label == field.LABEL_REPEATED and field.message_type:
            for mine, theirs in zip(getattr(message, field.name), value):
                merge(mine, theirs)
        elif field.label == field.LABEL_REPEATED:
            del getattr(message, field.name)[:]
            getattr(message, field.name).extend(value)
        elif field.message_type:
            merge(getattr(message, field.name), value)
            getattr(message, field.name).SetInParent()
        else:
            setattr(message, field.name, value)


# Dossier, fact, what the ledger would say there instead, what is said of it.
LIES = [
    (story.LATE, 1, f"accepted {{ appointment {{ date {{ {date('2023-02-01')} }} }} }}", "the law gives 2023-02-02"),
    (story.LATE, 1, f"accepted {{ appointment {{ due_at {{ {stamp('2023-02-02 16:00')} }} }} }}",
     "the law gives 2023-02-02 17:00"),
    (story.LATE, 1, "accepted { appointment { calendar_version: '2022.1' } }", "in force was '2023.1'"),
    (story.LATE, 1, f"accepted {{ accepted_at {{ {stamp('2023-01-19 08:00')} }} }}", "is not when the fact occurred"),
    (story.LATE, 1, f"accepted {{ term {{ value: 9 }} appointment {{ date {{ {date('2023-02-08')} }} }} }}",
     "the catalogue gives 5"),
    (story.LATE, 1, "accepted { procedure_version: 'GPLX_DOI@2025-03-01' }", "procedure_key|agency_key|was not valid"),
    (story.LATE, 1, "accepted { procedure_code: '3.000347' }", "want '1.002809'"),
    (story.LATE, 1, "accepted { agency_key: 'STP' }", "agency_key: 'STP', want SGTVT"),
    (story.LATE, 1, "accepted { papers { number: 2 } }", "want number 1"),
    (story.LATE, 1, "accepted { papers { holder { kind: HOLDER_KIND_BAG } } }", "begins with bag"),
    (story.LATE, 1, f"occurred_at {{ {stamp('2023-01-18 09:00')} }} accepted {{ accepted_at {{ "
     f"{stamp('2023-01-18 09:00')} }} }}", "is not the day of the code"),
    (story.LATE, 2, f"occurred_at {{ {stamp('2023-01-20 09:00')} }}", "want not after it was recorded"),
    (story.LATE, 3, f"recorded_at {{ {stamp('2023-01-19 16:00')} }} occurred_at {{ {stamp('2023-01-18 16:00')} }}",
     "lies before the acceptance"),
    (story.LATE, 3, "bag_sealed { moves { from { id: 'YB-CP-04381' } } }", "but is held by office YB-CP-04378"),
    (story.LATE, 3, "bag_sealed { moves { to { id: 'B-2' } } }", "want all into bag B-1"),
    (story.LATE, 3, "bag_sealed { seal_number: 'S-2' }", "is not the manifest|do not agree"),
    (story.LATE, 3, "bag_sealed { manifest_digest: 'x' }", "is not the manifest|do not agree"),
    (story.LATE, 3, "bag_sealed { packet_digest: 'x' }", "is not the manifest|do not agree"),
    (story.LATE, 4, "bag_dispatched { bag_id: 'B-2' }", "has nothing of this dossier"),
    (story.LATE, 6, "bag_opened { manifest_digest: 'x' }", "opened against another manifest"),
    (story.LATE, 6, "bag_opened { moves { to { id: 'STP' } } }", "want all from bag B-1 to agency SGTVT"),
    (story.LATE, 9, f"rescheduled {{ appointment {{ date {{ {date('2023-02-05')} }} }} }}",
     "want a working day after 2023-02-02"),
    (story.LATE, 9, f"recorded_at {{ {stamp('2023-02-02 10:00')} }}", "was in time until 2023-02-01"),
    (story.LATE, 9, "rescheduled { approved_by: 'S1' }", "want a second person"),
    (story.LATE, 9, "rescheduled { credentials_by: 'S9' }", "could have signed in as who asked"),
    (story.LATE, 9, "rescheduled { cause: PARTY_POST }", "late_cause: the agency, want the post"),
    (story.LATE, 10, "decided { result_class: RESULT_CLASS_ON_TIME }", "is late"),
    (story.LATE, 10, "decided { late_cause: PARTY_POST }", "late_cause: the post, want the agency"),
    (story.LATE, 10, f"occurred_at {{ {stamp('2023-02-02 10:00')} }} decided {{ result_class: RESULT_CLASS_ON_TIME "
     f"decided_at {{ {stamp('2023-02-02 10:00')} }} }}", "dated back"),
    (story.LATE, 10, "decided { results { item { number: 3 } } }", "want number 2"),
    (story.LATE, 14, "attempt_failed { attempt: 2 }", "attempt: 2, want 1"),
    (story.LATE, 15, "handed_out { moves { item: 4 } }", "no such item"),
    (story.LATE, 15, "handed_out { moves { to { kind: HOLDER_KIND_OFFICE id: 'YB-I-01' } } }", "may not pass from"),
    (story.LATE, 17, "correction_proposed { correction: 2 }", "correction: 2, want 1"),
    (story.LATE, 18, "actor { staff_id: 'S5' }", "wants a second person"),
    (story.LATE, 17, "correction_proposed { credentials_by: 'S6' }", "one could have signed in as the other"),
    (story.LATE, 18, "corrected { credentials_by: 'S5' }", "one could have signed in as the other"),
    (story.LATE, 18, "corrected { credentials_by: '*' }", "one could have signed in as the other"),
    (story.LATE, 18, "corrected { proposed_by: 'S8' }", "proposed_by"),
    (story.LATE, 18, f"corrected {{ change {{ decided_at {{ {stamp('2023-02-01 16:00')} }} }} }}",
     "is not what was proposed"),
    (story.AMENDED, 6, "discrepancy_found { discrepancy { number: 2 } }", "discrepancy: 2, want 1"),
    (story.AMENDED, 7, "discrepancy_settled { discrepancy: 2 }", "discrepancy: 2 is not open"),
    (story.AMENDED, 9, f"occurred_at {{ {stamp('2023-01-27 10:00')} }} recorded_at {{ {stamp('2023-02-01 08:00')} }}",
     "dated back"),
    (story.AMENDED, 10, lambda fact: fact.supplemented.ClearField("restarted"), "is not what the procedure says"),
    (story.AMENDED, 10, f"supplemented {{ appointment {{ date {{ {date('2023-02-06')} }} }} }}",
     "the law gives 2023-02-03"),
    (story.AMENDED, 13, f"decided {{ result_class: RESULT_CLASS_AHEAD }}", "is on time"),
    (story.PAID, 1, "registered { agency_key: 'SNV' }", "want STP"),
    (story.PAID, 1, "registered { procedure_version: 'PHUHIEU@2022-11-01' procedure_key: 'PHUHIEU' }", "as registered"),
    (story.PAID, 2, lambda fact: fact.accepted.ClearField("channel"), "channel: is closed"),
    (story.PAID, 6, f"payment_recorded {{ appointment {{ due_at {{ {stamp('2023-05-04 17:00')} }} }} }}",
     "the law gives 2023-05-05 17:00"),
    (story.PAID, 9, lambda fact: fact.discrepancy_settled.ClearField("report_number"), "for a loss its report"),
    (story.REFUSED, 1, "refused { procedure_version: 'GPLX' }", "is not in the catalogue"),
    (story.WITHDRAWN, 3, lambda fact: fact.handed_out.ClearField("last"), "what is left to hand out"),
    (story.LATE, 12, lambda fact: fact.ClearField("payload"), "no payload"),
    (story.LATE, 12, lambda fact: fact.ClearField("occurred_at"), "occurred_at: not given"),
    (story.LATE, 1, lambda fact: fact.accepted.ClearField("appointment"), "appointment: none"),
    (story.AMENDED, 9, lambda fact: fact.supplement_requested.ClearField("components"), "want every paper"),
    (story.LATE, 12, "occurred_at { seconds: 99999999999 }", "not within 2000 to 2099"),
    (story.LATE, 9, "rescheduled { appointment { date { month: 13 } } }", "appointment: None"),
]


class ByWhoHasTheKeys(Mutations):
    """All chains and checkpoints are made anew over what is false: the facts themselves must tell."""

    def told_with(self, code, sequence, text):
        told = story.ledger()
        fact = next(fact for fact in told.facts if (fact.dossier_code, fact.sequence) == (code, sequence))
        if callable(text):
            text(fact)
        else:
            merge(fact, text_format.Parse(text, type(fact)()))
        return told

    def test_lies_are_found_at_their_fact(self):
        for code, sequence, text, said in LIES:
            with self.subTest(code=code, sequence=sequence, text=text):
                rows = self.told_with(code, sequence, text).rows()
                found = self.found(rows, checkpoints(rows))
                self.assertRegex("\n".join(found), said)
                self.assertTrue(any(code in line for line in found), found)

    def test_a_fact_out_of_its_time_of_life_is_found(self):
        told = story.ledger()
        told.add(story.WITHDRAWN, "2023-05-04 09:00", story.decided("2023-05-04 09:00", "ON_TIME", 2))
        rows = told.rows()
        self.assertIn(f"{story.WITHDRAWN}, fact 4: decided may not follow in status WITHDRAWN",
                      self.found(rows, checkpoints(rows))[0])

    def test_a_second_supplement_is_found(self):
        told = story.ledger()
        i = 1 + next(i for i, fact in enumerate(told.facts) if fact.HasField("supplemented"))
        told.add(story.AMENDED, "2023-02-01 09:30", "supplement_requested { components { component_id: 'lease' } }")
        told.facts.insert(i, told.facts.pop())
        renumber(told)
        rows = told.rows()
        self.assertIn(f"{story.AMENDED}, fact 11: asks for a supplement time 2, want at most 1",
                      "".join(self.found(rows, checkpoints(rows))))

    def test_a_second_apology_is_found(self):
        told = story.ledger()
        i = 1 + next(i for i, fact in enumerate(told.facts) if fact.HasField("rescheduled"))
        told.add(story.LATE, "2023-01-31 11:00", "rescheduled { reason: 'x' approved_by: 'S9' cause: PARTY_POST "
                 + story.appointment("2023-02-07") + "}")
        told.facts.insert(i, told.facts.pop())
        renumber(told)
        rows = told.rows()
        self.assertIn("want at most one", self.found(rows, checkpoints(rows))[0])

    def test_an_item_left_in_an_opened_bag_is_found(self):
        told = story.ledger()
        told.facts = [fact for fact in told.facts if not (
            fact.dossier_code == story.AMENDED and fact.sequence >= 6)]
        rows = told.rows()
        self.assertIn("item 1 is still in bag B-1, which was opened", "".join(self.found(rows, checkpoints(rows))))

    def test_a_dossier_left_out_of_its_bag_is_found(self):
        told = story.ledger()
        told.facts = [fact for fact in told.facts if fact.dossier_code != story.AMENDED]
        rows = told.rows()
        self.assertIn(f"{story.LATE}, fact 3: bag B-1: what was put in by the facts is not the manifest",
                      self.found(rows, checkpoints(rows))[0])

    def test_a_holiday_taken_out_of_the_catalogue_moves_the_dates(self):
        calendar = self.folder.own_catalogue() / "calendars" / "2023.textproto"
        self.addCleanup(self.restore_catalogue)
        text = calendar.read_text()
        calendar.write_text("".join(line for line in text.splitlines(True) if "month: 1 day: 26" not in line))
        found = self.found(self.rows)
        self.assertIn("catalogue: is not that of ", found[0])
        self.assertIn(f"{story.LATE}, fact 1: appointment: promised 2023-02-02, the law gives 2023-02-01", found[1])

    def restore_catalogue(self):
        self.folder.remove()
        type(self).folder = Folder()
        self.addClassCleanup(self.folder.remove)


if __name__ == "__main__":
    unittest.main()
