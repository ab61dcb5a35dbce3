#include "common/ledger/dossier_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/dossier/dossier_change.h"
#include "common/dossier/fold.h"
#include "common/dossier/lifecycle.h"
#include "common/ledger/bytes.h"
#include "common/ledger/person_refs.h"
#include "common/postgres/time_text.h"
#include "common/proto_time/proto_time.h"
#include "google/protobuf/util/message_differencer.h"

namespace hoso::ledger {
namespace {

constexpr size_t kMostShown = 300;  // Characters of a long difference.

std::string Show(const std::string& text) { return absl::StrCat("'", text, "'"); }
std::string Show(bool value) { return value ? "true" : "false"; }
std::string Show(int32_t value) { return absl::StrCat(value); }
std::string Show(absl::Time at) { return postgres::TimeText(at); }
std::string Show(const std::optional<absl::Time>& at) { return at.has_value() ? Show(*at) : "NULL"; }

std::string ShortHex(const std::string& bytes) { return absl::BytesToHexString(bytes.substr(0, 8)) + "…"; }

class Checking {
 public:
  Checking(const StoredDossier& stored, const identity::AgencyCodes& agencies, const PersonCheck& persons)
      : stored_(stored), persons_(persons) {
    const auto id = identity::DossierId::FromValue(stored.key);
    const auto code = id.ok() ? identity::FormatDossierCode(*id, agencies) : absl::StatusOr<std::string>(id.status());
    checked_.code = code.ok() ? *code : absl::StrCat("key ", stored.key);
    if (!code.ok()) Find(0, absl::StrCat("the key is no dossier's: ", std::string(code.status().message())));
    if (id.ok()) id_ = *id;
  }

  CheckedDossier Run(const DossierHook& hook) {
    CheckChain();
    CheckClaims();
    Fold();
    CheckRow();
    CheckItems();
    CheckPersons();
    if (folded_ && hook) {
      for (std::string& what : hook(state_, checked_.facts)) Find(0, std::move(what));
    }
    return std::move(checked_);
  }

 private:
  using PersonKey = std::pair<int, int>;  // Person and version.

  void Find(int32_t sequence, std::string what) {
    checked_.findings.push_back({.dossier_code = checked_.code, .sequence = sequence, .what = std::move(what)});
  }

  template <typename T>
  void Compare(int32_t sequence, const char* name, const T& stored, const T& wanted) {
    if (stored != wanted) Find(sequence, absl::StrCat(name, ": ", Show(stored), ", want ", Show(wanted)));
  }

  // Sequence numbers and hashes. After a break it goes on from what is stored,
  // so that one wrong fact is one finding.
  void CheckChain() {
    std::string previous(kDigestBytes, '\0');
    int32_t next = 1;
    for (const StoredFactRow& fact : stored_.facts) {
      for (; next < fact.row.sequence; ++next) Missing(next);
      if (next == fact.row.sequence && !broken_at_.contains(next - 1) &&
          fact.row.hash != dossier::ChainHash(previous, fact.row.body)) {
        Find(fact.row.sequence, "its hash is not that of its bytes and the fact before");
      }
      CheckFact(fact.row);
      previous = fact.row.hash;
      next = fact.row.sequence + 1;
    }
  }

  void Missing(int32_t sequence) {
    if (broken_at_.insert(sequence).second) Find(sequence, "is missing");
  }

  // The columns against the bytes.
  void CheckFact(const FactRow& row) {
    core::v1::Fact& fact = checked_.facts.emplace_back();
    if (!fact.ParseFromString(row.body)) {
      checked_.facts.pop_back();
      broken_at_.insert(row.sequence);
      return Find(row.sequence, "body: cannot be read");
    }
    Compare(row.sequence, "dossier_code in the body", fact.dossier_code(), checked_.code);
    Compare(row.sequence, "sequence", row.sequence, fact.sequence());
    Compare(row.sequence, "kind", row.kind, static_cast<int32_t>(fact.payload_case()));
    Compare(row.sequence, "recorded_at", row.recorded_at, FromProto(fact.recorded_at()));
  }

  // Each fact was written by exactly one transaction, which says so.
  void CheckClaims() {
    std::map<int32_t, const StoredFactRow*> facts;
    for (const StoredFactRow& fact : stored_.facts) facts[fact.row.sequence] = &fact;
    std::set<int32_t> claimed;
    for (const Claim& claim : stored_.claims) {
      const int32_t first = claim.facts.last - claim.facts.count + 1;
      for (int32_t sequence = first; sequence <= claim.facts.last; ++sequence) {
        if (!claimed.insert(sequence).second)
          Find(sequence, absl::StrCat("transaction ", claim.tx, " claims it as well"));
        const auto fact = facts.find(sequence);
        if (fact == facts.end()) {
          Missing(sequence);
        } else if (fact->second->tx != claim.tx) {
          Find(sequence, absl::StrCat("tx: ", fact->second->tx, ", want ", claim.tx));
        }
      }
      const auto last = facts.find(claim.facts.last);
      if (last != facts.end() && last->second->row.hash != claim.facts.head) {
        Find(claim.facts.last, absl::StrCat("hash: ", ShortHex(last->second->row.hash), ", transaction ", claim.tx,
                                            " wrote ", ShortHex(claim.facts.head)));
      }
    }
    for (const auto& [sequence, fact] : facts) {
      if (!claimed.contains(sequence)) Find(sequence, "no transaction of the ledger wrote it");
    }
  }

  // What the facts amount to, as far as they are whole.
  void Fold() {
    state_.set_dossier_code(checked_.code);
    folded_ = !checked_.facts.empty() && broken_at_.empty();
    for (const core::v1::Fact& fact : checked_.facts) {
      if (!folded_) return;
      if (absl::Status status = dossier::Apply(state_, fact); !status.ok()) {
        Find(fact.sequence(), absl::StrCat("may not stand here: ", std::string(status.message())));
        folded_ = false;
      }
    }
  }

  void CheckRow() {
    if (!stored_.dossier.has_value()) {
      if (!stored_.facts.empty() || !stored_.items.empty() || !stored_.persons.empty()) {
        Find(0, "has no row in ledger.dossier");
      }
      return;
    }
    if (stored_.facts.empty()) return Find(0, "has a row in ledger.dossier and no facts");
    if (!id_.has_value()) return;
    if (stored_.dossier->head != stored_.facts.back().row.hash)
      Find(0, "dossier.head: is not the hash of the last fact");
    if (folded_) CompareRow(stored_.dossier->row, ProjectDossier(*id_, state_));
  }

  void CompareRow(const DossierRow& stored, const DossierRow& wanted) {
    Compare(0, "dossier.version", stored.version, wanted.version);
    Compare(0, "dossier.status", stored.status, wanted.status);
    Compare(0, "dossier.closed", stored.closed, wanted.closed);
    Compare(0, "dossier.agency", stored.agency, wanted.agency);
    Compare(0, "dossier.office", stored.office, wanted.office);
    Compare(0, "dossier.return_office", stored.return_office, wanted.return_office);
    Compare(0, "dossier.procedure", stored.procedure, wanted.procedure);
    Compare(0, "dossier.slip", stored.slip, wanted.slip);
    Compare(0, "dossier.assigned_to", stored.assigned_to, wanted.assigned_to);
    Compare(0, "dossier.incoming", stored.incoming, wanted.incoming);
    Compare(0, "dossier.accepted_at", stored.accepted_at, wanted.accepted_at);
    Compare(0, "dossier.due_at", stored.due_at, wanted.due_at);
    Compare(0, "dossier.first_due_at", stored.first_due_at, wanted.first_due_at);
    Compare(0, "dossier.finished_at", stored.finished_at, wanted.finished_at);
    Compare(0, "dossier.result_class", stored.result_class, wanted.result_class);
    Compare(0, "dossier.open_discrepancies", stored.open_discrepancies, wanted.open_discrepancies);
    if (stored.state != wanted.state) Find(0, absl::StrCat("dossier.state: ", DifferenceOf(stored.state)));
  }

  std::string DifferenceOf(const std::string& stored) const {
    core::v1::Dossier read;
    if (!read.ParseFromString(stored)) return "cannot be read";
    std::string difference;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    if (differencer.Compare(read, state_)) return "other bytes for the same state";
    return difference.substr(0, kMostShown);
  }

  void CheckItems() {
    if (!folded_) return;
    std::map<int32_t, ItemRow> wanted;
    for (const ItemRow& row : ProjectItems(state_)) wanted[row.item] = row;
    for (const ItemRow& row : stored_.items) {
      const auto match = wanted.find(row.item);
      if (match == wanted.end()) {
        Find(0, absl::StrCat("item ", row.item, ": no fact brought it into being"));
        continue;
      }
      CompareItem(row, match->second);
      wanted.erase(match);
    }
    for (const auto& [number, row] : wanted) Find(0, absl::StrCat("item ", number, ": has no row in ledger.item"));
  }

  void CompareItem(const ItemRow& stored, const ItemRow& wanted) {
    const std::string name = absl::StrCat("item ", stored.item, " ");
    Compare(0, (name + "kind").c_str(), stored.kind, wanted.kind);
    Compare(0, (name + "holder_kind").c_str(), stored.holder_kind, wanted.holder_kind);
    Compare(0, (name + "holder").c_str(), stored.holder, wanted.holder);
    Compare(0, (name + "since").c_str(), stored.since, wanted.since);
  }

  // Each record that a fact refers to is there and the same, and no others are.
  void CheckPersons() {
    std::map<PersonKey, const KeptPerson*> unused;
    for (const KeptPerson& person : stored_.persons) unused[{person.person, person.version}] = &person;
    const std::map<PersonKey, const KeptPerson*> rows = unused;
    std::set<PersonKey> opened;
    for (const core::v1::Fact& fact : checked_.facts) {
      for (const core::v1::PersonRef* ref : PersonRefsOf(fact)) {
        const PersonKey key(ref->person(), ref->version());
        const auto row = rows.find(key);
        if (row == rows.end()) {
          Find(fact.sequence(), absl::StrCat(NameOf(key), ": has no row in ledger.person"));
        } else {
          CheckPerson(fact.sequence(), *row->second, *ref, opened.insert(key).second);
        }
        unused.erase(key);
      }
    }
    for (const auto& [key, data_key] : stored_.data_keys) {
      if (!rows.contains(key)) Find(0, absl::StrCat(NameOf(key), ": a data key without a record"));
    }
    for (const auto& [key, entry] : stored_.index) {
      if (!stored_.data_keys.contains(key)) Find(0, absl::StrCat(NameOf(key), ": in the index without a data key"));
      if (folded_ && id_.has_value() && entry.scopes != ScopesOf(*id_, state_)) {
        Find(0, absl::StrCat(NameOf(key), ": the index says that it is others'"));
      }
    }
    if (!broken_at_.empty()) return;
    for (const auto& [key, row] : unused) Find(0, absl::StrCat(NameOf(key), ": no fact refers to it"));
  }

  // `first`: no fact before referred to it.
  void CheckPerson(int32_t sequence, const KeptPerson& row, const core::v1::PersonRef& ref, bool first) {
    const PersonKey key(row.person, row.version);
    const auto data_key = stored_.data_keys.find(key);
    if (data_key == stored_.data_keys.end()) {
      if (!first) return;
      const bool lawful = folded_ && persons_.may_be_destroyed && persons_.may_be_destroyed(state_);
      if (lawful) {
        ++checked_.persons_destroyed;
      } else {
        Find(sequence, absl::StrCat(NameOf(key), ": its data key is not there, and its term has not passed"));
      }
      return;
    }
    if (persons_.ring == nullptr) {
      if (first) ++checked_.persons_unopened;
      return;
    }
    KeptPerson kept = row;
    kept.key = data_key->second;
    const absl::StatusOr<PersonRow> person = Open(*persons_.ring, stored_.key, kept);
    if (!person.ok()) {
      if (first) Find(sequence, absl::StrCat(NameOf(key), ": ", std::string(person.status().message())));
    } else if (DigestOf(*person) != ref.digest()) {
      Find(sequence, absl::StrCat(NameOf(key), ": is not the record that was signed"));
    } else if (first) {
      CheckIndex(*person, data_key->second.key_id);
    }
  }

  void CheckIndex(const PersonRow& person, const std::string& key_id) {
    const PersonKey key(person.person, person.version);
    const auto data_class = persons_.ring->ClassOf(key_id);
    if (!data_class.ok()) return;  // Its record would not have opened.
    const auto wanted = IndexOf(*persons_.ring, *data_class, person);
    const auto found = stored_.index.find(key);
    if (!wanted.ok()) {
      Find(0, absl::StrCat(NameOf(key), ": ", std::string(wanted.status().message())));
    } else if (found == stored_.index.end()) {
      Find(0, absl::StrCat(NameOf(key), ": is not in the index"));
    } else if (found->second.tokens != *wanted) {
      Find(0, absl::StrCat(NameOf(key), ": the index has other tokens"));
    }
  }

  static std::string NameOf(const PersonKey& key) {
    return absl::StrCat("person ", key.first, " version ", key.second);
  }

  const StoredDossier& stored_;
  const PersonCheck& persons_;
  std::optional<identity::DossierId> id_;
  CheckedDossier checked_;
  std::set<int32_t> broken_at_;  // Sequences without a fact that can be read.
  core::v1::Dossier state_;
  bool folded_ = false;
};

}  // namespace

CheckedDossier CheckDossier(const StoredDossier& stored, const identity::AgencyCodes& agencies, const DossierHook& hook,
                            const PersonCheck& persons) {
  return Checking(stored, agencies, persons).Run(hook);
}

}  // namespace hoso::ledger
