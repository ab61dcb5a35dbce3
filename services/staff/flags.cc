#include "services/staff/flags.h"

namespace hoso::staff {

void Flags::AddTo(CLI::App& app) {
  service.AddTo(app);
  app.add_option("--token-key", token_key, "Private key that signs tokens: Ed25519, PEM, mode 0600")->required();
  app.add_option("--code-key", code_key, "Key under which one-time codes are sealed: 64 hexadecimal digits, mode 0600")
      ->required();
  const auto first = app.add_option("--first-administrator", first_administrator,
                                    "Staff id that becomes administrator if nobody is one yet");
  app.add_option("--first-password-file", first_password_file, "File into which that one's first password is written")
      ->needs(first);
  const auto issuer = app.add_option("--oidc-issuer", oidc.expected.issuer,
                                     "Identity provider by whose ID tokens people may sign in, too: https://…");
  const auto audience = app.add_option("--oidc-audience", oidc.expected.audience, "Client id of Hoso at it");
  issuer->needs(audience);
  audience->needs(issuer);
  app.add_option("--oidc-keys", oidc.keys,
                 "File with its public keys, a JSON Web Key Set (else they are fetched from it)")
      ->needs(issuer);
  app.add_option("--oidc-authorities", oidc.authorities,
                 "File of certificates, PEM, by which to believe it (else those of the system)")
      ->needs(issuer);
  app.add_option("--token-minutes", token_minutes, "For how long a token is good")
      ->check(CLI::Range(1, 60))
      ->capture_default_str();
  app.add_option("--session-hours", session_hours, "For how long it can be renewed")
      ->check(CLI::Range(0.1, 24.0))
      ->capture_default_str();
  app.add_option("--credential-days", credential_days,
                 "For how long who gave somebody a password, bound their subject or lifted their lock is no second "
                 "person beside them")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  app.add_option("--password-memory-mib", password_memory_mib, "Memory that a password's hash takes (Argon2id)")
      ->check(CLI::Range(16, 1024))
      ->capture_default_str();
}

}  // namespace hoso::staff
