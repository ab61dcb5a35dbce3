// Counting cash: how many of each note, and what that is. Pure.
import type { NoteCount } from '../types';

export const NOTES = [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500] as const;

export type Counted = Record<string, string>; // How many, by value, as typed.

export const sumOf = (counted: Counted): number => NOTES.reduce<number>((sum, value) => sum + value * (Number.parseInt(counted[value] ?? '', 10) || 0), 0);

// An empty box is counted as well: nothing typed at all is not.
export const isCounted = (counted: Counted): boolean => NOTES.some((value) => (counted[value] ?? '') !== '');

export const notesOf = (counted: Counted): NoteCount[] =>
  NOTES.flatMap((value) => {
    const count = Number.parseInt(counted[value] ?? '', 10) || 0;
    return count > 0 ? [{ valueVnd: String(value), count }] : [];
  });
