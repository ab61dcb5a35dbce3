// One dossier from signing in to the outbox, by keys and a scanner alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { CARD, launch, scan, signIn, sitDown, shot, type Desk } from './harness';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

// Presses keys and counts them; what is typed as data is not counted.
class Hands {
  strokes = 0;
  constructor(private readonly page: Page) {}
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.strokes += 1;
      await this.page.keyboard.press(key);
    }
  }
  type(text: string): Promise<void> {
    return this.page.keyboard.insertText(text); // No keys: those that follow within milliseconds are a scanner's.
  }
}

const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

async function takeInLicence(desk: Desk): Promise<Hands> {
  const { page } = desk;
  const hands = new Hands(page);
  await hands.press('F2');
  await heading(page, 'Thủ tục');
  await hands.type('doi bang lai');
  await hands.press('Enter', 'Enter'); // The only one found; on to its cases.
  await hands.press('ArrowDown'); // A1, A2, A3.
  await page.locator('.bring li').first().waitFor();
  await shot(page, 'walk-1');
  await hands.press('F9');
  await heading(page, 'Người');
  await scan(page, CARD);
  await page.waitForFunction(() => document.activeElement?.id === 'owner.phone');
  await hands.type('0912345678');
  await hands.press('Enter', 'Enter', 'Enter'); // Commune and address are the card's.
  await page.waitForFunction(() => document.activeElement?.id === 'seen_card');
  await hands.press('Space');
  await shot(page, 'walk-2');
  await hands.press('F9');
  await heading(page, 'Giấy tờ');
  await page.waitForFunction(() => document.activeElement?.id === 'papers.form.complete');
  await hands.press('Space', 'Enter'); // The form.
  await hands.press('Space', 'Enter', 'Space', 'Enter'); // Copy of the licence, original seen.
  await hands.press('Space', 'Enter', 'Space', 'Enter'); // Copy of the card, original seen.
  await hands.press('Space'); // The photograph.
  await shot(page, 'walk-3');
  await hands.press('F9');
  await heading(page, 'Kiểm tra');
  await page.locator('.promise').waitFor();
  await shot(page, 'walk-4');
  await hands.press('F9');
  await page.locator('.done').waitFor();
  return hands;
}

describe('taking in', () => {
  it('takes in a licence by keys and a scan, prints, and shows it in today and outbox', async () => {
    const desk = await sitDown(browser);
    const { page } = desk;
    await signIn(page);
    await shot(page, 'walk-0');
    const hands = await takeInLicence(desk);
    await shot(page, 'walk-5');
    expect(await page.locator('.dossier-code').textContent()).toBe('H15.05-240426-0007');
    await expect.poll(() => desk.prints()).toBe(1);
    await hands.press('F9'); // Printed; on to the receipt.
    await shot(page, 'walk-5b');
    await expect.poll(() => desk.prints()).toBe(2);
    await hands.press('F9');
    await page.locator('.main-act', { hasText: 'Hồ sơ mới' }).waitFor();
    expect(desk.fake.entries[0]?.row.printed).toBe(1);
    expect(hands.strokes).toBeLessThanOrEqual(40);
    console.log(`key strokes beyond typed data: ${hands.strokes}`);
    await page.locator('nav a', { hasText: 'Hôm nay' }).click();
    await page.locator('table.list', { hasText: 'H15.05-240426-0007' }).waitFor();
    await shot(page, 'walk-6');
    await page.locator('nav a', { hasText: 'hộp gửi' }).click();
    await page.locator('table.list', { hasText: 'Đã vào sổ' }).waitFor();
    await shot(page, 'walk-7');
    expect(desk.fake.entries).toHaveLength(1);
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });

  it('takes in badges for the vehicles of a cooperative, by keys and a scan', async () => {
    const desk = await sitDown(browser);
    const { page } = desk;
    await signIn(page);
    const hands = new Hands(page);
    await hands.press('F2');
    await heading(page, 'Thủ tục');
    await hands.type('phu hieu');
    await hands.press('Enter', 'Enter', 'ArrowDown', 'Enter'); // Vehicles of others; on to how many.
    await hands.type('3');
    await page.locator('.bring li', { hasText: '3 bản sao' }).first().waitFor();
    await hands.press('F9');
    await heading(page, 'Người');
    await hands.press('Shift+Tab', 'ArrowRight', 'Enter'); // A cooperative.
    await hands.type('5200123456');
    await hands.press('Enter');
    await hands.type('Hợp tác xã vận tải Ví Dụ');
    await scan(page, CARD); // A body has no card: it is the person's at the counter.
    await page.waitForFunction(() => document.activeElement?.id === 'submitter.phone');
    await hands.type('0912345678');
    await hands.press('Enter', 'Space', 'F9');
    await heading(page, 'Giấy tờ');
    await page.waitForFunction(() => document.activeElement?.id === 'papers.form.complete');
    await hands.press('Space', 'ArrowDown', 'Space', 'ArrowDown', 'Space', 'F9');
    await heading(page, 'Kiểm tra');
    await page.locator('.promise').waitFor();
    await hands.press('F9');
    await page.locator('.done').waitFor();
    expect(desk.fake.entries[0]?.row.ownerName).toBe('Hợp tác xã vận tải Ví Dụ');
    console.log(`badge: key strokes beyond typed data: ${hands.strokes}`);
    expect(hands.strokes).toBeLessThanOrEqual(40);
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });
});
