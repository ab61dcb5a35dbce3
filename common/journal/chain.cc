#include "common/journal/chain.h"

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"

namespace hoso::journal {
namespace {

constexpr size_t kSessionBytes = 16;
constexpr size_t kLongestKind = 64;

absl::Status Wrong(const std::string& field, const std::string& name, const std::string& what) {
  return errors::FieldError(absl::StrCat(field, name), what);
}

absl::Status CheckBody(const v1::JournalBody& body, const std::string& field) {
  if (body.format() < 1 || body.format() > kFormat) {
    return Wrong(field, ".format",
                 absl::StrCat(body.format(), ", want 1 to ", kFormat,
                              ": a later release wrote it, send it to one that knows it"));
  }
  if (!rpc::IsUuid(body.journal_id())) return Wrong(field, ".journal_id", "want a UUID");
  if (body.position() < 1) return Wrong(field, ".position", absl::StrCat(body.position(), ", want 1 or more"));
  if (!rpc::IsUuid(body.entry_id())) return Wrong(field, ".entry_id", "want a UUID");
  if (body.kind().empty() || body.kind().size() > kLongestKind) return Wrong(field, ".kind", "want a command's name");
  if (!body.has_occurred_at() || !FromProto(body.occurred_at(), "").ok()) {
    return Wrong(field, ".occurred_at", "want an instant of the years 1 to 9999");
  }
  return absl::OkStatus();
}

}  // namespace

std::string NoDigest() { return std::string(kDigestBytes, '\0'); }

std::string DigestOf(const std::string& previous, const std::string& body) { return Sha256(previous + body); }

absl::StatusOr<Link> ReadEntry(const v1::JournalEntry& entry, const std::string& field) {
  Link link;
  if (entry.previous().size() != kDigestBytes) {
    return Wrong(field, ".previous", absl::StrCat(entry.previous().size(), " bytes, want ", kDigestBytes));
  }
  if (!link.body.ParseFromString(entry.body())) return Wrong(field, ".body", "want a serialised JournalBody");
  if (absl::Status status = CheckBody(link.body, absl::StrCat(field, ".body")); !status.ok()) return status;
  link.previous = entry.previous();
  link.digest = DigestOf(entry.previous(), entry.body());
  return link;
}

absl::StatusOr<std::vector<Link>> ReadEntries(const v1::SyncJournalRequest& request) {
  if (request.entries().empty() || request.entries_size() > kMostEntries) {
    return errors::FieldError("entries", absl::StrCat(request.entries_size(), ", want 1 to ", kMostEntries));
  }
  if (request.ByteSizeLong() > kMostBytes) {
    return errors::FieldError("entries", absl::StrCat(request.ByteSizeLong(), " bytes, want at most ", kMostBytes));
  }
  std::vector<Link> links;
  for (int i = 0; i < request.entries_size(); ++i) {
    const std::string field = absl::StrCat("entries[", i, "]");
    absl::StatusOr<Link> link = ReadEntry(request.entries(i), field);
    if (!link.ok()) return link.status();
    if (!links.empty()) {
      const Link& before = links.back();
      if (link->body.journal_id() != before.body.journal_id()) {
        return Wrong(field, ".body.journal_id", "is another journal's, want that of the first entry");
      }
      if (link->body.position() <= before.body.position()) {
        return Wrong(field, ".body.position",
                     absl::StrCat(link->body.position(), ", want more than ", before.body.position()));
      }
      if (link->body.position() == before.body.position() + 1 && link->previous != before.digest) {
        return Wrong(field, ".previous", "is not the digest of the entry before");
      }
    }
    links.push_back(*std::move(link));
  }
  return links;
}

std::string DoorOf(const std::string& kind) {
  const std::string named = kind.substr(0, kind.find('.'));
  return named == "cash" ? "intake" : named;
}

std::string SessionOf(const std::string& token) { return Sha256(token).substr(0, kSessionBytes); }

}  // namespace hoso::journal
