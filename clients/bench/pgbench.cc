#include "clients/bench/pgbench.h"

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <regex>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "clients/bench/closed_loop.h"
#include "common/postgres/error.h"

namespace hoso::bench {
namespace {

constexpr int64_t kFloorAgency = 60001;
constexpr int kWrappedKeyBytes = 73;  // Format, nonce, key, tag: common/vault/key_ring.cc.
// Floor dossiers are numbered from 1; 60,000 of them make a day.
constexpr int64_t kPerDay = 60000;

int64_t FirstDay() { return absl::CivilDay(2022, 11, 1) - absl::CivilDay(1970, 1, 1); }

// SQL for the key of the n-th floor dossier. Without the casts a parameter of pgbench is taken for an integer, out of
// which the day is shifted: no such dossier, and a floor that does nothing.
std::string KeyOf(const std::string& n) {
  return absl::StrCat("(((", FirstDay(), " + (", n, ")::bigint / ", kPerDay, ") << 32) | (", kFloorAgency,
                      "::bigint << 16) | ((", n, ")::bigint % ", kPerDay, " + 1))");
}

std::string Bytes(int length) {
  std::string hex;
  for (int i = 0; i < length; ++i) absl::StrAppend(&hex, absl::StrFormat("%02x", (i * 37 + 11) % 256));
  return absl::StrCat("'\\x", hex, "'::bytea");
}

std::string Hash() { return Bytes(32); }

// Tokens of one person, of whom two are nobody else's (a number, a name as a whole) and the others everybody's.
std::string Tokens(int count) {
  std::string tokens = "ARRAY[hashint8extended(id, 1), hashint8extended(id, 2)";
  for (int token = 2; token < count; ++token) absl::StrAppend(&tokens, ", hashint8extended(", token, ", 3)");
  return tokens + "]";
}

std::string DossierColumns() {
  return "dossier, version, head, status, closed, agency, office, return_office, procedure, accepted_at, due_at, "
         "first_due_at, state";
}

std::string DossierValues(const RowSizes& sizes, int version) {
  return absl::StrCat("id, ", version, ", ", Hash(), ", 2, false, ", kFloorAgency,
                      ", 'YB-II-136', 'YB-II-136', 'GPLX_DOI@2022-11-01', now(), now(), now(), ",
                      Bytes(sizes.accept_state_bytes));
}

std::string Row(const char* what, const pqxx::result& result) {
  return result.empty() || result[0][0].is_null() ? absl::StrCat("no ", what) : result[0][0].as<std::string>();
}

absl::StatusOr<int> Int(pqxx::nontransaction& tx, const std::string& sql) {
  const std::string text = Row("row", tx.exec(sql));
  if (text.rfind("no ", 0) == 0) return absl::NotFoundError(absl::StrCat(sql, ": ", text));
  return static_cast<int>(std::stod(text));
}

std::string PgbenchProgram() {
  const std::string debian = "/usr/lib/postgresql/15/bin/pgbench";
  return std::filesystem::exists(debian) ? debian : "pgbench";
}

std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

absl::StatusOr<std::string> RunCommand(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("cannot start pgbench");
  std::string output;
  char buffer[4096];
  while (size_t n = fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, n);
  const int status = pclose(pipe);
  if (status != 0) return absl::InternalError(absl::StrCat("pgbench failed: ", output));
  return output;
}

// The third column of pgbench's transaction log is the latency in microseconds.
std::vector<double> ReadLatencies(const std::filesystem::path& directory) {
  std::vector<double> latencies_ms;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().filename().string().rfind("log", 0) != 0) continue;
    std::ifstream file(entry.path());
    int64_t client = 0, number = 0, micros = 0;
    std::string rest;
    while (file >> client >> number >> micros && std::getline(file, rest)) {
      latencies_ms.push_back(static_cast<double>(micros) / 1000);
    }
  }
  return latencies_ms;
}

}  // namespace

absl::StatusOr<RowSizes> MeasureRows(const std::string& conninfo, int64_t accepted, int64_t handed_over) {
  return postgres::Guard([&]() -> absl::StatusOr<RowSizes> {
    pqxx::connection connection(conninfo);
    pqxx::nontransaction tx(connection);
    RowSizes sizes;
    const std::pair<int*, std::string> wanted[] = {
        {&sizes.accept_facts, absl::StrCat("SELECT count(*) FROM ledger.fact WHERE dossier = ", accepted)},
        {&sizes.accept_fact_bytes,
         absl::StrCat("SELECT avg(length(body)) FROM ledger.fact WHERE dossier = ", accepted)},
        {&sizes.accept_state_bytes,
         absl::StrCat("SELECT length(state) FROM ledger.dossier WHERE dossier = ", accepted)},
        {&sizes.accept_answer_bytes,
         absl::StrCat("SELECT avg(length(answer)) FROM ledger.answer WHERE dossier = ", accepted)},
        {&sizes.persons, absl::StrCat("SELECT count(*) FROM ledger.person WHERE dossier = ", accepted)},
        {&sizes.person_bytes, absl::StrCat("SELECT avg(length(sealed)) FROM ledger.person WHERE dossier = ", accepted)},
        {&sizes.person_tokens,
         absl::StrCat("SELECT avg(cardinality(tokens)) FROM ledger.person_index WHERE dossier = ", accepted)},
        {&sizes.advance_fact_bytes, absl::StrCat("SELECT length(body) FROM ledger.fact WHERE dossier = ", handed_over,
                                                 " ORDER BY sequence DESC LIMIT 1")},
        {&sizes.advance_state_bytes,
         absl::StrCat("SELECT length(state) FROM ledger.dossier WHERE dossier = ", handed_over)},
        {&sizes.advance_answer_bytes, absl::StrCat("SELECT length(answer) FROM ledger.answer WHERE dossier = ",
                                                   handed_over, " ORDER BY recorded_at DESC LIMIT 1")},
    };
    for (const auto& [value, sql] : wanted) {
      const auto measured = Int(tx, sql);
      if (!measured.ok()) return measured.status();
      *value = *measured;
    }
    return sizes;
  });
}

std::string AcceptScript(const RowSizes& sizes) {
  return absl::StrCat(
      "WITH k AS MATERIALIZED (SELECT ", KeyOf("n"), " AS id FROM nextval('public.bench_floor') AS n), ",
      "d AS (INSERT INTO ledger.dossier (", DossierColumns(), ") SELECT ", DossierValues(sizes, sizes.accept_facts),
      " FROM k), ",
      "f AS (INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body) SELECT id, s, 11, now(), ",
      Hash(), ", ", Bytes(sizes.accept_fact_bytes), " FROM k, generate_series(1, ", sizes.accept_facts, ") AS s), ",
      "i AS (INSERT INTO ledger.item (dossier, item, kind, holder_kind, holder, since) SELECT id, 1, 1, 1, "
      "'YB-II-136', now() "
      "FROM k), ",
      "p AS (INSERT INTO ledger.person (dossier, person, version, sealed) SELECT id, s, 1, ", Bytes(sizes.person_bytes),
      " FROM k, generate_series(1, ", sizes.persons, ") AS s), ",
      "w AS (INSERT INTO ledger.person_key (dossier, person, version, key_id, wrapped) SELECT id, s, 1, "
      "'0123456789abcdef', ",
      Bytes(kWrappedKeyBytes), " FROM k, generate_series(1, ", sizes.persons, ") AS s), ",
      "x AS (INSERT INTO ledger.person_index (dossier, person, version, tokens, scopes) SELECT id, s, 1, ",
      Tokens(sizes.person_tokens), ", ledger.scopes_of(", kFloorAgency,
      ", 'YB-II-136', 'YB-II-136') FROM k, generate_series(1, ", sizes.persons, ") AS s) ",
      "INSERT INTO ledger.answer (request_id, dossier, digest, answer) SELECT gen_random_uuid(), id, ", Hash(), ", ",
      Bytes(sizes.accept_answer_bytes), " FROM k;\n");
}

std::string AdvanceScript(const RowSizes& sizes, int dossiers_each) {
  return absl::StrCat(
      "\\set n :client_id * ", dossiers_each, " + random(1, ", dossiers_each, ")\n",
      "WITH u AS (UPDATE ledger.dossier SET version = version + 1, head = ", Hash(),
      ", state = ", Bytes(sizes.advance_state_bytes), " WHERE dossier = ", KeyOf(":n"),
      " RETURNING dossier, version), ",
      "f AS (INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body) SELECT dossier, version, 30, "
      "now(), ",
      Hash(), ", ", Bytes(sizes.advance_fact_bytes), " FROM u), ",
      "i AS (UPDATE ledger.item SET holder_kind = 1, holder = CASE holder WHEN 'YB-I-01' THEN 'YB-II-136' ELSE "
      "'YB-I-01' END, "
      "since = now() WHERE dossier = ",
      KeyOf(":n"), " AND item = 1) ",
      "INSERT INTO ledger.answer (request_id, dossier, digest, answer) SELECT gen_random_uuid(), dossier, ", Hash(),
      ", ", Bytes(sizes.advance_answer_bytes), " FROM u;\n");
}

std::string LookUpScript(int64_t first, int64_t last) {
  return absl::StrCat(
      "\\set id random(", first, ", ", last, ")\n",
      "SELECT d.state, f.sequence, f.hash, f.body FROM ledger.dossier d JOIN ledger.fact f ON f.dossier = "
      "d.dossier WHERE d.dossier = :id ORDER BY f.sequence;\n");
}

std::string WorklistScript(int agency_number) {
  return absl::StrCat("SELECT dossier, due_at, state FROM ledger.dossier WHERE agency = ", agency_number,
                      " AND NOT closed ORDER BY due_at, dossier LIMIT 50;\n");
}

absl::Status PrepareFloors(const std::string& conninfo, const RowSizes& sizes, int dossiers) {
  return postgres::Guard([&]() -> absl::Status {
    pqxx::connection connection(conninfo);
    pqxx::nontransaction tx(connection);
    tx.exec("CREATE SEQUENCE IF NOT EXISTS public.bench_floor MINVALUE 0 START 0");
    tx.exec("SELECT ledger.ensure_partitions('2022-11-01', '2023-12-31')");
    // One after another, as the script numbers them: 0 is left out by the script that advances.
    tx.exec(absl::StrCat("DO $$ BEGIN FOR i IN 0..", dossiers, " LOOP ", AcceptScript(sizes), " END LOOP; END $$"));
    return absl::OkStatus();
  });
}

absl::StatusOr<Floor> RunPgbench(const std::string& conninfo, const std::string& script, int clients,
                                 absl::Duration duration) {
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / absl::StrCat("hoso-bench-", getpid(), "-", clients);
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "script.sql") << script;
  const std::string command =
      absl::StrCat(Quoted(PgbenchProgram()), " -n -M prepared -c ", clients, " -j 2 -T ",
                   absl::ToInt64Seconds(duration), " -f ", Quoted((directory / "script.sql").string()),
                   " -l --log-prefix=", Quoted((directory / "log").string()), " ", Quoted(conninfo));
  const auto output = RunCommand(command);
  Floor floor;
  std::vector<double> latencies = ReadLatencies(directory);
  std::filesystem::remove_all(directory);
  if (!output.ok()) return output.status();
  std::smatch match;
  if (!std::regex_search(*output, match, std::regex("tps = ([0-9.]+)"))) {
    return absl::InternalError(absl::StrCat("pgbench said no tps: ", *output));
  }
  floor.per_second = std::stod(match[1]);
  floor.transactions = static_cast<int64_t>(latencies.size());
  floor.p50_ms = Quantile(latencies, 0.50);
  floor.p99_ms = Quantile(std::move(latencies), 0.99);
  return floor;
}

}  // namespace hoso::bench
