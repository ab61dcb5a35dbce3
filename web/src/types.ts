// Short names for what page.proto and what it builds on are in JSON.
export type {
  CheckResponseJson as CheckAnswer,
  AcceptResponseJson as AcceptAnswer,
  CommunePlaceJson as Commune,
  DraftJson as StoredDraft,
  EntryStateJson as EntryState,
  FieldProblemJson as FieldProblem,
  JournalRowJson as JournalRow,
  ListPlacesResponseJson as Places,
  OfferJson as Offer,
  OfficePlaceJson as Office,
  PaperJson as Paper,
  PaperWantedJson as PaperWanted,
  ReadCardResponseJson as Card,
  StateJson as State,
  TodayRowJson as TodayRow,
} from './gen/hoso/counter/v1/page_pb';
export type { AcceptDossierRequestJson as DossierRequest } from './gen/hoso/intake/v1/intake_service_pb';
export type { AppointmentJson as Appointment } from './gen/hoso/core/v1/clock_pb';
export type { DateJson as Day } from './gen/hoso/core/v1/date_pb';
export type {
  OwnerKindJson as OwnerKind,
  IdentityKindJson as IdentityKind,
  PersonRecordJson as PersonRecord,
  RelationJson as Relation,
  SexJson as Sex,
} from './gen/hoso/core/v1/person_pb';
export type {
  CaseJson as Case,
  FeeJson as Fee,
  ProcedureVersionJson as ProcedureVersion,
  SubmitterKindJson as SubmitterKind,
} from './gen/hoso/catalogue/v1/procedure_pb';
export type { PaymentMeansJson as PaymentMeans } from './gen/hoso/core/v1/fact_pb';
