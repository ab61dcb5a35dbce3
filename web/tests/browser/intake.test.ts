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
    return this.page.keyboard.type(text);
  }
}

const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

export async function takeInLicence(desk: Desk): Promise<Hands> {
  const { page } = desk;
  const hands = new Hands(page);
  await hands.press('F2');
  await heading(page, 'Thủ tục');
  await hands.type('doi bang lai');
  await hands.press('Enter', 'Enter'); // The only one found; on to its cases.
  await hands.press('ArrowDown'); // A1, A2, A3.
  await page.locator('.bring li').first().waitFor();
  await hands.press('F9');
  await heading(page, 'Người');
  await scan(page, CARD);
  await page.waitForFunction(() => document.activeElement?.id === 'seen_card');
  await hands.press('Space');
  await hands.press('Shift+Tab');
  return hands;
}

describe('taking in', () => {
  it('takes in a licence by keys and a scan, prints, and shows it in today and outbox', async () => {
    const desk = await sitDown(browser);
    await signIn(desk.page);
    await takeInLicence(desk);
    await shot(desk.page, 'slice-person');
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });
});
