-- Bags: sealed sets of items under way, from the seal to the opening.
--
-- Which items stand in a bag is the ledger's to say (ledger.item); this table
-- says what was signed for, who answers for the bag now, and when it is
-- expected. A row is written in the transaction of the facts that it goes with.
--
-- What was signed for does not change: role hoso_routing may update only what
-- happens to a bag on its way.
CREATE SCHEMA routing;

CREATE TABLE routing.bag (
  bag_id            TEXT        PRIMARY KEY,  -- Printed on the label; never used twice.
  version           INTEGER     NOT NULL CHECK (version >= 1),
  status            SMALLINT    NOT NULL CHECK (status BETWEEN 1 AND 3),          -- hoso.core.v1.BagStatus.
  from_kind         SMALLINT    NOT NULL CHECK (from_kind IN (1, 4)),             -- Office or agency.
  from_id           TEXT        NOT NULL,
  to_kind           SMALLINT    NOT NULL CHECK (to_kind IN (1, 4)),
  to_id             TEXT        NOT NULL,
  custodian_kind    SMALLINT    NOT NULL CHECK (custodian_kind IN (1, 3, 4)),     -- Office, carrier or agency.
  custodian_id      TEXT        NOT NULL,
  seal_number       TEXT        NOT NULL,
  manifest          BYTEA       NOT NULL,     -- A hoso.core.v1.Bag with its items only, in the manifest's order.
  manifest_digest   BYTEA       NOT NULL CHECK (length(manifest_digest) = 32),
  sealed_at         TIMESTAMPTZ NOT NULL,
  dispatched_at     TIMESTAMPTZ CHECK (dispatched_at >= sealed_at),
  opened_at         TIMESTAMPTZ CHECK (opened_at >= sealed_at),
  expected_at       TIMESTAMPTZ,              -- From the planned leg times; NULL where no way is known.
  seal_state        SMALLINT    NOT NULL DEFAULT 0 CHECK (seal_state BETWEEN 0 AND 3),  -- hoso.core.v1.SealState.
  seal_number_found TEXT        NOT NULL DEFAULT '',
  CHECK ((status = 3) = (opened_at IS NOT NULL))
);
-- Bags under way, by where they go and by who has them.
CREATE INDEX bag_to ON routing.bag (to_kind, to_id, bag_id) WHERE status < 3;
CREATE INDEX bag_custodian ON routing.bag (custodian_kind, custodian_id, bag_id) WHERE status < 3;

GRANT USAGE ON SCHEMA routing TO hoso_routing, hoso_auditor;
GRANT SELECT ON routing.bag TO hoso_routing, hoso_auditor;
GRANT INSERT ON routing.bag TO hoso_routing;
GRANT UPDATE (version, status, custodian_kind, custodian_id, dispatched_at, opened_at, expected_at, seal_state,
              seal_number_found) ON routing.bag TO hoso_routing;
