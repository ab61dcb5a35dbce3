-- The ledger: dossiers, their facts, items and persons, remembered answers, and
-- what each transaction wrote.
--
-- The dossier key is (day of acceptance, agency number, running number) packed
-- into a bigint with the day in its high bits: see common/identity/dossier_code.h.
-- Every table that grows with dossiers carries it first and is partitioned by
-- month on it (0002).
--
-- Facts are the truth. dossier and item are projections of them, written in the
-- same transaction; person stands beside them. batch tells what must be there,
-- so that what was taken away is missed (docs/adr, tamper evidence).
CREATE SCHEMA ledger;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- One row: which ledger this is, so that cursors of another are told apart.
CREATE TABLE ledger.identity (
  one       BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
  ledger_id UUID    NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO ledger.identity DEFAULT VALUES;

CREATE TABLE ledger.fact (
  dossier     BIGINT      NOT NULL,
  sequence    INTEGER     NOT NULL CHECK (sequence >= 1),
  kind        SMALLINT    NOT NULL,                        -- Field number of the payload in hoso.core.v1.Fact.
  recorded_at TIMESTAMPTZ NOT NULL,
  tx          XID8        NOT NULL DEFAULT pg_current_xact_id(),  -- The feed's order: see docs/adr.
  hash        BYTEA       NOT NULL CHECK (length(hash) = 32),
  body        BYTEA       COMPRESSION lz4 NOT NULL,        -- The bytes that the chain hashed.
  PRIMARY KEY (dossier, sequence)
) PARTITION BY RANGE (dossier);
CREATE INDEX fact_tx ON ledger.fact (tx);

CREATE TABLE ledger.dossier (
  dossier            BIGINT      NOT NULL,
  version            INTEGER     NOT NULL CHECK (version >= 1),  -- Sequence of the last fact.
  head               BYTEA       NOT NULL CHECK (length(head) = 32),
  status             SMALLINT    NOT NULL CHECK (status BETWEEN 1 AND 10),
  closed             BOOLEAN     NOT NULL,   -- The agency has nothing more to decide.
  agency             INTEGER     NOT NULL,   -- Number of the agency; also in the key.
  office             TEXT        NOT NULL,   -- Accepting office.
  return_office      TEXT        NOT NULL DEFAULT '',
  procedure          TEXT        NOT NULL,   -- Version id of the catalogue.
  slip               TEXT        NOT NULL DEFAULT '',
  assigned_to        TEXT        NOT NULL DEFAULT '',     -- Staff id at the agency.
  incoming           BOOLEAN     NOT NULL DEFAULT false,  -- Open, and papers of it are not in an agency's hands.
  accepted_at        TIMESTAMPTZ,
  due_at             TIMESTAMPTZ,            -- Current promise; NULL while the clock waits or nothing is promised.
  first_due_at       TIMESTAMPTZ,            -- The promise that statistics count against.
  finished_at        TIMESTAMPTZ,
  result_class       SMALLINT    NOT NULL DEFAULT 0,
  open_discrepancies SMALLINT    NOT NULL DEFAULT 0 CHECK (open_discrepancies >= 0),
  state              BYTEA       COMPRESSION lz4 NOT NULL,   -- hoso.core.v1.Dossier: what the facts amount to.
  PRIMARY KEY (dossier)
) PARTITION BY RANGE (dossier);
-- The worklist. `closed` and not the status stands in the predicate, so that most moves stay within a page.
CREATE INDEX dossier_worklist ON ledger.dossier (agency, due_at, dossier) WHERE NOT closed;
CREATE INDEX dossier_office ON ledger.dossier (office, dossier);
CREATE INDEX dossier_slip ON ledger.dossier (slip) WHERE slip <> '';
CREATE INDEX dossier_discrepancies ON ledger.dossier (dossier) WHERE open_discrepancies > 0;

-- One row per item: an item has one holder, because there is one row.
CREATE TABLE ledger.item (
  dossier     BIGINT      NOT NULL,
  item        SMALLINT    NOT NULL CHECK (item >= 1),
  kind        SMALLINT    NOT NULL,
  holder_kind SMALLINT    NOT NULL CHECK (holder_kind BETWEEN 1 AND 6),
  holder      TEXT        NOT NULL,
  since       TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (dossier, item)
) PARTITION BY RANGE (dossier);
CREATE INDEX item_holder ON ledger.item (holder_kind, holder, dossier, item);

-- Personal data: never updated, a correction is a new version. Becomes
-- unreadable at the end of its term, while chain, clock and custody stay whole.
CREATE TABLE ledger.person (
  dossier BIGINT   NOT NULL,
  person  SMALLINT NOT NULL CHECK (person >= 1),
  version SMALLINT NOT NULL CHECK (version >= 1),
  salt    BYTEA    NOT NULL CHECK (length(salt) = 16),
  record  BYTEA    NOT NULL,
  PRIMARY KEY (dossier, person, version)
) PARTITION BY RANGE (dossier);

-- One answer per request id, over all services.
CREATE TABLE ledger.answer (
  request_id  UUID        PRIMARY KEY,
  dossier     BIGINT,                        -- The first that the command changed; NULL if it changed none.
  digest      BYTEA       NOT NULL CHECK (length(digest) = 32),
  recorded_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),  -- Of its batch.
  answer      BYTEA       NOT NULL
);

-- One row per transaction: what it wrote, chained per writer. A writer is one
-- connection of one committer; see common/ledger/inventory.h.
CREATE TABLE ledger.batch (
  tx          XID8        PRIMARY KEY DEFAULT pg_current_xact_id(),
  writer      UUID        NOT NULL,
  number      BIGINT      NOT NULL CHECK (number >= 1),   -- Within the writer, without gaps.
  recorded_at TIMESTAMPTZ NOT NULL,
  inventory   BYTEA       COMPRESSION lz4 NOT NULL,
  hash        BYTEA       NOT NULL CHECK (length(hash) = 32),
  UNIQUE (writer, number)
);
