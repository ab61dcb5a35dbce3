-- Monthly partitions by key.
--
-- A partition is made beside its parent and then attached, which takes no lock
-- that a reader or writer waits for.

-- The smallest key of a day.
CREATE FUNCTION ledger.first_key(day DATE) RETURNS BIGINT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (day - DATE '1970-01-01')::bigint << 32;
$$;

-- Makes what is missing for the months of from_day to until_day, both inclusive,
-- and returns how many tables that were. Any service may call it; a committer
-- does when a dossier of a new month comes.
CREATE FUNCTION ledger.ensure_partitions(from_day DATE, until_day DATE) RETURNS INTEGER
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
    FOREACH parent IN ARRAY ARRAY['fact', 'dossier', 'item', 'person'] LOOP
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
REVOKE ALL ON FUNCTION ledger.ensure_partitions FROM PUBLIC;

-- The first days of the months that have partitions.
CREATE VIEW ledger.partition_month AS
  SELECT to_date(substring(child.relname FROM '\d{4}_\d{2}$'), 'YYYY_MM') AS month
  FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
  WHERE inhparent = 'ledger.dossier'::regclass;

-- The pilot's half-year with what runs over its end, and the months around today.
SELECT ledger.ensure_partitions('2022-11-01', '2023-07-31');
SELECT ledger.ensure_partitions((current_date - INTERVAL '1 month')::date, (current_date + INTERVAL '2 months')::date);
