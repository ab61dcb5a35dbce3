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
  PaperWantedJson as PaperWanted,
  ReadCardResponseJson as Card,
  StateJson as State,
  TodayRowJson as TodayRow,
} from './gen/hoso/counter/v1/page_pb';
export type {
  ActJson as Act,
  BagViewJson as BagView,
  CompareBagResponseJson as Compared,
  DoRequestJson as DoRequest,
  DoResponseJson as DoAnswer,
  DossierViewJson as DossierView,
  FindDossiersResponseJson as Found,
  ItemViewJson as ItemView,
  ListWorkResponseJson as Work,
  ManifestRowJson as ManifestRow,
  PaperAskedJson as PaperAsked,
  TurnJson as Turn,
} from './gen/hoso/counter/v1/desk_pb';
export type { PaperJson as Paper } from './gen/hoso/counter/v1/paper_pb';
export type { ExportPacketResponseJson as Packet, ImportPacketResponseJson as Imported } from './gen/hoso/counter/v1/packets_pb';
export type { NoteCountJson as NoteCount, ShiftJson as Shift } from './gen/hoso/counter/v1/shift_pb';
export type { ScanViewJson as ScanView, ScannerJson as Scanner } from './gen/hoso/counter/v1/scans_pb';
export type {
  BagStatusJson as BagStatus,
  DiscrepancyJson as Discrepancy,
  DiscrepancyOutcomeJson as DiscrepancyOutcome,
  HolderJson as Holder,
  ItemKindJson as ItemKind,
  ItemRefJson as ItemRef,
  SealStateJson as SealState,
} from './gen/hoso/core/v1/custody_pb';
export type { AcceptDossierRequestJson as DossierRequest } from './gen/hoso/intake/v1/intake_service_pb';
export type { AppointmentJson as Appointment } from './gen/hoso/core/v1/clock_pb';
export type { DateJson as Day } from './gen/hoso/core/v1/date_pb';
export type {
  AuthorisationJson as Authorisation,
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
export type {
  AttemptFailureJson as AttemptFailure,
  ComponentCountJson as ComponentCount,
  FeeLineJson as FeeLine,
  IdentityCheckJson as IdentityCheck,
  NotificationMeansJson as NotificationMeans,
  PaymentMeansJson as PaymentMeans,
} from './gen/hoso/core/v1/fact_pb';
