-- Who may do what in the ledger.
--
-- Each service has a role that appends facts of its own kinds and no others:
-- the policies below are the doors of the lifecycle table
-- (common/dossier/lifecycle.cc), and a test holds the two together. Nobody but
-- the owner changes or deletes a fact, a person, an answer or a batch.
DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['hoso_intake', 'hoso_routing', 'hoso_returns', 'hoso_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', name);
    END IF;
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA ledger TO hoso_intake, hoso_routing, hoso_returns, hoso_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO hoso_intake, hoso_routing, hoso_returns, hoso_auditor;
GRANT EXECUTE ON FUNCTION ledger.ensure_partitions TO hoso_intake, hoso_routing, hoso_returns;

-- The transaction id is the database's to give: tx is in no list.
GRANT INSERT (dossier, sequence, kind, recorded_at, hash, body) ON ledger.fact
  TO hoso_intake, hoso_routing, hoso_returns;
GRANT INSERT (writer, number, recorded_at, inventory, hash) ON ledger.batch TO hoso_intake, hoso_routing, hoso_returns;
GRANT INSERT ON ledger.person, ledger.answer TO hoso_intake, hoso_routing, hoso_returns;
GRANT INSERT, UPDATE ON ledger.dossier, ledger.item TO hoso_intake, hoso_routing, hoso_returns;

ALTER TABLE ledger.fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY fact_read ON ledger.fact FOR SELECT
  TO hoso_intake, hoso_routing, hoso_returns, hoso_auditor USING (true);
CREATE POLICY fact_intake ON ledger.fact FOR INSERT TO hoso_intake
  WITH CHECK (kind = ANY ('{10,11,12,17,19,21,37,38}'));
CREATE POLICY fact_routing ON ledger.fact FOR INSERT TO hoso_routing
  WITH CHECK (kind = ANY ('{12,13,14,15,16,18,20,22,23,30,31,32,33,34,35,36}'));
CREATE POLICY fact_returns ON ledger.fact FOR INSERT TO hoso_returns
  WITH CHECK (kind = ANY ('{24,25,26,27,28,29}'));

-- The auditor reads everything that the owner will ever make in this database.
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO hoso_auditor;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO hoso_auditor;
