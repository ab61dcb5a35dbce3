-- Who works where, in which role, and who has signed in.
--
-- No names: a staff id is resolved by the post and the agencies. Passwords are Argon2id hashes, which nobody but role
-- hoso_staff reads. Events are only ever added.
CREATE SCHEMA staff;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoso_staff') THEN
    CREATE ROLE hoso_staff LOGIN;
  END IF;
END
$$;

CREATE TABLE staff.member (
  staff_id       TEXT        PRIMARY KEY,
  password       TEXT        NOT NULL,                -- Argon2id, in libsodium's text form.
  password_first BOOLEAN     NOT NULL DEFAULT true,   -- Good once, to set another.
  oidc_subject   TEXT        UNIQUE,                  -- Who it is to the identity provider.
  code_secret    BYTEA,                               -- Of one-time codes, sealed; NULL: none.
  code_confirmed BOOLEAN     NOT NULL DEFAULT false,  -- A right code has come.
  code_step      BIGINT      NOT NULL DEFAULT 0,      -- Time step of the last right code: each counts once.
  added_at       TIMESTAMPTZ NOT NULL,
  added_by       TEXT        NOT NULL,
  ended_at       TIMESTAMPTZ                          -- Has left.
);

CREATE TABLE staff.assignment (
  assignment_id UUID        PRIMARY KEY DEFAULT gen_random_uuid(),
  staff_id      TEXT        NOT NULL REFERENCES staff.member,
  role          SMALLINT    NOT NULL CHECK (role BETWEEN 1 AND 9),  -- hoso.trust.v1.Role.
  office        TEXT        NOT NULL DEFAULT '',
  agency        TEXT        NOT NULL DEFAULT '',
  carrier       TEXT        NOT NULL DEFAULT '',
  first_day     DATE        NOT NULL,
  last_day      DATE        CHECK (last_day >= first_day),          -- NULL: until further notice.
  cover_for     TEXT        NOT NULL DEFAULT '',
  made_by       TEXT        NOT NULL,
  made_at       TIMESTAMPTZ NOT NULL,
  ended_at      TIMESTAMPTZ,                                        -- Ended before its last day.
  CHECK ((office <> '')::int + (agency <> '')::int + (carrier <> '')::int <= 1)
);
CREATE INDEX assignment_staff ON staff.assignment (staff_id) WHERE ended_at IS NULL;

CREATE TABLE staff.session (
  session_id    UUID        PRIMARY KEY,
  staff_id      TEXT        NOT NULL REFERENCES staff.member,
  assignment_id UUID        NOT NULL REFERENCES staff.assignment,
  machine       TEXT        NOT NULL,
  method        SMALLINT    NOT NULL,  -- hoso.trust.v1.SignInMethod.
  began_at      TIMESTAMPTZ NOT NULL,
  ends_at       TIMESTAMPTZ NOT NULL,
  ended_at      TIMESTAMPTZ
);
CREATE INDEX session_assignment ON staff.session (assignment_id) WHERE ended_at IS NULL;

-- Attempts in a row that were not proved right, of one person on one machine: so nobody can lock somebody out elsewhere.
CREATE TABLE staff.attempt (
  staff_id     TEXT        NOT NULL,
  machine      TEXT        NOT NULL,
  failures     INTEGER     NOT NULL,
  last_at      TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (staff_id, machine)
);
CREATE INDEX attempt_last ON staff.attempt (last_at);

CREATE TABLE staff.event (
  number   BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       TIMESTAMPTZ NOT NULL,
  what     TEXT        NOT NULL,  -- The command, and what came of it: SignIn, SignIn SIGN_IN_WRONG.
  staff_id TEXT        NOT NULL,  -- Whom it is about.
  by_staff TEXT        NOT NULL,  -- Who did it; empty: nobody who had signed in.
  machine  TEXT        NOT NULL,
  detail   TEXT        NOT NULL DEFAULT ''
);
CREATE INDEX event_staff ON staff.event (staff_id, number);

GRANT USAGE ON SCHEMA staff TO hoso_staff, hoso_auditor;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA staff TO hoso_staff;
GRANT UPDATE (password, password_first, oidc_subject, code_secret, code_confirmed, code_step, ended_at) ON staff.member TO hoso_staff;
GRANT UPDATE (ended_at) ON staff.assignment, staff.session TO hoso_staff;
GRANT UPDATE, DELETE ON staff.attempt TO hoso_staff;
-- The auditor reads everything but what opens a door.
REVOKE SELECT ON staff.member FROM hoso_auditor;
GRANT SELECT (staff_id, password_first, code_confirmed, added_at, added_by, ended_at) ON staff.member TO hoso_auditor;
GRANT SELECT ON staff.assignment, staff.session, staff.attempt, staff.event TO hoso_auditor;
