// The look-up secret on a slip: with the dossier code it opens the public look-up, and only who has both is believed to
// be the citizen. Never stored in clear; a dossier keeps a digest of code and secret.
#ifndef HOSO_COMMON_IDENTITY_LOOK_UP_SECRET_H_
#define HOSO_COMMON_IDENTITY_LOOK_UP_SECRET_H_

#include <cstddef>
#include <string>

namespace hoso::identity {

// Of what secrets consist: without O, 0, I and 1.
inline constexpr char kSecretAlphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
inline constexpr size_t kSecretLength = 8;

// Whether `text` could be one.
bool IsSecret(const std::string& text);

// SHA-256(dossier code || secret). `secret` is as printed.
std::string SecretDigest(const std::string& dossier_code, const std::string& secret);

// What somebody typed, as it was printed: blanks and hyphens taken out, in capitals.
std::string NormalSecret(const std::string& typed);

// Whether `typed` is the secret of which `digest` was kept. Takes the same time whether it is or not, and for an empty
// digest (there is no such dossier, or it has no secret), which nothing fits.
bool SecretFits(const std::string& dossier_code, const std::string& digest, const std::string& typed);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_LOOK_UP_SECRET_H_
