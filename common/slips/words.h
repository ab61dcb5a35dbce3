// What a verdict means and what the clerk who holds the slip should do, in words.
#ifndef HOSO_COMMON_SLIPS_WORDS_H_
#define HOSO_COMMON_SLIPS_WORDS_H_

#include <string>

#include "common/slips/against_facts.h"

namespace hoso::slips {

struct Words {
  std::string meaning_vi, meaning_en;
  std::string advice_vi, advice_en;
};

// Of what the ledger found.
Words WordsOf(const Checked& slip, const Finding& finding);
// Of what the list of keys says alone.
Words WordsOf(const Checked& slip);

}  // namespace hoso::slips

#endif  // HOSO_COMMON_SLIPS_WORDS_H_
