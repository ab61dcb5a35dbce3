// Every screen in both languages and both sizes: a picture of each, kept in
// artefacts/, nothing wider than the screen, and no violation found by axe.
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { STAFF } from '../../dev/fake';
import { CARD, OTHER_CARD, scan, seed, seedTroubles, signIn } from './harness';
import { lookAt, type Look } from './look';

const LONG_NAME = 'Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thị Khuyến Nghị Thử Nghiệm';

const step = (page: Page, n: number) => page.locator('li[aria-current=step]', { hasText: String(n) }).waitFor();

async function choose(page: Page, key: string, caseLabel?: RegExp): Promise<void> {
  await page.keyboard.press('F2');
  await page.locator(`[id="procedure.${key}"]`).click();
  if (caseLabel) await page.locator('.guide .option', { hasText: caseLabel }).first().click();
  await page.locator('.bring li').first().waitFor();
}

async function toPeople(page: Page): Promise<void> {
  await page.keyboard.press('F9');
  await step(page, 2);
}

async function fillOwner(page: Page): Promise<void> {
  await scan(page, CARD);
  await page.locator('[id="owner.full_name"]').fill(LONG_NAME);
  await page.locator('[id="owner.phone"]').fill('0912345678');
  await page.locator('#seen_card').check();
}

async function countPapers(page: Page): Promise<void> {
  for (const part of ['complete', 'shown', 'captured']) {
    for (const box of await page.locator(`.papers tbody input[data-column=${part}]`).all()) await box.check();
  }
}

// Each a visit of its own, before somebody signs in.
const SCREENS: Record<string, (look: Look) => Promise<void>> = {
  'sign-in': async ({ page, see, desk }) => {
    await page.locator('#staff_id').waitFor();
    await see('01-sign-in');
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    await see('01-sign-in-errors');
    desk.fake.switches.online = false;
    await page.locator('.is-offline').waitFor();
    await page.reload();
    await page.locator('#pin').waitFor();
    await see('02-sign-in-offline-nobody');
    desk.fake.pinSet = true;
    await page.reload();
    await page.locator('#staff_id').fill(STAFF.id);
    await page.locator('#pin').fill('999999');
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    await see('02-sign-in-pin-wrong');
  },
  'not opened': async ({ desk, see }) => {
    await desk.context.clearCookies();
    await desk.page.reload();
    await desk.page.locator('h1').waitFor();
    await see('00-not-opened');
  },
  today: async ({ page, see, desk }) => {
    await signIn(page);
    await page.locator('.empty').first().waitFor();
    await see('10-today-empty');
    seedTroubles(desk.fake);
    seed(desk.fake, LONG_NAME, false);
    await choose(page, 'GPLX_DOI', /A1/);
    await page.keyboard.press('Escape');
    await page.locator('.to-do li').nth(3).waitFor();
    await see('11-today-offline');
    await page.locator('button.code').first().click();
    await page.locator('dialog').waitFor();
    await see('12-today-detail');
    desk.fake.switches.printerBroken = true;
    await page.keyboard.press('F9');
    await page.locator('dialog .notice-red').waitFor();
    await see('12-today-detail-not-printed');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F4');
    await page.keyboard.insertText('9999');
    await page.keyboard.press('Enter');
    await page.locator('main section .empty').waitFor();
    await see('13-not-found');
  },
  outbox: async ({ page, see, desk }) => {
    await signIn(page);
    await page.locator('nav a').last().click();
    await page.locator('.empty').waitFor();
    await see('20-outbox-empty');
    seedTroubles(desk.fake);
    await page.locator('.tag-red').first().waitFor();
    await see('21-outbox-offline');
    await page.locator('tbody button').first().click();
    await page.locator('dialog').waitFor();
    await see('22-outbox-refused');
    await page.keyboard.press('Escape');
    await page.locator('tbody button').nth(1).click();
    await see('22-outbox-changed');
    await page.keyboard.press('Escape');
    await page.locator('.page-head button[aria-pressed]').click();
    await page.locator('.notice-amber').first().waitFor();
    Object.assign(desk.fake.switches, { clockDoubtful: true, catalogueExpired: true, codesToday: 0, trouble: 'JOURNAL_FORKED' });
    await page.locator('.notice-red').nth(2).waitFor();
    await see('23-outbox-everything-at-once');
    await page.locator('.on-duty button').first().click();
    await page.locator('dialog').waitFor();
    await see('24-sign-out');
  },
  'taking in a licence': async ({ page, see, desk }) => {
    await signIn(page);
    await page.keyboard.press('F2');
    await step(page, 1);
    await see('30-procedure');
    await page.keyboard.insertText('hộ chiếu');
    await page.locator('section [role=status]').filter({ hasText: /\S/ }).waitFor();
    await see('30-procedure-none');
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    await see('30-procedure-errors');
    await choose(page, 'GPLX_DOI', /Hạng khác|other than/);
    await see('31-procedure-chosen');
    await toPeople(page);
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    await see('32-person-errors');
    await fillOwner(page);
    await page.locator('.option', { hasText: /Điểm khác|Another office/ }).click();
    await page.locator('#return_office_id').fill('cap');
    await see('33-person');
    await page.locator('#return_office_id').press('Enter');
    await page.keyboard.press('F9');
    await step(page, 3);
    await page.locator('.papers tbody tr').first().waitFor();
    await page.keyboard.press('F9');
    await page.locator('.error-summary').waitFor();
    await see('34-papers-errors');
    await countPapers(page);
    await see('35-papers');
    await page.keyboard.press('F9');
    await step(page, 4);
    await page.locator('.promise').waitFor();
    await see('36-check');
    desk.fake.switches.online = false;
    desk.fake.switches.printerBroken = true;
    await page.locator('.is-offline').waitFor();
    await page.keyboard.press('F9');
    await page.locator('.done .notice-red').waitFor();
    await see('37-done-offline-not-printed');
    desk.fake.switches.printerBroken = false;
    await page.locator('.acts button').nth(1).click();
    await expect.poll(() => desk.prints()).toBeGreaterThan(0);
    await see('38-done');
  },
  'taking in for others': async ({ page, see, desk }) => {
    desk.fake.now = Date.parse('2023-04-20T08:00:00+07:00'); // While the counter takes in criminal records.
    await signIn(page);
    await choose(page, 'LLTP', /./);
    for (const group of await page.locator('.guide fieldset').all()) await group.locator('input').last().check();
    await see('40-criminal-record');
    await toPeople(page);
    await fillOwner(page);
    await page.locator('.option', { hasText: /Người được ủy quyền|An authorised/ }).click();
    await scan(page, OTHER_CARD);
    await page.locator('dialog').waitFor();
    await see('41-whose-card');
    await page.locator('dialog button').nth(1).click();
    await page.locator('[id="submitter.phone"]').fill('0987654321');
    await page.locator('#seen_card').check();
    await see('42-people-proxy');
    await page.locator('.acts .quiet').last().click();
    await page.locator('dialog').waitFor();
    await see('43-discard');
    await page.keyboard.press('Escape');
    await choose(page, 'PHUHIEU', /không thuộc|not owned/);
    await page.locator('#units').fill('12');
    await see('44-badge');
    await toPeople(page);
    await see('45-people-body');
  },
};

lookAt('screens', SCREENS);
