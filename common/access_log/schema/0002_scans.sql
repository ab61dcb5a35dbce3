-- hoso-intake shows scans, and records whom.
GRANT USAGE ON SCHEMA access TO hoso_intake;
GRANT EXECUTE ON FUNCTION access.append TO hoso_intake;
