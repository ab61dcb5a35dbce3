#include "clients/counter/book.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_rows.h"

namespace hoso::counter {
namespace {

using tracking::v1::GetOfficeBookResponse;

// unsent: of entries that wait; in_trouble: of those that were refused (hoso.counter.v1.EntryState).
constexpr char kDossierColumns[] =
    "code, sealed, as_of, "
    "EXISTS (SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = code AND e.state IN (1, 2, 6)), "
    "EXISTS (SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = code AND e.state = 5)";
constexpr char kBagColumns[] =
    "bag_id, sealed, "
    "EXISTS (SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = 'bag ' || bag_id "
    "AND e.state IN (1, 2, 6))";
// Whether no entry is about the subject ?1 that waits, or that was refused.
constexpr char kNoneWaitsSql[] =
    "SELECT NOT EXISTS (SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = ?1 "
    "AND e.state IN (1, 2, 6))";
constexpr char kNoneOpenSql[] =
    "SELECT NOT EXISTS (SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = ?1 "
    "AND e.state IN (1, 2, 5, 6))";

std::string RowOf(const std::string& code) { return absl::StrCat("dossier ", code); }

absl::Status PutDossier(const Store& store, Sqlite& database, const v1::KeptDossier& kept,
                        std::optional<absl::Time> told) {
  const std::string& code = kept.dossier().dossier_code();
  const std::string sealed = store.Seal(RowOf(code), kept.SerializeAsString());
  if (told.has_value()) {
    return Execute(
        database.Prepare("INSERT INTO dossier (code, version, changed, sealed, as_of) VALUES (?1, ?2, 0, ?3, ?4) "
                         "ON CONFLICT DO UPDATE SET version = ?2, changed = 0, sealed = ?3, as_of = ?4"),
        [&](auto& s) { s.Text(code).Number(kept.dossier().version()).Blob(sealed).Number(absl::ToUnixMicros(*told)); });
  }
  return Execute(database.Prepare("INSERT INTO dossier (code, version, changed, sealed) VALUES (?1, ?2, 1, ?3) "
                                  "ON CONFLICT DO UPDATE SET version = ?2, changed = 1, sealed = ?3"),
                 [&](auto& s) { s.Text(code).Number(kept.dossier().version()).Blob(sealed); });
}

absl::Status PutBag(const Store& store, Sqlite& database, const core::v1::Bag& bag, std::optional<absl::Time> told) {
  const std::string sealed = store.Seal(SubjectOfBag(bag.bag_id()), bag.SerializeAsString());
  if (told.has_value()) {
    return Execute(
        database.Prepare("INSERT INTO bag (bag_id, version, changed, sealed, as_of) VALUES (?1, ?2, 0, ?3, ?4) "
                         "ON CONFLICT DO UPDATE SET version = ?2, changed = 0, sealed = ?3, as_of = ?4"),
        [&](auto& s) { s.Text(bag.bag_id()).Number(bag.version()).Blob(sealed).Number(absl::ToUnixMicros(*told)); });
  }
  return Execute(database.Prepare("INSERT INTO bag (bag_id, version, changed, sealed) VALUES (?1, ?2, 1, ?3) "
                                  "ON CONFLICT DO UPDATE SET version = ?2, changed = 1, sealed = ?3"),
                 [&](auto& s) { s.Text(bag.bag_id()).Number(bag.version()).Blob(sealed); });
}

absl::StatusOr<bool> Ask(Sqlite& database, const char* sql, const std::string& subject) {
  auto statement = database.Prepare(sql);
  if (!statement.ok()) return statement.status();
  bool yes = false;
  absl::Status status = One((*statement)->Text(subject), [&] { yes = (*statement)->NumberAt(0) != 0; });
  if (!status.ok()) return status;
  return yes;
}

absl::Status Forget(Sqlite& database, const char* sql, const std::string& id, const std::string& subject) {
  const auto none_open = Ask(database, kNoneOpenSql, subject);
  if (!none_open.ok() || !*none_open) return none_open.status();
  return Execute(database.Prepare(sql), [&](auto& s) { s.Text(id); });
}

v1::KeptDossier KeptOf(const tracking::v1::OfficeDossier& told) {
  v1::KeptDossier kept;
  *kept.mutable_dossier() = told.dossier();
  *kept.mutable_persons() = told.persons();
  return kept;
}

}  // namespace

absl::Status NotInTheBook(const std::string& what, const std::string& id) {
  return errors::WithReason(absl::NotFoundError(absl::StrCat(what, " ", errors::Echo(id),
                                                             ": not known on this machine; connect to the network")),
                            "NOT_IN_THE_BOOK");
}

std::string SubjectOfBag(const std::string& bag_id) { return absl::StrCat("bag ", bag_id); }

void AddPersons(const std::vector<ledger::PersonRow>& rows, v1::KeptDossier& kept) {
  for (const ledger::PersonRow& row : rows) {
    tracking::v1::BookPerson& person = *kept.add_persons();
    person.set_person(row.person);
    person.set_version(row.version);
    person.set_salt(row.salt);
    person.set_record(row.record);
  }
}

// What a decision sees, as of the moment when it was read.
class Book::View final : public ledger::View {
 public:
  absl::Status Load(Book& book, const command::Plan& plan) {
    for (const identity::DossierId id : plan.dossiers) {
      const auto code = identity::FormatDossierCode(id, book.codes_);
      if (!code.ok()) return code.status();
      auto found = book.Find(*code);
      if (!found.ok()) return found.status();
      ledger::Loaded loaded{
          .id = id, .exists = false, .dossier = {}, .head = std::string(kDigestBytes, '\0'), .persons = {}};
      if (found->has_value()) {
        loaded.exists = true;
        for (const tracking::v1::BookPerson& person : (*found)->kept.persons()) {
          ledger::PersonRow row;
          row.person = person.person();
          row.version = person.version();
          row.salt = person.salt();
          row.record = person.record();
          loaded.persons.push_back(std::move(row));
        }
        loaded.dossier = std::move(*(*found)->kept.mutable_dossier());
      }
      dossiers_.emplace(id, std::move(loaded));
    }
    return absl::OkStatus();
  }
  void AddAbsent(identity::DossierId id) {
    dossiers_.emplace(
        id, ledger::Loaded{
                .id = id, .exists = false, .dossier = {}, .head = std::string(kDigestBytes, '\0'), .persons = {}});
  }
  void Add(const core::v1::Bag& bag) { rows_.push_back(routing::RowOf(bag)); }

  const ledger::Loaded& Get(identity::DossierId id) const override { return dossiers_.at(id); }
  const std::vector<std::vector<std::optional<std::string>>>& side_rows() const override { return rows_; }

 private:
  std::map<identity::DossierId, ledger::Loaded> dossiers_;
  std::vector<std::vector<std::optional<std::string>>> rows_;
};

absl::StatusOr<BookDossier> Book::DossierOf(const Sqlite::Statement& row) const {
  const auto plain = store_.Unseal(RowOf(row.TextAt(0)), row.BlobAt(1));
  if (!plain.ok()) return plain.status();
  BookDossier dossier;
  if (!dossier.kept.ParseFromString(*plain))
    return absl::DataLossError(absl::StrCat("journal: ", RowOf(row.TextAt(0))));
  if (!row.NullAt(2)) dossier.as_of = absl::FromUnixMicros(row.NumberAt(2));
  dossier.unsent = row.NumberAt(3) != 0;
  dossier.in_trouble = row.NumberAt(4) != 0;
  return dossier;
}

absl::StatusOr<BookBag> Book::BagOf(const Sqlite::Statement& row) const {
  const auto plain = store_.Unseal(SubjectOfBag(row.TextAt(0)), row.BlobAt(1));
  if (!plain.ok()) return plain.status();
  BookBag bag;
  if (!bag.bag.ParseFromString(*plain)) return absl::DataLossError(absl::StrCat("journal: bag ", row.TextAt(0)));
  bag.unsent = row.NumberAt(2) != 0;
  return bag;
}

absl::StatusOr<std::optional<BookDossier>> Book::Find(const std::string& dossier_code) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(absl::StrCat("SELECT ", kDossierColumns, " FROM dossier WHERE code = ?"));
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Text(dossier_code).Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  auto dossier = DossierOf(**statement);
  if (!dossier.ok()) return dossier.status();
  return *std::move(dossier);
}

absl::StatusOr<std::vector<BookDossier>> Book::Dossiers() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(absl::StrCat("SELECT ", kDossierColumns, " FROM dossier ORDER BY code"));
  if (!statement.ok()) return statement.status();
  std::vector<BookDossier> dossiers;
  absl::Status status = All(**statement, [&]() -> absl::Status {
    auto dossier = DossierOf(**statement);
    if (!dossier.ok()) return dossier.status();
    dossiers.push_back(*std::move(dossier));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return dossiers;
}

absl::StatusOr<std::optional<BookBag>> Book::FindBag(const std::string& bag_id) {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(absl::StrCat("SELECT ", kBagColumns, " FROM bag WHERE bag_id = ?"));
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Text(bag_id).Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  auto bag = BagOf(**statement);
  if (!bag.ok()) return bag.status();
  return *std::move(bag);
}

absl::StatusOr<std::vector<BookBag>> Book::Bags() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(absl::StrCat("SELECT ", kBagColumns, " FROM bag ORDER BY bag_id"));
  if (!statement.ok()) return statement.status();
  std::vector<BookBag> bags;
  absl::Status status = All(**statement, [&]() -> absl::Status {
    auto bag = BagOf(**statement);
    if (!bag.ok()) return bag.status();
    bags.push_back(*std::move(bag));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return bags;
}

absl::StatusOr<ledger::Decision> Book::Decide(const command::Plan& plan, const std::vector<core::v1::Bag>& bags) {
  View view;
  if (absl::Status status = view.Load(*this, plan); !status.ok()) return status;
  for (const core::v1::Bag& bag : bags) view.Add(bag);
  return plan.decide(view);
}

absl::StatusOr<ledger::Decision> Book::DecideAfresh(const command::Plan& plan) {
  View view;
  for (const identity::DossierId id : plan.dossiers) view.AddAbsent(id);
  return plan.decide(view);
}

Also Book::Write(const ledger::Decision& decision, const std::optional<core::v1::Bag>& bag) const {
  std::vector<std::pair<core::v1::Dossier, std::vector<ledger::PersonRow>>> changed;
  for (const ledger::Append& append : decision.appends) changed.emplace_back(append.change.dossier(), append.persons);
  return [this, changed = std::move(changed), bag](Sqlite& database, int64_t) -> absl::Status {
    for (const auto& [dossier, persons] : changed) {
      v1::KeptDossier kept;
      auto statement = database.Prepare("SELECT sealed FROM dossier WHERE code = ?");
      if (!statement.ok()) return statement.status();
      const auto row = (*statement)->Text(dossier.dossier_code()).Step();
      if (!row.ok()) return row.status();
      if (*row) {
        const auto plain = store_.Unseal(RowOf(dossier.dossier_code()), (*statement)->BlobAt(0));
        if (!plain.ok()) return plain.status();
        kept.ParseFromString(*plain);
      }
      *kept.mutable_dossier() = dossier;
      AddPersons(persons, kept);
      if (absl::Status status = PutDossier(store_, database, kept, std::nullopt); !status.ok()) return status;
    }
    return bag.has_value() ? PutBag(store_, database, *bag, std::nullopt) : absl::OkStatus();
  };
}

absl::Status Book::Confirm(int64_t position, absl::Time now) {
  absl::MutexLock lock(&store_.mutex());
  // Neither waiting nor refused is anything else about it.
  constexpr char kAbout[] =
      " IN (SELECT subject FROM subject WHERE position = ?1) AND changed = 1 AND NOT EXISTS "
      "(SELECT 1 FROM subject s JOIN entry e USING (position) WHERE s.subject = ";
  constexpr char kOpen[] = " AND e.state IN (1, 2, 5, 6))";
  for (const auto& [table, subject] : {std::pair{"dossier", "code"}, std::pair{"bag", "'bag ' || bag_id"}}) {
    absl::Status status =
        Execute(store_.database().Prepare(absl::StrCat("UPDATE ", table, " SET changed = 0, as_of = ?2 WHERE ", subject,
                                                       kAbout, subject, kOpen)),
                [&](auto& s) { s.Number(position).Number(absl::ToUnixMicros(now)); });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<tracking::v1::GetOfficeBookRequest> Book::Known() {
  absl::MutexLock lock(&store_.mutex());
  tracking::v1::GetOfficeBookRequest request;
  auto dossiers =
      store_.database().Prepare("SELECT code, version FROM dossier WHERE version > 0 AND changed = 0 ORDER BY code");
  if (!dossiers.ok()) return dossiers.status();
  absl::Status status = All(**dossiers, [&] {
    tracking::v1::KnownDossier& known = *request.add_known();
    known.set_dossier_code((*dossiers)->TextAt(0));
    known.set_version(static_cast<int32_t>((*dossiers)->NumberAt(1)));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  auto bags =
      store_.database().Prepare("SELECT bag_id, version FROM bag WHERE version > 0 AND changed = 0 ORDER BY bag_id");
  if (!bags.ok()) return bags.status();
  status = All(**bags, [&] {
    tracking::v1::KnownBag& known = *request.add_known_bags();
    known.set_bag_id((*bags)->TextAt(0));
    known.set_version(static_cast<int32_t>((*bags)->NumberAt(1)));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return request;
}

absl::Status Book::TakeOver(const GetOfficeBookResponse& told, absl::Time now) {
  absl::MutexLock lock(&store_.mutex());
  Sqlite& database = store_.database();
  return database.Transact([&]() -> absl::Status {
    std::set<std::string> codes, bag_ids;
    for (const tracking::v1::OfficeDossier& one : told.dossiers()) {
      const std::string& code = one.dossier().dossier_code();
      codes.insert(code);
      const auto settled = Ask(database, kNoneWaitsSql, code);
      if (!settled.ok()) return settled.status();
      if (!*settled) continue;
      if (absl::Status s = PutDossier(store_, database, KeptOf(one), now); !s.ok()) return s;
    }
    for (const core::v1::Bag& bag : told.bags()) {
      bag_ids.insert(bag.bag_id());
      const auto settled = Ask(database, kNoneWaitsSql, SubjectOfBag(bag.bag_id()));
      if (!settled.ok()) return settled.status();
      if (!*settled) continue;
      if (absl::Status s = PutBag(store_, database, bag, now); !s.ok()) return s;
    }
    constexpr char kForgetDossier[] = "DELETE FROM dossier WHERE code = ?";
    constexpr char kForgetBag[] = "DELETE FROM bag WHERE bag_id = ?";
    for (const std::string& code : told.gone()) {
      if (absl::Status s = Forget(database, kForgetDossier, code, code); !s.ok()) return s;
    }
    for (const std::string& bag_id : told.gone_bags()) {
      if (absl::Status s = Forget(database, kForgetBag, bag_id, SubjectOfBag(bag_id)); !s.ok()) return s;
    }
    if (told.more()) return absl::OkStatus();
    // What was changed here was not said to be known: what the services did not tell of it does not concern them.
    for (const auto& [sql, forget, is_bag] :
         {std::tuple{"SELECT code FROM dossier WHERE changed = 1", kForgetDossier, false},
          std::tuple{"SELECT bag_id FROM bag WHERE changed = 1", kForgetBag, true}}) {
      std::vector<std::string> ids;
      auto statement = database.Prepare(sql);
      if (!statement.ok()) return statement.status();
      absl::Status read = All(**statement, [&] {
        ids.push_back((*statement)->TextAt(0));
        return absl::OkStatus();
      });
      if (!read.ok()) return read;
      for (const std::string& id : ids) {
        if ((is_bag ? bag_ids : codes).contains(id)) continue;
        if (absl::Status s = Forget(database, forget, id, is_bag ? SubjectOfBag(id) : id); !s.ok()) return s;
      }
    }
    return absl::OkStatus();
  });
}

}  // namespace hoso::counter
