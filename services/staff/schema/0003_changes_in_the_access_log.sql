-- Changes of credentials and roles stand in the access log, too: in its chain and in the checkpoints. What was before stays
-- without, and so do signing in and out. `hoso ledger verify` compares.
ALTER TABLE staff.event ADD COLUMN entry BIGINT UNIQUE;  -- access.entry.sequence; NULL: no change, or from before.

-- By whom somebody's credentials are: asked at each sign-in and renewal.
CREATE INDEX event_credentials ON staff.event (staff_id, at)
  WHERE what IN ('AddStaff', 'BindSubject', 'ResetPassword', 'Unlock') AND by_staff <> '';
