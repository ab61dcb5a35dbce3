// hoso-search-bench: how long a search takes among many persons. Fills an empty database, and is run by hand:
//
//   deploy/cluster.sh start DIR --fsync off
//   hoso-migrate --database "$(deploy/cluster.sh conninfo DIR hoso_owner)" --source-dir .
//   hoso-search-bench --database "$(deploy/cluster.sh conninfo DIR postgres)" --persons 1000000
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <pqxx/pqxx>
#include <random>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/zone.h"
#include "common/identity/folded_name.h"
#include "common/ledger/person_rows.h"
#include "common/ledger/person_search.h"
#include "common/postgres/array.h"
#include "common/postgres/pool.h"
#include "common/postgres/value.h"
#include "common/vault/person_index.h"

namespace hoso::bench {
namespace {

using identity::NameFit;
using Clock = std::chrono::steady_clock;

constexpr int kMonths = 36;
constexpr int kAtOnce = 5000;
constexpr int kOffices = 200;
constexpr int kOfficesOfDistrict = 25;

// Some of the commonest names, the commoner the more often they stand here.
const char* const kFamilies[] = {"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần",  "Trần", "Lê",
                                 "Lê",     "Phạm",   "Hoàng",  "Huỳnh",  "Phan",   "Vũ",     "Võ",    "Đặng", "Bùi",
                                 "Đỗ",     "Hồ",     "Ngô",    "Dương",  "Lý",     "Hà",     "Lương", "Sùng", "Giàng"};
const char* const kMiddles[] = {"Văn", "Văn", "Văn",   "Thị",  "Thị",  "Thị",  "Minh", "Thanh", "Ngọc",
                                "Đức", "Hữu", "Quang", "Thùy", "Hồng", "Xuân", "Thu",  "Hải",   "A"};
const char* const kGivens[] = {"Anh",   "An",    "Ánh",   "Bình",  "Chi",   "Cường", "Dũng",   "Dung", "Đạt",
                               "Đức",   "Giang", "Hà",    "Hải",   "Hạnh",  "Hiền",  "Hiếu",   "Hoa",  "Hòa",
                               "Hùng",  "Hương", "Huyền", "Khánh", "Lan",   "Linh",  "Long",   "Mai",  "Mạnh",
                               "Minh",  "Nam",   "Nga",   "Ngân",  "Nhung", "Phúc",  "Phương", "Quân", "Quán",
                               "Quang", "Quỳnh", "Sơn",   "Tâm",   "Thảo",  "Thắng", "Thu",    "Thủy", "Trang",
                               "Trung", "Tú",    "Tuấn",  "Vân",   "Yến",   "Súa",   "Chống",  "Páo",  "Dênh"};

template <typename T, size_t N>
T Pick(std::mt19937_64& random, const T (&from)[N]) {
  return from[random() % N];
}

core::v1::PersonRecord Person(int64_t n, std::mt19937_64& random) {
  core::v1::PersonRecord record;
  record.set_full_name(absl::StrCat(Pick(random, kFamilies), " ", Pick(random, kMiddles), " ", Pick(random, kGivens)));
  record.set_identity_number(absl::StrCat("015", 100000000 + n));
  record.set_phone(absl::StrCat("09", 10000000 + n));
  return record;
}

// The last months until today, as a register that is in use.
absl::CivilDay FirstDay() { return clock::LocalDay(absl::Now()) - kMonths * 30 + 1; }

// Six agencies: the first has most, the last one in a thousand.
int AgencyOf(int64_t n) {
  const int64_t at = n * 7919 % 1000;
  return at < 600 ? 1 : at < 850 ? 2 : at < 950 ? 3 : at < 990 ? 4 : at < 999 ? 5 : 6;
}

std::string OfficeOf(int64_t n) { return absl::StrCat("YB-", n * 104729 % kOffices); }

// One in twenty goes back to another office than where it was taken in.
std::string ReturnOfficeOf(int64_t n) { return n % 20 == 0 ? OfficeOf(n + 7) : OfficeOf(n); }

int64_t KeyOf(int64_t n, int64_t persons) {
  const int64_t day = n * kMonths * 30 / persons;
  return identity::DossierId::Make(AgencyOf(n), FirstDay() + day, 1 + static_cast<int>(n % 60000))->value();
}

template <typename T>
std::string Array(const std::vector<T>& values) {
  std::string sql;
  postgres::AppendArray(sql, std::span<const T>(values));
  return sql;
}

std::string Bytes(const std::vector<std::string>& values) {
  std::string sql;
  postgres::AppendBytesArray(sql, std::span<const std::string>(values));
  return sql;
}

void Fill(pqxx::connection& connection, const vault::KeyRing& ring, int64_t from, int64_t until, int64_t persons,
          std::mt19937_64& random) {
  std::vector<int64_t> keys, tokens;
  std::vector<int32_t> ones, counts;
  std::vector<std::string> sealed, key_ids, wrapped, offices, return_offices;
  for (int64_t n = from; n < until; ++n) {
    const auto id = *identity::DossierId::FromValue(KeyOf(n, persons));
    const auto kept = *ledger::Keep(ring, trust::v1::DATA_CLASS_NORMAL, id, ledger::NewPerson(1, 1, Person(n, random)));
    keys.push_back(id.value());
    ones.push_back(1);
    sealed.push_back(kept.sealed);
    key_ids.push_back(kept.key->key_id);
    wrapped.push_back(kept.key->wrapped);
    offices.push_back(OfficeOf(n));
    return_offices.push_back(ReturnOfficeOf(n));
    counts.push_back(static_cast<int32_t>(kept.tokens.size()));
    tokens.insert(tokens.end(), kept.tokens.begin(), kept.tokens.end());
  }
  pqxx::work tx(connection);
  tx.exec(absl::StrCat(
      "INSERT INTO ledger.dossier (dossier, version, head, status, closed, agency, office, return_office, procedure, "
      "state) SELECT k, 1, decode(repeat('00', 32), 'hex'), 2, false, k >> 16 & 65535, o, r, 'P', '' FROM unnest(",
      Array(keys), ", ", Array(offices), ", ", Array(return_offices), ") AS u (k, o, r)"));
  tx.exec(absl::StrCat("SELECT ledger.append_persons(", Array(keys), ", ", Array(ones), ", ", Array(ones), ", ",
                       Bytes(sealed), ", ", Array(key_ids), ", ", Bytes(wrapped), ", ", Array(counts), ", ",
                       Array(tokens), ", ", Array(offices), ", ", Array(return_offices), ")"));
  tx.commit();
}

// Milliseconds, ascending, of `times` searches by names that `next` makes.
template <typename Next>
void Measure(pqxx::connection& connection, const char* what, int times, Next next) {
  std::vector<double> took;
  size_t hits = 0;
  for (int i = 0; i < times; ++i) {
    const ledger::PersonQuery query = next();
    const auto begun = Clock::now();
    pqxx::nontransaction tx(connection);
    hits += ledger::FindPersons(tx, query).size();
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
  }
  std::sort(took.begin(), took.end());
  std::printf("%-54s  p50 %7.2f ms  p99 %7.2f ms  worst %7.2f ms  %5.1f hits\n", what, took[took.size() / 2],
              took[took.size() * 99 / 100], took.back(), static_cast<double>(hits) / times);
  std::fflush(stdout);
}

// As where it is in use: the last months until today, and autovacuum has been at all of them but the newest.
void FillAll(pqxx::connection& connection, const vault::KeyRing& ring, int64_t persons, std::mt19937_64& random) {
  const auto begun = Clock::now();
  pqxx::nontransaction(connection)
      .exec(absl::StrCat("SELECT ledger.ensure_partitions('", postgres::ToSql(FirstDay()), "', current_date)"));
  for (int64_t n = 0; n < persons; n += kAtOnce) {
    Fill(connection, ring, n, std::min(persons, n + kAtOnce), persons, random);
  }
  pqxx::nontransaction(connection)
      .exec(
          "SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
          " JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam AND m.amname = 'gin'"
          " WHERE c.relname LIKE 'person_index_2%' AND c.relname < 'person_index_' || to_char(current_date, "
          "'YYYY_MM')");
  std::printf("%ld persons in %.0f s\n", static_cast<long>(persons),
              std::chrono::duration<double>(Clock::now() - begun).count());
}

std::string WithoutAccents(const std::string& name) { return identity::Folded(identity::WordsOf(name)); }

// Makes queries.
class Asker {
 public:
  Asker(const vault::Key& key, int64_t persons, std::mt19937_64& random)
      : key_(key), persons_(persons), random_(random) {}

  ledger::PersonQuery Number() {
    const std::string number = absl::StrCat("015", 100000000 + static_cast<int64_t>(random_() % persons_));
    return {.groups = {{vault::IdentityNumberToken(key_, number)}}, .most = 21};
  }
  ledger::PersonQuery Name(const std::string& name) {
    ledger::PersonQuery query{.most = 21};
    for (const NameFit fit :
         {NameFit::kSameTones, NameFit::kWordsWithTones, NameFit::kSameFolded, NameFit::kWords, NameFit::kBegun}) {
      query.groups.push_back(vault::NameTokens(key_, identity::WordsOf(name), fit));
    }
    return query;
  }
  std::string WholeName() { return Person(0, random_).full_name(); }
  std::string Family() { return Pick(random_, kFamilies); }
  std::string Given() { return Pick(random_, kGivens); }

 private:
  const vault::Key& key_;
  const uint64_t persons_;
  std::mt19937_64& random_;
};

void MeasureProvince(pqxx::connection& connection, Asker& ask, int times) {
  Measure(connection, "identity number", times, [&] { return ask.Number(); });
  Measure(connection, "whole name, with accents", times, [&] { return ask.Name(ask.WholeName()); });
  Measure(connection, "whole name, without accents", times, [&] { return ask.Name(WithoutAccents(ask.WholeName())); });
  Measure(connection, "given name, with accents", times, [&] { return ask.Name(ask.Given()); });
  Measure(connection, "family and begun given name", times, [&] {
    const std::string family = WithoutAccents(ask.Family());
    return ask.Name(absl::StrCat(family, " ", WithoutAccents(ask.Given()).substr(0, 2)));
  });
  Measure(connection, "the commonest: nguyen van", times, [&] { return ask.Name("nguyen van"); });
  Measure(connection, "the commonest, begun: ngu va", times, [&] { return ask.Name("ngu va"); });
  Measure(connection, "nobody: nguyen van xyz", times, [&] { return ask.Name("nguyen van xyz"); });
  Measure(connection, "nobody, of common parts: thanh vanh", times, [&] { return ask.Name("thanh vanh"); });
}

void MeasureScopes(pqxx::connection& connection, Asker& ask, int times) {
  std::vector<std::string> district;
  for (int i = 0; i < kOfficesOfDistrict; ++i) district.push_back(absl::StrCat("YB-", i));
  const std::pair<const char*, ledger::DossierScope> scopes[] = {
      {"one office in 200", {.offices = {"YB-7"}}},         {"25 offices of a district", {.offices = district}},
      {"the agency that has most", {.agencies = {1}}},      {"an agency that has 4 %", {.agencies = {4}}},
      {"an agency that has 1 in 1,000", {.agencies = {6}}}, {"an office that has none", {.offices = {"YB-NONE"}}},
  };
  for (const auto& scope : scopes) {
    const auto measure = [&](const char* what, auto next) {
      Measure(connection, absl::StrCat(scope.first, ": ", what).c_str(), times, [&] {
        ledger::PersonQuery query = next();
        query.scope = scope.second;
        return query;
      });
    };
    measure("identity number", [&] { return ask.Number(); });
    measure("whole name", [&] { return ask.Name(ask.WholeName()); });
    measure("given name", [&] { return ask.Name(ask.Given()); });
    measure("nguyen van", [&] { return ask.Name("nguyen van"); });
    measure("ngu va", [&] { return ask.Name("ngu va"); });
  }
}

}  // namespace
}  // namespace hoso::bench

int main(int argc, char** argv) {
  using namespace hoso;
  using namespace hoso::bench;
  CLI::App app("Measures searches among many persons", "hoso-search-bench");
  std::string database;
  int64_t persons = 1000000;
  int times = 200;
  app.add_option("--database", database, "libpq string of a superuser, of an empty database with the schema")
      ->required();
  app.add_option("--persons", persons, "How many")->capture_default_str();
  app.add_option("--times", times, "Searches of each kind")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const auto connection = postgres::Connect({.conninfo = database});
  if (!connection.ok()) {
    std::cerr << connection.status().message() << "\n";
    return 1;
  }
  const auto ring = *vault::KeyRing::Make(vault::NewKeyRing(absl::UnixEpoch()));
  std::mt19937_64 random(7);
  FillAll(**connection, ring, persons, random);
  Asker ask(*ring.IndexKey(trust::v1::DATA_CLASS_NORMAL), persons, random);
  MeasureProvince(**connection, ask, times);
  MeasureScopes(**connection, ask, times);
  return 0;
}
