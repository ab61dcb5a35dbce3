// What a counter does beyond taking in, by keys and scans alone: done once, with and without a
// network, and never lost.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { STAFF } from '../../dev/fake';
import { SUPERVISOR } from '../../dev/till';
import { BAG, CODES, morning } from '../../dev/world';
import { CARD, OTHER_CARD, launch, scan, seed, seedTroubles, signIn, sitDown, type Desk } from './harness';

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
  morning(desk.fake);
  await signIn(page);
  await page.locator('.to-do li').nth(3).waitFor();
});
afterEach(async () => {
  expect(desk.complaints).toEqual([]);
  await desk.close();
});

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const type = (text: string): Promise<void> => page.keyboard.insertText(text);
const countOf = (method: string): number => desk.fake.calls.filter((one) => one === method).length;
const focusOn = (id: string) => page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
const asked = () => desk.fake.asked.at(-1);
const acted = () => page.locator('.done h1', { hasText: 'Đã' }).waitFor();
const menu = (text: string) => page.locator('nav a', { hasText: text }).click();

async function open(code: string): Promise<void> {
  await scan(page, code);
  await page.locator('.dossier .code', { hasText: code }).waitFor();
}

// One of the acts beside the likeliest, by its figure.
async function act(text: string): Promise<void> {
  const figure = await page.locator('.dossier .acts button', { hasText: text }).locator('kbd').textContent();
  await press(figure ?? 'F9');
  await page.locator('.form-page').waitFor();
}

describe('finding', () => {
  it('by F4, from anywhere: the end of a code, a number, words of a name', async () => {
    await press('F4');
    await type('0003');
    await press('Enter');
    await page.locator('.dossier .code', { hasText: CODES.results }).waitFor();
    await press('F4');
    await type('015085000456');
    await press('Enter');
    await page.locator('h1', { hasText: 'theo số định danh' }).waitFor();
    await press('ArrowDown', 'Enter');
    await page.locator('.dossier', { hasText: 'Trần Văn Mẫu' }).waitFor();
    await press('F4');
    await type('thu nghiem');
    await press('Enter');
    await page.locator('h1', { hasText: 'theo tên' }).waitFor();
  });
  it('by a card lists what its person has here, and F9 begins another with the person filled in', async () => {
    await scan(page, CARD);
    await page.locator('h1', { hasText: 'Hồ sơ của Nguyễn Thị Thử Nghiệm' }).waitFor();
    await press('F9');
    await page.locator('h1', { hasText: 'Tiếp nhận' }).waitFor();
    await expect.poll(() => [...desk.fake.drafts.values()].map((one) => one.json).join()).toContain('015190000123');
  });
  it('opens a bag by its label', async () => {
    await scan(page, BAG);
    await page.locator('h1', { hasText: `Mở túi ${BAG}` }).waitFor();
  });
});

describe('one dossier', () => {
  it('takes a supplement that is whole, and says the new date', async () => {
    await open(CODES.supplement);
    await act('Nộp bổ sung');
    await focusOn('papers.health');
    await press('Space', 'F9');
    await page.locator('.error-summary', { hasText: 'Còn thiếu: Bản sao căn cước công dân' }).waitFor();
    expect(countOf('Do')).toBe(0);
    await page.locator('[id="papers.health"]').focus();
    await press('ArrowDown', 'Space');
    await expect.poll(() => page.locator('.error-summary').count()).toBe(0); // What is mended is said no more.
    await press('F9');
    await acted();
    expect(asked()?.supplement?.components).toHaveLength(2);
    await page.locator('.promise', { hasText: 'Thứ Ba 07/05/2024' }).waitFor();
    await expect.poll(() => desk.prints()).toBe(1);
    await press('F9');
    await page.locator('.main-act', { hasText: 'Về hồ sơ' }).waitFor();
    await press('F9');
    await page.locator('.dossier', { hasText: 'Đang xử lý' }).waitFor();
  });
  it('says why a supplement comes too late, and what follows', async () => {
    await open(CODES.overdueSupplement);
    await press('F9');
    await focusOn('papers.health');
    await press('Space', 'F9');
    await page.locator('.error-summary', { hasText: 'Đã quá hạn bổ sung; cơ quan sẽ dừng hồ sơ' }).waitFor();
  });
  it('takes money once, however often F9 is pressed, and prints the receipt', async () => {
    await open(CODES.payment);
    await press('F9');
    await focusOn('means');
    await press('Space');
    await page.evaluate(() => {
      for (let i = 0; i < 5; ++i) window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F9', bubbles: true }));
    });
    await acted();
    expect(countOf('Do')).toBe(1);
    expect(asked()?.pay).toMatchObject({ means: 'PAYMENT_MEANS_CASH', expectedVersion: 3 });
    await page.locator('.card', { hasText: 'Biên lai số 0012' }).waitFor();
  });
  it('whose receipt did not come out of the printer is listed until it does', async () => {
    desk.fake.switches.printerBroken = true;
    await open(CODES.payment);
    await press('F9');
    await focusOn('means');
    await press('Space', 'F9');
    await page.locator('.notice-red', { hasText: 'Chưa in được' }).waitFor();
    desk.fake.switches.printerBroken = false;
    await menu('Hôm nay');
    await page.locator('.to-do li', { hasText: '1 giấy tờ của việc khác chưa in' }).locator('button').click();
    await page.locator('tr', { hasText: 'Thu tiền' }).locator('button').click();
    await press('F9');
    await expect.poll(() => desk.prints()).toBe(1);
    await page.locator('dialog .main-act', { hasText: 'Đã in xong' }).waitFor();
    await press('F9');
    await expect.poll(() => desk.fake.state().unprinted).toBe(0);
  });
  it('is withdrawn by nobody but owner or submitter, after reading it back', async () => {
    await open(CODES.supplement);
    await act('Rút hồ sơ');
    await scan(page, OTHER_CARD);
    await focusOn('reason');
    await type('Không còn nhu cầu');
    await press('Enter', 'Space', 'F9');
    await page.locator('.error-summary', { hasText: 'không phải của chủ hồ sơ' }).waitFor();
    expect(desk.fake.asked).toHaveLength(0);
    await scan(page, CARD);
    await expect.poll(() => page.locator('#identity_number').inputValue()).toBe('015190000123');
    await press('F9');
    await acted();
    expect(asked()?.withdraw).toMatchObject({ reason: 'Không còn nhu cầu', identityNumber: '015190000123' });
  });
  it('is refused with a ground of the catalogue and an explanation', async () => {
    await open(CODES.accepted);
    await act('Từ chối');
    await focusOn('ground_id');
    await press('Space', 'Enter');
    await type('Hồ sơ thuộc tỉnh khác');
    await press('Control+Enter');
    await acted();
    expect(asked()?.refuse).toMatchObject({ groundId: 'NOT_IN_SYSTEM', explanation: 'Hồ sơ thuộc tỉnh khác' });
    await expect.poll(() => desk.prints()).toBe(1);
  });
  it('notes how the applicant was told; then waits for them', async () => {
    await open(CODES.supplement);
    await press('F9');
    await page.locator('.read-phone', { hasText: '0912 345 678' }).waitFor();
    await focusOn('means');
    await press('Space', 'F9');
    await acted();
    expect(asked()?.notify).toMatchObject({ means: 'NOTIFICATION_MEANS_PHONE', subject: 'bổ sung giấy tờ' });
    await press('F9');
    await page.locator('.standing', { hasText: 'chờ người dân' }).waitFor();
  });
  it('keeps what was entered into a form: over a reload, and for the next who comes', async () => {
    await open(CODES.supplement);
    await act('Rút hồ sơ');
    await focusOn('identity_number');
    await type('015190000123');
    await press('Enter');
    await type('Chuyển đi nơi khác');
    await expect.poll(() => [...desk.fake.drafts.values()].map((one) => one.json).join()).toContain('Chuyển đi nơi khác');
    await page.reload();
    await page.locator('.to-do li').first().waitFor();
    await open(CODES.supplement);
    await act('Rút hồ sơ');
    expect(await page.locator('#reason').inputValue()).toBe('Chuyển đi nơi khác');
    await page.locator('#read_back').check();
    await press('F9');
    await acted();
    await expect.poll(() => desk.fake.drafts.size).toBe(0);
  });
  it('that changed meanwhile is said so, and nothing is written', async () => {
    await open(CODES.payment);
    await press('F9');
    await focusOn('means');
    await press('Space');
    desk.fake.dossiers.get(CODES.payment).version += 1;
    await press('F9');
    await page.locator('.error-summary', { hasText: 'vừa được cập nhật ở nơi khác' }).waitFor();
    await press('Escape'); // Seen anew, it can be done.
    await page.locator('.dossier').waitFor();
    await press('F9');
    await page.locator('.form-page').waitFor();
    await press('F9');
    await acted();
  });
  it('is found nowhere: said in words', async () => {
    await scan(page, 'H15.05-240419-9999');
    await page.locator('.banners .notice-red', { hasText: 'không có hồ sơ mang mã này' }).waitFor();
  });
});

describe('results', () => {
  it('are handed out item by item, to the right person, with slip and old paper back', async () => {
    await menu('Trả kết quả');
    await scan(page, CODES.results);
    await page.locator('.form-page').waitFor();
    await scan(page, CODES.results);
    await scan(page, CODES.results);
    await expect.poll(() => page.locator('.ticks input:checked').count()).toBe(2);
    await scan(page, OTHER_CARD);
    await expect.poll(() => page.locator('[id="recipient.full_name"]').inputValue()).toBe('Trần Văn Mẫu');
    await page.locator('#relation').focus();
    await press('Space');
    await page.locator('.notice-red', { hasText: '…0456 khác số chủ hồ sơ …0123' }).waitFor();
    await press('F9');
    await page.locator('.error-summary').waitFor();
    expect(countOf('Do')).toBe(0);
    await scan(page, CARD);
    await page.locator('.notice-good', { hasText: 'Khớp số chủ hồ sơ …0123' }).waitFor();
    for (const id of ['identity_check', 'slip', 'exchanged']) {
      await page.locator(`[id="${id}"]`).focus();
      await press('Home', 'Space'); // Two blanks within milliseconds are a scanner's.
    }
    await press('F9');
    await acted();
    expect(asked()?.handOut).toMatchObject({ items: [2, 3], relation: 'RELATION_SELF', slipReturned: true, exchanged: [{ label: 'GPLX cũ, cắt góc' }] });
    await page.locator('.card', { hasText: 'Đã trao hết' }).waitFor();
  });
  it('are not handed out before the fee is paid', async () => {
    await open(CODES.unpaidResults);
    await press('F9');
    await page.locator('.notice-amber', { hasText: '135.000 đ chưa thu' }).waitFor();
    await press('F9');
    await page.locator('.error-summary', { hasText: 'Thu phí còn thiếu' }).waitFor();
  });
  it('that cannot be handed out stay, with the reason; others go onto a shelf', async () => {
    await open(CODES.results);
    await act('Không trao được');
    await focusOn('failure');
    await press('Space', 'F9');
    await acted();
    expect(asked()?.attempt?.failure).toBe('ATTEMPT_FAILURE_ABSENT');
    await open(CODES.shelve);
    await press('F9');
    await focusOn('shelf');
    await type('A3');
    await press('F9');
    await acted();
    expect(asked()?.receiveResults?.shelf).toBe('A3');
  });
});

describe('bags', () => {
  const heard = (text: string) => page.locator('.form-page .notice', { hasText: text }).waitFor();

  it('go out with what belongs to their way, with the unsent work, and are given to the driver', async () => {
    desk.fake.switches.online = false;
    seed(desk.fake, 'Hoàng Văn Ví Dụ'); // Unsent.
    await page.locator('.connection', { hasText: '1 việc chờ gửi' }).waitFor();
    await menu('Túi thư');
    await page.locator('.to-do li').first().waitFor();
    await press('F9');
    await page.locator('h1', { hasText: 'Túi đi Bưu cục cấp II' }).waitFor();
    await scan(page, CODES.toBureau);
    await heard('…0005: 1 món');
    await scan(page, CODES.toBureau);
    await heard('đã quét rồi');
    await scan(page, CODES.toJustice);
    await heard('món này đi Sở Tư pháp');
    await scan(page, CODES.accepted);
    await scan(page, 'H15.05-240426-0007');
    await heard('3 món');
    await page.locator('.empty', { hasText: 'Không để lại hồ sơ nào' }).waitFor();
    await page.locator('#seal_number').focus();
    await type('NP-777');
    await press('Enter');
    await type('NP-771');
    await press('F9');
    await page.locator('.error-summary', { hasText: 'NP-777 và NP-771' }).waitFor();
    await page.locator('#seal_number').focus();
    await scan(page, 'NP-0000777');
    const download = page.waitForEvent('download');
    await press('F9');
    expect((await download).suggestedFilename()).toBe('YB-CP-04381-Q1-1.hoso');
    await acted();
    expect(desk.fake.calls.indexOf('ExportPacket')).toBeLessThan(desk.fake.calls.indexOf('Do'));
    expect(asked()?.sealBag).toMatchObject({ sealNumber: 'NP-0000777', packetDigest: Buffer.from('ab'.repeat(32), 'hex').toString('base64') });
    expect(asked()?.sealBag?.items).toHaveLength(3);
    await expect.poll(() => desk.prints()).toBe(1);
    await press('F9'); // The manifest is printed; on to the cover sheet.
    await expect.poll(() => desk.prints()).toBe(2);
    await press('F9');
    await page.locator('.main-act', { hasText: 'Bàn giao' }).waitFor();
    await press('F9');
    await focusOn('carrier_id');
    await type('CX-15');
    await press('F9');
    await page.locator('h1', { hasText: 'Đã bàn giao' }).waitFor();
    expect(asked()?.dispatchBag?.carrierId).toBe('CX-15');
  });

  it('keep what was scanned into them over a reload, and say what stays behind', async () => {
    await menu('Túi thư');
    await press('F9');
    await page.locator('h1', { hasText: 'Túi đi' }).waitFor();
    await scan(page, CODES.toBureau);
    await expect.poll(() => [...desk.fake.drafts.values()].map((one) => one.json).join()).toContain(CODES.toBureau);
    await page.reload();
    await menu('Túi thư');
    await page.locator('.to-do li').first().waitFor();
    await press('F9');
    await page.locator('.scanned li', { hasText: CODES.toBureau }).waitFor();
    await press('F9');
    await page.locator('.error-summary', { hasText: 'Quét …0011 vào túi, hoặc chọn vì sao để lại' }).waitFor();
  });

  it('are counted before the manifest is seen, and opened with their difference', async () => {
    await scan(page, BAG);
    await page.locator('h1', { hasText: 'Mở túi' }).waitFor();
    await focusOn('seal_state');
    await scan(page, CODES.inBag[0] ?? '');
    await heard('Đếm trước rồi mới quét');
    expect(countOf('CompareBag')).toBe(0);
    await page.locator('#seal_state').focus();
    await press('Space', 'Enter');
    await type('2');
    await press('F9');
    await page.locator('#found-title', { hasText: '0/2' }).waitFor();
    expect(await page.locator('main').textContent()).not.toContain(CODES.inBag[0]); // Blind still.
    await scan(page, CODES.inBag[0] ?? '');
    await page.locator('#found-title', { hasText: '1/2' }).waitFor();
    await scan(page, CODES.surplus);
    await heard('không có trên bản kê');
    await press('F9');
    await page.locator('.notice-red', { hasText: 'thiếu 1, thừa 1' }).waitFor();
    await page.locator('li', { hasText: CODES.inBag[1] ?? '' }).filter({ hasText: 'thiếu' }).waitFor();
    await press('F9');
    await acted();
    expect(asked()?.openBag).toMatchObject({ counted: 2, sealState: 'SEAL_STATE_INTACT', found: [{ dossierCode: CODES.inBag[0], item: 2 }, { dossierCode: CODES.surplus, item: 2 }] });
    await page.locator('.notice-red', { hasText: 'Thiếu 1 món' }).waitFor();
    await open(CODES.inBag[1] ?? '');
    await page.locator('.notice-red', { hasText: `Thiếu một món trong túi ${BAG}` }).waitFor();
  });
});

describe('the shift', () => {
  it('opens with a float, is counted blind, and closes with what is open handed on', async () => {
    await menu('Ca trực');
    await page.locator('h2', { hasText: 'Ca chưa mở' }).waitFor();
    await press('F9');
    await focusOn('notes.500000');
    await type('1');
    await press('F9');
    await page.locator('h2', { hasText: 'Ca mở từ' }).waitFor();
    seed(desk.fake, 'Trần Văn Mẫu');
    await press('F9');
    await focusOn('notes.500000');
    expect(await page.locator('main').textContent()).not.toContain('635.000'); // Not before the count.
    await type('1');
    await press('Enter'); // On to the next note.
    await focusOn('notes.200000');
    await page.locator('[id="notes.100000"]').fill('1');
    await page.locator('[id="notes.20000"]').fill('1');
    await page.locator('[id="notes.10000"]').fill('1');
    await page.locator('[id="notes.5000"]').fill('1');
    await page.locator('.sum', { hasText: '635.000 đ' }).waitFor();
    await press('F9');
    await page.locator('.balance', { hasText: 'lệch 0 đ' }).waitFor();
    await press('F9');
    await page.locator('.error-summary', { hasText: 'bàn giao cho ca sau' }).waitFor();
    await page.locator('#hand_on').focus();
    await press('Space', 'F9');
    await page.locator('.notice-good', { hasText: 'Đã kết ca' }).waitFor();
    await expect.poll(() => desk.prints()).toBe(1);
  });

  it('with a difference wants a ground and a supervisor, who need not take the desk over', async () => {
    await menu('Ca trực');
    await page.locator('h2', { hasText: 'Ca chưa mở' }).waitFor();
    await press('F9');
    await focusOn('notes.500000');
    await type('1');
    await press('F9');
    await page.locator('h2', { hasText: 'Ca mở từ' }).waitFor();
    await press('F9');
    await focusOn('notes.500000');
    await type('2');
    await press('F9');
    await page.locator('.balance', { hasText: 'lệch 500.000 đ' }).waitFor();
    await page.locator('#difference_ground').fill('Khách trả thừa, chưa gọi lại được');
    await page.locator('#staff_id').fill(STAFF.id);
    await page.locator('#password').fill('x');
    await page.locator('#hand_on').check();
    await press('F9');
    await page.locator('.error-summary', { hasText: 'không phải người phụ trách' }).waitFor();
    await page.locator('#staff_id').fill(SUPERVISOR.id);
    await page.locator('#password').fill(SUPERVISOR.password);
    await press('F9');
    await page.locator('.notice-good', { hasText: 'Đã kết ca' }).waitFor();
    expect(desk.fake.staffId).toBe(STAFF.id);
    expect([...desk.fake.drafts.values()].map((one) => one.json).join()).not.toContain(SUPERVISOR.password);
  });

  it('hands money over to its agency', async () => {
    seed(desk.fake, 'Trần Văn Mẫu');
    await menu('Ca trực');
    await page.locator('td button', { hasText: 'Nộp cho cơ quan' }).click();
    await focusOn('amount_vnd');
    await press('Enter');
    await type('NT-12');
    await press('F9');
    await page.locator('.empty', { hasText: 'Không giữ khoản nào' }).waitFor();
  });
});

describe('the outbox', () => {
  beforeEach(async () => {
    seedTroubles(desk.fake);
    await menu('hộp gửi');
    await page.locator('tr', { hasText: '0008' }).waitFor();
  });
  const handle = (end: string) => page.locator('tr', { hasText: end }).locator('button').click();

  it('mends what was refused, in the form it came from, under the same code', async () => {
    await handle('0008');
    await press('F9');
    await page.locator('.notice', { hasText: 'Đang sửa H15.05-240426-0008' }).waitFor();
    await page.locator('.error-summary', { hasText: 'Số định danh có 12 số' }).waitFor();
    await scan(page, CARD);
    await page.locator('[id="owner.phone"]').fill('0912345678');
    await page.locator('#seen_card').check();
    await press('F9');
    await page.locator('.papers tbody tr').first().waitFor();
    for (const part of ['complete', 'shown', 'captured']) {
      for (const box of await page.locator(`input[data-column=${part}]`).all()) await box.check();
    }
    await press('F9');
    await page.locator('.check').waitFor();
    await press('F9');
    await page.locator('.done .dossier-code', { hasText: 'H15.05-240426-0008' }).waitFor();
    expect([countOf('Mend'), countOf('Accept')]).toEqual([1, 3]); // Three were seeded.
    await expect.poll(() => desk.fake.drafts.size).toBe(0);
  });

  it('voids by a supervisor, with a ground, and only with a network', async () => {
    await handle('0008');
    await page.locator('dialog .danger').click();
    await page.locator('#ground').fill('Nhập nhầm');
    await page.locator('#staff_id').fill(SUPERVISOR.id);
    await page.locator('#password').fill(SUPERVISOR.password);
    await press('F9');
    await page.locator('.error-summary', { hasText: 'ít nhất 10 chữ; đã nhập 9' }).waitFor();
    await page.locator('#ground').fill('Nhập nhầm người, đã nhận lại');
    await press('F9');
    await page.locator('.error-summary', { hasText: 'cần mạng' }).waitFor();
    desk.fake.switches.online = true;
    await press('F9');
    await page.locator('tr', { hasText: 'Đã hủy' }).waitFor();
  });

  it('keeps a change until the notice is printed and the citizen told', async () => {
    await handle('0007');
    await press('F9');
    await expect.poll(() => desk.prints()).toBe(1);
    await focusOn('means').catch(() => page.locator('#means').focus());
    await press('Space', 'F9');
    await expect.poll(() => page.locator('tr', { hasText: 'có điều chỉnh' }).count()).toBe(0);
    expect(countOf('MarkSeen')).toBe(1);
  });

  it('exports a packet, imports a sheet by its scan, and says what is wrong with a file', async () => {
    await page.locator('button', { hasText: 'Gói theo túi' }).click();
    await focusOn('to_office_id');
    await type('cap II');
    await press('Enter');
    const download = page.waitForEvent('download');
    await press('F9');
    await download;
    await page.locator('.notice-good', { hasText: 'đã tải về, 1 việc' }).waitFor();
    await scan(page, 'HOSO-COVER:ABCDEFG');
    await page.locator('.notice-good', { hasText: 'Gói của quầy YB-CP-04378-Q1' }).waitFor();
    await page.setInputFiles('#packet-file', { name: 'x.hoso', mimeType: 'application/octet-stream', buffer: Buffer.from('HOSO-PACKET cut') });
    await page.locator('.error-summary', { hasText: 'cắt cụt hoặc hỏng' }).waitFor();
    await page.setInputFiles('#packet-file', { name: 'x.hoso', mimeType: 'application/octet-stream', buffer: Buffer.from('HOSO-PACKET for another: other office') });
    await page.locator('.error-summary', { hasText: 'niêm cho bưu cục khác' }).waitFor();
  });
});

describe('the program', () => {
  it('that is gone leaves a form as it is, and the act is done once when it is back', async () => {
    await open(CODES.payment);
    await press('F9');
    await focusOn('means');
    await press('Space');
    await desk.context.setOffline(true);
    await press('F9');
    await page.locator('.error-summary', { hasText: 'không trả lời' }).waitFor();
    await desk.context.setOffline(false);
    await press('F9');
    await acted();
    expect(desk.fake.asked).toHaveLength(1);
  });
});
