-- What a committer calls: load once and append once per batch, each in one
-- round trip.
--
-- They are VOLATILE and run under READ COMMITTED, so each of their statements
-- sees what was committed when it began. load first waits for the dossiers'
-- locks and only then, by later statements, reads what else belongs to them: a
-- join into the locking statement would be read before the wait and be stale.
--
-- Key arrays are in ascending order, so that all committers lock and insert in
-- the same order.
--
-- The plans must not depend on statistics: a plan made on an empty partition is
-- used on a full one until somebody analyses it. So keys are looked up one by
-- one, by LATERAL subqueries that cannot be reordered (FOR UPDATE, or OFFSET 0),
-- and rows are updated by ON CONFLICT, which goes through the primary key. The
-- bounds beside each key let the executor leave out the partitions of other
-- months when it starts.

-- Rows by `what`:
--   t  key is the transaction's id
--   d  a dossier, locked: bytes1 its state, bytes2 its head
--   k  a dossier that exists, whether locked or not; only with skip_locked
--   a  a remembered answer: request, bytes1 the digest, bytes2 the answer
--   p  the newest version n2 of person n1: bytes1 the salt, bytes2 the record
CREATE FUNCTION ledger.load(keys BIGINT[], person_keys BIGINT[], requests UUID[], skip_locked BOOLEAN)
RETURNS TABLE (what "char", key BIGINT, n1 INTEGER, n2 INTEGER, request UUID, bytes1 BYTEA, bytes2 BYTEA)
LANGUAGE plpgsql VOLATILE ROWS 100 AS $$
DECLARE
  lowest  BIGINT := keys[1];
  highest BIGINT := keys[cardinality(keys)];
BEGIN
  IF cardinality(keys) > 0 AND NOT skip_locked THEN
    RETURN QUERY
      SELECT 'd'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, d.state, d.head
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT l.state, l.head FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest FOR UPDATE) AS d;
  ELSIF cardinality(keys) > 0 THEN
    RETURN QUERY
      SELECT 'd'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, d.state, d.head
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT l.state, l.head FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest FOR UPDATE SKIP LOCKED) AS d;
    RETURN QUERY
      SELECT 'k'::"char", k.key, NULL::integer, NULL::integer, NULL::uuid, NULL::bytea, NULL::bytea
      FROM unnest(keys) AS k (key),
        LATERAL (SELECT FROM ledger.dossier l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest OFFSET 0) AS d;
  END IF;
  IF cardinality(requests) > 0 THEN
    RETURN QUERY
      SELECT 'a'::"char", NULL::bigint, NULL::integer, NULL::integer, a.request_id, a.digest, a.answer
      FROM ledger.answer a WHERE a.request_id = ANY (requests);
  END IF;
  IF cardinality(person_keys) > 0 THEN
    RETURN QUERY
      SELECT 'p'::"char", k.key, p.person::integer, p.version::integer, NULL::uuid, p.salt, p.record
      FROM unnest(person_keys) AS k (key),
        LATERAL (SELECT DISTINCT ON (l.person) l.person, l.version, l.salt, l.record FROM ledger.person l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest
                 ORDER BY l.person, l.version DESC OFFSET 0) AS p;
  END IF;
  what := 't';
  key := pg_current_xact_id()::text::bigint;
  RETURN NEXT;
END
$$;

-- New dossiers are inserted, which fails if another has the code; others are
-- updated, which fails if they have not become newer: the caller holds their
-- locks, so somebody wrote behind its back.
CREATE FUNCTION ledger.append_dossiers(
  keys BIGINT[], creates BOOLEAN[], versions INTEGER[], heads BYTEA[], statuses INTEGER[], closeds BOOLEAN[],
  agencies INTEGER[], offices TEXT[], return_offices TEXT[], procedures TEXT[], slips TEXT[], assigned TEXT[],
  incomings BOOLEAN[], accepted TIMESTAMPTZ[], due TIMESTAMPTZ[], first_due TIMESTAMPTZ[], finished TIMESTAMPTZ[],
  classes INTEGER[], discrepancies INTEGER[], states BYTEA[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  expected INTEGER := cardinality(array_positions(creates, false));
  updated  INTEGER;
BEGIN
  IF expected < cardinality(keys) THEN
    INSERT INTO ledger.dossier (dossier, version, head, status, closed, agency, office, return_office, procedure, slip,
      assigned_to, incoming, accepted_at, due_at, first_due_at, finished_at, result_class, open_discrepancies, state)
    SELECT u.key, u.version, u.head, u.status, u.closed, u.agency, u.office, u.return_office, u.procedure, u.slip,
      u.assigned_to, u.incoming, u.accepted_at, u.due_at, u.first_due_at, u.finished_at, u.class, u.discrepancies,
      u.state
    FROM unnest(keys, creates, versions, heads, statuses, closeds, agencies, offices, return_offices, procedures, slips,
      assigned, incomings, accepted, due, first_due, finished, classes, discrepancies, states)
      AS u (key, creates, version, head, status, closed, agency, office, return_office, procedure, slip,
        assigned_to, incoming, accepted_at, due_at, first_due_at, finished_at, class, discrepancies, state)
    WHERE u.creates;
  END IF;
  IF expected > 0 THEN
    INSERT INTO ledger.dossier AS d (dossier, version, head, status, closed, agency, office, return_office, procedure,
      slip, assigned_to, incoming, accepted_at, due_at, first_due_at, finished_at, result_class, open_discrepancies,
      state)
    SELECT u.key, u.version, u.head, u.status, u.closed, u.agency, u.office, u.return_office, u.procedure, u.slip,
      u.assigned_to, u.incoming, u.accepted_at, u.due_at, u.first_due_at, u.finished_at, u.class, u.discrepancies,
      u.state
    FROM unnest(keys, creates, versions, heads, statuses, closeds, agencies, offices, return_offices, procedures, slips,
      assigned, incomings, accepted, due, first_due, finished, classes, discrepancies, states)
      AS u (key, creates, version, head, status, closed, agency, office, return_office, procedure, slip,
        assigned_to, incoming, accepted_at, due_at, first_due_at, finished_at, class, discrepancies, state)
    WHERE NOT u.creates
    ON CONFLICT (dossier) DO UPDATE SET
      version = excluded.version, head = excluded.head, status = excluded.status, closed = excluded.closed,
      office = excluded.office, return_office = excluded.return_office, procedure = excluded.procedure,
      slip = excluded.slip, assigned_to = excluded.assigned_to, incoming = excluded.incoming,
      accepted_at = excluded.accepted_at, due_at = excluded.due_at, first_due_at = excluded.first_due_at,
      finished_at = excluded.finished_at, result_class = excluded.result_class,
      open_discrepancies = excluded.open_discrepancies, state = excluded.state
    WHERE d.version < excluded.version;
    GET DIAGNOSTICS updated = ROW_COUNT;
    IF updated <> expected THEN
      RAISE EXCEPTION 'dossiers: % of % updated', updated, expected;
    END IF;
  END IF;
END
$$;

CREATE FUNCTION ledger.append_facts(
  keys BIGINT[], sequences INTEGER[], kinds INTEGER[], recorded TIMESTAMPTZ[], hashes BYTEA[], bodies BYTEA[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body)
  SELECT * FROM unnest(keys, sequences, kinds, recorded, hashes, bodies);
END
$$;

-- As append_dossiers: new items are inserted, others change hands.
CREATE FUNCTION ledger.append_items(
  keys BIGINT[], items INTEGER[], creates BOOLEAN[], kinds INTEGER[], holder_kinds INTEGER[], holders TEXT[],
  sinces TIMESTAMPTZ[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  moved INTEGER := cardinality(array_positions(creates, false));
BEGIN
  IF moved < cardinality(keys) THEN
    INSERT INTO ledger.item (dossier, item, kind, holder_kind, holder, since)
    SELECT u.key, u.item, u.kind, u.holder_kind, u.holder, u.since
    FROM unnest(keys, items, creates, kinds, holder_kinds, holders, sinces)
      AS u (key, item, creates, kind, holder_kind, holder, since)
    WHERE u.creates;
  END IF;
  IF moved > 0 THEN
    INSERT INTO ledger.item (dossier, item, kind, holder_kind, holder, since)
    SELECT u.key, u.item, u.kind, u.holder_kind, u.holder, u.since
    FROM unnest(keys, items, creates, kinds, holder_kinds, holders, sinces)
      AS u (key, item, creates, kind, holder_kind, holder, since)
    WHERE NOT u.creates
    ON CONFLICT (dossier, item) DO UPDATE SET
      holder_kind = excluded.holder_kind, holder = excluded.holder, since = excluded.since;
  END IF;
END
$$;

CREATE FUNCTION ledger.append_persons(
  keys BIGINT[], persons INTEGER[], versions INTEGER[], salts BYTEA[], records BYTEA[])
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ledger.person (dossier, person, version, salt, record)
  SELECT * FROM unnest(keys, persons, versions, salts, records);
END
$$;

-- The answers of a batch, in the order of their request ids, and the batch's own
-- row. Wakes the feed.
CREATE FUNCTION ledger.append_batch(
  requests UUID[], dossiers BIGINT[], digests BYTEA[], answers BYTEA[],
  writer UUID, number BIGINT, recorded_at TIMESTAMPTZ, inventory BYTEA, hash BYTEA)
RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF cardinality(requests) > 0 THEN
    INSERT INTO ledger.answer (request_id, dossier, digest, recorded_at, answer)
    SELECT u.request_id, u.dossier, u.digest, append_batch.recorded_at, u.answer
    FROM unnest(requests, dossiers, digests, answers) AS u (request_id, dossier, digest, answer);
  END IF;
  INSERT INTO ledger.batch (writer, number, recorded_at, inventory, hash)
  VALUES (append_batch.writer, append_batch.number, append_batch.recorded_at, append_batch.inventory,
          append_batch.hash);
  PERFORM pg_notify('hoso_feed', '');
END
$$;

-- What a Reader calls, in one round trip: dossiers (sequence 0: bytes1 the
-- state), then the facts (bytes1 the body, bytes2 the hash) of those asked for.
-- STABLE: both statements see the same state of the ledger.
CREATE FUNCTION ledger.find(keys BIGINT[], fact_keys BIGINT[])
RETURNS TABLE (key BIGINT, sequence INTEGER, bytes1 BYTEA, bytes2 BYTEA)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
  lowest  BIGINT := keys[1];
  highest BIGINT := keys[cardinality(keys)];
BEGIN
  RETURN QUERY
    SELECT k.key, 0, d.state, NULL::bytea
    FROM unnest(keys) AS k (key),
      LATERAL (SELECT l.state FROM ledger.dossier l
               WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest OFFSET 0) AS d;
  IF cardinality(fact_keys) > 0 THEN
    lowest := fact_keys[1];
    highest := fact_keys[cardinality(fact_keys)];
    RETURN QUERY
      SELECT k.key, f.sequence, f.body, f.hash
      FROM unnest(fact_keys) AS k (key),
        LATERAL (SELECT l.sequence, l.body, l.hash FROM ledger.fact l
                 WHERE l.dossier = k.key AND l.dossier BETWEEN lowest AND highest
                 ORDER BY l.sequence OFFSET 0) AS f;
  END IF;
END
$$;
