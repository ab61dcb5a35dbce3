// Days, hours and money as the page writes them. Everything is told in Việt Nam's
// time, whatever the computer's zone; there has been no summer time since 1975.
import type { Day } from './types';

export type Language = 'vi' | 'en';

const OFFSET_MS = 7 * 3600 * 1000;
const WEEKDAYS: Record<Language, readonly string[]> = {
  vi: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

const two = (n: number): string => String(n).padStart(2, '0');
const wall = (instant: string): Date => new Date(Date.parse(instant) + OFFSET_MS);

export function dayOf(instant: string): Day {
  const at = wall(instant);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

// 14:23
export function hour(instant: string | undefined): string {
  if (!instant) return '';
  const at = wall(instant);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

// 07/05/2024
export function shortDay(day: Day | undefined): string {
  if (!day?.year) return '';
  return `${two(day.day ?? 1)}/${two(day.month ?? 1)}/${day.year}`;
}

// Thứ Ba 07/05/2024
export function longDay(day: Day | undefined, language: Language): string {
  if (!day?.year) return '';
  const weekday = new Date(Date.UTC(day.year, (day.month ?? 1) - 1, day.day ?? 1)).getUTCDay();
  return `${WEEKDAYS[language][weekday]} ${shortDay(day)}`;
}

// The hour alone for an instant of today, else with its day: 25/04 16:40.
export function hourOrDay(instant: string | undefined, now: string | undefined): string {
  if (!instant) return '';
  const day = shortDay(dayOf(instant));
  return now && shortDay(dayOf(now)) === day ? hour(instant) : `${day.slice(0, 5)} ${hour(instant)}`;
}

// 135.000 đ; the number is a string where proto3's JSON says so.
export function money(vnd: string | number | undefined): string {
  const digits = String(vnd ?? 0);
  return `${digits.replace(/\B(?=(\d{3})+$)/g, '.')} đ`;
}

// …1234: as much of an identity number as a screen shows that nobody types into.
export function lastFour(number: string): string {
  return number ? `…${number.slice(-4)}` : '';
}

// 0912 345 678
export function phone(number: string): string {
  return /^\d{10}$/.test(number) ? `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}` : number;
}

// Letters without marks, for searching alone.
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

// Whether each word that was typed begins some word of `text`.
export function matches(text: string, typed: string): boolean {
  const words = fold(text).split(/[^a-z0-9]+/);
  return fold(typed)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}
