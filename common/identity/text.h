// Text as people type or scan it, in the one form in which it is kept: valid
// UTF-8, composed (NFC), tone marks kept, blanks trimmed. A name typed on one
// machine in composed and on another in decomposed letters is the same name.
#ifndef HOSO_COMMON_IDENTITY_TEXT_H_
#define HOSO_COMMON_IDENTITY_TEXT_H_

#include <string>

#include "absl/status/statusor.h"

namespace hoso::identity {

// Returns `text` in its normal form, inner runs of blanks as one blank. The
// error is INVALID_ARGUMENT and says what was expected, without the text itself:
// "not valid UTF-8", "a control character at 12, want none", "1048576
// characters, want at most 200". Lengths are in characters (code points).
absl::StatusOr<std::string> NormalizeText(const std::string& text, int max_characters);

// As above, and refuses an empty text: "empty, want 1 to 200 characters".
absl::StatusOr<std::string> NormalizeRequiredText(const std::string& text, int max_characters);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_TEXT_H_
