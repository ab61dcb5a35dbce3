#include "services/routing/slip_answers.h"

#include <utility>

#include "common/proto_time/proto_time.h"
#include "common/slips/against_facts.h"
#include "common/slips/words.h"

namespace hoso::routing {
namespace {

using tracking::v1::VerifySlipResponse;

VerifySlipResponse AnswerOf(const slips::Checked& slip, trust::v1::SlipVerdict verdict, const slips::Words& words) {
  VerifySlipResponse answer;
  answer.set_verdict(verdict);
  answer.set_meaning_vi(words.meaning_vi);
  answer.set_meaning_en(words.meaning_en);
  answer.set_advice_vi(words.advice_vi);
  answer.set_advice_en(words.advice_en);
  if (!slips::IsSigned(slip.verdict)) return answer;
  *answer.mutable_statement() = slip.statement;
  answer.set_key_owner(slip.key.owner());
  if (slip.key.has_revoked_at()) *answer.mutable_key_revoked_at() = slip.key.revoked_at();
  return answer;
}

}  // namespace

VerifySlipResponse VerifyAnswer(const slips::Checked& slip) {
  return AnswerOf(slip, slip.verdict, slips::WordsOf(slip));
}

VerifySlipResponse VerifyAnswer(const slips::Checked& slip, const core::v1::Dossier& dossier,
                                const std::vector<core::v1::Fact>& facts) {
  const slips::Finding finding = slips::Judge(slip, dossier, facts);
  VerifySlipResponse answer = AnswerOf(slip, finding.verdict, slips::WordsOf(slip, finding));
  answer.set_superseded_by(finding.superseded_by);
  if (finding.due_at.has_value()) *answer.mutable_due_at() = ToProto(*finding.due_at);
  if (finding.used_at.has_value()) *answer.mutable_used_at() = ToProto(*finding.used_at);
  return answer;
}

tracking::v1::ListSlipsResponse ReprintsOf(const std::vector<core::v1::Fact>& facts) {
  tracking::v1::ListSlipsResponse response;
  for (trust::v1::SlipStatement& statement : slips::StatementsOf(facts)) {
    statement.set_reprint(1);  // The first print was the answer to the command; how many followed, nobody counts.
    *response.add_slips()->mutable_statement() = std::move(statement);
  }
  return response;
}

}  // namespace hoso::routing
