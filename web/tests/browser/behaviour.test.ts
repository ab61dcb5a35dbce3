// What must hold on bad days: pressed twice, signed out, no printer, a reload in the middle.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { STAFF } from '../../dev/fake';
import { CARD, OTHER_CARD, launch, scan, scanByKeys, seed, seedTroubles, signIn, sitDown, type Desk } from './harness';

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
  await signIn(page);
});
afterEach(async () => {
  expect(desk.complaints).toEqual([]);
  await desk.close();
});

const onStep = (n: number) => page.locator('li[aria-current=step]', { hasText: String(n) }).waitFor();
const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
const countOf = (method: string): number => desk.fake.calls.filter((one) => one === method).length;

async function toCheck(): Promise<void> {
  await page.keyboard.press('F2');
  await page.locator('[id="procedure.GPLX_DOI"]').click();
  await page.locator('.guide .option', { hasText: 'Hạng A1' }).click();
  await page.locator('.bring li').first().waitFor();
  await page.keyboard.press('F9');
  await onStep(2);
  await scan(page, CARD);
  await expect.poll(focused).toBe('owner.phone');
  await page.keyboard.insertText('0912345678');
  await page.locator('#seen_card').check();
  await page.keyboard.press('F9');
  await onStep(3);
  await page.locator('.papers tbody tr').first().waitFor();
  for (const part of ['complete', 'shown', 'captured']) {
    for (const box of await page.locator(`input[data-column=${part}]`).all()) await box.check();
  }
  await page.keyboard.press('F9');
  await onStep(4);
  await page.locator('.promise').waitFor();
}

describe('taking in', () => {
  it('accepts once, however often F9 is pressed', async () => {
    await toCheck();
    await page.evaluate(() => {
      for (let i = 0; i < 5; ++i) window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F9', bubbles: true }));
    });
    await page.locator('.done').waitFor();
    expect(countOf('Accept')).toBe(1);
    expect(desk.fake.entries).toHaveLength(1);
    expect(desk.fake.drafts.size).toBe(0);
  });

  it('commits nothing by Enter, which scanners send', async () => {
    await toCheck();
    await page.locator('.main-act').focus();
    for (let i = 0; i < 5; ++i) await page.keyboard.press('Enter');
    expect(countOf('Accept')).toBe(0);
    expect(await page.locator('.check').count()).toBe(1);
    await page.keyboard.press('Control+Enter');
    await page.locator('.done').waitFor();
  });

  it('says the same words in the summary and at the field, and leads there', async () => {
    await page.keyboard.press('F2');
    await page.locator('[id="procedure.GPLX_DOI"]').click();
    await page.locator('.guide .option', { hasText: 'Hạng A1' }).click();
    await page.locator('.bring li').first().waitFor();
    await page.keyboard.press('F9');
    await onStep(2);
    await page.keyboard.insertText('01519000012');
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('error-summary');
    const link = page.locator('.error-summary a', { hasText: 'Số định danh có 12 số; đã nhập 11' });
    await link.click();
    expect(await focused()).toBe('owner.identity_number');
    const described = await page.locator('[id="owner.identity_number"]').getAttribute('aria-describedby');
    expect(described).toContain('owner.identity_number.error');
    expect(await page.locator('[id="owner.identity_number.error"]').textContent()).toBe('Số định danh có 12 số; đã nhập 11');
    expect(await page.title()).toContain('Cần sửa');
    await page.keyboard.press('End');
    await page.keyboard.insertText('3');
    await expect.poll(() => link.count()).toBe(0); // What is mended is said no more.
  });

  it('goes back to the step that "Sửa" names, and keeps what was entered', async () => {
    await toCheck();
    await page.locator('.answer-change button').nth(1).click();
    await onStep(2);
    expect(await page.locator('[id="owner.phone"]').inputValue()).toBe('0912345678');
    await page.keyboard.press('F9');
    await onStep(3);
    expect(await page.locator('input[data-column=complete]').first().isChecked()).toBe(true);
  });

  it('has no disabled button anywhere on its way', async () => {
    await toCheck();
    expect(await page.locator('button:disabled, [aria-disabled=true]').count()).toBe(0);
  });
});

describe('drafts', () => {
  it('are saved by themselves and found again after a reload', async () => {
    await toCheck();
    await expect.poll(() => [...desk.fake.drafts.values()][0]?.json ?? '').toContain('"step":4');
    await page.reload();
    await page.locator('.notice', { hasText: 'Còn một hồ sơ dở' }).waitFor();
    await page.locator('.notice button', { hasText: 'Làm tiếp' }).click();
    await page.locator('.read-name', { hasText: 'Nguyễn Thị Thử Nghiệm' }).waitFor();
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    expect(desk.fake.entries).toHaveLength(1);
  });

  it('outlive the end of a session, and go on where they stood', async () => {
    await toCheck();
    desk.fake.staffId = '';
    await page.keyboard.press('F9');
    await page.locator('.notice', { hasText: 'Phiên làm việc đã hết. Nháp vẫn còn' }).waitFor();
    await page.locator('#staff_id').fill(STAFF.id);
    await page.locator('#password').fill(STAFF.password);
    await page.keyboard.press('F9');
    await page.locator('.read-name', { hasText: 'Nguyễn Thị Thử Nghiệm' }).waitFor();
    expect(desk.fake.entries).toHaveLength(0);
  });

  it('are not shown to somebody else who comes on duty', async () => {
    await toCheck();
    desk.fake.staffId = '';
    await page.locator('#staff_id').fill('GDV-LG-02');
    await page.locator('#password').fill(STAFF.password);
    await page.keyboard.press('F9');
    await page.locator('nav').waitFor();
    expect(await page.locator('.read-name').count()).toBe(0);
  });

  it('can be thrown away, after a question', async () => {
    await toCheck();
    await page.locator('.acts button', { hasText: 'Bỏ nháp' }).click();
    await page.locator('dialog button', { hasText: 'Bỏ nháp' }).click();
    await expect.poll(() => desk.fake.drafts.size).toBe(0);
    await page.locator('h1', { hasText: 'Việc của quầy' }).waitFor();
  });
});

describe('printing', () => {
  it('that fails leaves the dossier accepted and the slip on Today', async () => {
    await toCheck();
    desk.fake.switches.printerBroken = true;
    await page.keyboard.press('F9');
    await page.locator('.notice-red', { hasText: 'Chưa in được. Hồ sơ đã nhận' }).waitFor();
    await page.locator('nav a', { hasText: 'Hôm nay' }).click();
    await page.locator('.to-do', { hasText: 'Phiếu H15.05-240426-0007 chưa in' }).waitFor();
    await page.locator('.to-do button', { hasText: 'Xem' }).click();
    await page.locator('dialog button', { hasText: 'Viết tay' }).click();
    await expect.poll(() => page.locator('.to-do', { hasText: 'chưa in' }).count()).toBe(0);
    expect(desk.fake.entries[0]?.row.printed).toBe(1);
  });
});

describe('scanning', () => {
  it('takes what the scanner typed out of the field again', async () => {
    await page.keyboard.press('F2');
    await page.locator('#procedure').fill('phu');
    await page.locator('#procedure').focus();
    await scan(page, OTHER_CARD);
    await page.locator('.notice', { hasText: 'Đã đọc thẻ của Trần Văn Mẫu' }).waitFor();
    expect(await page.locator('#procedure').inputValue()).toBe('phu');
  });

  it('is told from typing by real keys too', async () => {
    seed(desk.fake, 'Trần Văn Mẫu');
    await page.keyboard.press('F2');
    await page.locator('#procedure').focus();
    await page.keyboard.insertText('bang');
    await scanByKeys(page, 'H15.05-240426-0007');
    await page.locator('.dossier', { hasText: 'Trần Văn Mẫu' }).waitFor();
    await page.keyboard.press('F2');
    await page.locator('#procedure').focus();
    await scanByKeys(page, '0912345678', 60); // As fast as the fastest typist.
    expect(await page.locator('#procedure').inputValue()).toBe('0912345678');
  });

  it('of a card begins a dossier from anywhere, and ticks or presses nothing', async () => {
    await page.locator('.main-act').focus();
    await scan(page, CARD);
    await page.locator('h1', { hasText: 'Tiếp nhận' }).waitFor();
    await page.locator('.notice', { hasText: 'Hãy nhìn thẻ' }).waitFor();
    await expect.poll(() => [...desk.fake.drafts.values()][0]?.json ?? '').toContain('015190000123');
  });

  it('of a dossier code opens it; of something else it says why not', async () => {
    seed(desk.fake, 'Trần Văn Mẫu');
    seed(desk.fake, 'Lò Thị Thử');
    await scan(page, 'H15.05-240426-0008');
    await page.locator('.dossier', { hasText: 'Lò Thị Thử' }).waitFor();
    await scan(page, '8934567890123');
    await page.locator('.notice-red', { hasText: 'Mã vừa quét không phải' }).waitFor();
    await scan(page, 'x|y|z|1|2|3|4');
    await page.locator('.notice-red', { hasText: 'Không đọc được thẻ này' }).waitFor();
  });

  it('of a card at the check changes nobody', async () => {
    await toCheck();
    await scan(page, OTHER_CARD);
    await page.locator('.notice-red', { hasText: 'bước kiểm tra' }).waitFor();
    expect(await page.locator('.read-name').textContent()).toBe('Nguyễn Thị Thử Nghiệm');
  });
});

describe('the program', () => {
  it('that does not answer is said so, and what was typed is still there when it does again', async () => {
    await toCheck();
    await page.locator('.answer-change button').nth(1).click();
    await onStep(2);
    await desk.context.setOffline(true);
    await page.locator('[id="owner.phone"]').fill('0987654321');
    await page.keyboard.press('F9');
    await page.locator('.error-summary', { hasText: 'không trả lời' }).waitFor();
    await page.locator('.banners .notice-red', { hasText: 'không trả lời' }).waitFor();
    await page.locator('.saved', { hasText: 'Chưa lưu được nháp' }).waitFor();
    await desk.context.setOffline(false);
    await page.locator('.saved', { hasText: 'Nháp tự lưu' }).waitFor();
    expect(await page.locator('[id="owner.phone"]').inputValue()).toBe('0987654321');
    await page.keyboard.press('F9');
    await onStep(3);
  });
});

describe('without a network', () => {
  it('takes in, prints, says that it waits, and then that it is recorded', async () => {
    desk.fake.switches.online = false;
    await page.locator('.is-offline').waitFor();
    await toCheck();
    await page.keyboard.press('F9');
    await page.locator('.notice', { hasText: 'sẽ tự gửi khi có mạng' }).waitFor();
    await expect.poll(() => desk.prints()).toBe(1);
    await page.locator('.connection', { hasText: '1 việc chờ gửi' }).waitFor();
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
    await page.locator('nav a', { hasText: 'hộp gửi' }).click();
    await page.locator('.tag', { hasText: 'Chờ gửi' }).waitFor();
    desk.fake.switches.online = true;
    await page.locator('.tag', { hasText: 'Đã vào sổ' }).waitFor();
    await page.locator('.empty', { hasText: 'Mọi việc đã vào sổ' }).waitFor();
  });

  it('signs in by PIN, and not for ever by a wrong one', async () => {
    desk.fake.pinSet = true;
    desk.fake.staffId = '';
    desk.fake.switches.online = false;
    await page.reload();
    await page.locator('#staff_id').fill(STAFF.id);
    for (let i = 0; i < 6; ++i) {
      await page.locator('#pin').fill('111111');
      await page.keyboard.press('F9');
      await expect.poll(() => countOf('SignInOffline')).toBe(i + 1);
      await page.locator('.main-act:not([aria-busy])').waitFor(); // Pressed earlier it would not count, as it should not.
    }
    await page.locator('.error-summary', { hasText: 'Đã sai 5 lần' }).waitFor();
  });

  it('goes on with a provisional code when the leased ones are used up', async () => {
    Object.assign(desk.fake.switches, { online: false, codesToday: 0 });
    await page.locator('.notice-red', { hasText: 'Hết mã' }).waitFor();
    await toCheck();
    await page.keyboard.press('F9');
    await page.locator('.notice', { hasText: 'Mã tạm' }).waitFor();
  });
});

describe('the browser', () => {
  it('keeps nothing personal: not in the address, the title, the history or any store', async () => {
    await toCheck();
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    const left = await page.evaluate(async () => ({
      url: location.href,
      title: document.title,
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      cookies: document.cookie,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    expect(left).toMatchObject({ local: { 'hoso-language': 'vi' }, session: {}, databases: [], caches: [], cookies: '', workers: 0 });
    expect(left.url).toBe(`${desk.served.origin}/#/intake`);
    expect(JSON.stringify(left)).not.toMatch(/015190000123|Nguyễn|0912345678|fake-key/);
  });

  it('is ready within a second', async () => {
    const began = Date.now();
    await page.reload();
    await page.locator('.page-head .main-act').waitFor();
    const took = Date.now() - began;
    console.log(`interactive after a reload: ${took} ms`);
    expect(took).toBeLessThan(1000);
  });

  it('shows the PDF that it prints, under the policy that the program sends', async () => {
    await toCheck();
    await page.keyboard.press('F9');
    await expect.poll(() => desk.prints()).toBe(1);
    const frame = page.frames().find((one) => one.url().startsWith('blob:'));
    expect(frame).toBeDefined();
  });
});

describe('seeing what is there', () => {
  it('prints the notice of what the centre recorded otherwise', async () => {
    seedTroubles(desk.fake);
    await page.locator('nav a', { hasText: 'hộp gửi' }).click();
    await page.locator('tr', { hasText: 'hẹn trả 08/05/2024 thay 07/05/2024' }).locator('button').click();
    await page.locator('dialog', { hasText: 'H15.05-240426-0007, Thứ Tư 08/05/2024' }).waitFor();
    await page.keyboard.press('F9');
    await expect.poll(() => desk.prints()).toBe(1);
  });

  it('warns when the same was taken in today', async () => {
    seed(desk.fake, 'NGUYỄN THỊ THỬ NGHIỆM');
    await toCheck();
    await page.locator('.notice-amber', { hasText: 'Hôm nay đã nhận H15.05-240426-0007' }).waitFor();
  });

  it('prints a slip by Ctrl+P, and the guide as paper', async () => {
    seed(desk.fake, 'Trần Văn Mẫu');
    await page.locator('button.code').first().click();
    await page.locator('dialog').waitFor();
    await page.keyboard.press('Control+p');
    await expect.poll(() => desk.prints()).toBe(1);
  });
});
