// The short form of a dossier that answers and lists show.
#ifndef HOSO_COMMON_DOSSIER_SUMMARY_H_
#define HOSO_COMMON_DOSSIER_SUMMARY_H_

#include "hoso/core/v1/dossier.pb.h"

namespace hoso::dossier {

// The appointment date is left out while the clock waits for the applicant.
core::v1::DossierSummary Summarize(const core::v1::Dossier& dossier);

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_SUMMARY_H_
