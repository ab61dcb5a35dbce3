// What axe-core says of a page: its violations, in words that find the element.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Result {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

export async function violations(page: Page): Promise<string[]> {
  // Evaluated from outside of the page, so that its policy against inline scripts stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const result = (await page.evaluate(() => (window as unknown as { axe: { run: (root: Document) => Promise<unknown> } }).axe.run(document))) as Result;
  return result.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}
