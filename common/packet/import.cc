#include "common/packet/import.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/journal/chain.h"
#include "common/packet/cover.h"
#include "common/packet/packet.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::packet {
namespace {

using journal::v1::EntryOutcome;
using journal::v1::ImportPacketRequest;

bool IsAway(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

// Consecutive entries of one door.
struct Stretch {
  std::string door;
  std::vector<journal::Link> links;
};

std::vector<Stretch> StretchesOf(std::vector<journal::Link> links) {
  std::vector<Stretch> stretches;
  for (journal::Link& link : links) {
    const std::string door = journal::DoorOf(link.body.kind());
    if (stretches.empty() || stretches.back().door != door) stretches.push_back({.door = door});
    stretches.back().links.push_back(std::move(link));
  }
  return stretches;
}

template <typename Request>
std::string CodeIn(const std::string& bytes) {
  Request request;
  return request.ParseFromString(bytes) ? request.dossier_code() : "";
}

std::string CodeOf(const journal::v1::JournalBody& body) {
  if (body.kind() == "intake.AcceptDossier") {
    intake::v1::AcceptDossierRequest request;
    if (!request.ParseFromString(body.request())) return "";
    return request.dossier_code().empty() ? request.provisional_code() : request.dossier_code();
  }
  if (body.kind() == "intake.RefuseDossier") return CodeIn<intake::v1::RefuseDossierRequest>(body.request());
  if (body.kind() == "intake.SupplementDossier") return CodeIn<intake::v1::SupplementDossierRequest>(body.request());
  if (body.kind() == "intake.WithdrawDossier") return CodeIn<intake::v1::WithdrawDossierRequest>(body.request());
  if (body.kind() == "intake.RecordPayment") return CodeIn<intake::v1::RecordPaymentRequest>(body.request());
  return "";
}

void Count(const journal::v1::JournalBody& body, const EntryOutcome& outcome, Imported& imported) {
  switch (outcome.outcome()) {
    case EntryOutcome::OUTCOME_RECORDED:
    case EntryOutcome::OUTCOME_RECORDED_WITH_CHANGE: {
      ++(outcome.known_before() ? imported.known : imported.recorded);
      intake::v1::AcceptDossierResponse answer;
      if (body.kind() == "intake.AcceptDossier" && answer.ParseFromString(outcome.answer())) {
        imported.dossier_codes.push_back(answer.dossier().dossier_code());
      }
      return;
    }
    case EntryOutcome::OUTCOME_REFUSED:
      imported.refused.push_back({.dossier_code = CodeOf(body), .kind = body.kind(), .refusal = outcome.refusal()});
      return;
    default:
      ++imported.waiting;
  }
}

}  // namespace

absl::StatusOr<Opened> OpenFile(const std::string& file, const signing::PrivateKey& key) {
  auto packet = Read(file);
  if (!packet.ok()) return packet.status();
  const auto contents = Open(*packet, key);
  if (!contents.ok()) return contents.status();
  return Opened{.label = packet->label(),
                .signature = packet->signature(),
                .parts = {contents->parts().begin(), contents->parts().end()}};
}

absl::StatusOr<Opened> OpenText(const std::string& text, const signing::PrivateKey& key) {
  auto cover = OpenCover(text, key);
  if (!cover.ok()) return cover.status();
  return Opened{.label = cover->label, .signature = cover->signature, .parts = {cover->part}};
}

absl::StatusOr<Imported> Import(const Opened& opened, const ImportAt& import_at) {
  Imported imported;
  bool away = false;
  ImportPacketRequest request;
  *request.mutable_label() = opened.label;
  request.set_signature(opened.signature);
  for (size_t part = 0; part < opened.parts.size(); ++part) {
    auto links = journal::ReadEntries(opened.parts[part]);
    if (!links.ok()) return links.status();
    request.set_part(static_cast<int32_t>(part));
    *request.mutable_contents() = opened.parts[part];
    for (const Stretch& stretch : StretchesOf(*std::move(links))) {
      request.set_last_position(stretch.links.back().body.position());
      // An answer may stop short: then the rest is asked for again.
      for (size_t next = 0; next < stretch.links.size();) {
        if (away) {
          imported.waiting += static_cast<int>(stretch.links.size() - next);
          break;
        }
        request.set_first_position(stretch.links[next].body.position());
        const auto response = import_at(stretch.door, request);
        away = IsAway(response.status()) || (response.ok() && response->outcomes().empty());
        if (away) continue;
        if (!response.ok()) return response.status();
        for (const EntryOutcome& outcome : response->outcomes()) {
          if (next == stretch.links.size() || outcome.position() != stretch.links[next].body.position()) {
            return absl::InternalError(absl::StrCat(stretch.door, ": answers for what it was not asked"));
          }
          Count(stretch.links[next++].body, outcome, imported);
        }
      }
    }
  }
  return imported;
}

}  // namespace hoso::packet
