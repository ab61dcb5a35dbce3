-- The access log: who was shown what. One chain over all entries of all processes.
--
-- Entries come in by access.append alone, which numbers and chains them and says which role wrote them. No service reads
-- them but hoso-staff, for auditors; nobody changes or deletes one, the owner neither. A superuser who switches the
-- triggers off is found by `hoso ledger verify`, and after the day is closed also if the whole chain was computed again.
CREATE SCHEMA access;

CREATE TABLE access.entry (
  sequence BIGINT      PRIMARY KEY CHECK (sequence >= 1),
  writer   TEXT        NOT NULL,   -- Database role.
  at       TIMESTAMPTZ NOT NULL,   -- This and what follows until deed: as in body, to be found by.
  dossier  TEXT        NOT NULL,   -- Code; empty: about none.
  staff    TEXT        NOT NULL,   -- Empty: a machine by itself.
  place    TEXT        NOT NULL,   -- Office or agency; empty: none.
  deed     SMALLINT    NOT NULL,   -- hoso.access.v1.Deed.
  hash     BYTEA       NOT NULL CHECK (length(hash) = 32),
  body     BYTEA       NOT NULL    -- A serialised hoso.access.v1.AccessEntry.
);
CREATE INDEX entry_dossier ON access.entry (dossier, sequence) WHERE dossier <> '';
CREATE INDEX entry_staff ON access.entry (staff, sequence);
CREATE INDEX entry_place ON access.entry (place, sequence);
CREATE INDEX entry_at ON access.entry USING brin (at);

-- The end of the chain. Who appends holds this row until its transaction is over: the order of the chain is that of the
-- commits.
CREATE TABLE access.head (
  one      BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
  sequence BIGINT  NOT NULL,
  hash     BYTEA   NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO access.head (sequence, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- Appends entries, as many as there are of each; returns the number of the last. The role is that of the session,
-- whatever an entry says.
CREATE FUNCTION access.append(
  bodies BYTEA[], ats TIMESTAMPTZ[], dossiers TEXT[], staff TEXT[], places TEXT[], deeds INTEGER[])
RETURNS BIGINT LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first BIGINT;
  last  BIGINT;
  link  BYTEA;
  links BYTEA[] := '{}';
  entry BYTEA;
BEGIN
  SELECT h.sequence, h.hash INTO STRICT first, link FROM access.head h FOR UPDATE;
  last := first;
  FOREACH entry IN ARRAY bodies LOOP
    last := last + 1;
    link := sha256(link || int8send(last) || convert_to(session_user::text, 'UTF8') || '\x00'::bytea || entry);
    links := links || link;
  END LOOP;
  INSERT INTO access.entry (sequence, writer, at, dossier, staff, place, deed, hash, body)
  SELECT first + u.number, session_user, u.at, u.dossier, u.staff, u.place, u.deed, u.hash, u.body
  FROM unnest(bodies, ats, dossiers, append.staff, places, deeds, links)
    WITH ORDINALITY AS u (body, at, dossier, staff, place, deed, hash, number);
  UPDATE access.head SET sequence = last, hash = link;
  RETURN last;
END
$$;

CREATE FUNCTION access.refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'access.entry: entries are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.entry
  FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

REVOKE ALL ON FUNCTION access.append, access.refuse FROM PUBLIC;
GRANT USAGE ON SCHEMA access TO hoso_routing, hoso_staff, hoso_auditor;
GRANT EXECUTE ON FUNCTION access.append TO hoso_routing, hoso_staff, hoso_auditor;
GRANT SELECT ON access.entry TO hoso_staff, hoso_auditor;
GRANT SELECT ON access.head TO hoso_auditor;
