// A counter in memory, for working on the page and for its tests: the same calls, the
// same JSON, no journal and no network. What it knows of rules is in catalogue.ts.
import type { Method, Request, Response } from '../src/api';
import { dayOf, hour, longDay } from '../src/format';
import type { AcceptAnswer, Appointment, CheckAnswer, Day, DoAnswer, DoRequest, DossierRequest, FieldProblem, Imported, JournalRow, Packet, Paper, State, StoredDraft, TodayRow } from '../src/types';
import { classify } from '../src/scan/classify';
import { actOn } from './acts';
import { Bags } from './bags';
import { readCard } from './card';
import { communes, completeCases, feeOf, inWords, offersOn, offices, papersOf, submitterKind, workingDaysAfter } from './catalogue';
import { BUREAU, Dossiers, HERE, viewOf } from './dossiers';
import { refuse, refuseNow } from './refused';
import { Scans } from './scans';
import { Till } from './till';

export const FAKE_KEY = 'fake-key';
export const STAFF = { id: 'GDV-LG-01', password: 'mat-khau-thu', pin: '246810' };

// An acceptance.
interface Entry {
  row: TodayRow;
  journal: JournalRow;
  draftId: string;
  answer: AcceptAnswer;
  dossier: DossierRequest;
}

// Whatever else was done.
interface Deed {
  journal: JournalRow;
  answer: DoAnswer;
  printed: number;
}

// What a test may turn by hand.
export interface Switches {
  online: boolean;
  codesToday: number;
  printerBroken: boolean;
  clockDoubtful: boolean;
  catalogueExpired: boolean;
  trouble: string;
  supervisor: boolean; // Who is signed in is one.
  scanners: boolean;
}

export class FakeCounter {
  now = Date.parse('2024-04-26T14:20:00+07:00');
  staffId = '';
  pinSet = false;
  drill = false;
  switches: Switches = { online: true, codesToday: 46, printerBroken: false, clockDoubtful: false, catalogueExpired: false, trouble: '', supervisor: false, scanners: false };
  calls: string[] = [];
  readonly drafts = new Map<string, StoredDraft>();
  readonly entries: Entry[] = [];
  readonly deeds: Deed[] = [];
  readonly asked: DoRequest[] = []; // What Do was asked for and did.
  readonly dossiers = new Dossiers();
  readonly bags = new Bags(this);
  readonly till = new Till(this);
  readonly scans = new Scans();
  readonly imports: Imported[] = [];
  private readonly answers = new Map<string, unknown>(); // By act_id.
  private receipts = 11;
  private packets = 0;
  private offlineSince = '';
  private recordedLast = '2024-04-26T09:05:00+07:00';
  private wrongPins = 0;

  get online(): boolean {
    return this.switches.online && !this.drill;
  }
  get instant(): string {
    return new Date(this.now).toISOString();
  }
  get today(): Day {
    return dayOf(this.instant);
  }

  // Throws Refused.
  handle(method: Method, body: unknown): unknown {
    this.calls.push(method);
    this.now += 1000;
    if (!this.staffId && !['GetState', 'SignIn', 'SignInOffline'].includes(method)) refuse(401, 'UNAUTHENTICATED', 'staff_id: nobody is signed in at this counter', 'SIGN_IN_NEEDED');
    if (!this.online && !this.offlineSince) this.offlineSince = this.instant;
    if (this.online) this.offlineSince = '';
    const answer = this.methods[method];
    return answer ? answer(body as never) : refuse(501, 'UNIMPLEMENTED', method);
  }

  private readonly methods: { [M in Method]: (request: Request<M>) => Response<M> } = {
    GetState: () => this.state(),
    SignIn: (request) => {
      if (!this.online) refuse(503, 'UNAVAILABLE', 'staff service');
      if (request.password !== STAFF.password) refuse(401, 'UNAUTHENTICATED', 'staff id, password or one-time code is wrong', 'WRONG_CREDENTIALS');
      if (request.pin) this.pinSet = true;
      this.wrongPins = 0;
      this.staffId = request.staffId ?? '';
      return this.state();
    },
    SignInOffline: (request) => {
      if (this.wrongPins >= 5) refuse(429, 'RESOURCE_EXHAUSTED', 'locked', 'PIN_LOCKED');
      if (!this.pinSet || request.pin !== STAFF.pin) {
        this.wrongPins += 1;
        refuse(403, 'PERMISSION_DENIED', 'wrong PIN', 'PIN_WRONG');
      }
      this.staffId = request.staffId ?? '';
      return this.state();
    },
    SignOut: () => {
      this.staffId = '';
      return this.state();
    },
    ListProcedures: () => ({ offers: offersOn(this.today) }),
    ListPlaces: () => ({ offices, communes }),
    ReadCard: (request) => readCard(request.text ?? ''),
    Check: (request) => this.check(request.dossier ?? {}),
    Accept: (request) => this.accept(request.draftId ?? '', request.dossier ?? {}),
    SaveDraft: (draft) => {
      const savedAt = this.instant;
      if (!this.entries.some((entry) => entry.draftId === draft.draftId)) this.drafts.set(draft.draftId ?? '', { ...draft, savedAt });
      return { savedAt };
    },
    ListDrafts: () => ({ drafts: [...this.drafts.values()].reverse() }),
    DiscardDraft: (request) => {
      this.drafts.delete(request.draftId ?? '');
      return {};
    },
    ListToday: () => ({ rows: this.entries.map((entry) => ({ ...entry.row, state: entry.journal.state ?? 'ENTRY_STATE_WAITING' })).reverse() }),
    ListJournal: () => {
      this.send(2);
      const open = (row: JournalRow): boolean => row.state === 'ENTRY_STATE_WAITING' || row.state === 'ENTRY_STATE_NEEDS_REVIEW';
      const rows = [...this.entries, ...this.deeds].map((entry) => entry.journal).sort((one, other) => Number(one.position) - Number(other.position));
      return { rows: [...rows.filter(open), ...rows.filter((row) => !open(row)).reverse()] };
    },
    SendNow: () => {
      if (!this.online) refuse(503, 'UNAVAILABLE', 'no service answers');
      this.send(Infinity);
      return { waiting: this.waiting().length };
    },
    MarkPrinted: (request) => {
      const deed = this.deeds.find((one) => one.journal.position === String(request.position));
      if (deed) return { printed: (deed.printed += 1) };
      const entry = this.entries.find((one) => one.row.position === String(request.position));
      if (!entry) return refuse(404, 'NOT_FOUND', 'position');
      entry.row.printed = (entry.row.printed ?? 0) + 1;
      return { printed: entry.row.printed };
    },
    GetEntry: (request) => {
      const entry = this.entryAt(request.position);
      return { dossier: entry.dossier, dossierCode: entry.row.dossierCode ?? '' };
    },
    Mend: (request) => {
      const entry = this.entryAt(request.position);
      if (entry.journal.state !== 'ENTRY_STATE_NEEDS_REVIEW') refuseNow('position: was not refused', 'NOT_REFUSED');
      const check = this.check(request.dossier ?? {});
      if (check.problems?.length) refuse(400, 'INVALID_ARGUMENT', 'not complete');
      entry.journal.state = 'ENTRY_STATE_VOIDED';
      const position = this.nextPosition();
      const papers = [{ form: '01', path: `/print/${position}/01.pdf`, titleVi: 'Giấy tiếp nhận và hẹn trả', titleEn: 'Slip 01' }];
      const { message: _message, problems: _problems, reason: _reason, ...journal } = entry.journal;
      this.entries.push({ ...entry, dossier: request.dossier ?? {}, row: { ...entry.row, position, printed: 0, papers }, journal: { ...journal, position, state: 'ENTRY_STATE_WAITING' } });
      return { position, papers };
    },
    VoidEntry: (request) => {
      const entry = this.entryAt(request.position);
      if (entry.journal.state !== 'ENTRY_STATE_NEEDS_REVIEW') refuseNow('position: was not refused', 'NOT_REFUSED');
      if ((request.ground ?? '').length < 10) refuse(400, 'INVALID_ARGUMENT', 'ground: want 10 to 500 characters');
      this.till.supervise(request);
      entry.journal.state = 'ENTRY_STATE_VOIDED';
      return {};
    },
    MarkSeen: (request) => {
      const entry = this.entryAt(request.position);
      if (entry.journal.state !== 'ENTRY_STATE_RECORDED_WITH_CHANGE') refuseNow('position: was not changed', 'NOT_CHANGED');
      entry.journal.state = 'ENTRY_STATE_RECORDED';
      return {};
    },
    FindDossiers: (request) => this.dossiers.find(request.text ?? '', this.instant, (text) => readCard(text).person ?? {}, (text) => this.codeOfSlip(text)),
    GetDossier: (request) => viewOf(this.dossiers.get(request.dossierCode), this.instant),
    ListWork: () => ({ ...this.dossiers.work(this.instant), bagsHere: this.bags.here(), bagsComing: this.bags.coming() }),
    Do: (request) => this.do(request),
    GetBag: (request) => this.bags.view(this.bags.get(request.bagId)),
    CompareBag: (request) => this.bags.compare(request.bagId, request.counted, request.found ?? []),
    GetShift: () => this.till.view(),
    OpenShift: (request) => this.once(request.actId, () => this.till.open(request.notes ?? [])),
    CountCash: (request) => this.once(request.actId, () => this.till.count(request.notes ?? [])),
    CloseShift: (request) => this.once(request.actId, () => this.till.close(request)),
    HandOverFees: (request) => this.once(request.actId, () => this.till.handOver(request.agencyKey ?? '', Number(request.amountVnd ?? 0), request.documentNumber ?? '')),
    ListScans: (request) => ({ scans: this.scans.list(request.draftId || request.dossierCode || '') }),
    DiscardScan: (request) => {
      this.scans.discard(request.scanId);
      return {};
    },
    ListScanners: () => ({ scanners: this.switches.scanners ? [{ name: 'fake:0', label: 'Máy quét thử', feeder: true }] : [] }),
    ScanPages: (request) => {
      if (!this.switches.scanners) refuse(503, 'UNAVAILABLE', 'scanner: does not answer', 'SCANNER_STUCK');
      const pages = request.fromFeeder ? 3 : 1;
      return this.scans.take(request.draftId || request.dossierCode || '', request.componentId ?? '', Buffer.from(`%PDF-1.4\n${'/Type /Page \n'.repeat(pages)}`), this.instant);
    },
    ExportPacket: (request) => {
      const waiting = [...this.waiting()];
      if (waiting.length === 0) refuseNow('entries: nothing is unsent', 'NOTHING_WAITS');
      if (!offices.some((office) => office.id === request.toOfficeId)) refuse(400, 'INVALID_ARGUMENT', 'to_office_id: no such office');
      this.packets += 1;
      const name = `YB-CP-04381-Q1-${this.packets}.hoso`;
      return {
        name, path: `/packet/${name}`, digest: 'ab'.repeat(32), entries: waiting.length, bytes: String(2048 * waiting.length),
        papers: waiting.map((entry) => ({ form: 'cover', path: `/print/${entry.journal.position}/cover.pdf`, titleVi: `Tờ bìa ${entry.journal.dossierCode}`, titleEn: `Cover sheet ${entry.journal.dossierCode}` })),
      } satisfies Packet;
    },
    ImportCoverSheet: (request) => {
      if (!/^HOSO-COVER:/.test(request.text ?? '')) refuse(400, 'INVALID_ARGUMENT', 'text: is no cover sheet', 'PACKET_UNREADABLE');
      return this.imported({ fromCounter: 'YB-CP-04378-Q1', recorded: 1, known: 0, refused: 0, waiting: 0, dossierCodes: ['H15.05-240425-0003'] });
    },
    Drill: (request) => {
      this.drill = request.offline ?? false;
      this.offlineSince = this.drill ? this.instant : '';
      return this.state();
    },
  };

  private entryAt(position: string | number | undefined): Entry {
    return this.entries.find((one) => one.row.position === String(position)) ?? refuse(404, 'NOT_FOUND', `position: ${position}, no such entry`);
  }

  private nextPosition(): string {
    return String(this.entries.length + this.deeds.length + 1);
  }

  nextReceipt(): string {
    this.receipts += 1;
    return String(this.receipts).padStart(4, '0');
  }

  codeOfSlip(text: string): string {
    const found = classify(text);
    return found.kind === 'slip' ? found.code : '';
  }

  openWork(): { unprinted: number; unsent: number; itemsNotInABag: number } {
    const here = this.dossiers.work(this.instant).toSend ?? [];
    return { unprinted: this.unprinted(), unsent: this.waiting().length, itemsNotInABag: here.length };
  }

  private unprinted(): number {
    const toPrint = this.deeds.filter((deed) => (deed.answer.papers ?? []).length > 0);
    return [...this.entries.map((entry) => entry.row.printed), ...toPrint.map((deed) => deed.printed)].filter((printed) => !printed).length;
  }

  takePacket(bytes: Buffer): Imported {
    const text = bytes.toString('latin1');
    if (!text.startsWith('HOSO-PACKET')) refuse(400, 'INVALID_ARGUMENT', 'packet: is none', 'PACKET_UNREADABLE');
    if (text.includes('cut')) refuse(400, 'INVALID_ARGUMENT', 'packet: ends early', 'PACKET_DAMAGED');
    if (text.includes('other office')) refuseNow('packet: is sealed for another office', 'PACKET_FOR_ANOTHER_OFFICE');
    return this.imported({
      fromCounter: 'YB-CP-04378-Q1', recorded: 2, known: 1, refused: 1, waiting: 0, dossierCodes: ['H15.05-240425-0003', 'H15.05-240425-0004'],
      problems: [{ dossierCode: 'H15.05-240425-0005', kind: 'intake.AcceptDossier', message: 'owner.identity_number: has another shape, want 12 digits', reason: '' }],
    });
  }

  imported(answer: Imported): Imported {
    this.imports.push(answer);
    return answer;
  }

  // The same act_id again gets the first answer.
  private once<T>(actId: string | undefined, act: () => T): T {
    if (!/^[0-9a-f-]{36}$/.test(actId ?? '')) refuse(400, 'INVALID_ARGUMENT', 'act_id: want a UUID');
    const before = this.answers.get(actId ?? '');
    if (before) return before as T;
    const answer = act();
    this.answers.set(actId ?? '', answer);
    return answer;
  }

  private do(request: DoRequest): DoAnswer {
    if (request.dryRun) return this.act(request, true);
    return this.once(request.actId, () => this.act(request, false));
  }

  private act(request: DoRequest, dry: boolean): DoAnswer {
    const ofBag = this.bags.act(request);
    const acted = ofBag ?? actOn(this, request) ?? refuse(400, 'INVALID_ARGUMENT', 'command: not given');
    const dossier = 'dossier' in acted ? acted.dossier : undefined;
    if (dry) return { position: '0', ...(dossier && { dossier: viewOf(dossier, this.instant) }), ...acted.answer };
    acted.commit();
    if (dossier) dossier.version += 1;
    const position = this.nextPosition();
    const papers: Paper[] = acted.papers.map((paper) => ({ ...paper, path: `/print/${position}/${paper.form}.pdf` }));
    const answer: DoAnswer = { position, ...acted.answer, papers, ...(dossier && { dossier: viewOf(dossier, this.instant) }), ...(ofBag && { bag: this.bags.view(ofBag.bag()) }) };
    const code = dossier?.code ?? '';
    this.deeds.push({ answer, printed: 0, journal: { position, occurredAt: this.instant, kind: acted.kind, dossierCode: code, state: 'ENTRY_STATE_WAITING', papers } });
    this.asked.push(request);
    return answer;
  }

  private waiting(): (Entry | Deed)[] {
    return [...this.entries, ...this.deeds].filter((entry) => entry.journal.state === 'ENTRY_STATE_WAITING');
  }

  private send(most: number): void {
    if (!this.online) return;
    for (const entry of this.waiting().slice(0, most)) {
      entry.journal.state = 'ENTRY_STATE_RECORDED';
      entry.journal.recordedAt = this.instant;
      this.recordedLast = this.instant;
    }
  }

  state(): State {
    this.send(1);
    const waiting = this.waiting();
    const oldest = waiting[0]?.journal.occurredAt;
    return {
      officeId: 'YB-CP-04381',
      officeName: 'Điểm bưu điện tại xã Lâm Giang',
      counter: 'YB-CP-04381-Q1',
      staffId: this.staffId,
      role: this.staffId ? (this.switches.supervisor ? 'bureau_supervisor' : 'postal_attendant') : '',
      staffWithPin: this.pinSet ? [STAFF.id] : [],
      now: this.instant,
      simulatedClock: true,
      online: this.online,
      drill: this.drill,
      ...(this.offlineSince && { offlineSince: this.offlineSince }),
      waiting: waiting.length,
      ...(oldest && { waitingSince: oldest }),
      needsReview: this.entries.filter(({ journal }) => journal.state === 'ENTRY_STATE_NEEDS_REVIEW' || journal.state === 'ENTRY_STATE_RECORDED_WITH_CHANGE').length,
      unprinted: this.unprinted(),
      codesToday: this.switches.codesToday,
      codesUntil: { year: 2024, month: 5, day: 3 },
      recordedLast: this.recordedLast,
      catalogueDigest: 'fake',
      catalogueExpiresAt: this.switches.catalogueExpired ? '2024-04-20T00:00:00Z' : '2024-05-26T00:00:00Z',
      trouble: this.switches.trouble,
      clock: this.switches.clockDoubtful ? 'CLOCK_STATE_DOUBTFUL' : 'CLOCK_STATE_GOOD',
    };
  }

  appointment(days: number): Appointment {
    const { day, skipped, madeUp } = workingDaysAfter(this.today, days);
    const off = skipped.length > 0 ? `; nghỉ ${skipped.join(', ')}` : '';
    const made = madeUp.length > 0 ? `; làm bù ${madeUp.join(', ')}` : '';
    const offEn = skipped.length > 0 ? `; closed ${skipped.join(', ')}` : '';
    const madeEn = madeUp.length > 0 ? `; open on ${madeUp.join(', ')} instead` : '';
    return {
      date: day,
      dueAt: `${day.year}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}T10:00:00Z`,
      derivationVi: `nhận ${hour(this.instant)} ${longDay(this.today, 'vi')} + ${days} ngày làm việc${off}${made}`,
      derivationEn: `taken in ${hour(this.instant)} ${longDay(this.today, 'en')} + ${days} working days${offEn}${madeEn}`,
      calendarVersion: '2024.1',
    };
  }

  check(dossier: DossierRequest): CheckAnswer {
    const offer = offersOn(this.today).find((one) => one.key === dossier.procedure);
    const version = offer?.version;
    if (!version || !offer?.takenInHere) {
      return { problems: [{ field: 'procedure', descriptionVi: 'Quầy không nhận thủ tục này', descriptionEn: 'Not taken in here' }] };
    }
    // Papers and fee depend on who hands in; of somebody who may not there are none.
    if (!(version.submitters as string[] | undefined)?.includes(submitterKind(dossier))) {
      return { problems: [{ field: 'submitter', descriptionVi: 'Người này không được nộp thủ tục này', descriptionEn: 'Not for this person to hand in' }] };
    }
    const fee = feeOf(version, dossier, this.today);
    const term = version.terms?.find((one) => !one.cases?.length || one.cases.some((id) => completeCases(version, dossier.cases ?? []).includes(String(id))));
    return {
      appointment: this.appointment(term?.value ?? 5),
      fees: fee.amount > 0 ? [{ feeId: fee.id, amountVnd: String(fee.amount) }] : [],
      feesDueVnd: String(fee.amount),
      feesDueWords: inWords(fee.amount),
      papers: papersOf(version, dossier, this.today),
      problems: this.problems(dossier, version.proxyRules ?? []),
      agencyKey: version.agency ?? '',
      returnOfficeName: offices.find((one) => one.id === (dossier.returnOfficeId || 'YB-CP-04381'))?.nameVi ?? '',
    };
  }

  private problems(dossier: DossierRequest, rules: readonly { authorisation?: unknown; notNeededFor?: readonly unknown[] }[]): FieldProblem[] {
    const problems: FieldProblem[] = [];
    const notarised = rules.some((rule) => rule.authorisation === 'AUTHORISATION_NOTARISED');
    if (dossier.relation === 'RELATION_AUTHORISED' && !dossier.authorisation) {
      problems.push({ field: 'authorisation', descriptionVi: 'Nhập số giấy ủy quyền', descriptionEn: 'Enter the number of the authorisation' });
    } else if (dossier.relation === 'RELATION_AUTHORISED' && notarised && !dossier.authorisation?.notarised) {
      problems.push({ field: 'authorisation.notarised', descriptionVi: 'Giấy ủy quyền phải có công chứng hoặc chứng thực', descriptionEn: 'The authorisation must be notarised or certified' });
    }
    return problems;
  }

  private accept(draftId: string, dossier: DossierRequest): AcceptAnswer {
    const before = this.entries.find((entry) => entry.draftId === draftId);
    if (before) return before.answer;
    const check = this.check(dossier);
    if (check.problems?.length) refuse(400, 'INVALID_ARGUMENT', 'not complete');
    const position = this.nextPosition();
    const provisional = !this.online && this.switches.codesToday === 0;
    const dossierCode = `H15.05-240426-${String(provisional ? 10001 : this.entries.length + 7).padStart(4, '0')}`;
    const paid = (dossier.feesPaid ?? []).reduce((sum, line) => sum + Number(line.amountVnd), 0);
    const papers = [{ form: '01', path: `/print/${position}/01.pdf`, titleVi: 'Giấy tiếp nhận và hẹn trả', titleEn: 'Slip 01' }];
    if (paid > 0) papers.push({ form: 'receipt', path: `/print/${position}/receipt.pdf`, titleVi: 'Biên lai', titleEn: 'Receipt' });
    const answer: AcceptAnswer = {
      position, dossierCode, lookupSecret: 'K7MP', papers, provisional, receiptNumber: paid > 0 ? this.nextReceipt() : '',
      ...(check.appointment && { appointment: check.appointment }),
    };
    const at = this.instant;
    const name = offersOn(this.today).find((one) => one.key === dossier.procedure)?.version?.nameVi ?? '';
    if (paid > 0) this.till.take(dossier.procedure ?? '', dossier.means ?? 'PAYMENT_MEANS_CASH', paid, answer.receiptNumber ?? '');
    this.dossiers.all.push({
      code: dossierCode, version: 1, status: 'STATUS_ACCEPTED', procedureKey: dossier.procedure ?? '', owner: dossier.owner ?? {},
      ...(dossier.submitter && { submitter: dossier.submitter }), relation: dossier.relation ?? 'RELATION_SELF', acceptedAt: at, ...(check.appointment && { appointment: check.appointment }),
      items: [{ number: 1, kind: 'ITEM_KIND_PAPERS', label: 'Hồ sơ giấy', holder: HERE, since: at, goesTo: BUREAU }],
      ...(paid === 0 && Number(check.feesDueVnd) > 0 && { payment: { fees: check.fees ?? [], names: ['Lệ phí'], reason: '' } }),
      ready: false, exchange: dossier.procedure === 'GPLX_DOI', failedAttempts: 0, unsent: !this.online, discrepancies: [],
    });
    this.entries.push({
      draftId,
      answer,
      dossier,
      row: {
        position, dossierCode, procedureKey: dossier.procedure ?? '', procedureNameVi: name, ownerName: dossier.owner?.fullName ?? '',
        acceptedAt: at, paidVnd: String(paid), printed: 0, papers, ...(check.appointment && { appointment: check.appointment }),
      },
      journal: { position, occurredAt: at, kind: 'intake.AcceptDossier', dossierCode, state: 'ENTRY_STATE_WAITING', ...(check.appointment && { told: check.appointment }) },
    });
    this.drafts.delete(draftId);
    this.scans.adopt(draftId, dossierCode);
    if (!this.online && this.switches.codesToday > 0) this.switches.codesToday -= 1;
    return answer;
  }
}
