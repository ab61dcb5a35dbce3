// A ledger that the real services wrote: the pilot's half-year on a small scale
// (tests/end_to_end/small_replay.textproto), played by hoso-replay, its days closed with checkpoints.
#ifndef HOSO_TESTS_TAMPERING_PLAYED_LEDGER_H_
#define HOSO_TESTS_TAMPERING_PLAYED_LEDGER_H_

#include <string>

#include "tests/support/database.h"
#include "tests/support/environment.h"

namespace hoso::testing {

class PlayedLedger {
 public:
  // Fails the process, saying why, if it cannot be made. The services have ended when it returns.
  PlayedLedger();

  std::string Conninfo(const std::string& role) const { return database_.Conninfo(role); }
  // Of checkpoints, and the published list of the key that signed them.
  std::string Checkpoints() const { return folder_.File("checkpoints"); }
  std::string Keys() const { return folder_.File("keys.json"); }

 private:
  void Play();

  TempDir folder_;
  TestDatabase database_;
};

}  // namespace hoso::testing

#endif  // HOSO_TESTS_TAMPERING_PLAYED_LEDGER_H_
