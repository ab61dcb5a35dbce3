// The fake behind HTTP, as hoso-counter answers it: the cookie, the header X-Hoso, the
// same Content-Security-Policy.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Method } from '../src/api';
import { FAKE_KEY, type FakeCounter } from './fake';
import { fakePdf } from './pdf';
import { Refused } from './refused';

// As clients/counter/page_server.cc sends it.
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const COOKIE = 'hoso-page=open';
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8',
};

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => JSON.parse((await bytesOf(request)).toString('utf8') || '{}');

function answer(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

const letIn = (request: IncomingMessage): boolean => (request.headers.cookie ?? '').includes(COOKIE) && request.headers['x-hoso'] === '1';

const OURS = ['/api/', '/print/', '/scan', '/packet'];

function send(response: ServerResponse, type: string, bytes: Buffer): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' });
  response.end(bytes);
}

// Files that come and go: scans and packets.
async function serveFiles(fake: FakeCounter, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST' && url.pathname === '/scan') {
    const of = url.searchParams.get('draft_id') ?? url.searchParams.get('dossier_code') ?? '';
    return answer(response, 200, fake.scans.take(of, url.searchParams.get('component_id') ?? '', await bytesOf(request), fake.instant));
  }
  if (request.method === 'POST' && url.pathname === '/packet') return answer(response, 200, fake.takePacket(await bytesOf(request)));
  const scan = fake.scans.all.find((one) => one.view.path === url.pathname);
  if (scan) return send(response, scan.view.mediaType ?? '', scan.bytes);
  if (url.pathname.startsWith('/packet/')) return send(response, 'application/octet-stream', Buffer.from('HOSO-PACKET sealed'));
  return answer(response, 404, { code: 'NOT_FOUND', message: 'path' });
}

// Answers calls, prints and files. false: it is not for the fake.
export async function serveFake(fake: FakeCounter, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://counter');
  if (!OURS.some((start) => url.pathname.startsWith(start))) return false;
  if (url.pathname === '/api/open') {
    const good = (await bodyOf(request) as { key?: string }).key === FAKE_KEY;
    answer(response, good ? 200 : 401, good ? {} : { code: 'UNAUTHENTICATED', message: 'key' }, good ? { 'Set-Cookie': `${COOKIE}; HttpOnly; SameSite=Strict; Path=/` } : {});
    return true;
  }
  if (!letIn(request)) {
    answer(response, 401, { code: 'UNAUTHENTICATED', message: 'page: open it by the address that hoso-counter printed' });
    return true;
  }
  if (url.pathname.startsWith('/print/')) {
    if (fake.switches.printerBroken) answer(response, 500, { code: 'INTERNAL', message: 'no paper' });
    else send(response, 'application/pdf', fakePdf(url.pathname));
    return true;
  }
  try {
    if (!url.pathname.startsWith('/api/')) await serveFiles(fake, url, request, response);
    else answer(response, 200, fake.handle(url.pathname.slice('/api/'.length) as Method, await bodyOf(request)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, ...refusal } = error.refusal;
    answer(response, status, refusal);
  }
  return true;
}

async function serveFile(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = new URL(request.url ?? '/', 'http://counter').pathname.replace(/\/$/, '/index.html');
  const file = path.join(directory, path.normalize(name));
  try {
    const bytes = await readFile(file);
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

export interface Served {
  address: string; // With the key, as the program would print it.
  origin: string;
  server: Server;
  close: () => Promise<void>;
}

// The built page of `directory` with `fake` behind it, on a free port of 127.0.0.1.
export async function serve(fake: FakeCounter, directory: string): Promise<Served> {
  const server = createServer((request, response) => {
    void serveFake(fake, request, response).then((done) => (done ? undefined : serveFile(directory, request, response)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return {
    address: `${origin}/#key=${FAKE_KEY}`,
    origin,
    server,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}
