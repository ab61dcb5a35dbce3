// Acts that are the commands of returns.
#include "clients/counter/acts_weigh.h"
#include "common/slips/check.h"
#include "services/returns/decisions.h"
#include "services/returns/validate.h"

namespace hoso::counter {

absl::StatusOr<Acts::Weighed> Acts::WeighHandOut(const Acting& acting, v1::DoRequest request) {
  auto* command = request.mutable_hand_out();
  if (command->channel() == core::v1::RETURN_CHANNEL_UNSPECIFIED) {
    command->set_channel(core::v1::RETURN_CHANNEL_OFFICE);
  }
  const std::string slip_text = command->slip_text();
  slips::Checked slip;
  if (!slip_text.empty() && slip_keys_ != nullptr) slip = slips::Check(slip_text, *slip_keys_->Current());
  if (slip_keys_ == nullptr) command->clear_slip_text();
  auto weighed = WeighCommand<returns::v1::HandOutResponse>(
      acting, "returns.HandOut", request, command,
      [&](const auto& c) { return returns::Validate(catalogue_, acting.moment.now, c); },
      [&](const auto& valid) { return returns::Plan(catalogue_, acting.context, valid, slip); });
  if (!weighed.ok() || slip_text.empty()) return weighed;
  command->set_slip_text(slip_text);
  weighed->sent = SentOf(*command);
  weighed->kept.mutable_request()->mutable_hand_out()->set_slip_text(slip_text);
  return weighed;
}

absl::StatusOr<Acts::Weighed> Acts::WeighReturns(const Acting& acting, v1::DoRequest request) {
  const auto valid_of = [&](const auto& command) { return returns::Validate(catalogue_, acting.moment.now, command); };
  const auto plan = [&](const auto& valid) { return returns::Plan(catalogue_, acting.context, valid); };
  switch (request.command_case()) {
    case v1::DoRequest::kReceiveResults:
      return WeighCommand<returns::v1::ReceiveResultsResponse>(acting, "returns.ReceiveResults", request,
                                                               request.mutable_receive_results(), valid_of, plan);
    case v1::DoRequest::kNotify:
      return WeighCommand<returns::v1::NotifyApplicantResponse>(acting, "returns.NotifyApplicant", request,
                                                                request.mutable_notify(), valid_of, plan);
    case v1::DoRequest::kAttempt:
      return WeighCommand<returns::v1::RecordAttemptResponse>(acting, "returns.RecordAttempt", request,
                                                              request.mutable_attempt(), valid_of, plan);
    case v1::DoRequest::kReturnUnclaimed:
      return WeighCommand<returns::v1::ReturnUnclaimedResponse>(acting, "returns.ReturnUnclaimed", request,
                                                                request.mutable_return_unclaimed(), valid_of, plan);
    default:
      return WeighHandOut(acting, std::move(request));
  }
}

}  // namespace hoso::counter
