#include "tests/fuzz/requests.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/text_format.h"
#include "tests/fuzz/message_mutator.h"

namespace hoso::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

std::string NameOf(const RequestType& type) { return type.make()->GetDescriptor()->name(); }

// The type that the first line names; null if there is none such.
const RequestType* TypeOf(const std::string& input) {
  const std::string name = input.substr(0, input.find('\n'));
  for (const RequestType& type : RequestTypes()) {
    if (NameOf(type) == name) return &type;
  }
  return nullptr;
}

std::unique_ptr<Message> Read(const RequestType& type, const std::string& input) {
  auto message = type.make();
  const size_t end = input.find('\n');
  if (end == std::string::npos) return message;
  TextFormat::Parser parser;
  parser.AllowPartialMessage(true);
  return parser.ParseFromString(input.substr(end + 1), message.get()) ? std::move(message) : nullptr;
}

std::string Write(const Message& message) {
  std::string text;
  TextFormat::PrintToString(message, &text);
  return absl::StrCat(message.GetDescriptor()->name(), "\n", text);
}

}  // namespace

const catalogue::Catalogue& TheCatalogue() {
  static const auto* const kCatalogue = [] {
    const char* source = std::getenv("HOSO_SOURCE_DIR");
    auto loaded = catalogue::Catalogue::Load(absl::StrCat(source == nullptr ? "." : source, "/catalogue"));
    if (!loaded.ok()) {
      std::fprintf(stderr, "HOSO_SOURCE_DIR: %s\n", loaded.status().ToString().c_str());
      std::exit(1);
    }
    return new std::shared_ptr<const catalogue::Catalogue>(*std::move(loaded));
  }();
  return **kCatalogue;
}

absl::Time Now() {
  static const absl::Time kNow = absl::FromUnixSeconds(1'668'500'000);  // 2022-11-15, in the afternoon.
  return kNow;
}

void WantViolations(const absl::Status& status) {
  const auto violations = errors::FieldViolations(status);
  const bool told =
      absl::IsInvalidArgument(status) && !violations.empty() &&
      std::all_of(violations.begin(), violations.end(),
                  [](const auto& violation) { return !violation.field.empty() && !violation.description.empty(); });
  if (told) return;
  std::fprintf(stderr, "refused with: %s\n", status.ToString().c_str());
  for (const auto& violation : violations) {
    std::fprintf(stderr, "  %s: %s\n", violation.field.c_str(), violation.description.c_str());
  }
  std::abort();
}

}  // namespace hoso::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  hoso::fuzz::TheCatalogue();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso::fuzz;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const RequestType* type = TypeOf(input);
  if (type == nullptr) return -1;
  const auto sent = Read(*type, input);
  const auto received = type->make();
  // A text that is no UTF-8 does not get past the wire.
  if (sent == nullptr || !received->ParseFromString(sent->SerializeAsString())) return -1;
  type->check(*received);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  using namespace hoso::fuzz;
  Random random(seed + 1);
  const std::string input(reinterpret_cast<const char*>(data), size);
  const RequestType* type = TypeOf(input);
  auto message = type == nullptr ? nullptr : Read(*type, input);
  if (message == nullptr) message = RequestTypes()[random() % RequestTypes().size()].make();
  Mutate(*message, random);
  const std::string text = Write(*message);
  if (text.size() > max_size) return size;
  std::copy(text.begin(), text.end(), data);
  return text.size();
}
