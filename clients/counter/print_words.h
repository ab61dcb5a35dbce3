// What all papers of a counter say of places, people and procedures, as the catalogue names them. Pure.
#ifndef HOSO_CLIENTS_COUNTER_PRINT_WORDS_H_
#define HOSO_CLIENTS_COUNTER_PRINT_WORDS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/forms/parts.h"
#include "hoso/core/v1/clock.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::counter {

inline constexpr char kPost[] = "BƯU ĐIỆN TỈNH YÊN BÁI";

absl::CivilMinute MinuteOf(absl::Time at);
forms::Party PartyOf(const catalogue::Catalogue& catalogue, const core::v1::PersonRecord& person, absl::CivilDay day);
// "5 ngày làm việc"
std::string TermInWords(const core::v1::Term& term);
// The procedure and its cases.
std::string RequestOf(const catalogue::v1::ProcedureVersion& version,
                      const google::protobuf::RepeatedPtrField<std::string>& cases);
forms::Component ComponentOf(const catalogue::v1::ProcedureVersion& version, const core::v1::ComponentCount& count);
// The id itself, where the version has no such fee; so the other names.
std::string FeeName(const catalogue::v1::ProcedureVersion& version, const std::string& fee_id);
// An empty one, where the catalogue does not know it.
const catalogue::v1::ProcedureVersion& VersionOf(const catalogue::Catalogue& catalogue, const std::string& id);
std::string OfficeName(const catalogue::Catalogue& catalogue, const std::string& id);
std::string AgencyName(const catalogue::Catalogue& catalogue, const std::string& key);
forms::Head HeadOf(const catalogue::Catalogue& catalogue, const std::string& office_id, absl::CivilDay day);
forms::Reprint ReprintOf(int printed, absl::Time now);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PRINT_WORDS_H_
