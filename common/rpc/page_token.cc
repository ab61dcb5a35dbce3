#include "common/rpc/page_token.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

constexpr char kVersion[] = "hoso page 1";
constexpr size_t kSealBytes = 12;
constexpr size_t kLongestToken = 1024;

absl::Status Foreign() {
  return errors::FieldError("page_token",
                            "not of this list, want next_page_token of the page before, with the same filter");
}

// Ties a position to its question.
std::string SealOf(const std::string& question, const std::string& position) {
  return Sha256(absl::StrCat(kVersion, "\n", question.size(), "\n", question, position)).substr(0, kSealBytes);
}

}  // namespace

std::string QuestionOf(const google::protobuf::Message& request, const std::string& scope) {
  const std::unique_ptr<google::protobuf::Message> question(request.New());
  question->CopyFrom(request);
  for (const char* field : {"page_size", "page_token"}) {
    if (const auto* found = question->GetDescriptor()->FindFieldByName(field); found != nullptr) {
      question->GetReflection()->ClearField(question.get(), found);
    }
  }
  return absl::StrCat(request.GetDescriptor()->full_name(), "\n", scope, "\n", question->SerializeAsString());
}

std::string MakePageToken(const std::string& question, const std::vector<std::string>& position) {
  const std::string joined = absl::StrJoin(position, "\n");
  return absl::WebSafeBase64Escape(absl::StrCat(SealOf(question, joined), joined));
}

absl::StatusOr<std::vector<std::string>> ReadPageToken(const std::string& question, const std::string& token,
                                                       size_t parts) {
  if (token.empty()) return std::vector<std::string>();
  std::string bytes;
  if (token.size() > kLongestToken || !absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() <= kSealBytes) {
    return Foreign();
  }
  const std::string position = bytes.substr(kSealBytes);
  if (bytes.substr(0, kSealBytes) != SealOf(question, position)) return Foreign();
  std::vector<std::string> texts = absl::StrSplit(position, '\n');
  if (texts.size() != parts) return Foreign();
  return texts;
}

absl::StatusOr<int64_t> PositionNumber(const std::string& text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Foreign();
  return number;
}

absl::StatusOr<int> PageSize(int32_t size, int absent, int max) {
  if (size == 0) return absent;
  if (size < 1 || size > max) return errors::FieldError("page_size", absl::StrCat(size, ", want 1 to ", max));
  return size;
}

}  // namespace hoso::rpc
