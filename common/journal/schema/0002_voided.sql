-- Entries that were given up (outcome 5): by whom, and why.
--
-- A supervisor does that at the counter itself. What the ledger has recorded meanwhile stays recorded.
ALTER TABLE journal.entry ADD COLUMN voided_by TEXT NOT NULL DEFAULT '',
                          ADD COLUMN ground    TEXT NOT NULL DEFAULT '';
GRANT UPDATE (voided_by, ground) ON journal.entry TO hoso_intake, hoso_routing, hoso_returns;
