-- The door returns keeps no tables of its own: all that it knows of a dossier
-- follows from the facts, and what waits at a point from the ledger's items.
-- The schema stands so that its version can be checked at start like every
-- other door's, and so that a later table has its place.
CREATE SCHEMA returns;
COMMENT ON SCHEMA returns IS 'The door that hands results out. Empty: everything follows from the ledger.';

GRANT USAGE ON SCHEMA returns TO hoso_returns, hoso_auditor;
