// The catalogue in memory: what was valid on which day, and what follows from it.
//
// Loaded once at start from a directory of protobuf text files, checked as a
// whole (check.h), and immutable from then on. Pointers handed out live as long
// as the Catalogue; keep the shared_ptr.
//
// Errors: NOT_FOUND for what the catalogue never heard of; FAILED_PRECONDITION
// for what exists, but not on this day, at this office or through this channel,
// saying since when or instead of what.
#ifndef HOSO_COMMON_CATALOGUE_CATALOGUE_H_
#define HOSO_COMMON_CATALOGUE_CATALOGUE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/dates.h"
#include "common/clock/calendar.h"
#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// A procedure as it stands on some day. Never null within an OK result.
struct ProcedureInForce {
  const v1::Procedure* procedure = nullptr;
  const v1::ProcedureVersion* version = nullptr;
};

class Catalogue {
 public:
  // Reads and checks all *.textproto files in and below `directory`. On any problem returns INVALID_ARGUMENT with all
  // of them, one `file:line: what was expected` a line.
  static absl::StatusOr<std::shared_ptr<const Catalogue>> Load(const std::string& directory);

  // Indexes data that was checked. REQUIRES: CheckCatalogue found no problem in `data`. `digest` identifies the files.
  Catalogue(v1::CatalogueFile data, std::string digest);

  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  // The version of a procedure for dossiers taken in on `day` through `channel`, by key or by a national code that the
  // procedure has or had. A code that was not the procedure's on that day is FAILED_PRECONDITION with the right one.
  absl::StatusOr<ProcedureInForce> FindProcedure(const std::string& key_or_code, absl::CivilDay day,
                                                 v1::Channel channel) const;

  // The version that a dossier was taken in under, by its id such as "GPLX_DOI@2022-11-01".
  absl::StatusOr<ProcedureInForce> FindVersion(const std::string& version_id) const;

  absl::StatusOr<const v1::Office*> FindOffice(const std::string& id) const;
  absl::StatusOr<const v1::Agency*> FindAgency(const std::string& key) const;
  absl::StatusOr<const v1::Agency*> FindAgencyByNumber(int number) const;
  absl::StatusOr<const v1::Agency*> FindAgencyByCode(const std::string& code) const;

  // A commune, district or province by its code, as on `day`.
  absl::StatusOr<const v1::AdminUnit*> FindAdminUnit(const std::string& code, absl::CivilDay day) const;

  absl::StatusOr<const v1::Status*> FindStatus(int code) const;

  // The text of the source that something rests on; empty where none is known.
  std::string SourceText(const v1::Basis& basis) const;
  // The rules on `day`; a catalogue that passed its check has them for every day.
  absl::StatusOr<const v1::PostalRules*> PostalRulesOn(absl::CivilDay day) const;

  // OK if `office` takes in dossiers of `procedure_key` on `day`; else FAILED_PRECONDITION saying why not.
  absl::Status CheckOffered(const v1::Office& office, const std::string& procedure_key, absl::CivilDay day) const;

  // Keys of the procedures that `office` takes in on `day`, in the catalogue's order.
  std::vector<std::string> ProceduresOffered(const v1::Office& office, absl::CivilDay day) const;

  // The calendar known to promises made on `day`, with the hours that the agency keeps on that day.
  absl::StatusOr<clock::Schedule> ScheduleOfAgency(const std::string& agency_key, absl::CivilDay day) const;
  absl::StatusOr<clock::Schedule> ScheduleOfOffice(const std::string& office_id, absl::CivilDay day) const;
  std::shared_ptr<const clock::Calendar> CalendarOn(absl::CivilDay day) const;

  // The legs from an office to an agency's desk, in the order travelled; reversed, the way back. Empty never.
  absl::StatusOr<std::vector<const v1::Leg*>> WayToAgency(const std::string& office_id, const std::string& agency_key,
                                                          absl::CivilDay day) const;

  // Kilometres one way between an office and the agency's desk that someone is spared who hands in at the office: by
  // road where the distance to the provincial seat is known and the desk is there, else as the crow flies. In whole
  // kilometres, since the places are known to some five only.
  absl::StatusOr<int> KmSpared(const std::string& office_id, const std::string& agency_key) const;

  // SHA-256 in hex over the canonical form of all entries: the same for the same content, however spread over files.
  const std::string& digest() const { return digest_; }

  // All entries, in the order of the files.
  const v1::CatalogueFile& data() const { return data_; }

 private:
  absl::StatusOr<ProcedureInForce> VersionOn(const v1::Procedure& procedure, const std::string& asked,
                                             absl::CivilDay day) const;
  const v1::Agency& HouseOf(const v1::Agency& agency) const;  // In whose house its desk is: its own or another's.
  void IndexCalendars();

  v1::CatalogueFile data_;
  std::string digest_;
  std::unordered_map<std::string, const v1::Procedure*> procedures_;  // By key and by each code.
  std::unordered_map<std::string, ProcedureInForce> versions_;
  std::unordered_map<std::string, const v1::Office*> offices_;
  std::unordered_map<std::string, const v1::Agency*> agencies_;
  std::unordered_map<int, const v1::Agency*> agencies_by_number_;
  std::unordered_map<std::string, const v1::Agency*> agencies_by_code_;
  std::unordered_multimap<std::string, const v1::AdminUnit*> admin_units_;
  std::unordered_map<std::string, const v1::ServiceGroup*> service_groups_;
  std::unordered_map<std::string, clock::OfficeHours> office_hours_;
  std::unordered_multimap<std::string, const v1::Leg*> legs_;  // By from_office.
  std::unordered_map<int, const v1::Status*> statuses_;
  std::map<absl::CivilDay, std::shared_ptr<const clock::Calendar>> calendars_;       // By first day of use.
  std::map<absl::CivilDay, std::shared_ptr<const clock::Calendar>> post_calendars_;  // As above.
};

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_CATALOGUE_H_
