#include "clients/hoso/ledger_check.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/appointment/appointment.h"
#include "common/command/fields.h"
#include "common/identity/dossier_code.h"
#include "common/retention/retention.h"
#include "common/scans/scan_check.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/intake/lease_check.h"
#include "services/routing/bag_rows.h"

namespace hoso::cli {
namespace {

// What facts do not tell.
core::v1::Bag Comparable(core::v1::Bag bag) {
  bag.clear_version();
  bag.clear_expected_at();
  return bag;
}

std::string Difference(const core::v1::Bag& by_facts, const core::v1::Bag& by_table) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  differencer.Compare(by_facts, by_table);
  for (char& c : difference) {
    if (c == '\n') c = ';';
  }
  return difference;
}

}  // namespace

std::vector<std::string> CompareBags(const ledger::TableCheck::Rows& rows, const ledger::BagsByFacts& bags) {
  std::vector<std::string> differences;
  std::set<std::string> seen;
  for (const auto& row : rows) {
    const auto bag = routing::BagOfRow(row);
    if (!bag.ok()) {
      differences.push_back(absl::StrCat("routing.bag: a row cannot be read: ", std::string(bag.status().message())));
      continue;
    }
    seen.insert(bag->bag_id());
    const auto by_facts = bags.find(bag->bag_id());
    if (by_facts == bags.end()) {
      differences.push_back(absl::StrCat("routing.bag ", bag->bag_id(), ": no fact tells of it"));
      continue;
    }
    const std::string difference = Difference(Comparable(by_facts->second), Comparable(*bag));
    if (!difference.empty()) {
      differences.push_back(absl::StrCat("routing.bag ", bag->bag_id(), " against its facts: ", difference));
    }
  }
  for (const auto& [bag_id, bag] : bags) {
    if (!seen.contains(bag_id))
      differences.push_back(absl::StrCat("routing.bag ", bag_id, ": facts tell of it, no row"));
  }
  return differences;
}

ledger::VerifyOptions FullCheck(const std::string& conninfo, const catalogue::Catalogue& catalogue,
                                std::shared_ptr<const vault::KeyRing> ring, absl::CivilDay today) {
  ledger::VerifyOptions options;
  options.conninfo = conninfo;
  options.agencies = command::CodesOf(catalogue);
  options.ring = std::move(ring);
  options.may_be_destroyed = [&catalogue, today](const core::v1::Dossier& dossier) {
    return retention::TermHasPassed(catalogue, dossier, today);
  };
  const auto scans = std::make_shared<scans::ScanCheck>(conninfo, options.ring, options.may_be_destroyed);
  options.check_dossier = [&catalogue, scans, codes = options.agencies](const core::v1::Dossier& dossier,
                                                                        const std::vector<core::v1::Fact>& facts) {
    std::vector<std::string> differences = appointment::CheckPromises(catalogue, facts);
    const auto id = identity::ParseDossierCode(dossier.dossier_code(), codes);
    if (!id.ok()) return differences;  // Found elsewhere.
    for (std::string& what : scans->Check(id->value(), dossier, facts)) differences.push_back(std::move(what));
    return differences;
  };
  options.tables.push_back(
      {.sql = absl::StrCat("SELECT ", routing::kBagColumns, " FROM routing.bag"), .check = CompareBags});
  options.tables.push_back(intake::LeaseCheck());
  options.tables.push_back(intake::LeasedNumbersCheck());
  return options;
}

}  // namespace hoso::cli
