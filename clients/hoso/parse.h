// What people type on the command line, as the contracts' messages. Everything
// is checked here, before any server is asked: codes by their shape, days by the
// calendar, words by the lists of the contracts.
//
// Errors are INVALID_ARGUMENT saying what was typed and what was expected.
#ifndef HOSO_CLIENTS_HOSO_PARSE_H_
#define HOSO_CLIENTS_HOSO_PARSE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/date.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/routing/v1/routing_service.pb.h"

namespace hoso::cli {

// "H15.05-240426-0001", as printed. Small letters and blanks around it are forgiven. The day must exist; whether the
// agency does is the service's to say.
absl::StatusOr<std::string> ParseCode(const std::string& text);

// "2024-04-26"
absl::StatusOr<core::v1::Date> ParseDate(const std::string& text);

// "2024-04-26T08:30" or with seconds, on the counter's wall clock; or RFC 3339 with a zone.
absl::StatusOr<absl::Time> ParseTime(const std::string& text);

// "office:YB-II-136", "agency:SGTVT", "carrier:BC-1", "bag:T-1".
absl::StatusOr<core::v1::Holder> ParseHolder(const std::string& text);

// "H15.05-240426-0001/2": item 2 of a dossier.
absl::StatusOr<core::v1::ItemRef> ParseItemRef(const std::string& text);

// "form=1", "id_copy=0/0/1+shown", "photo=+captured": a component with its originals, certified copies and photocopies,
// whether the original was shown and whether it was captured on the spot.
absl::StatusOr<core::v1::ComponentCount> ParseComponent(const std::string& text);

// "STANDARD=135000": a fee of the catalogue with its amount in đồng.
absl::StatusOr<core::v1::FeeLine> ParseFee(const std::string& text);

// "LABEL;NUMBER;DATE": a result paper, such as "GPLX hạng A1;790123456789;2022-11-04".
absl::StatusOr<routing::v1::ResultInput> ParseResult(const std::string& text);

// The words of an enum as people type them: the names of its values without their prefix, in small letters, with '-'
// for '_': "public-post". The unspecified value is none of them.
std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor& descriptor);
std::string WordOf(const google::protobuf::EnumDescriptor& descriptor, int value);
absl::StatusOr<int> ParseWord(const google::protobuf::EnumDescriptor& descriptor, const std::string& word);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_PARSE_H_
