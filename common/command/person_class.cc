#include "common/command/person_class.h"

namespace hoso::command {

ledger::ClassOf PersonClassesOf(const catalogue::Catalogue& catalogue) {
  return [&catalogue](const core::v1::Dossier& dossier) {
    const auto procedure = catalogue.FindVersion(dossier.procedure_version());
    const bool normal = procedure.ok() && procedure->version->sensitivity() == catalogue::v1::SENSITIVITY_NORMAL;
    return normal ? trust::v1::DATA_CLASS_NORMAL : trust::v1::DATA_CLASS_CRIMINAL_RECORD;
  };
}

}  // namespace hoso::command
