#include "common/identity/mask.h"

#include <utf8proc.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/identity/person_id.h"

namespace hoso::identity {
namespace {

std::string FirstLetter(const std::string& word) {
  utf8proc_int32_t c = 0;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(word.data()),
                                                 static_cast<utf8proc_ssize_t>(word.size()), &c);
  return size > 0 ? word.substr(0, static_cast<size_t>(size)) : "*";
}

}  // namespace

std::string MaskPhone(const std::string& phone) { return MaskPersonId(phone); }

std::string MaskName(const std::string& name) {
  const std::vector<std::string> words = absl::StrSplit(name, ' ', absl::SkipEmpty());
  std::string masked;
  for (size_t i = 0; i < words.size(); ++i) {
    absl::StrAppend(&masked, i == 0 ? "" : " ");
    if (i + 1 == words.size()) {
      masked += words[i];
    } else {
      absl::StrAppend(&masked, FirstLetter(words[i]), ".");
    }
  }
  return masked;
}

}  // namespace hoso::identity
