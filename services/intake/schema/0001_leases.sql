-- Number leases: blocks of running numbers of an agency's day, each given to one
-- holder, an intake replica or a counter.
--
-- No number is ever leased twice, also not after its lease was closed: what a
-- block leaves unused is recorded as void, so that every number of a day is
-- accounted for. Times are the service's, which may be simulated.
CREATE SCHEMA intake;

CREATE TABLE intake.lease (
  lease_id         UUID        PRIMARY KEY DEFAULT gen_random_uuid(),
  agency           INTEGER     NOT NULL CHECK (agency BETWEEN 1 AND 65535),  -- Number of the agency; also in the dossier key.
  day              DATE        NOT NULL,                                     -- Of acceptance.
  numbers          INT4RANGE   NOT NULL CHECK (NOT isempty(numbers) AND numbers <@ '[1,9999]'::int4range),
  holder           TEXT        NOT NULL CHECK (holder <> ''),                -- Device, or replica/ID.
  request_id       UUID        NOT NULL UNIQUE,
  digest           BYTEA       NOT NULL CHECK (length(digest) = 32),         -- SHA-256 of the request.
  opened_at        TIMESTAMPTZ NOT NULL,
  closed_at        TIMESTAMPTZ,                                              -- NULL: open.
  close_reason     TEXT        NOT NULL DEFAULT '',
  close_request_id UUID        UNIQUE,                                       -- NULL: not closed by a call.
  close_digest     BYTEA       CHECK (length(close_digest) = 32),
  EXCLUDE USING gist (agency WITH =, day WITH =, numbers WITH &&)
);
CREATE INDEX lease_open ON intake.lease (holder, day) WHERE closed_at IS NULL;

-- The numbers of a closed lease that no dossier uses, where there are any.
CREATE TABLE intake.void_code (
  lease_id  UUID           PRIMARY KEY REFERENCES intake.lease,
  agency    INTEGER        NOT NULL,
  day       DATE           NOT NULL,
  numbers   INT4MULTIRANGE NOT NULL CHECK (NOT isempty(numbers)),
  voided_at TIMESTAMPTZ    NOT NULL,
  reason    TEXT           NOT NULL
);
CREATE INDEX void_code_day ON intake.void_code (agency, day);

-- The numbers of `block` that no dossier of the agency's day uses. A dossier's key is its day, agency and number:
-- see common/identity/dossier_code.h.
CREATE FUNCTION intake.unused_numbers(agency_number INTEGER, code_day DATE, block INT4RANGE) RETURNS INT4MULTIRANGE
LANGUAGE sql STABLE STRICT AS $$
  SELECT int4multirange(block) - coalesce(
    (SELECT range_agg(int4range((dossier & 65535)::int, (dossier & 65535)::int + 1))
     FROM ledger.dossier
     WHERE dossier >= ledger.first_key(code_day) + (agency_number::bigint << 16) + lower(block)
       AND dossier < ledger.first_key(code_day) + (agency_number::bigint << 16) + upper(block)),
    '{}')
$$;

GRANT USAGE ON SCHEMA intake TO hoso_intake, hoso_auditor;
GRANT SELECT ON intake.lease, intake.void_code TO hoso_intake, hoso_auditor;
GRANT INSERT ON intake.lease, intake.void_code TO hoso_intake;
GRANT UPDATE (closed_at, close_reason, close_request_id, close_digest) ON intake.lease TO hoso_intake;
-- A number that was taken while its lease was being closed is not void after all.
GRANT UPDATE (numbers), DELETE ON intake.void_code TO hoso_intake;
