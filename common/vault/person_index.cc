#include "common/vault/person_index.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace hoso::vault {
namespace {

using identity::NameWord;

// What a token is of: one character, so that no two kinds ever share one.
enum Kind : char {
  kIdentityNumber = 'i',
  kPhone = 'p',
  kCommune = 'c',
  kToned = 'N',
  kFolded = 'n',
  kTonedWord = 'W',
  kFoldedWord = 'w',
  kTrigram = 't',
};

// Collects tokens, each once.
class Tokens {
 public:
  explicit Tokens(const Key& key) : key_(key) {}
  void Add(Kind kind, const std::string& text) {
    tokens_.push_back(Token(key_, absl::StrCat(std::string(1, kind), text)));
  }
  void AddTrigrams(const NameWord& word, bool begun) {
    for (const std::string& trigram : identity::TrigramsOf(word.folded, begun)) Add(kTrigram, trigram);
  }
  std::vector<int64_t> Sorted() {
    std::sort(tokens_.begin(), tokens_.end());
    tokens_.erase(std::unique(tokens_.begin(), tokens_.end()), tokens_.end());
    return std::move(tokens_);
  }

 private:
  const Key& key_;
  std::vector<int64_t> tokens_;
};

}  // namespace

std::vector<int64_t> IndexTokens(const Key& index_key, const core::v1::PersonRecord& record) {
  Tokens tokens(index_key);
  for (const std::string* number : {&record.identity_number(), &record.former_identity_number()}) {
    if (!number->empty()) tokens.Add(kIdentityNumber, *number);
  }
  if (!record.phone().empty()) tokens.Add(kPhone, record.phone());
  if (!record.commune_code().empty()) tokens.Add(kCommune, record.commune_code());
  const std::vector<NameWord> words = identity::WordsOf(record.full_name());
  if (words.empty()) return tokens.Sorted();
  tokens.Add(kToned, identity::Toned(words));
  tokens.Add(kFolded, identity::Folded(words));
  for (const NameWord& word : words) {
    tokens.Add(kTonedWord, word.toned);
    tokens.Add(kFoldedWord, word.folded);
    tokens.AddTrigrams(word, /*begun=*/false);
  }
  return tokens.Sorted();
}

int64_t IdentityNumberToken(const Key& index_key, const std::string& number) {
  return Token(index_key, absl::StrCat(std::string(1, kIdentityNumber), number));
}

int64_t PhoneToken(const Key& index_key, const std::string& phone) {
  return Token(index_key, absl::StrCat(std::string(1, kPhone), phone));
}

int64_t CommuneToken(const Key& index_key, const std::string& commune_code) {
  return Token(index_key, absl::StrCat(std::string(1, kCommune), commune_code));
}

std::vector<int64_t> NameTokens(const Key& index_key, const std::vector<NameWord>& typed, identity::NameFit fit) {
  Tokens tokens(index_key);
  if (typed.empty()) return {};
  switch (fit) {
    case identity::NameFit::kSameTones:
      tokens.Add(kToned, identity::Toned(typed));
      break;
    case identity::NameFit::kWordsWithTones:
      for (const NameWord& word : typed) tokens.Add(kTonedWord, word.toned);
      break;
    case identity::NameFit::kSameFolded:
      tokens.Add(kFolded, identity::Folded(typed));
      break;
    case identity::NameFit::kWords:
      for (const NameWord& word : typed) tokens.Add(kFoldedWord, word.folded);
      break;
    case identity::NameFit::kBegun:
      for (const NameWord& word : typed) tokens.AddTrigrams(word, /*begun=*/true);
      break;
    case identity::NameFit::kNone:
      break;
  }
  return tokens.Sorted();
}

}  // namespace hoso::vault
