// Papers that go with dossiers and results from hand to hand: form 05 (Circular 01/2018/TT-VPCP; A5), the manifest of a
// bag, the list by which results are handed over, and the cover sheet by which a dossier can be recorded where there is
// a network.
#ifndef HOSO_COMMON_FORMS_HANDING_OVER_H_
#define HOSO_COMMON_FORMS_HANDING_OVER_H_

#include <optional>
#include <string>
#include <vector>

#include "common/forms/parts.h"

namespace hoso::forms {

// How a step was done against its own time; printed in words.
enum class StepResult { kNone, kAhead, kOnTime, kLate };

// A row of form 05. Names are left empty where somebody is to sign.
struct ControlStep {
  std::string giver, receiver;  // Units.
  std::optional<absl::CivilMinute> at;
  std::string giver_name, receiver_name;
  StepResult result = StepResult::kNone;
  std::string note;
};

// Form 05, "Phiếu kiểm soát quá trình giải quyết hồ sơ". It stays with the authorities and has no signed code.
struct ControlSlip {
  Head head;
  std::string book, number_in_book;
  std::string dossier_code;  // Code 128, and in figures.
  std::string owner;         // "Hồ sơ của".
  std::string request;
  absl::CivilMinute received_at;
  std::optional<absl::CivilMinute> due_at;
  std::string lead_agency, cooperating_agency;
  std::vector<ControlStep> steps;
  int empty_rows = 4;  // To be filled in by hand.
  absl::CivilMinute printed_at;
  Reprint reprint;
};

struct BagItem {
  std::string dossier_code;
  std::string label;  // What it is; never a person's name.
  std::string note;
};

// A hand-over of the whole bag: from whom to whom, its seal and count as the receiver found them.
struct BagHandOver {
  std::string giver, receiver;
  std::optional<absl::CivilMinute> at;
  std::string seal_number;
  std::optional<int> items;  // In figures and in words.
};

// "Bản kê túi hồ sơ": what was sealed into a bag, in two copies, one that travels and one that stays. Names no person
// but those who sign.
struct BagManifest {
  Head head;
  std::string bag_id;  // Code 128, and in figures.
  std::string from, to;
  std::string seal_number;
  absl::CivilMinute sealed_at;
  std::vector<BagItem> items;  // At least one.
  std::string digest;          // Of the manifest, in hexadecimal figures.
  std::string packet_digest;   // Of the unsent work that travels along, the same; empty when there is none.
  std::vector<BagHandOver> hand_overs;
  int empty_rows = 2;
  std::string sealed_by;
  Reprint reprint;
};

struct HandedResult {
  std::string dossier_code;
  std::string request;
  std::string result;  // What is handed over, with its number.
  std::string owner, address;
  bool fee_paid = false;
  bool by_post = false;  // Registered to be returned by post.
  std::string note;
};

// "Danh sách bàn giao kết quả": results from an agency to the post, or on to a point. A4 landscape.
struct ResultList {
  Head head;
  std::string number;           // Of the list.
  std::string giver, receiver;  // Units.
  absl::CivilMinute handed_over_at;
  std::vector<HandedResult> results;  // At least one.
  std::string giver_name, receiver_name;
  Reprint reprint;
};

// "Tờ bìa hồ sơ đi theo túi": one for each dossier that was taken in without network. Names no person in clear.
struct CoverSheet {
  std::string office;
  std::string dossier_code;  // Code 128, and in figures.
  std::string core;          // QR code: the core fields as bytes or text, sealed by the caller.
  std::string procedure;
  absl::CivilMinute received_at;
  std::optional<absl::CivilMinute> due_at;
  std::string bag_id, to;
  int papers = 0;      // Pieces of paper kinds in the envelope.
  std::string digest;  // Of the core fields, in hexadecimal figures; so that a damaged code can be told.
};

// Those of one bag, a page each.
struct CoverSheets {
  std::vector<CoverSheet> sheets;  // At least one.
};

// What is stuck on the envelope of a dossier's papers: nothing personal.
struct EnvelopeLabel {
  std::string dossier_code;  // Code 128, and in figures.
  std::string from, to;      // The route.
  std::string contents;      // "bộ hồ sơ", "bổ sung lần 1".
};

// One below the other, with rules to cut along.
struct EnvelopeLabels {
  absl::CivilMinute printed_at;
  std::vector<EnvelopeLabel> labels;  // At least one.
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_HANDING_OVER_H_
