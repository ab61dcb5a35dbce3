// A scanner in keyboard mode types a code within a few milliseconds a key and ends
// it with Enter or Tab; a person does neither. Pure: told keys and their times.

export const FASTEST_PERSON_MS = 50; // Keys that follow each other within it come from a scanner (screens.md 2).
const SHORTEST_CODE = 8;

export type Seen =
  | { kind: 'typing' } // A person, as far as one can tell.
  | { kind: 'burst' } // Keys follow each other as only a scanner's do.
  | { kind: 'code'; text: string }; // A whole one; its Enter is not the page's.

export class BurstReader {
  private text = '';
  private last = -Infinity;

  // `key` as in KeyboardEvent; `at` in milliseconds.
  press(key: string, at: number): Seen {
    const quick = at - this.last <= FASTEST_PERSON_MS;
    if (key === 'Enter' || key === 'Tab') {
      const text = this.text;
      this.reset();
      return quick && text.length >= SHORTEST_CODE ? { kind: 'code', text } : { kind: 'typing' };
    }
    if ([...key].length !== 1) {
      // Shift is pressed within a code; anything else ends it.
      if (key !== 'Shift' && key !== 'CapsLock') this.reset();
      return { kind: 'typing' };
    }
    this.text = quick ? this.text + key : key;
    this.last = at;
    return this.text.length > 1 ? { kind: 'burst' } : { kind: 'typing' };
  }

  // Whether the last key began what may become a code.
  get began(): boolean {
    return [...this.text].length === 1;
  }

  reset(): void {
    this.text = '';
    this.last = -Infinity;
  }
}
