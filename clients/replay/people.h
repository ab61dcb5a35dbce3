// Invented persons and bodies. Every name says that it is a sample, every
// telephone number lies in a block that is plainly made up; the identity numbers
// have the right shape and are consistent with birth year and sex, except for a
// few that are wrong on purpose, as some are at real counters.
#ifndef HOSO_CLIENTS_REPLAY_PEOPLE_H_
#define HOSO_CLIENTS_REPLAY_PEOPLE_H_

#include <cstdint>
#include <string>

#include "hoso/core/v1/person.pb.h"

namespace hoso::replay {

// Every 40th name comes in decomposed letters (NFD), as some keyboards send them.
inline constexpr int kDecomposedEvery = 40;
// Every 90th identity number does not fit the birth year: a warning at the counter, no refusal.
inline constexpr int kOddIdentityEvery = 90;

// A citizen, the same for the same seed and number.
core::v1::PersonRecord MakeCitizen(uint64_t seed, int number, const std::string& commune_code);

// An enterprise, cooperative, household, agency or organisation.
core::v1::PersonRecord MakeBody(uint64_t seed, int number, core::v1::OwnerKind kind, const std::string& commune_code);

// The ten digits of an enterprise code: `nine` and the check digit of the tax office's rule; empty for the one in
// eleven that has none. REQUIRES: nine digits.
std::string EnterpriseCode(const std::string& nine);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_PEOPLE_H_
