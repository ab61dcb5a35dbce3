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

int64_t KeyOf(int64_t n, int64_t persons) {
  const int64_t day = n * kMonths * 30 / persons;
  return identity::DossierId::Make(1, FirstDay() + day, 1 + static_cast<int>(n % 60000))->value();
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
  std::vector<std::string> sealed, key_ids, wrapped;
  for (int64_t n = from; n < until; ++n) {
    const auto id = *identity::DossierId::FromValue(KeyOf(n, persons));
    const auto kept = *ledger::Keep(ring, trust::v1::DATA_CLASS_NORMAL, id, ledger::NewPerson(1, 1, Person(n, random)));
    keys.push_back(id.value());
    ones.push_back(1);
    sealed.push_back(kept.sealed);
    key_ids.push_back(kept.key->key_id);
    wrapped.push_back(kept.key->wrapped);
    counts.push_back(static_cast<int32_t>(kept.tokens.size()));
    tokens.insert(tokens.end(), kept.tokens.begin(), kept.tokens.end());
  }
  pqxx::work tx(connection);
  tx.exec(absl::StrCat(
      "INSERT INTO ledger.dossier (dossier, version, head, status, closed, agency, office, procedure, state) "
      "SELECT k, 1, decode(repeat('00', 32), 'hex'), 2, false, 1, 'YB-' || k % 200, 'P', '' FROM unnest(",
      Array(keys), ") AS k"));
  tx.exec(absl::StrCat("SELECT ledger.append_persons(", Array(keys), ", ", Array(ones), ", ", Array(ones), ", ",
                       Bytes(sealed), ", ", Array(key_ids), ", ", Bytes(wrapped), ", ", Array(counts), ", ",
                       Array(tokens), ")"));
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
  std::printf("%-44s  p50 %7.2f ms  p99 %7.2f ms  worst %7.2f ms  %5.1f hits\n", what, took[took.size() / 2],
              took[took.size() * 99 / 100], took.back(), static_cast<double>(hits) / times);
  std::fflush(stdout);
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
  const vault::Key& key = *ring.IndexKey(trust::v1::DATA_CLASS_NORMAL);
  std::mt19937_64 random(7);
  pqxx::nontransaction(**connection)
      .exec(absl::StrCat("SELECT ledger.ensure_partitions('", postgres::ToSql(FirstDay()), "', current_date)"));
  const auto begun = Clock::now();
  for (int64_t n = 0; n < persons; n += kAtOnce) {
    Fill(**connection, ring, n, std::min(persons, n + kAtOnce), persons, random);
  }
  std::printf("%ld persons in %.0f s\n", static_cast<long>(persons),
              std::chrono::duration<double>(Clock::now() - begun).count());

  const auto by_name = [&](const std::string& name, int most = 21) {
    ledger::PersonQuery query{.most = most};
    for (const NameFit fit :
         {NameFit::kSameTones, NameFit::kWordsWithTones, NameFit::kSameFolded, NameFit::kWords, NameFit::kBegun}) {
      query.groups.push_back(vault::NameTokens(key, identity::WordsOf(name), fit));
    }
    return query;
  };
  const auto fold = [](const std::string& name) { return identity::Folded(identity::WordsOf(name)); };
  Measure(**connection, "identity number", times, [&] {
    return ledger::PersonQuery{
        .groups = {{vault::IdentityNumberToken(key, absl::StrCat("015", 100000000 + random() % persons))}}, .most = 21};
  });
  Measure(**connection, "whole name, with accents", times, [&] { return by_name(Person(0, random).full_name()); });
  Measure(**connection, "whole name, without accents", times,
          [&] { return by_name(fold(Person(0, random).full_name())); });
  Measure(**connection, "given name, with accents", times, [&] { return by_name(Pick(random, kGivens)); });
  Measure(**connection, "family and begun given name", times, [&] {
    return by_name(fold(absl::StrCat(Pick(random, kFamilies), " ")) + " " + fold(Pick(random, kGivens)).substr(0, 2));
  });
  Measure(**connection, "the commonest: nguyen van", times, [&] { return by_name("nguyen van"); });
  Measure(**connection, "the commonest, begun: ngu va", times, [&] { return by_name("ngu va"); });
  Measure(**connection, "nobody: nguyen van xyz", times, [&] { return by_name("nguyen van xyz"); });
  Measure(**connection, "nobody, of common parts: thanh vanh", times, [&] { return by_name("thanh vanh"); });
  Measure(**connection, "given name, of one office in 200", times, [&] {
    ledger::PersonQuery query = by_name(Pick(random, kGivens));
    query.scope = ledger::DossierScope{.offices = {"YB-7"}};
    return query;
  });
  return 0;
}
