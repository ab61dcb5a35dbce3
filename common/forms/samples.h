// Forms filled with placeholders, to look at and to test with: plain ones and the worst that can come.
#ifndef HOSO_COMMON_FORMS_SAMPLES_H_
#define HOSO_COMMON_FORMS_SAMPLES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/forms/forms.h"

namespace hoso::forms {

Receipt PlainReceipt();
// The longest names, all lines, 30 components.
Receipt FullReceipt();
Receipt ReceiptOfComponents(int components);
Receipt ReceiptOfSeveral(int dossiers);

struct PaperName {
  Paper paper;
  const char* name;
};
inline constexpr PaperName kPapers[] = {{Paper::kA5, "a5"}, {Paper::kA4TwoUp, "a4-two-up"}, {Paper::kA4, "a4"}};

struct Sample {
  std::string name;  // Of its file, without ".pdf".
  std::function<absl::StatusOr<std::string>(const Typesetter&, Paper)> draw;
};
std::vector<Sample> Samples();

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_SAMPLES_H_
