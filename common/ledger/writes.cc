#include "common/ledger/writes.h"

#include <span>

#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/time_text.h"

namespace hoso::ledger {
namespace {

using postgres::AppendArray;
using postgres::Parameters;

using Times = std::vector<std::optional<absl::Time>>;

// Calls of functions, with parameters numbered through.
class Calls {
 public:
  // REQUIRES: the parameters of `function` have been added, and no others since the last call.
  void Call(const char* function) {
    absl::StrAppend(&sql_, sql_.empty() ? "SELECT " : ", ", function, "(");
    const char* comma = "";
    for (; named_ < parameters_.values().size(); comma = ", ") absl::StrAppend(&sql_, comma, "$", ++named_);
    sql_ += ")";
  }
  Parameters& parameters() { return parameters_; }
  Statement Take() && { return {.sql = std::move(sql_), .parameters = std::move(parameters_)}; }

 private:
  std::string sql_;
  Parameters parameters_;
  size_t named_ = 0;
};

void AppendDossiers(Calls& calls, const std::vector<DossierWrite>& dossiers) {
  std::vector<int64_t> keys;
  std::vector<uint8_t> creates, closed, incoming;
  std::vector<int32_t> versions, statuses, agencies, classes, discrepancies;
  std::vector<std::string> heads, offices, return_offices, procedures, slips, assigned, states;
  Times accepted, due, first_due, finished;
  for (const DossierWrite& write : dossiers) {
    const DossierRow& row = write.row;
    keys.push_back(write.id.value());
    creates.push_back(write.creates);
    versions.push_back(row.version);
    heads.push_back(write.head);
    statuses.push_back(row.status);
    closed.push_back(row.closed);
    agencies.push_back(row.agency);
    offices.push_back(row.office);
    return_offices.push_back(row.return_office);
    procedures.push_back(row.procedure);
    slips.push_back(row.slip);
    assigned.push_back(row.assigned_to);
    incoming.push_back(row.incoming);
    accepted.push_back(row.accepted_at);
    due.push_back(row.due_at);
    first_due.push_back(row.first_due_at);
    finished.push_back(row.finished_at);
    classes.push_back(row.result_class);
    discrepancies.push_back(row.open_discrepancies);
    states.push_back(row.state);
  }
  calls.parameters()
      .Add(keys)
      .AddBools(creates)
      .Add(versions)
      .AddBytes(heads)
      .Add(statuses)
      .AddBools(closed)
      .Add(agencies)
      .Add(offices)
      .Add(return_offices)
      .Add(procedures)
      .Add(slips)
      .Add(assigned)
      .AddBools(incoming)
      .Add(accepted)
      .Add(due)
      .Add(first_due)
      .Add(finished)
      .Add(classes)
      .Add(discrepancies)
      .AddBytes(states);
  calls.Call("ledger.append_dossiers");
}

void AppendFacts(Calls& calls, const std::vector<DossierWrite>& dossiers) {
  std::vector<int64_t> keys;
  std::vector<int32_t> sequences, kinds;
  std::vector<absl::Time> recorded;
  std::vector<std::string> hashes, bodies;
  for (const DossierWrite& write : dossiers) {
    for (const FactRow& fact : write.facts) {
      keys.push_back(write.id.value());
      sequences.push_back(fact.sequence);
      kinds.push_back(fact.kind);
      recorded.push_back(fact.recorded_at);
      hashes.push_back(fact.hash);
      bodies.push_back(fact.body);
    }
  }
  calls.parameters().Add(keys).Add(sequences).Add(kinds).Add(recorded).AddBytes(hashes).AddBytes(bodies);
  calls.Call("ledger.append_facts");
}

void AppendItems(Calls& calls, const std::vector<DossierWrite>& dossiers) {
  std::vector<int64_t> keys;
  std::vector<int32_t> items, kinds, holder_kinds;
  std::vector<uint8_t> creates;
  std::vector<std::string> holders;
  std::vector<absl::Time> sinces;
  for (const DossierWrite& write : dossiers) {
    for (const ItemWrite& item : write.items) {
      keys.push_back(write.id.value());
      items.push_back(item.row.item);
      creates.push_back(item.creates);
      kinds.push_back(item.row.kind);
      holder_kinds.push_back(item.row.holder_kind);
      holders.push_back(item.row.holder);
      sinces.push_back(item.row.since);
    }
  }
  if (keys.empty()) return;
  calls.parameters().Add(keys).Add(items).AddBools(creates).Add(kinds).Add(holder_kinds).Add(holders).Add(sinces);
  calls.Call("ledger.append_items");
}

void AppendPersons(Calls& calls, const std::vector<DossierWrite>& dossiers) {
  std::vector<int64_t> keys;
  std::vector<int32_t> persons, versions, counts;
  std::vector<int64_t> tokens;
  std::vector<std::string> sealed, key_ids, wrapped, offices, return_offices;
  for (const DossierWrite& write : dossiers) {
    for (const KeptPerson& person : write.persons) {
      keys.push_back(write.id.value());
      persons.push_back(person.person);
      versions.push_back(person.version);
      sealed.push_back(person.sealed);
      key_ids.push_back(person.key.has_value() ? person.key->key_id : "");
      wrapped.push_back(person.key.has_value() ? person.key->wrapped : "");
      counts.push_back(static_cast<int32_t>(person.tokens.size()));
      tokens.insert(tokens.end(), person.tokens.begin(), person.tokens.end());
      offices.push_back(write.row.office);
      return_offices.push_back(write.row.return_office);
    }
  }
  if (keys.empty()) return;
  calls.parameters()
      .Add(keys)
      .Add(persons)
      .Add(versions)
      .AddBytes(sealed)
      .Add(key_ids)
      .AddBytes(wrapped)
      .Add(counts)
      .Add(tokens)
      .Add(offices)
      .Add(return_offices);
  calls.Call("ledger.append_persons");
}

void AppendBatch(Calls& calls, const std::vector<AnswerWrite>& answers, const BatchRow& batch,
                 const std::string& hash) {
  std::vector<std::string> requests, digests, texts;
  std::vector<std::optional<int64_t>> dossiers;
  for (const AnswerWrite& answer : answers) {
    requests.push_back(answer.request_id);
    dossiers.push_back(answer.dossier);
    digests.push_back(answer.digest);
    texts.push_back(answer.answer);
  }
  calls.parameters()
      .AddUuids(requests)
      .Add(dossiers)
      .AddBytes(digests)
      .AddBytes(texts)
      .AddUuid(batch.writer)
      .Add(batch.number)
      .Add(batch.recorded_at)
      .AddBytes(batch.inventory)
      .AddBytes(hash);
  calls.Call("ledger.append_batch");
}

}  // namespace

Inventory InventoryOf(const Writes& writes) {
  Inventory inventory;
  for (const DossierWrite& write : writes.dossiers) {
    inventory.facts.push_back({.dossier = write.id.value(),
                               .last = write.facts.back().sequence,
                               .count = static_cast<int32_t>(write.facts.size()),
                               .head = write.head});
  }
  for (const AnswerWrite& answer : writes.answers) {
    inventory.answers.push_back(
        {.request_id = answer.request_id, .digest = AnswerDigest(answer.dossier, answer.digest, answer.answer)});
  }
  return inventory;
}

std::string LoadSql(const std::vector<int64_t>& keys, const std::vector<int64_t>& person_keys,
                    const std::vector<std::string>& requests, bool skip_locked) {
  std::string sql = "EXECUTE ledger_load(";
  AppendArray(sql, std::span<const int64_t>(keys));
  sql += ", ";
  AppendArray(sql, std::span<const int64_t>(person_keys));
  sql += ", ";
  AppendArray(sql, std::span<const std::string>(requests));
  absl::StrAppend(&sql, "::uuid[], ", skip_locked ? "true" : "false", ")");
  return sql;
}

Statement AppendStatement(const Writes& writes, const BatchRow& batch, const std::string& hash) {
  Calls calls;
  if (!writes.dossiers.empty()) {
    AppendDossiers(calls, writes.dossiers);
    AppendFacts(calls, writes.dossiers);
    AppendItems(calls, writes.dossiers);
    AppendPersons(calls, writes.dossiers);
  }
  AppendBatch(calls, writes.answers, batch, hash);
  return std::move(calls).Take();
}

}  // namespace hoso::ledger
