// hoso.journal.v1.JournalService: what counters did without the network, done as if each command had been called.
//
// A door says how each of its commands is run; everything else, chain, fork, who acted, what became of it, is here.
#ifndef HOSO_COMMON_JOURNAL_JOURNAL_SERVICE_H_
#define HOSO_COMMON_JOURNAL_JOURNAL_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/journal/book.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"
#include "common/session/token.h"
#include "common/signing/key_list.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::journal {

// What a command came to.
struct Ran {
  grpc::Status status;
  std::string answer;     // Serialised, when OK.
  bool changed = false;   // Something is other than the counter told the citizen.
  bool compared = false;  // Whether `changed` is known at all.
};

struct Run {
  rpc::CallContext context;  // Of who was signed in when the entry was written.
  v1::JournalBody body;
  std::function<void(Ran)> done;  // To be called once, from any thread.
};
using Runner = std::function<void(Run)>;

// Runs `handler(std::shared_ptr<rpc::Call<Request, Response>>)`, the same that serves the call. `changed`, if given,
// tells from request and response whether the counter told the citizen something else.
template <typename Request, typename Response, typename Handler>
Runner RunnerOf(Handler handler, std::function<bool(const Request&, const Response&)> changed = nullptr) {
  return [handler = std::move(handler), changed = std::move(changed)](Run run) {
    struct Messages {
      Request request;
      Response response;
    };
    const auto messages = std::make_shared<Messages>();
    const bool read = messages->request.ParseFromString(run.body.request());
    messages->request.set_request_id(run.body.entry_id());
    if constexpr (requires { messages->request.mutable_occurred_at(); }) {
      *messages->request.mutable_occurred_at() = run.body.occurred_at();
    }
    const auto call = std::make_shared<rpc::Call<Request, Response>>(
        std::move(run.context), &messages->request, &messages->response,
        [messages, changed, done = std::move(run.done)](const grpc::Status& status) {
          Ran ran{.status = status};
          if (status.ok()) {
            ran.answer = messages->response.SerializeAsString();
            ran.compared = changed != nullptr;
            ran.changed = ran.compared && changed(messages->request, messages->response);
          }
          done(std::move(ran));
        });
    if (!read) return call->Finish(absl::InvalidArgumentError("request: want the serialised request of the command"));
    handler(call);
  };
}

struct JournalDependencies {
  Book& book;
  session::TokenCheck& tokens;
  signing::KeyListFile& keys;  // By which packets are signed.
  std::map<std::string, Runner> runners;  // By the command's name in the table of rights.
  rpc::CallsOptions door;                 // Of the commands: its service is the door's.
  // Of commands whose names begin otherwise, as the door serves them, too: by that beginning.
  std::map<std::string, rpc::CallsOptions> beside;
  rpc::CallsOptions calls;  // Of SyncJournal: its service is "journal".
};
// All references outlive the service.
std::unique_ptr<grpc::Service> MakeJournalService(JournalDependencies dependencies);

// What a door's main() has to do: a book of its own connections, and the service over it. `door` are the options of the
// door's own calls; `tokens`, `keys` and what they name outlive this.
struct JournalDoor {
  std::unique_ptr<Book> book;
  std::unique_ptr<grpc::Service> service;
};
JournalDoor OpenJournalDoor(const std::string& conninfo, session::TokenCheck& tokens, signing::KeyListFile& keys,
                            std::map<std::string, Runner> runners, const rpc::CallsOptions& door,
                            std::map<std::string, rpc::CallsOptions> beside = {});
inline constexpr char kServiceName[] = "hoso.journal.v1.JournalService";

}  // namespace hoso::journal

#endif  // HOSO_COMMON_JOURNAL_JOURNAL_SERVICE_H_
