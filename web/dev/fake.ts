// A counter in memory, for working on the page and for its tests: the same calls, the
// same JSON, no journal and no network. What it knows of rules is in catalogue.ts.
import type { Method, Request, Response } from '../src/api';
import { dayOf, hour, longDay } from '../src/format';
import type { AcceptAnswer, Appointment, CheckAnswer, Day, DossierRequest, FieldProblem, JournalRow, State, StoredDraft, TodayRow } from '../src/types';
import { communes, completeCases, feeOf, inWords, offersOn, offices, papersOf, submitterKind, workingDaysAfter } from './catalogue';

export interface Refusal {
  status: number;
  code: string;
  message: string;
  reason?: string;
  fields?: { field: string; description: string }[];
}

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

const refuse = (status: number, code: string, message: string, reason = ''): never => {
  throw new Refused({ status, code, message, reason });
};

export const FAKE_KEY = 'fake-key';
export const STAFF = { id: 'GDV-LG-01', password: 'mat-khau-thu', pin: '246810' };

interface Entry {
  row: TodayRow;
  journal: JournalRow;
  draftId: string;
  answer: AcceptAnswer;
}

// What a test may turn by hand.
export interface Switches {
  online: boolean;
  codesToday: number;
  printerBroken: boolean;
  clockDoubtful: boolean;
  catalogueExpired: boolean;
  trouble: string;
}

export class FakeCounter {
  now = Date.parse('2024-04-26T14:20:00+07:00');
  staffId = '';
  pinSet = false;
  drill = false;
  switches: Switches = { online: true, codesToday: 46, printerBroken: false, clockDoubtful: false, catalogueExpired: false, trouble: '' };
  calls: string[] = [];
  readonly drafts = new Map<string, StoredDraft>();
  readonly entries: Entry[] = [];
  private offlineSince = '';
  private recordedLast = '2024-04-26T09:05:00+07:00';
  private wrongPins = 0;

  get online(): boolean {
    return this.switches.online && !this.drill;
  }
  private get instant(): string {
    return new Date(this.now).toISOString();
  }
  private get today(): Day {
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
    ReadCard: (request) => this.readCard(request.text ?? ''),
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
      const rows = this.entries.map((entry) => entry.journal);
      return { rows: [...rows.filter(open), ...rows.filter((row) => !open(row)).reverse()] };
    },
    SendNow: () => {
      if (!this.online) refuse(503, 'UNAVAILABLE', 'no service answers');
      this.send(Infinity);
      return { waiting: this.waiting().length };
    },
    MarkPrinted: (request) => {
      const entry = this.entries.find((one) => one.row.position === String(request.position));
      if (!entry) return refuse(404, 'NOT_FOUND', 'position');
      entry.row.printed = (entry.row.printed ?? 0) + 1;
      return { printed: entry.row.printed };
    },
    Drill: (request) => {
      this.drill = request.offline ?? false;
      this.offlineSince = this.drill ? this.instant : '';
      return this.state();
    },
  };

  private waiting(): Entry[] {
    return this.entries.filter((entry) => entry.journal.state === 'ENTRY_STATE_WAITING');
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
      role: this.staffId ? 'postal_attendant' : '',
      staffWithPin: this.pinSet ? [STAFF.id] : [],
      now: this.instant,
      simulatedClock: true,
      online: this.online,
      drill: this.drill,
      ...(this.offlineSince && { offlineSince: this.offlineSince }),
      waiting: waiting.length,
      ...(oldest && { waitingSince: oldest }),
      needsReview: this.entries.filter(({ journal }) => journal.state === 'ENTRY_STATE_NEEDS_REVIEW' || journal.state === 'ENTRY_STATE_RECORDED_WITH_CHANGE').length,
      unprinted: this.entries.filter((entry) => !entry.row.printed).length,
      codesToday: this.switches.codesToday,
      codesUntil: { year: 2024, month: 5, day: 3 },
      recordedLast: this.recordedLast,
      catalogueDigest: 'fake',
      catalogueExpiresAt: this.switches.catalogueExpired ? '2024-04-20T00:00:00Z' : '2024-05-26T00:00:00Z',
      trouble: this.switches.trouble,
      clock: this.switches.clockDoubtful ? 'CLOCK_STATE_DOUBTFUL' : 'CLOCK_STATE_GOOD',
    };
  }

  private readCard(text: string): Response<'ReadCard'> {
    const [number = '', former = '', name = '', birth = '', sex = '', address = ''] = text.split('|');
    if (!/^\d{12}$/.test(number) || !/^(\d{9})?$/.test(former) || !/^\d{8}$/.test(birth)) refuse(400, 'INVALID_ARGUMENT', 'text: another shape', 'CARD_UNREADABLE');
    return {
      person: {
        kind: 'OWNER_KIND_CITIZEN',
        fullName: name,
        identityKind: 'IDENTITY_KIND_CCCD',
        identityNumber: number,
        formerIdentityNumber: former,
        birthDate: { day: Number(birth.slice(0, 2)), month: Number(birth.slice(2, 4)), year: Number(birth.slice(4)) },
        sex: sex === 'Nữ' ? 'SEX_FEMALE' : 'SEX_MALE',
        address,
      },
      warnings: /\d|\?/.test(name) ? ['Máy quét đang gửi sai dấu. Gõ họ tên theo thẻ'] : [],
    };
  }

  private appointment(days: number): Appointment {
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
    const position = String(this.entries.length + 1);
    const provisional = !this.online && this.switches.codesToday === 0;
    const dossierCode = `H15.05-240426-${String(provisional ? 10001 : this.entries.length + 7).padStart(4, '0')}`;
    const paid = (dossier.feesPaid ?? []).reduce((sum, line) => sum + Number(line.amountVnd), 0);
    const papers = [{ form: '01', path: `/print/${position}/01.pdf`, titleVi: 'Giấy tiếp nhận và hẹn trả', titleEn: 'Slip 01' }];
    if (paid > 0) papers.push({ form: 'receipt', path: `/print/${position}/receipt.pdf`, titleVi: 'Biên lai', titleEn: 'Receipt' });
    const answer: AcceptAnswer = {
      position, dossierCode, lookupSecret: 'K7MP', papers, provisional, receiptNumber: paid > 0 ? '0012' : '',
      ...(check.appointment && { appointment: check.appointment }),
    };
    const at = this.instant;
    const name = offersOn(this.today).find((one) => one.key === dossier.procedure)?.version?.nameVi ?? '';
    this.entries.push({
      draftId,
      answer,
      row: {
        position, dossierCode, procedureKey: dossier.procedure ?? '', procedureNameVi: name, ownerName: dossier.owner?.fullName ?? '',
        acceptedAt: at, paidVnd: String(paid), printed: 0, papers, ...(check.appointment && { appointment: check.appointment }),
      },
      journal: { position, occurredAt: at, kind: 'intake.AcceptDossier', dossierCode, state: 'ENTRY_STATE_WAITING', ...(check.appointment && { told: check.appointment }) },
    });
    this.drafts.delete(draftId);
    if (!this.online && this.switches.codesToday > 0) this.switches.codesToday -= 1;
    return answer;
  }
}

// One page that says what it stands for; the true slips are drawn by common/slips.
export function fakePdf(text: string): Buffer {
  const stream = `BT /F1 18 Tf 40 380 Td (${text.replace(/[()\\]/g, ' ')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = pdf.length;
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
}
