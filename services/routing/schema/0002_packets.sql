-- Unsent work that travels in a bag: the digest of the packet that was signed for with the manifest. Empty: none does.
--
-- Like the manifest it does not change: no role may update it.
ALTER TABLE routing.bag ADD COLUMN packet_digest BYTEA NOT NULL DEFAULT ''
  CHECK (length(packet_digest) IN (0, 32));
