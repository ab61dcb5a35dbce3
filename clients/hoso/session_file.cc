#include "clients/hoso/session_file.h"

#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/secret_file.h"
#include "common/proto_time/proto_time.h"
#include "common/session/token.h"

namespace hoso::cli {
namespace {

namespace fs = std::filesystem;

std::optional<SignedIn> Read(const fs::path& path, absl::Time now) {
  const auto text = files::ReadSecretFile(path.string(), session::kLongestToken + 1);
  if (!text.ok()) return std::nullopt;
  std::string token(absl::StripAsciiWhitespace(*text));
  auto parsed = session::ParseToken(token);
  if (!parsed.ok() || now >= FromProto(parsed->session.expires_at())) return std::nullopt;
  return SignedIn{std::move(token), std::move(parsed->session)};
}

}  // namespace

absl::StatusOr<std::optional<SignedIn>> SessionFiles::Find(const std::string& staff_id, absl::Time now) const {
  if (!staff_id.empty()) return Read(fs::path(folder_) / staff_id, now);
  std::optional<SignedIn> found;
  std::set<std::string> people;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    auto signed_in = Read(entry.path(), now);
    if (!signed_in.has_value()) continue;
    people.insert(signed_in->session.staff_id());
    found = std::move(signed_in);
  }
  if (people.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat("several are signed in, want one of ", absl::StrJoin(people, ", ")));
  }
  return found;
}

absl::Status SessionFiles::Write(const std::string& token) const {
  const auto parsed = session::ParseToken(token);
  if (!parsed.ok()) return parsed.status();
  std::error_code error;
  fs::create_directories(folder_, error);
  fs::permissions(folder_, fs::perms::owner_all, error);
  return files::WriteSecretFile((fs::path(folder_) / parsed->session.staff_id()).string(), token + "\n");
}

void SessionFiles::Remove(const std::string& staff_id) const {
  std::error_code error;
  fs::remove(fs::path(folder_) / staff_id, error);
}

}  // namespace hoso::cli
