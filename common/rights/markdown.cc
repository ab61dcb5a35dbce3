#include "absl/strings/str_cat.h"
#include "common/rights/table.h"

namespace hoso::rights {
namespace {

constexpr char kIntroduction[] =
    R"(# Rights

Who may do what, and how far. Written by `hoso-rights-doc` from [the table](../common/rights/ours.cc); what stands in no cell is
not allowed. The last three are machines without a person: a post point's, an agency's, anyone's.

A right reaches **own** (the office, agency or carrier of who calls), **district** (an office and those whose bags go to it) or
**all**. A dossier is within reach of where it was accepted, is to be handed out or is decided, of who holds one of its items,
and of who answers for an open difference; a bag, of where it comes from, where it goes and who has it. What is out of reach is
answered as if it did not exist.

`intake.ReviewCorrection` takes another person than `intake.ProposeCorrection`, and one who cannot have been the same: see
[trust](trust.md#rights).

)";

const char* WordOf(Scope scope) {
  switch (scope) {
    case Scope::kOwn:
      return "own";
    case Scope::kDistrict:
      return "district";
    case Scope::kProvince:
      return "all";
    case Scope::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string RightsMarkdown() {
  std::string text = absl::StrCat(kIntroduction, "| command |");
  std::string rule = "|---|";
  for (int role = kFirstRole; role < kRoles; ++role) {
    absl::StrAppend(&text, " ", NameOf(static_cast<Role>(role)), " |");
    absl::StrAppend(&rule, "---|");
  }
  absl::StrAppend(&text, "\n", rule, "\n");
  for (const Table::Row& row : Table::Ours().rows()) {
    absl::StrAppend(&text, "| ", row.command, " |");
    for (int role = kFirstRole; role < kRoles; ++role) {
      absl::StrAppend(&text, " ", WordOf(row.scopes[static_cast<size_t>(role)]), " |");
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

}  // namespace hoso::rights
