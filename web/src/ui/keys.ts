// The page's keys (screens.md 4): F9 or Ctrl+Enter is the one main act, F2 a new
// dossier, F4 the scan box, F8 papers to scan, Esc back, figures the other acts; Enter goes to the next field and commits nothing.
import { useEffect, useLayoutEffect, useRef } from 'react';

export interface PageKeys {
  mainAct?: (() => void) | undefined;
  back?: (() => void) | undefined;
  print?: (() => void) | undefined; // Ctrl+P; where there is none, the browser prints the page.
  choose?: ((n: number) => void) | undefined; // 1 to 9, outside of fields: the other acts.
}

const layers: { current: PageKeys }[] = []; // The last one hears the keys: a dialog over a page.

// While mounted, `keys` are those of the page; of a dialog, mounted later, before it.
export function usePageKeys(keys: PageKeys): void {
  const layer = useRef(keys);
  layer.current = keys;
  // Before it is seen, so that no key pressed at once is lost.
  useLayoutEffect(() => {
    const mine = layer;
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
    };
  }, []);
}

const FIELDS = 'input:not([type=hidden]), select, textarea, [data-enter-stop]';

function isTickable(element: Element): boolean {
  return element instanceof HTMLInputElement && (element.type === 'radio' || element.type === 'checkbox');
}

// One stop for each group of radio buttons: the chosen one, or the first.
function stops(scope: Element): HTMLElement[] {
  return [...scope.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => {
    if (field.matches('[data-enter-skip]') || field.getClientRects().length === 0) return false;
    if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return true;
    const group = [...scope.querySelectorAll<HTMLInputElement>('input[type=radio]')].filter((one) => one.name === field.name);
    return field === (group.find((one) => one.checked) ?? group[0]);
  });
}

function goToNext(from: HTMLElement): void {
  const scope = from.closest('dialog, main') ?? document.body;
  const next = stops(scope).find((field) => {
    if (from instanceof HTMLInputElement && field instanceof HTMLInputElement && from.type === 'radio' && field.name === from.name) return false;
    return (from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  });
  next?.focus();
  if (next instanceof HTMLInputElement && !isTickable(next)) next.select();
}

// Enter of a field goes on; of the main act's button does nothing, since scanners send Enter: F9, Space or a click press it.
function onEnter(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (target.matches('[data-main-act]')) {
    event.preventDefault();
    return;
  }
  if (target.matches('input, select')) {
    event.preventDefault();
    goToNext(target);
  }
}

// Up and down move through the rows of a list or table, in the same column.
function onArrow(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  const row = target.closest('[data-row]');
  const list = row?.closest('[data-rows]');
  if (!row || !list || (target instanceof HTMLInputElement && target.type === 'radio')) return;
  const rows = [...list.querySelectorAll('[data-row]')];
  const other = rows[rows.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!other) return;
  const column = target.dataset['column'];
  const cell = (column && other.querySelector<HTMLElement>(`[data-column="${column}"]`)) || other.querySelector<HTMLElement>('input, button, a');
  if (!cell) return;
  event.preventDefault();
  cell.focus();
}

let scanPapers: (() => void) | undefined; // F8, where there are papers to scan.

export function useScanKey(scan: () => void): void {
  useEffect(() => {
    scanPapers = scan;
    return () => {
      scanPapers = undefined;
    };
  });
}

export interface GlobalKeys {
  newDossier: () => void; // F2
  scanBox: () => void; // F4
}

let everywhere: GlobalKeys | undefined; // Once somebody is on duty.

export function useGlobalKeys(keys: GlobalKeys): void {
  useEffect(() => {
    everywhere = keys;
    return () => {
      everywhere = undefined;
    };
  });
}

// A figure may be the first of a scan: it counts once nothing followed it.
const ALONE_MS = 80;
let pressed: { choose: (n: number) => void; n: number } | undefined;
function chooseIfAlone(): void {
  const { choose, n } = pressed ?? {};
  pressed = undefined;
  if (choose && n) choose(n);
}

// Returns what stops it.
export function listenToKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    pressed = undefined;
    if (event.defaultPrevented || event.isComposing) return;
    const top = layers.at(-1)?.current;
    if (event.key === 'F9' || (event.key === 'Enter' && event.ctrlKey)) {
      event.preventDefault();
      if (!event.repeat) top?.mainAct?.();
      return;
    }
    if (event.ctrlKey && event.key.toLowerCase() === 'p' && top?.print) {
      event.preventDefault();
      top.print();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'F2') {
      event.preventDefault();
      if (layers.length < 2) everywhere?.newDossier(); // Not through an open dialog.
    } else if (event.key === 'F4') {
      event.preventDefault();
      everywhere?.scanBox();
    } else if (event.key === 'F8' && scanPapers) {
      event.preventDefault();
      if (layers.length < 2) scanPapers(); // Not through an open dialog.
    } else if (/^[1-9]$/.test(event.key) && top?.choose && !(event.target as Element).matches('input, select, textarea')) {
      pressed = { choose: top.choose, n: Number(event.key) };
      window.setTimeout(chooseIfAlone, ALONE_MS);
    } else if (event.key === 'Escape' && top?.back) {
      event.preventDefault();
      top.back();
    } else if (event.key === 'Enter') {
      onEnter(event);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      onArrow(event);
    }
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
