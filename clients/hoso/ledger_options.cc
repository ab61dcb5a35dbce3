#include "clients/hoso/ledger_options.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/files/atomic_file.h"
#include "common/postgres/conninfo.h"

namespace hoso::cli {
namespace {

constexpr size_t kMaxKeysBytes = 16 << 20;

// What ./run wrote for those who are told nothing else: `export HOSO_DATABASE="host=… user=hoso_auditor …"`.
std::string DatabaseOfRun() {
  const std::string before = "export HOSO_DATABASE=\"";
  std::ifstream file(FindInVar("hoso.env"));
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, before.size(), before) == 0 && line.back() == '"') {
      return line.substr(before.size(), line.size() - before.size() - 1);
    }
  }
  return "";
}

}  // namespace

void AddDatabase(CLI::App& command, std::string& database) {
  command
      .add_option("--database", database,
                  "libpq string of the role hoso_auditor (else $HOSO_DATABASE, else of ./run)")
      ->check(postgres::ProblemWithConninfo);
}

std::string DatabaseOrExit(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("HOSO_DATABASE"); variable != nullptr) return variable;
  const std::string found = DatabaseOfRun();
  if (found.empty()) {
    NotUnderstood("--database",
                  absl::NotFoundError("not known, want a libpq connection string of the role hoso_auditor, "
                                      "$HOSO_DATABASE, or a system started by ./run"));
  }
  return found;
}

signing::KeyList KeysOrExit(const std::string& path) {
  const std::string json = OrUsage("--keys", files::ReadFile(path, kMaxKeysBytes));
  return OrUsage("--keys", signing::KeyList::Parse(json));
}

checkpoint::Series SeriesOrExit(const std::string& folder) { return OrUsage("--dir", checkpoint::ReadSeries(folder)); }

checkpoint::SignedCheckpoint CheckpointOrExit(const std::string& option, const std::string& path) {
  return OrUsage(absl::StrCat(option, " ", path),
                 checkpoint::ParseSignedCheckpoint(OrUsage(option, files::ReadFile(path, checkpoint::kMaxNoteBytes))));
}

absl::CivilDay DayOrExit(const std::string& option, const std::string& text) {
  return OrUsage(option, checkpoint::ParseDayText(text));
}

std::string ShowSigner(const Session& session, const checkpoint::Signer& signer) {
  const auto standing = [&] {
    switch (signer.standing) {
      case checkpoint::Standing::kGood:
        return session.Say("đúng", "good");
      case checkpoint::Standing::kRevokedSince:
        return session.Say("khóa đã bị thu hồi sau đó", "key revoked since");
      case checkpoint::Standing::kRevoked:
        return session.Say("khóa đã bị thu hồi", "key revoked");
      case checkpoint::Standing::kOutOfTime:
        return session.Say("khóa không dùng vào ngày đó", "key not in use on that day");
      case checkpoint::Standing::kFalse:
        return session.Say("SAI", "FALSE");
      case checkpoint::Standing::kUnknown:
        break;
    }
    return session.Say("khóa không có trong danh sách", "key not in the list");
  };
  return absl::StrCat(signer.name, ": ", standing());
}

}  // namespace hoso::cli
