#include "clients/bench/scenarios.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::bench {
namespace {

constexpr char kOffice[] = "YB-II-136";
constexpr char kSecondOffice[] = "YB-I-01";
// Of the 9,999 numbers of an agency's day some stay in blocks that replicas hold.
constexpr int64_t kPerAgencyDay = 7000;
constexpr int kLeaseBlock = 500;
constexpr int64_t kPreparedDay = 130;

// What a call holds until it is answered.
template <typename Request, typename Response>
struct InFlight {
  grpc::ClientContext context;
  Request request;
  Response response;
};

rpc::Caller Clerk(const std::string& office) {
  return {.staff = "NV-BENCH", .office = office, .device = "bench", .role = "postal_attendant"};
}

// 10:00 on the n-th day of the bench, each a day of the simulated clock.
absl::Time DayOf(int64_t n) { return clock::LocalTime(absl::CivilSecond(absl::CivilDay(2022, 11, 1) + n) + 10 * 3600); }

void AddComponent(intake::v1::AcceptDossierRequest& request, const std::string& id, int originals, int photocopies,
                  bool shown, bool captured = false) {
  core::v1::ComponentCount& component = *request.add_components();
  component.set_component_id(id);
  component.set_originals(originals);
  component.set_photocopies(photocopies);
  component.set_original_shown(shown);
  component.set_captured(captured);
}

core::v1::PersonRecord Person(int64_t n) {
  core::v1::PersonRecord person;
  person.set_kind(core::v1::OWNER_KIND_CITIZEN);
  person.set_full_name(absl::StrCat("NGƯỜI ĐO TẢI ", n));
  person.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  person.set_identity_number(absl::StrFormat("015090%06d", n % 1000000));
  person.mutable_birth_date()->set_year(1990);
  person.mutable_birth_date()->set_month(5);
  person.mutable_birth_date()->set_day(17);
  person.set_sex(core::v1::SEX_MALE);
  person.set_phone("0912345678");
  person.set_address("Thôn 3");
  person.set_commune_code("04375");
  return person;
}

// A request for the n-th kind of dossier: licence, criminal record or certificate of merit.
intake::v1::AcceptDossierRequest AcceptRequest(int64_t n, int kind) {
  intake::v1::AcceptDossierRequest request;
  request.set_request_id(rpc::NewRequestId());
  *request.mutable_owner() = Person(n);
  request.set_relation(core::v1::RELATION_SELF);
  switch (kind) {
    case 0:
      request.set_procedure("GPLX_DOI");
      request.add_cases("A1_A3");
      AddComponent(request, "form", 1, 0, false);
      AddComponent(request, "licence_copy", 0, 1, true);
      AddComponent(request, "id_copy", 0, 1, true);
      AddComponent(request, "photo", 0, 0, false, true);
      break;
    case 1:
      request.set_procedure("LLTP");
      request.add_cases("NO_1");
      AddComponent(request, "form", 1, 0, false);
      AddComponent(request, "id_copy", 0, 1, true);
      break;
    default:
      request.set_procedure("BK_CONGTRANG");
      request.mutable_owner()->set_kind(core::v1::OWNER_KIND_ORGANISATION);
      request.mutable_owner()->set_identity_kind(core::v1::IDENTITY_KIND_OTHER);
      request.mutable_owner()->clear_sex();
      request.mutable_owner()->clear_birth_date();
      request.set_relation(core::v1::RELATION_REPRESENTATIVE);
      AddComponent(request, "proposal", 1, 0, false);
      AddComponent(request, "report", 1, 0, false);
      AddComponent(request, "minutes", 1, 0, false);
  }
  return request;
}

rpc::Caller Officer() {
  return {.staff = "CB-BENCH", .agency = "SGTVT", .device = "bench", .role = "one_stop_officer"};
}

}  // namespace

template <typename Call>
void Scenarios::Prepare(Call& call, const rpc::Caller& caller, absl::Time at) const {
  rpc::Prepare(call.context, {.caller = caller,
                              .token = tokens_.at(caller.office + caller.agency),
                              .timeout = absl::Seconds(30),
                              .simulated_time = at});
}

absl::StatusOr<std::unique_ptr<Scenarios>> Scenarios::Connect(const Services& services) {
  rpc::ChannelOptions options{.retry = false};
  if (!services.plain) {
    auto files = rpc::FilesOfMachine(services.machine);
    if (!files.ok()) return files.status();
    options.machine = *std::move(files);
  }
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (const std::string& target : {services.intake, services.routing, services.staff}) {
    auto channel = rpc::MakeChannel(target, options);
    if (!channel.ok()) return channel.status();
    channels.push_back(*std::move(channel));
  }
  std::unique_ptr<Scenarios> scenarios(new Scenarios);
  if (!services.plain) {
    auto crew = crew::Crew::Open({channels[2], services.administrator, services.passwords});
    if (!crew.ok()) return crew.status();
    scenarios->crew_ = *std::move(crew);
  }
  scenarios->intake_ = intake::v1::IntakeService::NewStub(channels[0]);
  scenarios->routing_ = routing::v1::RoutingService::NewStub(channels[1]);
  scenarios->tracking_ = tracking::v1::TrackingService::NewStub(channels[1]);
  if (absl::Status status = scenarios->SignIn(); !status.ok()) return status;
  return scenarios;
}

absl::Status Scenarios::SignIn() {
  for (const rpc::Caller& who : {Clerk(kOffice), Clerk(kSecondOffice), Officer()}) {
    std::string& token = tokens_[who.office + who.agency];
    if (crew_ == nullptr) continue;
    auto signed_in = crew_->TokenOf(who);
    if (!signed_in.ok()) return signed_in.status();
    token = *std::move(signed_in);
  }
  return absl::OkStatus();
}

void Scenarios::Accept(Finished finished) {
  const int64_t n = accepts_++;
  auto call = std::make_shared<InFlight<intake::v1::AcceptDossierRequest, intake::v1::AcceptDossierResponse>>();
  call->request = AcceptRequest(n, static_cast<int>(n % 3));
  Prepare(*call, Clerk(kOffice), DayOf(n / (3 * kPerAgencyDay)));
  intake_->async()->AcceptDossier(&call->context, &call->request, &call->response,
                                  [call, finished](grpc::Status status) { finished(rpc::FromGrpc(status)); });
}

absl::Status Scenarios::LeaseForCallers(int callers, int codes_each) {
  caller_codes_.resize(static_cast<size_t>(std::max<int>(callers, static_cast<int>(caller_codes_.size()))));
  for (int caller = 0; caller < callers; ++caller) {
    CallerCodes& codes = caller_codes_[static_cast<size_t>(caller)];
    if (codes.last - codes.next + 1 >= codes_each && codes.last > 0) continue;
    intake::v1::LeaseCodesRequest request;
    intake::v1::LeaseCodesResponse response;
    // Days of their own, far from those of Accept, 15 blocks each.
    codes.day = 150 + leased_days_++ / 15;
    const absl::Time at = DayOf(codes.day);
    request.set_request_id(rpc::NewRequestId());
    request.set_agency_key("SGTVT");
    *request.mutable_day() = ToProto(clock::LocalDay(at));
    request.set_count(kLeaseBlock);
    request.set_holder(absl::StrCat("bench-", caller));
    grpc::ClientContext context;
    rpc::Caller clerk = Clerk(kOffice);
    clerk.device = request.holder();
    rpc::Prepare(context, {.caller = clerk, .token = tokens_.at(kOffice), .simulated_time = at});
    const absl::Status status = rpc::FromGrpc(intake_->LeaseCodes(&context, request, &response));
    if (!status.ok()) return status;
    codes.lease_id = response.lease_id();
    codes.prefix = response.first_code().substr(0, response.first_code().rfind('-') + 1);
    codes.next = response.first_number();
    codes.last = response.last_number();
    codes.taken.clear();
  }
  return absl::OkStatus();
}

void Scenarios::AcceptWithCode(int caller, int duplicate_every, Finished finished) {
  CallerCodes& codes = caller_codes_[static_cast<size_t>(caller)];
  if (codes.next > codes.last) return finished(absl::ResourceExhaustedError("the caller's lease is used up"));
  const bool duplicate = duplicate_every > 0 && !codes.taken.empty() && ++codes.sent % duplicate_every == 0;
  auto call = std::make_shared<InFlight<intake::v1::AcceptDossierRequest, intake::v1::AcceptDossierResponse>>();
  call->request = AcceptRequest(codes.next, 0);
  call->request.set_lease_id(codes.lease_id);
  call->request.set_dossier_code(duplicate ? codes.taken : absl::StrFormat("%s%04d", codes.prefix, codes.next++));
  rpc::Caller clerk = Clerk(kOffice);
  clerk.device = absl::StrCat("bench-", caller);
  Prepare(*call, clerk, DayOf(codes.day));
  intake_->async()->AcceptDossier(&call->context, &call->request, &call->response,
                                  [&codes, call, duplicate, finished](grpc::Status status) {
                                    absl::Status outcome = rpc::FromGrpc(status);
                                    if (duplicate && outcome.code() == absl::StatusCode::kAlreadyExists)
                                      outcome = absl::OkStatus();
                                    if (!duplicate && outcome.ok()) codes.taken = call->request.dossier_code();
                                    finished(outcome);
                                  });
}

absl::StatusOr<std::vector<std::string>> Scenarios::AcceptMany(int count) {
  absl::Mutex mutex;
  std::vector<std::string> codes;
  const Outcome outcome = RunCalls(32, count, [&](int, Finished finished) {
    auto call = std::make_shared<InFlight<intake::v1::AcceptDossierRequest, intake::v1::AcceptDossierResponse>>();
    call->request = AcceptRequest(accepts_++, 0);
    Prepare(*call, Clerk(kOffice), DayOf(kPreparedDay + prepared_++ / kPerAgencyDay));
    intake_->async()->AcceptDossier(&call->context, &call->request, &call->response,
                                    [&, call, finished](grpc::Status status) {
                                      if (status.ok()) {
                                        absl::MutexLock lock(&mutex);
                                        codes.push_back(call->response.dossier().dossier_code());
                                      }
                                      finished(rpc::FromGrpc(status));
                                    });
  });
  if (outcome.failed > 0) return absl::InternalError(outcome.first_failure);
  std::sort(codes.begin(), codes.end());
  return codes;
}

absl::Status Scenarios::PrepareAdvance(int callers, int dossiers_each) {
  const auto codes = AcceptMany(callers * dossiers_each);
  if (!codes.ok()) return codes.status();
  advance_.assign(static_cast<size_t>(callers), {});
  advance_next_.assign(static_cast<size_t>(callers), 0);
  for (size_t i = 0; i < codes->size(); ++i) {
    advance_[i % static_cast<size_t>(callers)].push_back(Papers{(*codes)[i]});
  }
  return absl::OkStatus();
}

void Scenarios::HandOver(Papers& papers, Finished finished) {
  const std::string from = papers.at_second_bureau ? kSecondOffice : kOffice;
  const std::string to = papers.at_second_bureau ? kOffice : kSecondOffice;
  auto call = std::make_shared<InFlight<routing::v1::HandOverRequest, routing::v1::HandOverResponse>>();
  call->request.set_request_id(rpc::NewRequestId());
  call->request.set_dossier_code(papers.code);
  call->request.add_items(1);
  *call->request.mutable_from() = custody::Office(from);
  *call->request.mutable_to() = custody::Office(to);
  call->request.set_document_number("BG-1");
  Prepare(*call, Clerk(from), DayOf(141));
  routing_->async()->HandOver(&call->context, &call->request, &call->response,
                              [&papers, call, finished](grpc::Status status) {
                                if (status.ok()) papers.at_second_bureau = !papers.at_second_bureau;
                                finished(rpc::FromGrpc(status));
                              });
}

void Scenarios::Advance(int caller, Finished finished) {
  std::vector<Papers>& own = advance_[static_cast<size_t>(caller)];
  HandOver(own[advance_next_[static_cast<size_t>(caller)]++ % own.size()], std::move(finished));
}

absl::Status Scenarios::PrepareLookUps(int dossiers) {
  const auto codes = AcceptMany(dossiers);
  if (!codes.ok()) return codes.status();
  look_up_codes_ = *codes;
  std::vector<Papers> papers;
  for (const std::string& code : look_up_codes_) papers.push_back(Papers{code});
  for (int fact = 2; fact <= 12; ++fact) {
    std::atomic<size_t> next = 0;
    const Outcome outcome =
        RunCalls(32, dossiers, [&](int, Finished finished) { HandOver(papers[next++], std::move(finished)); });
    if (outcome.failed > 0) return absl::InternalError(outcome.first_failure);
  }
  return absl::OkStatus();
}

void Scenarios::LookUp(Finished finished) {
  auto call = std::make_shared<InFlight<tracking::v1::GetDossierRequest, tracking::v1::GetDossierResponse>>();
  // A step that is prime to the number of dossiers visits all of them out of order.
  const size_t at = static_cast<size_t>(look_ups_++) * 7919 % look_up_codes_.size();
  call->request.set_dossier_code(look_up_codes_[at]);
  call->request.set_with_facts(true);
  Prepare(*call, Clerk(kOffice), DayOf(142));
  tracking_->async()->GetDossier(&call->context, &call->request, &call->response,
                                 [call, finished](grpc::Status status) {
                                   if (status.ok() && call->response.facts_size() != 12) {
                                     return finished(absl::InternalError("want 12 facts"));
                                   }
                                   finished(rpc::FromGrpc(status));
                                 });
}

void Scenarios::Worklist(Finished finished) {
  auto call = std::make_shared<InFlight<routing::v1::ListWorklistRequest, routing::v1::ListWorklistResponse>>();
  call->request.set_agency_key("SGTVT");
  call->request.set_page_size(50);
  Prepare(*call, Officer(), DayOf(142));
  routing_->async()->ListWorklist(&call->context, &call->request, &call->response,
                                  [call, finished](grpc::Status status) {
                                    if (status.ok() && call->response.dossiers_size() != 50) {
                                      return finished(absl::InternalError("want a full page"));
                                    }
                                    finished(rpc::FromGrpc(status));
                                  });
}

}  // namespace hoso::bench
