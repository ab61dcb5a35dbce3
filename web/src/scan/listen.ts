// Listens to a keyboard-mode scanner on the whole page. What it typed into a field
// is taken out again; its spaces tick no boxes and its Enter presses no buttons.
import { BurstReader } from './burst';

type Field = HTMLInputElement | HTMLTextAreaElement;

function fieldOf(target: EventTarget | null): Field | undefined {
  if (target instanceof HTMLTextAreaElement) return target;
  if (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file'].includes(target.type)) return target;
  return undefined;
}

// As if typed: React hears of it.
export function setValue(field: Field, value: string): void {
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

// Returns what stops it.
export function listenToScanner(onCode: (text: string) => void): () => void {
  const reader = new BurstReader();
  let before: { field: Field; value: string } | undefined;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const seen = reader.press(event.key, event.timeStamp);
    const field = fieldOf(event.target);
    if (reader.began) before = field && { field, value: field.value };
    if (seen.kind === 'burst' && event.key === ' ' && !field) event.preventDefault();
    if (seen.kind !== 'code') return;
    event.preventDefault();
    event.stopPropagation();
    if (before?.field.isConnected) setValue(before.field, before.value);
    before = undefined;
    onCode(seen.text);
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}
