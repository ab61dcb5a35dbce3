// Mutations that keep a message a message: libFuzzer's own, on bytes, mostly break it before any code of ours sees it.
#ifndef HOSO_TESTS_FUZZ_MESSAGE_MUTATOR_H_
#define HOSO_TESTS_FUZZ_MESSAGE_MUTATOR_H_

#include <random>

#include "google/protobuf/message.h"

namespace hoso::fuzz {

using Random = std::minstd_rand;

// Changes one random field of `message` or of a message in it: sets it, changes its value, adds or removes one of
// several, or clears it.
void Mutate(google::protobuf::Message& message, Random& random);

}  // namespace hoso::fuzz

#endif  // HOSO_TESTS_FUZZ_MESSAGE_MUTATOR_H_
