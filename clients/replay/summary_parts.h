// The sections of the summary, one function each; and how a check is written.
#ifndef HOSO_CLIENTS_REPLAY_SUMMARY_PARTS_H_
#define HOSO_CLIENTS_REPLAY_SUMMARY_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/replay/summary.h"

namespace hoso::replay {

Section PublishedFigures(const Findings& findings);
Section ByProcedureAndStatus(const Findings& findings);
Section Bieu06(const Findings& findings);
Section Timeliness(const Findings& findings);
Section Custody(const Findings& findings);
Section PublicPost(const Findings& findings);
Section Kilometres(const Findings& findings);
Section Branches(const Findings& findings);
Section LedgerAndReplay(const Findings& findings);

Text operator+(const Text& a, const Text& b);

// A figure that must be another.
Check Equal(std::string key, Text what, int64_t found, int64_t wanted);
Check AtLeast(std::string key, Text what, int64_t found, int64_t wanted);
// Something that must hold, with what was found where it does not.
Check Holds(std::string key, Text what, bool holds, Text otherwise);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_SUMMARY_PARTS_H_
