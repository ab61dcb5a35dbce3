// Walks screens: a picture of each, kept in artefacts/, nothing wider than the screen, and
// no violation found by axe.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { FakeCounter } from '../../dev/fake';
import { violations } from './axe';
import { DESK, PHONE, launch, shot, sitDown, type Desk } from './harness';

export interface Look {
  desk: Desk;
  page: Page;
  see: (name: string) => Promise<void>;
}

// Each a visit of its own, before somebody signs in; in both languages and both sizes.
export function lookAt(about: string, screens: Record<string, (look: Look) => Promise<void>>): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  describe.each([
    ['vi', 'desk', DESK],
    ['en', 'desk', DESK],
    ['vi', 'phone', PHONE],
    ['en', 'phone', PHONE],
  ] as const)(`${about}, %s on a %s`, (language, size, viewport) => {
    it.each(Object.keys(screens))('%s', async (name) => {
    const desk = await sitDown(browser, { language, viewport, fake: new FakeCounter() });
    const found: string[] = [];
    const see = async (picture: string): Promise<void> => {
      await shot(desk.page, `${picture}-${language}-${size}`);
      found.push(...(await violations(desk.page)).map((one) => `${picture}: ${one}`));
      const overflow = await desk.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) found.push(`${picture}: ${overflow} px wider than the screen`);
    };
    try {
      await screens[name]?.({ desk, page: desk.page, see });
    } catch (error) {
      await shot(desk.page, `failed-${name}-${language}-${size}`);
      throw error;
    }
    expect(found).toEqual([]);
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });
});
}
