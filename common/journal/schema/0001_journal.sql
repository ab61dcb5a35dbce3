-- What counters handed over of their journals: which entry stands at which position, and what became of it. The entries'
-- content is the ledger's.
--
-- A position never gets another digest. So two machines that write one journal, because a disk was copied or set back, are
-- noticed at the first entry by which they differ, whichever door it comes to.
CREATE SCHEMA journal;

CREATE TABLE journal.journal (
  journal_id UUID        PRIMARY KEY,
  machine    TEXT        NOT NULL,  -- Name in the certificate of who handed it over first.
  device     TEXT        NOT NULL,
  first_at   TIMESTAMPTZ NOT NULL,
  forked_at  TIMESTAMPTZ            -- When another continuation was shown for the first time.
);

CREATE TABLE journal.entry (
  journal_id  UUID        NOT NULL REFERENCES journal.journal,
  position    BIGINT      NOT NULL CHECK (position >= 1),
  digest      BYTEA       NOT NULL CHECK (length(digest) = 32),
  previous    BYTEA       NOT NULL CHECK (length(previous) = 32),
  kind        TEXT        NOT NULL,
  occurred_at TIMESTAMPTZ NOT NULL,  -- As the counter said.
  doubt       SMALLINT    NOT NULL,  -- hoso.journal.v1.ClockDoubt.
  first_at    TIMESTAMPTZ NOT NULL,  -- When it was handed over first.
  outcome     SMALLINT    NOT NULL DEFAULT 0,   -- hoso.journal.v1.EntryOutcome.Outcome; 0: not known yet.
  reason      TEXT        NOT NULL DEFAULT '',  -- Of a refusal: no personal data.
  settled_at  TIMESTAMPTZ,
  PRIMARY KEY (journal_id, position)
);
CREATE INDEX entry_refused ON journal.entry (first_at) WHERE outcome = 3;

GRANT USAGE ON SCHEMA journal TO hoso_intake, hoso_routing, hoso_returns, hoso_auditor;
GRANT SELECT ON journal.journal, journal.entry TO hoso_intake, hoso_routing, hoso_returns, hoso_auditor;
GRANT INSERT ON journal.journal, journal.entry TO hoso_intake, hoso_routing, hoso_returns;
GRANT UPDATE (forked_at) ON journal.journal TO hoso_intake, hoso_routing, hoso_returns;
GRANT UPDATE (outcome, reason, settled_at) ON journal.entry TO hoso_intake, hoso_routing, hoso_returns;
