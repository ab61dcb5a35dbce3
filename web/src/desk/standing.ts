// How a dossier stands, in words: whose turn it is, how long it has, what is urgent. Pure.
import { dayOf, shortDay } from '../format';
import type { Act, Day, DossierView, ItemView, Turn, Work } from '../types';
import type { Say, Word } from '../words';

export const order = (day: Day | undefined): number => (day?.year ?? 0) * 10000 + (day?.month ?? 0) * 100 + (day?.day ?? 0);

const utc = (day: Day): number => Date.UTC(day.year ?? 0, (day.month ?? 1) - 1, day.day ?? 1);
export const daysBetween = (from: Day, to: Day): number => Math.round((utc(to) - utc(from)) / 86_400_000);

export const isFinished = (view: DossierView): boolean => ['STATUS_REFUSED', 'STATUS_WITHDRAWN', 'STATUS_STOPPED', 'STATUS_DECIDED', 'STATUS_RETURNED'].includes(String(view.status));

export interface Deadline {
  text: string;
  tone: 'plain' | 'amber' | 'red';
}

// Days of the calendar, as the page knows no holidays.
export function deadlineOf(view: DossierView, now: string, say: Say): Deadline {
  if (isFinished(view)) return { text: '', tone: 'plain' };
  const date = view.appointment?.date;
  if (!date?.year) return { text: say(view.supplement || view.payment?.reason ? 'clockPaused' : 'clockNotStarted'), tone: 'plain' };
  const left = daysBetween(dayOf(now), date);
  if (left < 0) return { text: say('clockLate', { n: -left }), tone: 'red' };
  if (left === 0) return { text: say('clockToday'), tone: 'amber' };
  return { text: say('clockLeft', { n: left }), tone: left === 1 ? 'amber' : 'plain' };
}

export const TURNS: Record<Turn & string, { word: Word; sign: string; tone: string }> = {
  TURN_UNSPECIFIED: { word: 'turnUnknown', sign: '?', tone: 'plain' },
  TURN_COUNTER: { word: 'turnCounter', sign: '◆', tone: 'amber' },
  TURN_AGENCY: { word: 'turnAgency', sign: '→', tone: 'blue' },
  TURN_APPLICANT: { word: 'turnApplicant', sign: '◌', tone: 'violet' },
  TURN_NOBODY: { word: 'turnNobody', sign: '✓', tone: 'plain' },
  TURN_TROUBLE: { word: 'turnTrouble', sign: '!', tone: 'red' },
};

export const ACTS: Partial<Record<Act & string, Word>> = {
  ACT_SUPPLEMENT: 'actSupplement',
  ACT_PAY: 'actPay',
  ACT_HAND_OUT: 'actHandOut',
  ACT_RECEIVE_RESULTS: 'actReceive',
  ACT_NOTIFY: 'actNotify',
  ACT_ATTEMPT: 'actAttempt',
  ACT_RETURN_UNCLAIMED: 'actUnclaimed',
  ACT_WITHDRAW: 'actWithdraw',
  ACT_REFUSE: 'actRefuse',
  ACT_INTO_BAG: 'actIntoBag',
};

export const itemsHere = (view: DossierView): ItemView[] => (view.items ?? []).filter((item) => item.here);
export const itemsToSend = (view: DossierView): ItemView[] => itemsHere(view).filter((item) => item.goesTo);

// …0007: enough to tell dossiers of a day apart.
export const codeEnd = (code: string | undefined): string => `…${(code ?? '').split('-').at(-1) ?? ''}`;

export interface Task {
  view: DossierView;
  word: Word; // What is to be done, with {code} and the values.
  values: Record<string, string | number>;
  tone: 'red' | 'amber' | 'violet';
}

const codeOf = (view: DossierView): Record<string, string> => ({ code: codeEnd(view.dossierCode) });

// What this counter has to do now, the most urgent first.
export function tasksNow(work: Work): Task[] {
  const tasks: Task[] = [];
  for (const view of work.discrepancies ?? []) tasks.push({ view, word: 'taskDiscrepancy', values: codeOf(view), tone: 'red' });
  for (const view of work.toCall ?? []) {
    const word = view.supplement ? 'taskCallSupplement' : view.payment?.reason ? 'taskCallPayment' : 'taskCallResults';
    tasks.push({ view, word, values: codeOf(view), tone: 'amber' });
  }
  for (const view of work.results ?? []) {
    if (view.acts?.includes('ACT_RECEIVE_RESULTS')) tasks.push({ view, word: 'taskShelve', values: codeOf(view), tone: 'amber' });
    if (view.acts?.includes('ACT_RETURN_UNCLAIMED')) tasks.push({ view, word: 'taskUnclaimed', values: codeOf(view), tone: 'amber' });
  }
  return tasks;
}

// Who was told and has to come.
export function tasksOfApplicants(work: Work, now: string): Task[] {
  const waiting = (work.forApplicant ?? []).filter((view) => !view.acts?.includes('ACT_RETURN_UNCLAIMED'));
  return waiting.map((view) => {
    if (view.supplement && order(view.supplement.supplyUntil) < order(dayOf(now))) return { view, word: 'taskSupplementLate', values: { ...codeOf(view), day: shortDay(view.supplement.supplyUntil) }, tone: 'red' };
    if (view.supplement) return { view, word: 'taskWaitsSupplement', values: { ...codeOf(view), day: shortDay(view.supplement.supplyUntil) }, tone: 'violet' };
    if (view.payment?.reason) return { view, word: 'taskWaitsPayment', values: codeOf(view), tone: 'violet' };
    const left = view.keepUntil ? Math.max(0, daysBetween(dayOf(now), view.keepUntil)) : 0;
    return { view, word: 'taskWaitsResults', values: { ...codeOf(view), n: left }, tone: 'violet' };
  });
}

// Where what lies here goes, with how many dossiers: one bag each.
export interface Route {
  key: string;
  to: NonNullable<ItemView['goesTo']>;
  name: string;
  dossiers: DossierView[];
}
export function routesOf(work: Work | undefined): Route[] {
  const routes = new Map<string, Route>();
  for (const view of work?.toSend ?? []) {
    for (const item of itemsToSend(view)) {
      const to = item.goesTo ?? {};
      const key = `${to.kind}:${to.id}`;
      const route = routes.get(key) ?? { key, to, name: item.goesToName ?? to.id ?? '', dossiers: [] };
      if (!route.dossiers.includes(view)) route.dossiers.push(view);
      routes.set(key, route);
    }
  }
  return [...routes.values()];
}
