#include "tests/tampering/names.h"

#include <algorithm>
#include <functional>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace hoso::testing {
namespace {

using Row = nlohmann::json;
using Texts = std::vector<std::string>;

std::string Get(const Row& row, const char* column) {
  const Row& value = row.at(column);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

struct Naming {
  // With the code of the row's dossier, where it has one.
  std::function<std::vector<Texts>(const Row&, const std::string& code)> by;
  Names::Group group = Names::Group::kDossiers;
};

Texts Person(const Row& row, const std::string& code) {
  return {code, absl::StrCat("person ", Get(row, "person"), " version ", Get(row, "version"))};
}

const std::map<std::string, Naming>& Namings() {
  static const std::map<std::string, Naming>& namings = *new std::map<std::string, Naming>{
      {"ledger.fact", {[](const Row& row, const std::string& code) {
         return std::vector<Texts>{{absl::StrCat(code, ", fact ", Get(row, "sequence"), ":")}};
       }}},
      {"ledger.dossier", {[](const Row&, const std::string& code) {
         return std::vector<Texts>{{code, "dossier."}, {code, "ledger.dossier"}};
       }}},
      {"ledger.item", {[](const Row& row, const std::string& code) {
         return std::vector<Texts>{{code, absl::StrCat("item ", Get(row, "item"))}};
       }}},
      {"ledger.person",
       {[](const Row& row, const std::string& code) { return std::vector<Texts>{Person(row, code)}; }}},
      {"ledger.person_key",
       {[](const Row& row, const std::string& code) { return std::vector<Texts>{Person(row, code)}; }}},
      {"ledger.person_index",
       {[](const Row& row, const std::string& code) { return std::vector<Texts>{Person(row, code)}; }}},
      {"ledger.answer", {[](const Row& row, const std::string&) {
         return std::vector<Texts>{{absl::StrCat("answer ", Get(row, "request_id"))}};
       }}},
      {"ledger.batch",
       {[](const Row& row, const std::string&) {
          return std::vector<Texts>{{absl::StrCat("transaction ", Get(row, "tx"))},
                                    {absl::StrCat("writer ", Get(row, "writer"))}};
        },
        Names::Group::kBeside}},
      {"ledger.identity",
       {[](const Row&, const std::string&) { return std::vector<Texts>{{"ledger.identity"}}; }, Names::Group::kAlone}},
      {"access.entry",
       {[](const Row& row, const std::string&) {
          const std::string number = Get(row, "sequence");
          return std::vector<Texts>{{absl::StrCat("access log, entry ", number, ":")},
                                    {absl::StrCat("access log: ends with entry ", number, ",")}};
        },
        Names::Group::kAlone}},
      {"access.head",
       {[](const Row&, const std::string&) {
          return std::vector<Texts>{{"access log: ends with entry"}, {"access log, entry", "missing"}};
        },
        Names::Group::kAlone}},
      {"routing.bag",
       {[](const Row& row, const std::string&) {
          return std::vector<Texts>{{absl::StrCat("routing.bag ", Get(row, "bag_id"), " ")},
                                    {absl::StrCat("routing.bag ", Get(row, "bag_id"), ":")}};
        },
        Names::Group::kBeside}},
      {"intake.lease",
       {[](const Row& row, const std::string&) {
          return std::vector<Texts>{
              {absl::StrCat("lease ", Get(row, "lease_id"))},
              {absl::StrCat("intake.lease: agency ", Get(row, "agency"), " on ", Get(row, "day"), ":")}};
        },
        Names::Group::kBeside}},
      {"intake.void_code",
       {[](const Row& row, const std::string&) {
          return std::vector<Texts>{{absl::StrCat("lease ", Get(row, "lease_id"))}};
        },
        Names::Group::kBeside}},
  };
  return namings;
}

}  // namespace

bool Named::IsIn(const std::vector<std::string>& findings) const {
  return std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
    return std::any_of(by.begin(), by.end(), [&](const Texts& texts) {
      return std::all_of(texts.begin(), texts.end(),
                         [&](const std::string& text) { return absl::StrContains(finding, text); });
    });
  });
}

bool Names::Knows(const std::string& table) { return Namings().contains(table); }

Names::Group Names::GroupOf(const std::string& table) { return Namings().at(table).group; }

Named Names::Of(const Tampering& tampering) {
  Named named;
  for (const Row* row : {&tampering.before, &tampering.after}) {
    if (row->is_null()) continue;
    const bool of_dossier = row->contains("dossier") && !row->at("dossier").is_string();  // A key; else a code.
    const std::string code = of_dossier ? CodeOf(*row) : "";
    if (of_dossier && tampering.table != "ledger.answer")
      named.by.push_back({code + ":", "has no row in ledger.dossier"});
    for (Texts& texts : Namings().at(tampering.table).by(*row, code)) named.by.push_back(std::move(texts));
    // Batches by their writer: in its chain one tells of the next.
    named.subjects.push_back(of_dossier                ? code
                             : row->contains("writer") ? Get(*row, "writer")
                                                       : absl::StrCat(tampering.table, row->dump()));
  }
  std::sort(named.subjects.begin(), named.subjects.end());
  named.subjects.erase(std::unique(named.subjects.begin(), named.subjects.end()), named.subjects.end());
  return named;
}

std::string Names::CodeOf(const Row& row) const {
  if (!row.at("dossier").is_number_integer()) return "none";
  const int64_t key = row.at("dossier").get<int64_t>();
  const auto id = identity::DossierId::FromValue(key);
  if (!id.ok()) return absl::StrCat("key ", key);
  return identity::FormatDossierCode(*id, agencies_).value_or(absl::StrCat("key ", key));
}

}  // namespace hoso::testing
