#include "clients/hoso/output.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/hoso/parse.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/dossier/lifecycle.h"
#include "common/proto_time/proto_time.h"

namespace hoso::cli {
namespace {

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace

void PrintJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = pretty;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    std::cerr << "hoso: the answer cannot be written as JSON\n";
    return;
  }
  std::cout << text << (pretty ? "" : "\n") << std::flush;
}

void PrintRow(const std::vector<std::string>& values) {
  std::string line = absl::StrJoin(values, "\x1f");
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  std::replace(line.begin(), line.end(), '\x1f', '\t');
  std::cout << line << "\n";
}

std::string ShowTime(const google::protobuf::Timestamp& at) {
  if (at.seconds() == 0 && at.nanos() == 0) return "-";
  return absl::FormatTime("%Y-%m-%d %H:%M", FromProto(at), clock::LocalZone());
}

std::string ShowDate(const core::v1::Date& day) {
  const auto civil = catalogue::DayFromProto(day);
  return civil.ok() ? catalogue::FormatDay(*civil) : "-";
}

std::string ShowHolder(const core::v1::Holder& holder) {
  const std::string kind = WordOf(*core::v1::HolderKind_descriptor(), holder.kind());
  return holder.id().empty() ? kind : absl::StrCat(kind, ":", holder.id());
}

std::string ShowStatus(core::v1::Status status, bool vietnamese) {
  if (vietnamese) return dossier::StatusNameVi(status);
  std::string word = WordOf(*core::v1::Status_descriptor(), status);
  std::replace(word.begin(), word.end(), '-', ' ');
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::vector<std::string> RowOf(const core::v1::DossierSummary& dossier) {
  return {dossier.dossier_code(),
          absl::StrCat(static_cast<int>(dossier.status())),
          ShowDate(dossier.appointment_date()),
          absl::StrCat(dossier.version()),
          dossier.procedure_key(),
          OrDash(dossier.office_id()),
          OrDash(dossier.assigned_to())};
}

std::vector<std::string> RowOf(const core::v1::Bag& bag) {
  return {bag.bag_id(),
          WordOf(*core::v1::BagStatus_descriptor(), bag.status()),
          ShowHolder(bag.from()),
          ShowHolder(bag.to()),
          ShowHolder(bag.custodian()),
          absl::StrCat(bag.items_size()),
          ShowTime(bag.expected_at())};
}

}  // namespace hoso::cli
