-- Persons are found by keyed tokens (common/vault/person_index.h): their numbers, and names whole, by words and by
-- trigrams. Without the index key, which is in the key ring, they say nothing.
CREATE TABLE ledger.person_index (
  dossier BIGINT   NOT NULL,
  person  SMALLINT NOT NULL,
  version SMALLINT NOT NULL,
  tokens  BIGINT[] NOT NULL,  -- Ascending.
  PRIMARY KEY (dossier, person, version)
) PARTITION BY RANGE (dossier);
-- New entries wait in a list until there are some hundred kilobytes of them: a search reads all of it.
CREATE INDEX person_index_tokens ON ledger.person_index USING gin (tokens) WITH (gin_pending_list_limit = 512);

-- As in 0005, with the new table.
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
    FOREACH parent IN ARRAY ARRAY['fact', 'item', 'person', 'person_key', 'person_index', 'dossier'] LOOP
      child := parent || to_char(month, '_YYYY_MM');
      CONTINUE WHEN to_regclass('ledger.' || child) IS NOT NULL;
      -- Rows of dossier and item are updated in place: room for it on the page.
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

-- As in 0005, with the index. The tokens of all records one after another, counts[i] of them for the i-th.
DROP FUNCTION ledger.append_persons;
CREATE FUNCTION ledger.append_persons(
  keys BIGINT[], persons INTEGER[], versions INTEGER[], sealed BYTEA[], key_ids TEXT[], wrapped BYTEA[],
  counts INTEGER[], tokens BIGINT[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ledger.person (dossier, person, version, sealed)
  SELECT * FROM unnest(keys, persons, versions, append_persons.sealed);
  INSERT INTO ledger.person_key (dossier, person, version, key_id, wrapped)
  SELECT * FROM unnest(keys, persons, versions, key_ids, append_persons.wrapped);
  INSERT INTO ledger.person_index (dossier, person, version, tokens)
  SELECT u.key, u.person, u.version, append_persons.tokens[u.until - u.count + 1 : u.until]
  FROM (SELECT key, person, version, count, sum(count) OVER (ORDER BY number) AS until
        FROM unnest(keys, persons, versions, counts) WITH ORDINALITY AS a (key, person, version, count, number)) AS u;
END
$$;

-- The persons who have all tokens of a group, the groups in ascending order, in each the newest dossiers first; each
-- person once, at most `most`. With current_only, owners and submitters as they stand now, else all records.
--
-- What is not for the caller's eyes is left out before anything is counted: with offices or agencies given, dossiers that
-- were taken in at or go back to one of the offices, or are of one of the agencies.
--
-- A plan that does not go through the index of tokens reads everybody, whatever the statistics say of it: hence the
-- settings.
CREATE FUNCTION ledger.find_persons(
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
  wanted BIGINT[];
  hit    RECORD;
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
      -- Most sets have nobody: that is known from one table, without the others.
      CONTINUE WHEN NOT EXISTS (SELECT FROM ledger.person_index i WHERE i.dossier >= since AND i.tokens @> wanted);
      FOR hit IN
        SELECT p.dossier, p.person, p.version, r.sealed, k.key_id, k.wrapped, d.state
        -- All that the index has, in order; the rest is looked up only for as many as are wanted.
        FROM (SELECT i.dossier, i.person, i.version FROM ledger.person_index i
              WHERE i.dossier >= since AND i.tokens @> wanted AND (NOT current_only OR i.person <= 2)
              ORDER BY i.dossier DESC OFFSET 0) AS p
          CROSS JOIN LATERAL (SELECT l.state FROM ledger.dossier l
                              WHERE l.dossier = p.dossier
                                AND (offices IS NULL AND agencies IS NULL OR l.office = ANY (offices)
                                     OR l.return_office = ANY (offices) OR l.agency = ANY (agencies)) OFFSET 0) AS d
          CROSS JOIN LATERAL (SELECT l.version, l.sealed FROM ledger.person l
                              WHERE l.dossier = p.dossier AND l.person = p.person
                                AND (l.version = p.version OR current_only AND l.version > p.version)
                              ORDER BY l.version DESC LIMIT 1) AS r
          LEFT JOIN LATERAL (SELECT l.key_id, l.wrapped FROM ledger.person_key l
                             WHERE l.dossier = p.dossier AND l.person = p.person AND l.version = p.version
                             OFFSET 0) AS k ON true
        WHERE r.version = p.version AND (p.dossier * 4096 + p.person * 64 + p.version) <> ALL (seen)
        ORDER BY p.dossier DESC
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

GRANT SELECT, INSERT ON ledger.person_index TO hoso_intake, hoso_routing, hoso_returns;
GRANT SELECT ON ledger.person_index TO hoso_auditor;
GRANT SELECT, DELETE ON ledger.person_index TO hoso_keeper;
