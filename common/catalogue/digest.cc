#include "common/catalogue/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace hoso::catalogue {
namespace {

std::string CanonicalBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

std::string DigestOf(const v1::CatalogueFile& catalogue) {
  std::vector<std::string> entries;
  const google::protobuf::Reflection& reflection = *catalogue.GetReflection();
  const google::protobuf::Descriptor& descriptor = *catalogue.GetDescriptor();
  for (int f = 0; f < descriptor.field_count(); ++f) {
    const google::protobuf::FieldDescriptor* field = descriptor.field(f);
    for (int i = 0; i < reflection.FieldSize(catalogue, field); ++i) {
      const std::string bytes = CanonicalBytes(reflection.GetRepeatedMessage(catalogue, field, i));
      entries.push_back(absl::StrCat(field->number(), ":", bytes.size(), ":", bytes));
    }
  }
  std::sort(entries.begin(), entries.end());

  std::string all;
  for (const std::string& entry : entries) all += entry;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(all.data(), all.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

}  // namespace hoso::catalogue
