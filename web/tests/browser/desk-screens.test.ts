// What a counter does beyond taking in: every screen and its troubles, in both languages and
// both sizes.
import { CODES, BAG, morning } from '../../dev/world';
import { CARD, OTHER_CARD, scan, seed, seedTroubles, signIn } from './harness';
import { lookAt, type Look } from './look';

const main = (page: Look['page'], text: RegExp) => page.locator('h1', { hasText: text }).waitFor();
const go = (page: Look['page'], n: number) => page.locator('nav .pages a').nth(n).click();

async function open({ page, desk }: Look): Promise<void> {
  morning(desk.fake);
  await signIn(page);
  await page.locator('.to-do li').nth(3).waitFor();
}

// A dossier, and one of its acts by its words.
async function openAct(page: Look['page'], code: string, act?: RegExp): Promise<void> {
  await scan(page, code);
  await page.locator('.dossier .code', { hasText: code }).waitFor();
  if (act) await page.locator('.dossier .acts button', { hasText: act }).click();
  if (act) await page.locator('.form-page').waitFor();
}

async function failing(page: Look['page']): Promise<void> {
  await page.keyboard.press('F9');
  await page.locator('.error-summary').waitFor();
}

lookAt('desk', {
  today: async (look) => {
    await open(look);
    await look.see('50-today-full');
    look.desk.fake.switches.online = false;
    await look.page.locator('.is-offline').waitFor();
    await look.see('50-today-full-offline');
  },
  dossiers: async (look) => {
    const { page, see } = look;
    await open(look);
    for (const [name, code] of [['supplement', CODES.supplement], ['results', CODES.results], ['late', CODES.late], ['accepted', CODES.accepted]] as const) {
      await openAct(page, code);
      await see(`51-dossier-${name}`);
    }
    await scan(page, CARD);
    await main(page, /Hồ sơ của|Dossiers of/);
    await see('52-found-by-card');
  },
  'acts of a dossier': async (look) => {
    const { page, see } = look;
    await open(look);
    const acts: [string, string, RegExp][] = [
      ['supplement', CODES.supplement, /Nộp bổ sung|Hand in supplement/],
      ['pay', CODES.payment, /Thu tiền|Take payment/],
      ['withdraw', CODES.supplement, /Rút hồ sơ|Withdraw/],
      ['refuse', CODES.accepted, /Từ chối|Refuse/],
      ['notify', CODES.supplement, /Báo người dân|Tell the/],
      ['attempt', CODES.results, /Không trao được|Could not/],
      ['unclaimed', CODES.unclaimed, /không ai nhận|unclaimed/],
      ['receive', CODES.shelve, /vào ngăn|shelf/],
    ];
    for (const [name, code, act] of acts) {
      await openAct(page, code, act);
      await failing(page);
      await see(`53-${name}-errors`);
    }
    await openAct(page, CODES.payment, /Thu tiền|Take payment/);
    await page.locator('.form-page .option').first().click();
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    await see('53-pay-done');
  },
  'handing out': async (look) => {
    const { page, see } = look;
    await open(look);
    await go(page, 3);
    await main(page, /Trả kết quả|Results/);
    await page.locator('table.list').first().waitFor();
    await see('54-results');
    await scan(page, CODES.results); // Here a scan goes on to the act at once.
    await page.locator('.form-page').waitFor();
    await failing(page);
    await see('54-hand-out-errors');
    await scan(page, CODES.results);
    await page.locator('.ticks input:checked').first().waitFor();
    await page.locator('#relation').click();
    await scan(page, OTHER_CARD);
    await page.locator('.form-page .notice-red').first().waitFor();
    await see('54-hand-out-wrong-person');
    await page.locator('.option', { hasText: /ủy quyền|authorised/ }).click();
    await see('54-hand-out-proxy');
    await go(page, 1);
    await openAct(page, CODES.unpaidResults, /Trao kết quả|Hand out/);
    await see('54-hand-out-unpaid');
  },
  bags: async (look) => {
    const { page, see, desk } = look;
    await signIn(page);
    await go(page, 2);
    await page.locator('.empty').first().waitFor();
    await see('55-bags-empty');
    morning(desk.fake);
    await go(page, 1);
    await go(page, 2);
    await page.locator('.to-do li').first().waitFor();
    await see('55-bags');
    await page.keyboard.press('F9');
    await page.locator('.form-page').waitFor();
    await scan(page, CODES.toBureau);
    await page.locator('.scanned li').waitFor();
    await scan(page, CODES.toJustice);
    await page.locator('.notice-red').waitFor();
    await see('56-bag-out-elsewhere');
    await failing(page);
    await see('56-bag-out-errors');
    await page.locator('.left select').selectOption('leftNotFound');
    await page.locator('#seal_number').focus();
    await scan(page, 'NP-0000777');
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    await see('56-bag-sealed');
    await page.keyboard.press('F9');
    await page.locator('.main-act', { hasText: /Bàn giao|Hand over/ }).waitFor();
    await page.keyboard.press('F9');
    await page.locator('#carrier_id').waitFor();
    await see('57-bag-pass');
    await scan(page, BAG);
    await page.locator('#seal_state').waitFor();
    await failing(page);
    await see('58-bag-in-count');
    await page.locator('.option').first().click();
    await page.locator('#counted').fill('2');
    await page.keyboard.press('F9');
    await page.locator('#found-title').waitFor();
    await scan(page, CODES.inBag[0] ?? '');
    await page.locator('.scanned li').waitFor();
    await scan(page, CODES.surplus);
    await page.locator('.scanned li').nth(1).waitFor();
    await see('58-bag-in-scan');
    await page.keyboard.press('F9');
    await page.locator('#difference-title').waitFor();
    await see('58-bag-in-difference');
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    await see('58-bag-opened');
    await page.keyboard.press('F9');
    await openAct(page, CODES.inBag[1] ?? '');
    await page.locator('.notice-red button').click();
    await page.locator('#outcome').waitFor();
    await failing(page);
    await see('59-settle-errors');
  },
  shift: async (look) => {
    const { page, see, desk } = look;
    await signIn(page);
    await go(page, 4);
    await main(page, /Ca trực|Shift/);
    await see('60-shift-none');
    await page.keyboard.press('F9');
    await page.locator('[id="notes.100000"]').fill('5');
    await see('60-shift-open');
    await page.keyboard.press('F9');
    await page.locator('#shift-now', { hasText: /Ca mở|open since/ }).waitFor();
    seed(desk.fake, 'Trần Văn Mẫu');
    await page.keyboard.press('F9');
    await page.locator('.note-grid').waitFor();
    await failing(page);
    await see('61-shift-count');
    await page.locator('[id="notes.500000"]').fill('1');
    await page.keyboard.press('F9');
    await page.locator('#balance-title').waitFor();
    await failing(page);
    await see('62-shift-close-errors');
    await page.keyboard.press('Escape');
    await page.locator('td button').first().click();
    await see('63-hand-over-fees');
  },
  'outbox and packets': async (look) => {
    const { page, see, desk } = look;
    await signIn(page);
    seedTroubles(desk.fake);
    await go(page, 5);
    await page.locator('tbody button').first().waitFor();
    await page.locator('tr', { hasText: '0008' }).locator('button').click();
    await page.locator('dialog').waitFor();
    await see('64-entry-refused');
    await page.locator('dialog .danger').click();
    await page.locator('#ground').waitFor();
    await failing(page);
    await see('65-void-errors');
    await page.keyboard.press('Escape');
    await page.locator('tr', { hasText: '0008' }).locator('button').click();
    await page.keyboard.press('F9');
    await page.locator('.intake').waitFor();
    await page.locator('.error-summary').waitFor();
    await see('66-mend');
    await go(page, 5);
    await page.locator('.page-head .quiet').first().click();
    await page.locator('#to_office_id').waitFor();
    await see('67-packets');
    await page.setInputFiles('#packet-file', { name: 'goi.hoso', mimeType: 'application/octet-stream', buffer: Buffer.from('HOSO-PACKET sealed') });
    await page.locator('.notice-amber li').waitFor();
    await see('67-packets-imported');
  },
  'scans and lacking papers': async (look) => {
    const { page, see, desk } = look;
    await signIn(page);
    await page.keyboard.press('F2');
    await page.locator('[id="procedure.GPLX_DOI"]').click();
    await page.locator('.guide .option').first().click();
    await page.locator('.bring li').first().waitFor();
    await page.keyboard.press('F9');
    await scan(page, CARD);
    await page.locator('[id="owner.phone"]').fill('0912345678');
    await page.locator('#seen_card').check();
    await page.keyboard.press('F9');
    await page.locator('.papers tbody tr').first().waitFor();
    await page.keyboard.press('F8');
    await page.locator('dialog').waitFor();
    await see('70-scan-take');
    await page.setInputFiles('#scan-file', [
      { name: 'don.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) },
      { name: 'don.doc', mimeType: 'application/msword', buffer: Buffer.from('not a picture') },
    ]);
    await page.locator('.scans-of').waitFor();
    await page.locator('dialog .main-act').click();
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await page.keyboard.press('F9');
    await page.locator('.camera [role=status]', { hasText: '1' }).waitFor();
    await see('71-camera');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.upload .notice-red').waitFor();
    await page.locator('.scans-of li').nth(1).waitFor();
    await see('72-scans');
    await page.locator('.scans-of li').nth(1).locator('button').first().click();
    await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('img.scan-view')?.naturalWidth ?? 0) > 0);
    await see('73-scan-view');
    await page.keyboard.press('Escape');
    desk.fake.switches.scanners = true;
    await page.keyboard.press('F8');
    await page.locator('dialog .main-act', { hasText: 'Máy quét thử' }).waitFor();
    await see('73-scanner');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F9');
    await page.locator('.lacking-acts').waitFor();
    await see('74-lacking');
    await page.locator('.lacking-acts button').first().click();
    await page.locator('#lacking-title').waitFor();
    await see('75-ask');
    await page.keyboard.press('F9');
    await page.locator('.done').waitFor();
    await see('75-asked');
  },
});
