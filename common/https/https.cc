#include "common/https/https.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/errors.h"

namespace hoso::https {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

struct Body {
  std::string bytes;
  size_t longest;
};

// Taking less than was offered ends the transfer.
size_t Take(char* bytes, size_t size, size_t count, void* body) {
  Body& into = *static_cast<Body*>(body);
  const size_t offered = size * count;
  if (offered > into.longest - into.bytes.size()) return 0;
  into.bytes.append(bytes, offered);
  return offered;
}

std::string HostOf(const std::string& url) {
  const std::string rest(absl::StripPrefix(url, "https://"));
  return errors::Printable(rest.substr(0, rest.find_first_of("/?#")), 100);
}

absl::StatusOr<Answer> Ask(const std::string& url, const std::string* form, const Options& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Handle handle(started == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
  if (handle == nullptr) return absl::InternalError("libcurl does not start");
  CURL* const curl = handle.get();
  Body body{.longest = options.longest_answer};
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options.timeout)));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "hoso");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  if (!options.authorities.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.authorities.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // Nobody else.
  }
  if (form != nullptr) curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, form->c_str());
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK) {
    return absl::UnavailableError(absl::StrCat(HostOf(url), ": ", curl_easy_strerror(code)));
  }
  Answer answer{.body = std::move(body.bytes)};
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.code);
  return answer;
}

std::string Escaped(const std::string& text) {
  const std::unique_ptr<char, decltype(&curl_free)> escaped(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  return escaped == nullptr ? "" : escaped.get();
}

}  // namespace

absl::StatusOr<Answer> Client::Get(const std::string& url) const { return Ask(url, nullptr, options_); }

absl::StatusOr<Answer> Client::Post(const std::string& url,
                                    const std::vector<std::pair<std::string, std::string>>& form) const {
  std::string text;
  for (const auto& [name, value] : form) {
    absl::StrAppend(&text, text.empty() ? "" : "&", Escaped(name), "=", Escaped(value));
  }
  return Ask(url, &text, options_);
}

}  // namespace hoso::https
