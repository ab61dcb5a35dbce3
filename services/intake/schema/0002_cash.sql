-- The cash of counters, as it happened: shifts opened, counted and closed, and fees handed over to agencies. Rows are only
-- ever added. Payments are the ledger's; a closed shift names their receipts.
CREATE TABLE intake.cash_event (
  number      BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- The order in which they were recorded.
  request_id  UUID        NOT NULL UNIQUE,
  digest      BYTEA       NOT NULL CHECK (length(digest) = 32),      -- SHA-256 of the request.
  kind        SMALLINT    NOT NULL CHECK (kind BETWEEN 1 AND 4),     -- Opened, counted, closed, fees handed over.
  shift_id    UUID,                                                  -- NULL: fees handed over.
  office      TEXT        NOT NULL CHECK (office <> ''),
  device      TEXT        NOT NULL CHECK (device <> ''),
  staff       TEXT        NOT NULL CHECK (staff <> ''),
  supervisor  TEXT        NOT NULL DEFAULT '',                       -- Who signed for a difference.
  amount_vnd  BIGINT      NOT NULL,           -- Float; count; count less expected; what was handed over.
  since       TIMESTAMPTZ,                    -- Of a shift opened: payments after this are its own; NULL: all.
  occurred_at TIMESTAMPTZ NOT NULL,           -- At the counter.
  recorded_at TIMESTAMPTZ NOT NULL,
  content     BYTEA       NOT NULL,           -- The request of hoso.cash.v1, without the supervisor's token.
  held        BYTEA       NOT NULL,           -- hoso.cash.v1.Holdings of the device after this.
  answer      BYTEA       NOT NULL,
  CHECK ((shift_id IS NULL) = (kind = 4))
);
-- A shift is opened once and closed once.
CREATE UNIQUE INDEX cash_event_once ON intake.cash_event (shift_id, kind) WHERE kind IN (1, 3);
CREATE INDEX cash_event_shift ON intake.cash_event (shift_id, number);
CREATE INDEX cash_event_device ON intake.cash_event (device, number);
CREATE INDEX cash_event_office ON intake.cash_event (office, occurred_at);

CREATE FUNCTION intake.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'intake.cash_event: rows are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER cash_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.cash_event
  FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_change();

REVOKE ALL ON FUNCTION intake.refuse_change FROM PUBLIC;
GRANT SELECT ON intake.cash_event TO hoso_intake, hoso_auditor;
GRANT INSERT ON intake.cash_event TO hoso_intake;
