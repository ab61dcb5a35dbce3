-- A search that is narrowed to some offices or agencies is narrowed by the index, not afterwards: among a million persons an
-- office has few of a common name.
--
-- Whose a record is: 'a5' of agency 5, 'oYB-II-136' of an office where its dossier was taken in or goes back to. ledger::ScopesOf
-- says the same in common/ledger/projection.cc, and verification compares.
CREATE FUNCTION ledger.scopes_of(agency INTEGER, office TEXT, return_office TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN return_office IN ('', office) THEN ARRAY['a' || agency, 'o' || office]
              ELSE ARRAY['a' || agency, 'o' || office, 'o' || return_office] END;
$$;

ALTER TABLE ledger.person_index ADD COLUMN scopes TEXT[] COLLATE "C";
UPDATE ledger.person_index i SET scopes = ledger.scopes_of(d.agency, d.office, d.return_office)
FROM ledger.dossier d WHERE d.dossier = i.dossier;
-- An entry of no dossier is a finding of verification, and stays one.
UPDATE ledger.person_index SET scopes = '{}' WHERE scopes IS NULL;
ALTER TABLE ledger.person_index ALTER COLUMN scopes SET NOT NULL;

-- As in 0006, over both columns: an entry is found when it has all tokens and one of the scopes.
DROP INDEX ledger.person_index_tokens;
CREATE INDEX person_index_tokens ON ledger.person_index USING gin (tokens, scopes) WITH (gin_pending_list_limit = 512);

-- As in 0006, with offices[i] and return_offices[i] of the dossier of the i-th record.
CREATE FUNCTION ledger.append_persons(
  keys BIGINT[], persons INTEGER[], versions INTEGER[], sealed BYTEA[], key_ids TEXT[], wrapped BYTEA[],
  counts INTEGER[], tokens BIGINT[], offices TEXT[], return_offices TEXT[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ledger.person (dossier, person, version, sealed)
  SELECT * FROM unnest(keys, persons, versions, append_persons.sealed);
  INSERT INTO ledger.person_key (dossier, person, version, key_id, wrapped)
  SELECT * FROM unnest(keys, persons, versions, key_ids, append_persons.wrapped);
  INSERT INTO ledger.person_index (dossier, person, version, tokens, scopes)
  SELECT u.key, u.person, u.version, append_persons.tokens[u.until - u.count + 1 : u.until],
    ledger.scopes_of((u.key >> 16 & 65535)::integer, u.office, u.return_office)
  FROM (SELECT key, person, version, count, office, return_office, sum(count) OVER (ORDER BY number) AS until
        FROM unnest(keys, persons, versions, counts, offices, return_offices) WITH ORDINALITY
          AS a (key, person, version, count, office, return_office, number)) AS u;
END
$$;

-- For the version before, which does not say the offices: they are those of the dossiers, which were written before.
CREATE OR REPLACE FUNCTION ledger.append_persons(
  keys BIGINT[], persons INTEGER[], versions INTEGER[], sealed BYTEA[], key_ids TEXT[], wrapped BYTEA[],
  counts INTEGER[], tokens BIGINT[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  offices        TEXT[];
  return_offices TEXT[];
BEGIN
  SELECT array_agg(d.office ORDER BY k.number), array_agg(d.return_office ORDER BY k.number)
  INTO STRICT offices, return_offices
  FROM unnest(keys) WITH ORDINALITY AS k (key, number),
    LATERAL (SELECT l.office, l.return_office FROM ledger.dossier l WHERE l.dossier = k.key OFFSET 0) AS d;
  PERFORM ledger.append_persons(keys, persons, versions, append_persons.sealed, key_ids, append_persons.wrapped, counts,
                                append_persons.tokens, offices, return_offices);
END
$$;

-- As in 0003. What may change the offices of a dossier that exists, a correction (38) or an acceptance (11) or refusal (12) of
-- what was registered, changes whose its persons are. Called after append_dossiers.
CREATE OR REPLACE FUNCTION ledger.append_facts(
  keys BIGINT[], sequences INTEGER[], kinds INTEGER[], recorded TIMESTAMPTZ[], hashes BYTEA[], bodies BYTEA[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  moving BIGINT[] := ARRAY(SELECT u.key FROM unnest(keys, sequences, kinds) AS u (key, sequence, kind)
                           WHERE u.kind = 38 OR u.kind IN (11, 12) AND u.sequence > 1);
BEGIN
  INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body)
  SELECT * FROM unnest(keys, sequences, kinds, recorded, hashes, bodies);
  IF moving <> '{}' THEN
    PERFORM ledger.move_persons(moving);
  END IF;
END
$$;

-- With the owner's rights: a service says which dossiers, and not whose they are.
CREATE FUNCTION ledger.move_persons(keys BIGINT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  UPDATE ledger.person_index i SET scopes = d.scopes
  FROM unnest(keys) AS k (key),
    LATERAL (SELECT ledger.scopes_of(l.agency, l.office, l.return_office) AS scopes
             FROM ledger.dossier l WHERE l.dossier = k.key OFFSET 0) AS d
  WHERE i.dossier = k.key AND i.scopes <> d.scopes COLLATE "C";
END
$$;
REVOKE ALL ON FUNCTION ledger.move_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.move_persons TO hoso_intake, hoso_routing, hoso_returns;

-- As in 0006: what is not for the caller's eyes is left out before anything is counted, by the index, and once more by the
-- dossier itself.
CREATE OR REPLACE FUNCTION ledger.find_persons(
  group_ids INTEGER[], tokens BIGINT[], most INTEGER, current_only BOOLEAN, offices TEXT[], agencies INTEGER[])
RETURNS TABLE (group_id INTEGER, dossier BIGINT, person INTEGER, version INTEGER, sealed BYTEA, key_id TEXT,
               wrapped BYTEA, state BYTEA)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_indexscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  within TEXT[] COLLATE "C" := ARRAY(SELECT 'o' || o FROM unnest(offices) AS o UNION SELECT 'a' || a FROM unnest(agencies) AS a);
  scoped BOOLEAN := offices IS NOT NULL OR agencies IS NOT NULL;
  wanted BIGINT[];
  hit    RECORD;
  found_dossiers BIGINT[];
  found_persons  SMALLINT[];
  found_versions SMALLINT[];
  seen   BIGINT[] := '{}';
  since  BIGINT;
  recent BIGINT := (SELECT coalesce(min(ledger.first_key(m.month)), 0)
                    FROM (SELECT month FROM ledger.partition_month ORDER BY month DESC LIMIT 6) AS m);
BEGIN
  FOR group_id IN SELECT DISTINCT g FROM unnest(group_ids) AS g ORDER BY g LOOP
    wanted := ARRAY(SELECT u.token FROM unnest(group_ids, tokens) AS u (id, token) WHERE u.id = find_persons.group_id);
    -- What many have fills the answer from the last months alone; what few have is soon found in all.
    FOREACH since IN ARRAY ARRAY[recent, 0] LOOP
      EXIT WHEN cardinality(seen) >= most;
      -- All that the index has, in order; the rest is looked up only for as many as are wanted.
      IF scoped THEN
        SELECT array_agg(p.dossier), array_agg(p.person), array_agg(p.version)
        INTO found_dossiers, found_persons, found_versions
        FROM (SELECT i.dossier, i.person, i.version FROM ledger.person_index i
              WHERE i.dossier >= since AND i.tokens @> wanted AND i.scopes && within
                AND (NOT current_only OR i.person <= 2)
              ORDER BY i.dossier DESC OFFSET 0) AS p;
      ELSE
        SELECT array_agg(p.dossier), array_agg(p.person), array_agg(p.version)
        INTO found_dossiers, found_persons, found_versions
        FROM (SELECT i.dossier, i.person, i.version FROM ledger.person_index i
              WHERE i.dossier >= since AND i.tokens @> wanted
                AND (NOT current_only OR i.person <= 2)
              ORDER BY i.dossier DESC OFFSET 0) AS p;
      END IF;
      CONTINUE WHEN found_dossiers IS NULL;  -- Most sets have nobody.
      FOR hit IN
        SELECT p.dossier, p.person, p.version, r.sealed, k.key_id, k.wrapped, d.state
        FROM unnest(found_dossiers, found_persons, found_versions) AS p (dossier, person, version)
          CROSS JOIN LATERAL (SELECT l.state FROM ledger.dossier l
                              WHERE l.dossier = p.dossier
                                AND (NOT scoped OR l.office = ANY (offices) OR l.return_office = ANY (offices)
                                     OR l.agency = ANY (agencies)) OFFSET 0) AS d
          CROSS JOIN LATERAL (SELECT l.version, l.sealed FROM ledger.person l
                              WHERE l.dossier = p.dossier AND l.person = p.person
                                AND (l.version = p.version OR current_only AND l.version > p.version)
                              ORDER BY l.version DESC LIMIT 1) AS r
          LEFT JOIN LATERAL (SELECT l.key_id, l.wrapped FROM ledger.person_key l
                             WHERE l.dossier = p.dossier AND l.person = p.person AND l.version = p.version
                             OFFSET 0) AS k ON true
        WHERE r.version = p.version AND (p.dossier * 4096 + p.person * 64 + p.version) <> ALL (seen)
        LIMIT most - cardinality(seen)
      LOOP
        seen := seen || (hit.dossier * 4096 + hit.person * 64 + hit.version);
        dossier := hit.dossier;
        person := hit.person;
        version := hit.version;
        sealed := hit.sealed;
        key_id := hit.key_id;
        wrapped := hit.wrapped;
        state := hit.state;
        RETURN NEXT;
      END LOOP;
    END LOOP;
  END LOOP;
END
$$;
