import { describe, expect, it } from 'vitest';
import { dayOf, fold, hour, hourOrDay, lastFour, longDay, matches, money, phone, shortDay } from './format';

describe('format', () => {
  it('tells hours and days of Việt Nam whatever the zone of the instant', () => {
    expect(hour('2024-04-26T07:20:00Z')).toBe('14:20');
    expect(dayOf('2024-04-26T17:30:00Z')).toEqual({ year: 2024, month: 4, day: 27 });
    expect(hourOrDay('2024-04-25T09:40:00Z', '2024-04-26T07:20:00Z')).toBe('25/04 16:40');
    expect(hourOrDay('2024-04-26T02:12:00Z', '2024-04-26T07:20:00Z')).toBe('09:12');
  });
  it('writes days as people say them', () => {
    expect(longDay({ year: 2024, month: 5, day: 7 }, 'vi')).toBe('Thứ Ba 07/05/2024');
    expect(longDay({ year: 2024, month: 5, day: 5 }, 'en')).toBe('Sunday 05/05/2024');
    expect(shortDay(undefined)).toBe('');
  });
  it('writes money and numbers', () => {
    expect(money('135000')).toBe('135.000 đ');
    expect(money(1234567)).toBe('1.234.567 đ');
    expect(money(0)).toBe('0 đ');
    expect(lastFour('015190000123')).toBe('…0123');
    expect(phone('0912345678')).toBe('0912 345 678');
  });
  it('finds without marks, also đ and letters in pieces', () => {
    expect(fold('Đổi Giấy PHÉP')).toBe('doi giay phep');
    expect(fold('Nguyễn'.normalize('NFD'))).toBe('nguyen');
    expect(matches('Đổi giấy phép lái xe; bang lai', 'doi bang')).toBe(true);
    expect(matches('Đổi giấy phép lái xe', 'phieu')).toBe(false);
    expect(matches('Xã Tân Thịnh Huyện Văn Chấn, 04477', 'tan thinh van chan')).toBe(true);
  });
});
