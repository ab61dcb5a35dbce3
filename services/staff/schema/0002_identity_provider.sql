-- Sign-in by an outside identity provider.
--
-- A subject says who somebody is to one issuer, so a binding is to both: under another issuer none of them counts. A nonce is
-- asked for before a sign-in, comes back in the provider's token, and is good once, on the machine that asked.
ALTER TABLE staff.member ADD COLUMN oidc_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE staff.member DROP CONSTRAINT member_oidc_subject_key;
ALTER TABLE staff.member ADD UNIQUE (oidc_issuer, oidc_subject);

CREATE TABLE staff.nonce (
  nonce      TEXT        PRIMARY KEY,
  machine    TEXT        NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX nonce_expires ON staff.nonce (expires_at);

GRANT UPDATE (oidc_issuer) ON staff.member TO hoso_staff;
GRANT SELECT, INSERT, DELETE ON staff.nonce TO hoso_staff;
