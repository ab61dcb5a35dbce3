// What the counter says to the clerk in Vietnamese where the rules speak English (domain file screens.md, section 5).
#ifndef HOSO_CLIENTS_COUNTER_WORDS_H_
#define HOSO_CLIENTS_COUNTER_WORDS_H_

#include <string>

namespace hoso::counter {

// What to mend in `field` of an AcceptDossierRequest. The English description, where there is no better word for it.
std::string ProblemInVietnamese(const std::string& field, const std::string& description);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_WORDS_H_
