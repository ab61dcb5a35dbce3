-- Personal data are kept sealed: docs/adr/2026-11-23-personal-data-sealed.md.
--
-- Nothing is carried over: no data were kept in clear outside development.
DO $$
BEGIN
  IF EXISTS (SELECT FROM ledger.person) THEN
    RAISE EXCEPTION 'ledger.person holds records in clear, which cannot be carried over: start with an empty database (./run --fresh)'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END
$$;

ALTER TABLE ledger.person
  DROP COLUMN salt,
  DROP COLUMN record,
  ADD COLUMN sealed BYTEA NOT NULL;  -- hoso.trust.v1.SealedPerson.

-- The data key of each record, wrapped under a key of the ring, which stands
-- outside the database. Wrapped anew at a rotation; deleted, which makes the
-- record unreadable, when the dossier's term has passed.
CREATE TABLE ledger.person_key (
  dossier BIGINT   NOT NULL,
  person  SMALLINT NOT NULL,
  version SMALLINT NOT NULL,
  key_id  TEXT     NOT NULL,   -- Of the ring's key.
  wrapped BYTEA    NOT NULL,
  PRIMARY KEY (dossier, person, version)
) PARTITION BY RANGE (dossier);
-- What a rotation still has to wrap anew.
CREATE INDEX person_key_key_id ON ledger.person_key (key_id);

-- As in 0002, with the new table. Partitions are made beside their parents and then attached.
CREATE OR REPLACE FUNCTION ledger.ensure_partitions(from_day DATE, until_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month  DATE;
  parent TEXT;
  child  TEXT;
  made   INTEGER := 0;
BEGIN
  IF from_day < '2000-01-01' OR until_day >= '2100-01-01' OR until_day < from_day OR until_day > from_day + 3700 THEN
    RAISE EXCEPTION 'partitions from % until %: want at most ten years between 2000 and 2099', from_day, until_day
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ledger.ensure_partitions'));
  FOR month IN SELECT generate_series(date_trunc('month', from_day::timestamp), until_day, '1 month') LOOP
    -- dossier last: a month is there when it has one (ledger.partition_month).
    FOREACH parent IN ARRAY ARRAY['fact', 'item', 'person', 'person_key', 'dossier'] LOOP
      child := parent || to_char(month, '_YYYY_MM');
      CONTINUE WHEN to_regclass('ledger.' || child) IS NOT NULL;
      -- Rows of dossier, item and person_key are updated in place: room for it on the page.
      EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.%I INCLUDING ALL) WITH (fillfactor = %s)', child, parent,
                     CASE WHEN parent IN ('dossier', 'item') THEN 80 ELSE 100 END);
      EXECUTE format('ALTER TABLE ledger.%I ATTACH PARTITION ledger.%I FOR VALUES FROM (%L) TO (%L)', parent, child,
                     ledger.first_key(month), ledger.first_key((month + INTERVAL '1 month')::date));
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;
SELECT ledger.ensure_partitions(month, month) FROM ledger.partition_month;

-- As in 0003; rows with `what` p are now:
--   p  the newest version n2 of person n1: bytes1 the sealed record, bytes2 its wrapped key and text1 the key's id; both
--      NULL when it was destroyed
DROP FUNCTION ledger.load;
CREATE FUNCTION ledger.load(keys BIGINT[], person_keys BIGINT[], requests UUID[], skip_locked BOOLEAN)
RETURNS TABLE (what "char", key BIGINT, n1 INTEGER, n2 INTEGER, request UUID, bytes1 BYTEA, bytes2 BYTEA, text1 TEXT)
LANGUAGE plpgsql VOLATILE ROWS 100 AS $$
DECLARE
  lowest  BIGINT := keys[1];
  highest BIGINT := keys[cardinality(keys)];
BEGIN
  IF cardinality(keys) > 0 AND NOT skip_locked THEN
    RETURN QUERY
      SELECT 'd'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, d.state, d.head, NULL::text
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT l.state, l.head FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest FOR UPDATE) AS d;
  ELSIF cardinality(keys) > 0 THEN
    RETURN QUERY
      SELECT 'd'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, d.state, d.head, NULL::text
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT l.state, l.head FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest FOR UPDATE SKIP LOCKED) AS d;
    RETURN QUERY
      SELECT 'k'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, NULL::bytea, NULL::bytea, NULL::text
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest OFFSET 0) AS d;
  END IF;
  IF cardinality(requests) > 0 THEN
    RETURN QUERY
      SELECT 'a'::"char", NULL::bigint, NULL::integer, NULL::integer, a.request_id, a.digest, a.answer, NULL::text
      FROM ledger.answer a WHERE a.request_id = ANY (requests);
  END IF;
  IF cardinality(person_keys) > 0 THEN
    RETURN QUERY
      SELECT 'p'::"char", k.key, p.person::integer, p.version::integer, NULL::uuid, p.sealed, w.wrapped, w.key_id
      FROM unnest(person_keys) AS k (key),
        LATERAL (SELECT DISTINCT ON (l.person) l.person, l.version, l.sealed FROM ledger.person l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest
                 ORDER BY l.person, l.version DESC OFFSET 0) AS p
        LEFT JOIN LATERAL (SELECT x.wrapped, x.key_id FROM ledger.person_key x
                 WHERE x.dossier = k.key AND x.dossier BETWEEN lowest AND highest AND x.person = p.person
                   AND x.version = p.version OFFSET 0) AS w ON true;
  END IF;
  what := 't';
  key := pg_current_xact_id()::text::bigint;
  RETURN NEXT;
END
$$;

DROP FUNCTION ledger.append_persons;
CREATE FUNCTION ledger.append_persons(
  keys BIGINT[], persons INTEGER[], versions INTEGER[], sealed BYTEA[], key_ids TEXT[], wrapped BYTEA[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ledger.person (dossier, person, version, sealed)
  SELECT * FROM unnest(keys, persons, versions, append_persons.sealed);
  INSERT INTO ledger.person_key (dossier, person, version, key_id, wrapped)
  SELECT * FROM unnest(keys, persons, versions, key_ids, append_persons.wrapped);
END
$$;

-- Who keeps the keys: wraps them anew, and destroys them when their term has passed. Not a service.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoso_keeper') THEN
    CREATE ROLE hoso_keeper LOGIN;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA ledger TO hoso_keeper;
GRANT SELECT ON ledger.dossier, ledger.person TO hoso_keeper;
GRANT SELECT, DELETE, UPDATE (key_id, wrapped) ON ledger.person_key TO hoso_keeper;
GRANT SELECT, INSERT ON ledger.person_key TO hoso_intake, hoso_routing, hoso_returns;
GRANT SELECT ON ledger.person_key TO hoso_auditor;
