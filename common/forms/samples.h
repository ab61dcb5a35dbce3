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
SupplementRequest PlainSupplementRequest();
SupplementRequest FullSupplementRequest();
Refusal PlainRefusal();
Refusal FullRefusal();  // Of what was never recorded; two pages of reasons.
Apology PlainApology();
ChangeNotice PlainChangeNotice();
ControlSlip PlainControlSlip();
BagManifest SampleManifest(int items);
ResultList SampleResultList(int results);
CoverSheets SampleCoverSheets();
EnvelopeLabels SampleLabels(int labels);
Register SampleRegister(int rows);
FeeReceipt PlainFeeReceipt();
ShiftSheet PlainShiftSheet();
ShiftSheet FullShiftSheet();  // With a difference, corrections, void receipts and work left open.

struct PaperName {
  Paper paper;
  const char* name;
};
inline constexpr PaperName kPapers[] = {{Paper::kA5, "a5"}, {Paper::kA4TwoUp, "a4-two-up"}, {Paper::kA4, "a4"}};

struct Sample {
  std::string name;               // Of its file, without ".pdf".
  bool always_landscape = false;  // Drawn alike whatever paper is set.
  std::function<absl::StatusOr<std::string>(const Typesetter&, Paper)> draw;
};
std::vector<Sample> Samples();
// Those on which it differs.
std::vector<PaperName> PapersOf(const Sample& sample);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_SAMPLES_H_
