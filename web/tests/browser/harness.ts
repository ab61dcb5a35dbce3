// A browser, the built page and a counter in memory, for one test each.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { FakeCounter, STAFF } from '../../dev/fake';
import { serve, type Served } from '../../dev/http';

const web = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const artefacts = path.join(web, 'artefacts');
export const CHROMIUM = process.env['HOSO_CHROMIUM'] ?? '/usr/bin/chromium';

export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

// An invented person: shapes of a card, no one's data.
export const CARD = '015190000123|060000123|Nguyễn Thị Thử Nghiệm|01011990|Nữ|Thôn Ba, Xã Lâm Giang, Văn Yên, Yên Bái|10052021';
export const OTHER_CARD = '015085000456||Trần Văn Mẫu|15061985|Nam|Thôn Hai, Xã Lang Thíp, Văn Yên, Yên Bái|11062022';

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
}

export interface Desk {
  fake: FakeCounter;
  served: Served;
  context: BrowserContext;
  page: Page;
  complaints: string[]; // Of the browser: policy violations, errors.
  prints: () => Promise<number>; // How often a print dialog was asked for.
  close: () => Promise<void>;
}

export async function sitDown(browser: Browser, options: { viewport?: typeof DESK; language?: 'vi' | 'en'; fake?: FakeCounter } = {}): Promise<Desk> {
  const fake = options.fake ?? new FakeCounter();
  const served = await serve(fake, path.join(web, 'dist'));
  const context = await browser.newContext({ viewport: options.viewport ?? DESK, locale: 'vi-VN' });
  await context.addInitScript((language) => {
    if (language === 'en' && window === window.top) localStorage.setItem('hoso-language', 'en');
    // The dialog of a headless browser never opens; that it was asked for is what counts.
    const counted = window.top as unknown as { printed?: number };
    window.print = () => {
      counted.printed = (counted.printed ?? 0) + 1;
    };
  }, options.language ?? 'vi');
  context.setDefaultTimeout(6000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(served.address);
  return {
    fake, served, context, page, complaints,
    prints: () => page.evaluate(() => (window as unknown as { printed?: number }).printed ?? 0),
    close: async () => {
      await context.close();
      await served.close();
    },
  };
}

export async function signIn(page: Page): Promise<void> {
  await page.locator('#staff_id').fill(STAFF.id);
  await page.locator('#password').fill(STAFF.password);
  await page.keyboard.press('F9');
  await page.locator('nav').waitFor({ timeout: 5000 });
}

// As a scanner in keyboard mode: a key a few milliseconds, Enter at the end. Its keys come
// from the browser's side, where a slow test machine cannot spread them out.
export async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    const target = document.activeElement ?? document.body;
    let at = performance.now();
    for (const key of [...keys, 'Enter']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, 'timeStamp', { value: (at += 8) });
      const goesOn = target.dispatchEvent(event);
      if (goesOn && key !== 'Enter' && target instanceof HTMLInputElement && !['checkbox', 'radio', 'file'].includes(target.type)) {
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        set?.call(target, target.value + key);
        target.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  }, text);
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: path.join(artefacts, `${name}.png`), fullPage: (page.viewportSize()?.width ?? 0) < 800 });
}

// Real keys, as a scanner sends them: with the times of the keys said, so that a slow test
// machine cannot stretch them.
export async function scanByKeys(page: Page, text: string, gapMs = 8): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const begin = Date.now() / 1000;
  const keys = [...[...text].map((key) => ({ key, text: key })), { key: 'Enter', text: '\r' }];
  for (const [index, key] of keys.entries()) {
    const timestamp = begin + (index * gapMs) / 1000;
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, timestamp });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key, timestamp });
  }
  await session.detach();
}

// A dossier of the exchange of a licence, for lists that are not empty.
export function seed(fake: FakeCounter, ownerName: string, printed = true): void {
  const before = fake.staffId;
  fake.staffId = STAFF.id;
  const answer = fake.handle('Accept', {
    draftId: crypto.randomUUID(),
    dossier: {
      procedure: 'GPLX_DOI', cases: ['A1_A3'], owner: { kind: 'OWNER_KIND_CITIZEN', fullName: ownerName },
      feesPaid: [{ feeId: 'STANDARD', amountVnd: '135000' }],
    },
  }) as { position: string };
  if (printed) fake.handle('MarkPrinted', { position: answer.position });
  fake.staffId = before;
}

// One recorded with another day, one that the centre did not take.
export function seedTroubles(fake: FakeCounter): void {
  seed(fake, 'Trần Văn Mẫu');
  seed(fake, 'Lò Thị Thử');
  fake.switches.online = false;
  seed(fake, 'Hoàng Văn Ví Dụ', false);
  const [changed, refused] = fake.entries;
  if (!changed || !refused) throw new Error('seed: want two entries');
  changed.journal.state = 'ENTRY_STATE_RECORDED_WITH_CHANGE';
  changed.journal.recorded = { date: { year: 2024, month: 5, day: 8 }, derivationVi: 'nghỉ thêm 03/05', derivationEn: 'closed on 03/05 as well' };
  changed.journal.papers = [{ form: 'notice', path: `/print/${changed.journal.position}/notice.pdf`, titleVi: 'Thông báo thay đổi', titleEn: 'Notice of a change' }];
  changed.journal.recordedAt = '2024-04-26T07:22:00Z';
  refused.journal.state = 'ENTRY_STATE_NEEDS_REVIEW';
  refused.journal.message = 'owner.identity_number: has another shape, want 12 digits (CCCD)';
  refused.journal.problems = [{ field: 'owner.identity_number', descriptionVi: 'Số định danh có 12 số', descriptionEn: 'has another shape, want 12 digits' }];
}
