#include "common/catalogue/digest.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/digest/canonical.h"
#include "common/digest/sha256.h"

namespace hoso::catalogue {
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
  return Sha256Hex(all);
}

}  // namespace hoso::catalogue
