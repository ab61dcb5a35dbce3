-- Scans of papers: their bytes, sealed, beside the facts that tell of them (core.v1.Scanned).
-- docs/adr/2026-11-24-scans-in-the-database.md.

-- As in 0004, with Scanned.
ALTER POLICY fact_intake ON ledger.fact WITH CHECK (kind = ANY ('{10,11,12,17,19,21,37,38,39}'));

CREATE TABLE ledger.scan (
  scan_id     UUID        PRIMARY KEY,
  dossier     BIGINT      NOT NULL,
  said        BYTEA       NOT NULL,                        -- A serialised hoso.scans.v1.NewScan.
  bytes       BIGINT      NOT NULL CHECK (bytes BETWEEN 1 AND 20000000),
  begun_at    TIMESTAMPTZ NOT NULL,
  recorded_at TIMESTAMPTZ                                   -- NULL: not all is here, or its fact not known yet.
);
CREATE INDEX scan_dossier ON ledger.scan (dossier);

-- The data key of each scan, wrapped under a key of the ring. Deleted, which makes the scan unreadable, when the
-- dossier's term has passed.
CREATE TABLE ledger.scan_key (
  scan_id UUID   PRIMARY KEY,
  dossier BIGINT NOT NULL,
  key_id  TEXT   NOT NULL,
  wrapped BYTEA  NOT NULL
);
CREATE INDEX scan_key_key_id ON ledger.scan_key (key_id);
CREATE INDEX scan_key_dossier ON ledger.scan_key (dossier);

-- What is sealed does not get smaller by compression.
CREATE TABLE ledger.scan_chunk (
  scan_id UUID    NOT NULL,
  first   BIGINT  NOT NULL CHECK (first >= 0),  -- Offset of its first byte in the scan.
  length  INTEGER NOT NULL CHECK (length > 0),  -- In clear.
  sealed  BYTEA   NOT NULL,                     -- common/scans/sealed_chunk.h.
  PRIMARY KEY (scan_id, first)
);
ALTER TABLE ledger.scan_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT SELECT ON ledger.scan, ledger.scan_key, ledger.scan_chunk TO hoso_intake, hoso_auditor;
GRANT INSERT ON ledger.scan, ledger.scan_key, ledger.scan_chunk TO hoso_intake;
GRANT UPDATE (recorded_at) ON ledger.scan TO hoso_intake;
GRANT SELECT, DELETE, UPDATE (key_id, wrapped) ON ledger.scan_key TO hoso_keeper;

-- What was never recorded may be dropped, so that an upload can begin again; what was recorded may not.
CREATE FUNCTION ledger.drop_upload(id UUID) RETURNS BOOLEAN
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM ledger.scan s WHERE s.scan_id = id AND s.recorded_at IS NULL
    AND NOT EXISTS (SELECT FROM ledger.answer a WHERE a.request_id = id) FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM ledger.scan_chunk c WHERE c.scan_id = id;
  DELETE FROM ledger.scan_key k WHERE k.scan_id = id;
  DELETE FROM ledger.scan s WHERE s.scan_id = id;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION ledger.drop_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.drop_upload TO hoso_intake;
