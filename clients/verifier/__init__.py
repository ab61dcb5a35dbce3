"""Checks an export of the ledger without believing the services that wrote it. See docs/verifier.md."""
