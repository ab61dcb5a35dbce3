#include "common/ledger/batch.h"

#include <algorithm>
#include <exception>
#include <set>
#include <stdexcept>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::ledger {
namespace {

// A dossier as the commands of the batch leave it.
struct Slot {
  explicit Slot(identity::DossierId id) : now{.id = id, .head = std::string(kDigestBytes, '\0')} {}

  Loaded now;
  absl::Status broken;          // What is stored cannot be read.
  absl::Status broken_persons;  // The records of persons cannot.
  bool stored = false;          // It existed before the batch.
  std::vector<ItemRow> stored_items;
  std::vector<FactRow> facts;
  std::vector<KeptPerson> persons;
};

using Slots = std::map<identity::DossierId, Slot>;

class SlotView : public View {
 public:
  SlotView(const Slots& slots, const Command& command, const LoadResult& loaded)
      : slots_(slots), command_(command), side_rows_(loaded.side_rows) {}

  const Loaded& Get(identity::DossierId id) const override {
    if (std::find(command_.dossiers.begin(), command_.dossiers.end(), id) == command_.dossiers.end()) {
      throw std::logic_error(absl::StrCat("dossier ", id.value(), ": not named in the command"));
    }
    return slots_.at(id).now;
  }
  const std::vector<std::vector<std::optional<std::string>>>& side_rows() const override { return side_rows_; }

 private:
  const Slots& slots_;
  const Command& command_;
  const std::vector<std::vector<std::optional<std::string>>>& side_rows_;
};

// A row that cannot be opened harms only the commands that ask for it.
void OpenPersons(const std::vector<KeptPerson>& stored, const PersonKeys& keys, Slot& slot) {
  if (keys.ring == nullptr) {
    slot.broken_persons = absl::InternalError("persons: asked for by a door that has no key ring");
    return;
  }
  for (const KeptPerson& person : stored) {
    absl::StatusOr<PersonRow> opened = Open(*keys.ring, slot.now.id.value(), person);
    if (opened.ok()) {
      slot.now.persons.push_back(*std::move(opened));
    } else {
      slot.broken_persons = opened.status();
    }
  }
}

Slots MakeSlots(std::span<const Pending> commands, LoadResult& loaded, const PersonKeys& keys) {
  Slots slots;
  for (const Pending& pending : commands) {
    for (const identity::DossierId id : pending.command.dossiers) slots.try_emplace(id, id);
  }
  for (auto& [id, slot] : slots) {
    const auto found = loaded.dossiers.find(id.value());
    if (found == loaded.dossiers.end()) continue;
    slot.stored = slot.now.exists = true;
    slot.now.head = std::move(found->second.head);
    if (!slot.now.dossier.ParseFromString(found->second.state)) {
      slot.broken = absl::DataLossError(absl::StrCat("dossier ", id.value(), ": its state cannot be read"));
    }
    slot.stored_items = ProjectItems(slot.now.dossier);
    const auto persons = loaded.persons.find(id.value());
    if (persons != loaded.persons.end()) OpenPersons(persons->second, keys, slot);
  }
  return slots;
}

void AddNewest(std::vector<PersonRow>& persons, const PersonRow& added) {
  for (PersonRow& person : persons) {
    if (person.person != added.person) continue;
    if (person.version < added.version) person = added;
    return;
  }
  persons.push_back(added);
}

class Deciding {
 public:
  Deciding(std::span<const Pending> commands, LoadResult loaded, const identity::AgencyCodes& agencies,
           const PersonKeys& keys)
      : agencies_(agencies), keys_(keys), loaded_(std::move(loaded)), slots_(MakeSlots(commands, loaded_, keys)) {}

  Outcome Run(const Pending& pending) {
    if (const auto repeated = FindRemembered(pending); repeated.has_value()) return *repeated;
    const Command& command = pending.command;
    for (const identity::DossierId id : command.dossiers) {
      const Slot& slot = slots_.at(id);
      if (!slot.broken.ok()) return {.answer = slot.broken};
      if (command.load_persons && !slot.broken_persons.ok()) return {.answer = slot.broken_persons};
    }
    absl::StatusOr<Decision> decision = Call(command);
    if (!decision.ok()) return {.answer = decision.status()};
    absl::StatusOr<std::vector<Slot*>> targets = FindTargets(command, *decision);
    if (!targets.ok()) return {.answer = targets.status()};
    auto persons = KeepPersons(*decision, *targets);
    if (!persons.ok()) return {.answer = persons.status()};
    for (size_t i = 0; i < targets->size(); ++i) {
      Take(*(*targets)[i], decision->appends[i], std::move((*persons)[i]));
    }
    writes_.side_write += decision->side_write;
    Remember(pending, *decision, targets->empty() ? nullptr : targets->front());
    const bool writes = !targets->empty() || !pending.request_id.empty() || !decision->side_write.empty();
    return {.answer = std::move(decision->answer), .writes = writes};
  }

  Writes TakeWrites() {
    for (auto& [id, slot] : slots_) {
      if (!slot.facts.empty()) writes_.dossiers.push_back(WriteOf(id, slot));
    }
    std::sort(writes_.answers.begin(), writes_.answers.end(),
              [](const AnswerWrite& a, const AnswerWrite& b) { return a.request_id < b.request_id; });
    return std::move(writes_);
  }

 private:
  std::optional<Outcome> FindRemembered(const Pending& pending) const {
    if (pending.request_id.empty()) return std::nullopt;
    const auto found = loaded_.answers.find(pending.request_id);
    if (found == loaded_.answers.end()) return std::nullopt;
    if (found->second.digest != pending.command.digest) {
      return Outcome{
          .answer = errors::WithReason(
              errors::FieldError("request_id", absl::StrCat(pending.command.request_id,
                                                            " came before with other content, want a new one")),
              "REQUEST_ID_REUSED")};
    }
    // Remembered in this very batch: not there before the commit either.
    return Outcome{.answer = found->second.answer, .writes = fresh_answers_.contains(pending.request_id)};
  }

  absl::StatusOr<Decision> Call(const Command& command) const {
    try {
      return command.decide(SlotView(slots_, command, loaded_));
    } catch (const std::exception& e) {
      return absl::InternalError(absl::StrCat("a decision threw: ", e.what()));
    }
  }

  // The dossiers of the decision's appends, in order. What does not continue
  // what was loaded is a mistake of the command's maker.
  absl::StatusOr<std::vector<Slot*>> FindTargets(const Command& command, const Decision& decision) {
    if (command.lane != Lane::kBulk && !decision.side_write.empty()) {
      return absl::InternalError("side_write: given in the usual lane, want the bulk lane");
    }
    // The inventory of a transaction lists facts and answers: one of them must be there.
    if (!decision.side_write.empty() && decision.appends.empty() && command.request_id.empty()) {
      return absl::InternalError("side_write: given without facts and without a request id, want one of them");
    }
    std::vector<Slot*> targets;
    for (const Append& append : decision.appends) {
      absl::StatusOr<Slot*> target = FindTarget(command, append.change, targets.size());
      if (!target.ok()) return target.status();
      const std::string& code = append.change.dossier().dossier_code();
      if (std::find(targets.begin(), targets.end(), *target) != targets.end()) {
        return absl::InternalError(absl::StrCat("dossier ", code, ": appended to twice in one decision"));
      }
      if (absl::Status status = CheckContinues((*target)->now, append.change); !status.ok()) return status;
      targets.push_back(*target);
    }
    return targets;
  }

  // Most decisions append in the order of the command's dossiers: look at `hint` first.
  absl::StatusOr<Slot*> FindTarget(const Command& command, const dossier::DossierChange& change, size_t hint) {
    const std::string& code = change.dossier().dossier_code();
    for (size_t i = 0; i < command.dossiers.size(); ++i) {
      const identity::DossierId id = command.dossiers[(hint + i) % command.dossiers.size()];
      absl::StatusOr<std::string> known = CodeOf(id);
      if (!known.ok()) return known.status();
      if (*known == code) return &slots_.at(id);
    }
    return absl::InternalError(absl::StrCat("dossier ", code, ": not named in the command"));
  }

  absl::StatusOr<std::string> CodeOf(identity::DossierId id) {
    auto [at, added] = codes_.try_emplace(id);
    if (!added) return at->second;
    absl::StatusOr<std::string> code = identity::FormatDossierCode(id, agencies_);
    if (!code.ok()) {
      codes_.erase(at);
      return code;
    }
    return at->second = *std::move(code);
  }

  static absl::Status CheckContinues(const Loaded& now, const dossier::DossierChange& change) {
    const std::string& code = change.dossier().dossier_code();
    if (change.facts().empty()) return absl::InternalError(absl::StrCat("dossier ", code, ": no facts to append"));
    const dossier::NewFact& first = change.facts().front();
    if (first.sequence != now.dossier.version() + 1 || first.hash != dossier::ChainHash(now.head, first.body)) {
      return absl::InternalError(absl::StrCat("dossier ", code, ": fact ", first.sequence,
                                              " does not continue version ", now.dossier.version()));
    }
    return absl::OkStatus();
  }

  // What is to be kept of each append's persons.
  absl::StatusOr<std::vector<std::vector<KeptPerson>>> KeepPersons(const Decision& decision,
                                                                   const std::vector<Slot*>& targets) const {
    std::vector<std::vector<KeptPerson>> stored(targets.size());
    for (size_t i = 0; i < targets.size(); ++i) {
      const Append& append = decision.appends[i];
      for (const PersonRow& person : append.persons) {
        if (keys_.plain_for_tests) {
          stored[i].push_back({.person = person.person, .version = person.version, .sealed = person.sealed});
          continue;
        }
        if (keys_.ring == nullptr) return absl::InternalError("persons: to be kept by a door that has no key ring");
        auto one = Keep(*keys_.ring, keys_.class_of(append.change.dossier()), targets[i]->now.id, person);
        if (!one.ok()) return one.status();
        stored[i].push_back(*std::move(one));
      }
    }
    return stored;
  }

  static void Take(Slot& slot, const Append& append, std::vector<KeptPerson> persons) {
    const core::v1::Dossier& after = append.change.dossier();
    for (const dossier::NewFact& fact : append.change.facts()) {
      slot.facts.push_back({.sequence = fact.sequence,
                            .kind = fact.kind,
                            .recorded_at = FromProto(after.last_recorded_at()),
                            .hash = fact.hash,
                            .body = fact.body});
    }
    slot.now.exists = true;
    slot.now.dossier = after;
    slot.now.head = append.change.head();
    for (KeptPerson& person : persons) slot.persons.push_back(std::move(person));
    for (const PersonRow& person : append.persons) AddNewest(slot.now.persons, person);
  }

  void Remember(const Pending& pending, const Decision& decision, const Slot* first) {
    if (pending.request_id.empty()) return;
    AnswerWrite write{.request_id = pending.request_id, .digest = pending.command.digest, .answer = decision.answer};
    if (first != nullptr) write.dossier = first->now.id.value();
    writes_.answers.push_back(std::move(write));
    loaded_.answers[pending.request_id] = {.digest = pending.command.digest, .answer = decision.answer};
    fresh_answers_.insert(pending.request_id);
  }

  static DossierWrite WriteOf(identity::DossierId id, Slot& slot) {
    DossierWrite write{.id = id,
                       .creates = !slot.stored,
                       .row = ProjectDossier(id, slot.now.dossier),
                       .head = slot.now.head,
                       .facts = std::move(slot.facts),
                       .persons = std::move(slot.persons)};
    for (ItemRow& row : ProjectItems(slot.now.dossier)) {
      const auto before = std::find_if(slot.stored_items.begin(), slot.stored_items.end(),
                                       [&](const ItemRow& stored) { return stored.item == row.item; });
      const bool creates = before == slot.stored_items.end();
      if (creates || *before != row) write.items.push_back({.row = std::move(row), .creates = creates});
    }
    return write;
  }

  const identity::AgencyCodes& agencies_;
  const PersonKeys& keys_;
  LoadResult loaded_;
  Slots slots_;
  absl::flat_hash_map<identity::DossierId, std::string> codes_;
  std::set<std::string> fresh_answers_;
  Writes writes_;
};

}  // namespace

Decided DecideBatch(std::span<const Pending> commands, LoadResult loaded, const identity::AgencyCodes& agencies,
                    const PersonKeys& keys) {
  Deciding deciding(commands, std::move(loaded), agencies, keys);
  Decided decided;
  for (const Pending& pending : commands) decided.outcomes.push_back(deciding.Run(pending));
  decided.writes = deciding.TakeWrites();
  return decided;
}

}  // namespace hoso::ledger
