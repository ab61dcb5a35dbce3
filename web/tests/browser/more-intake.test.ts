// Taking in beyond its four steps: scans, papers that are lacking, a lower fee, several
// dossiers on one slip, the envelope.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { CARD, launch, scan, signIn, sitDown, type Desk } from './harness';

let browser: Browser;
let desk: Desk;
let page: Page;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  desk = await sitDown(browser);
  page = desk.page;
});
afterEach(async () => {
  expect(desk.complaints).toEqual([]);
  await desk.close();
});

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const onStep = (n: number) => page.locator('li[aria-current=step]', { hasText: String(n) }).waitFor();
const asked = () => desk.fake.asked.at(-1);

async function toPapers(key = 'GPLX_DOI'): Promise<void> {
  await press('F2');
  await page.locator(`[id="procedure.${key}"]`).click();
  for (const group of await page.locator('.guide fieldset').all()) await group.locator('input').first().check();
  await page.locator('.bring li').first().waitFor();
  await press('F9');
  await onStep(2);
  await scan(page, CARD);
  await page.waitForFunction(() => document.activeElement?.id === 'owner.phone');
  await page.keyboard.insertText('0912345678');
  await page.locator('#seen_card').check();
  await press('F9');
  await onStep(3);
  await page.locator('.papers tbody tr').first().waitFor();
}

async function countAll(): Promise<void> {
  for (const part of ['complete', 'shown', 'captured']) {
    for (const box of await page.locator(`.papers input[data-column=${part}]`).all()) await box.check();
  }
}

async function toCheck(key?: string): Promise<void> {
  await toPapers(key);
  await countAll();
  await press('F9');
  await onStep(4);
  await page.locator('.promise').waitFor();
}

const jpeg = (name: string, size = 40_000) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size)]) });

describe('scans', () => {
  beforeEach(async () => {
    await signIn(page);
    await toPapers();
  });
  it('are taken by F8 for the paper of the row, from files, and can be thrown away', async () => {
    await page.locator('.papers tbody tr').nth(1).locator('input').first().focus();
    await press('F8');
    await page.locator('dialog').waitFor();
    expect(await page.locator('#scan-paper').inputValue()).toBe('health');
    await page.setInputFiles('#scan-file', [jpeg('1.jpg'), jpeg('2.jpg')]);
    await press('Escape');
    await page.locator('.papers tbody tr').nth(1).locator('button', { hasText: '2 trang' }).waitFor();
    expect(desk.fake.scans.all.map((one) => one.view.componentId)).toEqual(['health', 'health']);
    await page.locator('.scans-of button', { hasText: 'Bỏ bản quét' }).first().click();
    await page.locator('.papers tbody tr').nth(1).locator('button', { hasText: '1 trang' }).waitFor();
  });
  it('come from the camera, a JPEG a page', async () => {
    await press('F8');
    await page.locator('dialog .main-act', { hasText: 'máy ảnh' }).waitFor();
    await press('F9');
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await press('F9');
    await page.locator('.camera [role=status]', { hasText: 'Đã chụp 1 trang' }).waitFor();
    await press('F9');
    await expect.poll(() => desk.fake.scans.all.length).toBe(2);
    expect(desk.fake.scans.all.map((one) => one.view.mediaType)).toEqual(['image/jpeg', 'image/jpeg']);
    await press('Escape', 'Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
  });
  it('come from a scanner, where there is one; if it is gone that is said', async () => {
    desk.fake.switches.scanners = true;
    await press('F8');
    await page.locator('dialog .main-act', { hasText: 'Quét cả khay' }).waitFor();
    await press('F9');
    await page.locator('dialog [role=status]', { hasText: '3' }).waitFor();
    desk.fake.switches.scanners = false;
    await press('F9');
    await page.locator('dialog .notice-red', { hasText: 'Máy quét không trả lời' }).waitFor();
  });
  it('are judged by their content, and refused in words', async () => {
    await press('F8');
    await page.locator('dialog').waitFor();
    await page.setInputFiles('#scan-file', { name: 'don.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF at all') });
    await press('Escape');
    await page.locator('.upload .notice-red', { hasText: 'không phải PDF, JPEG hay PNG' }).waitFor();
  });
  it('are never in the way of the acceptance', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/scan?*', async (route) => {
      await held;
      await route.continue();
    });
    await press('F8');
    await page.locator('dialog').waitFor();
    await page.setInputFiles('#scan-file', jpeg('1.jpg'));
    await press('Escape');
    await page.locator('.upload', { hasText: 'đang chép vào máy' }).waitFor();
    await countAll();
    await press('F9');
    await onStep(4);
    await page.locator('.promise').waitFor();
    await press('F9');
    await page.locator('.done').waitFor();
    expect(desk.fake.scans.all).toHaveLength(0);
    release();
    await expect.poll(() => desk.fake.scans.all.length).toBe(1);
    await page.locator('nav a', { hasText: 'Hôm nay' }).click();
    await scan(page, 'H15.05-240426-0007');
    await page.locator('.dossier .scans-of', { hasText: '1 trang' }).waitFor(); // They stand with the dossier.
  });
});

describe('papers that are lacking', () => {
  beforeEach(async () => {
    await signIn(page);
    await toPapers();
    await countAll();
    await page.locator('[id="papers.health.complete"]').uncheck();
    await press('F9');
    await page.locator('.error-summary', { hasText: 'Còn thiếu: Giấy khám sức khỏe' }).waitFor();
  });
  it('are asked for by slip 02, ticked already, and the draft is kept', async () => {
    await page.locator('.lacking-acts button', { hasText: '02' }).focus();
    await press('Space');
    await page.locator('#lacking-title').waitFor();
    expect(await page.locator('[id="ask.health"]').isChecked()).toBe(true);
    expect(await page.locator('.ticks input:checked').count()).toBe(1);
    await press('F9');
    await page.locator('.done h1', { hasText: 'yêu cầu bổ sung' }).waitFor();
    expect(asked()?.askForPapers).toMatchObject({ components: [{ componentId: 'health', originals: 1 }] });
    await expect.poll(() => desk.prints()).toBe(1);
    await press('F9');
    await page.locator('.main-act', { hasText: 'Về Hôm nay' }).waitFor();
    await press('F9');
    await page.locator('.to-do', { hasText: 'Hồ sơ dở' }).waitFor();
  });
  it('may be a ground to refuse, by slip 03; then nothing is left of the draft', async () => {
    await page.locator('.lacking-acts .danger').click();
    await page.locator('#ground_id').waitFor();
    await page.locator('#ground_id').focus();
    await press('Space', 'Enter');
    await page.keyboard.insertText('Không có trong hệ thống thông tin giấy phép lái xe');
    await press('F9');
    await page.locator('.done h1', { hasText: 'từ chối' }).waitFor();
    expect(asked()?.refuse).toMatchObject({ procedure: 'GPLX_DOI', groundId: 'NOT_IN_SYSTEM', owner: { identityNumber: '015190000123' } });
    await press('F9');
    await page.locator('.main-act', { hasText: 'Về Hôm nay' }).waitFor();
    await press('F9');
    await page.locator('h1', { hasText: 'Việc của quầy' }).waitFor();
    await expect.poll(() => desk.fake.drafts.size).toBe(0);
  });
});

describe('fees', () => {
  it('that are lower want their proof counted first', async () => {
    desk.fake.now = Date.parse('2023-04-20T08:00:00+07:00'); // While the counter takes in criminal records.
    await signIn(page);
    await toCheck('LLTP');
    await page.locator('.sum', { hasText: '200.000 đ' }).waitFor();
    await page.locator('.option', { hasText: 'cần giấy chứng minh' }).first().click();
    await page.locator('.sum', { hasText: '100.000 đ' }).waitFor();
    await page.locator('.notice-amber', { hasText: 'Mức này cần giấy chứng minh' }).locator('button').click();
    await onStep(3);
    await countAll();
    await press('F9');
    await onStep(4);
    await press('F9');
    await page.locator('.done').waitFor();
    expect(desk.fake.entries[0]?.dossier).toMatchObject({ feeId: 'REDUCED', feesPaid: [{ amountVnd: '100000' }] });
  });
});

describe('after it', () => {
  it('the envelope is scanned last and has to match', async () => {
    await signIn(page);
    await toCheck();
    await press('F9');
    await expect.poll(() => desk.prints()).toBe(1);
    await press('F9');
    await expect.poll(() => desk.prints()).toBe(2);
    await press('F9');
    await page.locator('.main-act', { hasText: 'Hồ sơ mới' }).waitFor();
    await press('F9');
    await page.locator('.notice-red', { hasText: 'mã phải khớp' }).waitFor();
    await scan(page, 'H15.05-240426-0099');
    await page.locator('.notice-red', { hasText: 'không phải H15.05-240426-0007' }).waitFor();
    await scan(page, 'H15.05-240426-0007');
    await page.locator('.matched').waitFor();
    await press('F9');
    await onStep(1);
  });
  it('another dossier of the same person goes onto the same slip, with nobody typed twice', async () => {
    await signIn(page);
    await toCheck();
    await page.locator('#slip_id').check();
    await press('F9');
    await page.locator('.done').waitFor();
    await expect.poll(() => desk.prints()).toBe(1);
    await press('F9');
    await expect.poll(() => desk.prints()).toBe(2);
    await press('F9');
    await page.locator('.main-act', { hasText: 'Hồ sơ nữa cho người này' }).waitFor();
    await scan(page, 'H15.05-240426-0007');
    await page.locator('.matched').waitFor();
    await press('F9');
    await onStep(1);
    await page.locator('[id="procedure.GPLX_DOI"]').click();
    for (const group of await page.locator('.guide fieldset').all()) await group.locator('input').first().check();
    await page.locator('.bring li').first().waitFor();
    await press('F9');
    await onStep(2);
    expect(await page.locator('[id="owner.full_name"]').inputValue()).toBe('Nguyễn Thị Thử Nghiệm');
    await press('F9');
    await onStep(3);
    await page.locator('.papers tbody tr').first().waitFor();
    await countAll();
    await press('F9');
    await onStep(4);
    await page.locator('.promise').waitFor();
    await press('F9');
    await page.locator('.done .dossier-code', { hasText: '0008' }).waitFor();
    const [one, other] = desk.fake.entries.map((entry) => entry.dossier.slipId);
    expect(one).toMatch(/^P-[0-9a-f]{8}$/);
    expect(other).toBe(one);
  });
});
