#include "services/staff/access_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access_log/call_entry.h"
#include "common/rpc/page_token.h"
#include "hoso/access/v1/access_service.grpc.pb.h"
#include "services/staff/access_requests.h"

namespace hoso::staff {
namespace {

using access::v1::AccessService;
using access::v1::ListAccessesRequest;
using access::v1::ListAccessesResponse;

class Service final : public AccessService::CallbackService {
 public:
  explicit Service(AccessParts parts) : parts_(parts), calls_(std::move(parts.calls)) {}

  grpc::ServerUnaryReactor* ListAccesses(grpc::CallbackServerContext* context, const ListAccessesRequest* request,
                                         ListAccessesResponse* response) override {
    return calls_.Serve(context, request, response, "ListAccesses", [this](auto call) {
      const auto page = PlanListAccesses(parts_.catalogue, call->request());
      if (!page.ok()) return call->Finish(page.status());
      parts_.workers.Answer(call, [this, call, page = *page]() -> absl::Status {
        // One row more than a page tells whether another page follows.
        auto listed = parts_.store.List(page.filter, page.before, page.size + 1, call->deadline());
        if (!listed.ok()) return listed.status();
        if (static_cast<int>(listed->size()) > page.size) {
          listed->pop_back();
          call->response()->set_next_page_token(
              rpc::MakePageToken(page.question, {absl::StrCat(listed->back().sequence)}));
        }
        for (access_log::Listed& one : *listed) Fill(std::move(one), *call->response()->add_accesses());
        return parts_.access_log.RecordAndWait(AboutTheList(*call, page));
      });
    });
  }

 private:
  static void Fill(access_log::Listed listed, access::v1::ListedAccess& shown) {
    shown.set_sequence(listed.sequence);
    shown.set_writer(std::move(listed.writer));
    *shown.mutable_entry() = std::move(listed.entry);
  }

  template <typename Call>
  static access_log::AccessEntry AboutTheList(Call& call, const AccessesPage& page) {
    access_log::AccessEntry entry = access_log::EntryOf(access::v1::DEED_LIST_ACCESSES, call);
    entry.set_dossier_code(page.filter.dossier);
    entry.set_scope(page.asked);
    entry.set_records(call.response()->accesses_size());
    entry.set_outcome(entry.records() > 0 ? access::v1::OUTCOME_SHOWN : access::v1::OUTCOME_NOT_FOUND);
    return entry;
  }

  const AccessParts parts_;
  const rpc::Calls calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAccessService(AccessParts parts) {
  return std::make_unique<Service>(std::move(parts));
}

}  // namespace hoso::staff
