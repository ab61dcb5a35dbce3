// Bags of the fake counter: sealed here, under way, to be opened here.
import type { BagView, Compared, DoRequest, Holder, ItemRef } from '../src/types';
import type { Acted } from './acts';
import { HERE, isHere, nameOf, type FakeItem } from './dossiers';
import type { FakeCounter } from './fake';
import { refuse, refuseField, refuseNow } from './refused';

export interface FakeBag {
  id: string;
  status: NonNullable<BagView['status']>;
  from: Holder;
  to: Holder;
  custodian: string;
  seal: string;
  manifest: ItemRef[];
  sealedAt: string;
  firstCounted?: number;
  packetDigest: string;
}

export const sameItem = (one: ItemRef, other: ItemRef): boolean => one.dossierCode === other.dossierCode && one.item === other.item;

export class Bags {
  readonly all: FakeBag[] = [];
  private sealed = 0;
  constructor(private readonly fake: FakeCounter) {}

  get(id: string | undefined): FakeBag {
    return this.all.find((one) => one.id === id?.toUpperCase()) ?? refuse(404, 'NOT_FOUND', `bag_id: ${id}, no such bag`);
  }

  view(bag: FakeBag): BagView {
    const own = isHere(bag.from);
    return {
      bagId: bag.id, status: bag.status, from: bag.from, to: bag.to, fromName: nameOf(bag.from), toName: nameOf(bag.to), custodianName: bag.custodian,
      sealedAt: bag.sealedAt, expectedAt: new Date(Date.parse(bag.sealedAt) + 86_400_000).toISOString(),
      items: own ? bag.manifest.length : 0,
      mayOpen: isHere(bag.to) && bag.status !== 'BAG_STATUS_OPENED',
      mayDispatch: own && bag.status === 'BAG_STATUS_SEALED',
      unsent: false,
      papers: own ? [{ form: 'manifest', path: `/print/bag/${bag.id}/manifest.pdf`, titleVi: 'Bản kê túi', titleEn: 'Manifest' }] : [],
    };
  }

  here(): BagView[] {
    return this.all.filter((bag) => (isHere(bag.from) && bag.status === 'BAG_STATUS_SEALED') || (isHere(bag.to) && bag.custodian === nameOf(HERE) && bag.status !== 'BAG_STATUS_OPENED')).map((bag) => this.view(bag));
  }
  coming(): BagView[] {
    return this.all.filter((bag) => isHere(bag.to) && bag.status === 'BAG_STATUS_DISPATCHED' && bag.custodian !== nameOf(HERE)).map((bag) => this.view(bag));
  }

  private item(ref: ItemRef): FakeItem {
    const item = this.fake.dossiers.get(ref.dossierCode).items.find((one) => one.number === ref.item);
    return item ?? refuseField('items', `${ref.dossierCode} ${ref.item}, no such item`);
  }

  compare(id: string | undefined, counted: number | undefined, found: readonly ItemRef[]): Compared {
    const bag = this.get(id);
    if (!isHere(bag.to)) refuseNow('bag_id: is to be opened elsewhere', 'NOT_HERE');
    if (counted === undefined || counted < 0) refuseField('counted', 'not given, want what was counted before the manifest is shown');
    bag.firstCounted ??= counted ?? 0;
    return {
      expected: bag.manifest.length,
      firstCounted: bag.firstCounted,
      rows: bag.manifest.map((ref) => ({ item: ref, label: this.item(ref).label, found: found.some((one) => sameItem(one, ref)) })),
      surplus: found.filter((ref) => !bag.manifest.some((one) => sameItem(one, ref))),
    };
  }

  private seal(request: NonNullable<DoRequest['sealBag']>): Acted & { bag: () => FakeBag } {
    if (!request.sealNumber) refuseField('seal_number', 'empty, want the number on the seal');
    if (!request.items?.length) refuseField('items', 'empty, want 1 to 1,000');
    const items = (request.items ?? []).map((ref) => this.item(ref));
    items.forEach((item, index) => {
      if (!isHere(item.holder)) refuseNow(`items[${index}]: is held by ${item.holder.id}`);
    });
    const bag: FakeBag = {
      id: `T-04381-2404${String(26 + this.sealed).padStart(2, '0')}`, status: 'BAG_STATUS_SEALED', from: HERE, to: request.to ?? {}, custodian: nameOf(HERE),
      seal: request.sealNumber ?? '', manifest: request.items ?? [], sealedAt: this.fake.instant, packetDigest: request.packetDigest ?? '',
    };
    return {
      kind: 'routing.SealBag',
      papers: [{ form: 'manifest', titleVi: 'Bản kê túi, 2 bản', titleEn: 'Manifest, 2 copies' }],
      commit: () => {
        this.sealed += 1;
        this.all.push(bag);
        for (const item of items) item.holder = { kind: 'HOLDER_KIND_BAG', id: bag.id };
      },
      bag: () => bag,
    };
  }

  private open(request: NonNullable<DoRequest['openBag']>): Acted & { bag: () => FakeBag } {
    const bag = this.get(request.bagId);
    if (bag.status === 'BAG_STATUS_OPENED') refuseNow('bag_id: was opened before', 'BAG_OPENED');
    if (bag.firstCounted === undefined) refuseNow('counted: compare the bag first', 'NOT_COUNTED');
    if (!request.sealState) refuseField('seal_state', 'not given');
    if (request.sealState === 'SEAL_STATE_DIFFERENT' && !request.sealNumberFound) refuseField('seal_number_found', 'empty, want the number that was found');
    const found = request.found ?? [];
    const missing = bag.manifest.filter((ref) => !found.some((one) => sameItem(one, ref)));
    const surplus = found.filter((ref) => !bag.manifest.some((one) => sameItem(one, ref)));
    return {
      kind: 'routing.OpenBag',
      papers: missing.length + surplus.length > 0 ? [{ form: 'difference', titleVi: 'Biên bản chênh lệch', titleEn: 'Record of the difference' }] : [],
      answer: { missing, surplus },
      commit: () => {
        bag.status = 'BAG_STATUS_OPENED';
        bag.custodian = nameOf(HERE);
        for (const ref of found) Object.assign(this.item(ref), { holder: HERE, since: this.fake.instant });
        for (const ref of missing) {
          this.fake.dossiers.get(ref.dossierCode).discrepancies.push({ number: 1, kind: 'DISCREPANCY_KIND_MISSING', item: ref.item ?? 0, bagId: bag.id, accountable: bag.from, foundAt: this.fake.instant });
        }
      },
      bag: () => bag,
    };
  }

  act(request: DoRequest): (Acted & { bag: () => FakeBag }) | undefined {
    if (request.sealBag) return this.seal(request.sealBag);
    if (request.openBag) return this.open(request.openBag);
    const passing = request.dispatchBag ?? (request.handOver?.bagId ? request.handOver : undefined);
    if (!passing) return undefined;
    const bag = this.get(passing.bagId);
    const to = request.dispatchBag?.carrierId ?? request.handOver?.to?.id;
    if (!to) refuseField(request.dispatchBag ? 'carrier_id' : 'to', 'empty, want who takes it over');
    if (request.dispatchBag && bag.status !== 'BAG_STATUS_SEALED') refuseNow('bag_id: is under way already');
    return {
      kind: request.dispatchBag ? 'routing.DispatchBag' : 'routing.HandOver', papers: [],
      commit: () => {
        bag.status = 'BAG_STATUS_DISPATCHED';
        bag.custodian = to ?? '';
      },
      bag: () => bag,
    };
  }
}

