// The cash of the fake counter, a shift at a time.
import type { NoteCount, PaymentMeans, Shift } from '../src/types';
import { offersOn } from './catalogue';
import type { FakeCounter } from './fake';
import { refuse, refuseField, refuseNow } from './refused';

const sumOf = (notes: readonly NoteCount[]): number => notes.reduce((sum, note) => sum + Number(note.valueVnd) * (note.count ?? 0), 0);
export const SUPERVISOR = { id: 'TBC-VY-01', password: 'mat-khau-phu-trach' };

interface Taken {
  procedureKey: string;
  means: PaymentMeans;
  amount: number;
  receipt: string;
}

export class Till {
  private shifts = 0;
  private openedAt = '';
  private float = 0;
  private counts: number[] = [];
  private taken: Taken[] = [];
  private closed: Shift | undefined;
  readonly held = new Map<string, { amount: number; since: string }>();
  constructor(private readonly fake: FakeCounter) {}

  take(procedureKey: string, means: PaymentMeans, amount: number, receipt: string): void {
    this.taken.push({ procedureKey, means, amount, receipt });
    const agency = offersOn(this.fake.today).find((one) => one.key === procedureKey)?.version?.agency ?? '';
    const before = this.held.get(agency);
    this.held.set(agency, { amount: (before?.amount ?? 0) + amount, since: before?.since ?? this.fake.instant });
  }

  private get expected(): number {
    return this.float + this.taken.filter((one) => one.means !== 'PAYMENT_MEANS_TRANSFER').reduce((sum, one) => sum + one.amount, 0);
  }

  private heldFees(): NonNullable<Shift['held']> {
    const offers = offersOn(this.fake.today);
    return [...this.held].filter(([, one]) => one.amount > 0).map(([agencyKey, one]) => ({
      agencyKey, agencyNameVi: offers.find((offer) => offer.version?.agency === agencyKey)?.agencyNameVi ?? agencyKey, amountVnd: String(one.amount), since: one.since,
    }));
  }

  private lines(): NonNullable<Shift['lines']> {
    const groups = new Map<string, Taken[]>();
    for (const one of this.taken) groups.set(one.procedureKey + one.means, [...(groups.get(one.procedureKey + one.means) ?? []), one]);
    const offers = offersOn(this.fake.today);
    return [...groups.values()].map((group) => {
      const offer = offers.find((one) => one.key === group[0]?.procedureKey);
      return {
        agencyKey: offer?.version?.agency ?? '', agencyNameVi: offer?.agencyNameVi ?? '', procedureKey: offer?.key ?? '', procedureNameVi: offer?.version?.nameVi ?? '',
        means: group[0]?.means ?? 'PAYMENT_MEANS_CASH', receipts: group.length, amountVnd: String(group.reduce((sum, one) => sum + one.amount, 0)),
      };
    });
  }

  view(): Shift {
    if (!this.openedAt) return this.closed ? { ...this.closed, shiftId: '', held: this.heldFees() } : { held: this.heldFees() };
    const counted = this.counts.at(-1);
    return {
      shiftId: `ca-${this.shifts}`, openedBy: this.fake.staffId, openedAt: this.openedAt, floatVnd: String(this.float),
      ...(counted !== undefined && {
        counted: true, countedVnd: String(counted), expectedVnd: String(this.expected), differenceVnd: String(counted - this.expected), lines: this.lines(),
        firstReceipt: this.taken[0]?.receipt ?? '', lastReceipt: this.taken.at(-1)?.receipt ?? '', receipts: this.taken.length, receiptsVoid: 0,
      }),
      counts: this.counts.length,
      ...this.fake.openWork(),
      provisional: !this.fake.online,
      held: this.heldFees(),
    };
  }

  open(notes: readonly NoteCount[]): Shift {
    if (this.openedAt) refuseNow('shift: one is open on this machine', 'SHIFT_OPEN');
    this.shifts += 1;
    this.openedAt = this.fake.instant;
    this.float = sumOf(notes);
    this.counts = [];
    this.taken = [];
    this.closed = undefined;
    return this.view();
  }

  count(notes: readonly NoteCount[]): Shift {
    if (!this.openedAt) refuseNow('shift: none is open', 'SHIFT_NOT_OPEN');
    this.counts.push(sumOf(notes));
    return this.view();
  }

  close(request: { differenceGround?: string; handOnOpenWork?: boolean; staffId?: string; password?: string }): Shift {
    const counted = this.counts.at(-1);
    if (counted === undefined) return refuseNow('notes: count the cash first', 'NOT_COUNTED');
    const open = this.fake.openWork();
    if (counted !== this.expected) {
      if (!request.differenceGround) refuseNow('difference_ground: empty, want why', 'DIFFERENCE_UNEXPLAINED');
      this.supervise(request);
    }
    if (open.unprinted + open.unsent + open.itemsNotInABag > 0 && !request.handOnOpenWork) refuseNow('hand_on_open_work: work is open', 'LEFT_OPEN');
    this.closed = { ...this.view(), closedAt: this.fake.instant, papers: [{ form: 'shift', path: `/print/shift/${this.shifts}/sheet.pdf`, titleVi: 'Bảng kê nộp tiền', titleEn: 'Closing sheet' }] };
    this.openedAt = '';
    return this.view();
  }

  // Signs a supervisor in for one act.
  supervise(request: { staffId?: string; password?: string }): void {
    if (this.fake.switches.supervisor && !request.staffId) return;
    if (request.staffId !== SUPERVISOR.id) refuse(403, 'PERMISSION_DENIED', 'staff_id: want a bureau_supervisor', 'NOT_A_SUPERVISOR');
    if (!this.fake.online) refuse(503, 'UNAVAILABLE', 'staff service');
    if (request.password !== SUPERVISOR.password) refuse(401, 'UNAUTHENTICATED', 'staff id, password or one-time code is wrong', 'WRONG_CREDENTIALS');
  }

  handOver(agencyKey: string, amount: number, documentNumber: string): Shift {
    const held = this.held.get(agencyKey);
    if (!held || amount <= 0 || amount > held.amount) return refuseField('amount_vnd', `${amount}, want 1 to ${held?.amount ?? 0}`);
    if (!documentNumber) refuseField('document_number', 'empty, want that of the paper that both sign');
    held.amount -= amount;
    return this.view();
  }
}
