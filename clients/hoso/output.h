// How answers are shown: stable lines of tab-separated values, JSON by the
// contracts' own names, and the words of the screens.
#ifndef HOSO_CLIENTS_HOSO_OUTPUT_H_
#define HOSO_CLIENTS_HOSO_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/date.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::cli {

// Prints `message` as JSON with the field names of the contracts; pretty, or in one line.
void PrintJson(const google::protobuf::Message& message, bool pretty = true);

// Prints one line of values with tabs between them; tabs and newlines in values become blanks.
void PrintRow(const std::vector<std::string>& values);

// "2024-04-26 08:30" on the counter's wall clock; "-" for an absent time.
std::string ShowTime(const google::protobuf::Timestamp& at);
// "2024-04-26"; "-" for an absent day.
std::string ShowDate(const core::v1::Date& day);
// "office:YB-II-136", as ParseHolder reads it; "applicant"; "missing:BB-1".
std::string ShowHolder(const core::v1::Holder& holder);
// "Đang xử lý" or "Processing".
std::string ShowStatus(core::v1::Status status, bool vietnamese);

// The line of a dossier in lists: code, status number, appointment date, version, procedure, office, assigned to.
std::vector<std::string> RowOf(const core::v1::DossierSummary& dossier);
// The line of a bag: id, state, from, to, custodian, number of items, expected at.
std::vector<std::string> RowOf(const core::v1::Bag& bag);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_OUTPUT_H_
