// Calls of hoso-counter: POST /api/METHOD, proto3's JSON. The methods and their
// shapes are those of page.proto; nothing here repeats them.
import type { DescMethod, MessageJsonType } from '@bufbuild/protobuf';
import type { PageService } from './gen/hoso/counter/v1/page_pb';

type Methods = (typeof PageService)['method'];
export type Method = Capitalize<string & keyof Methods>;
type Of<M extends Method> = Methods[Uncapitalize<M> & keyof Methods] & Pick<DescMethod, 'input' | 'output'>;
export type Request<M extends Method> = MessageJsonType<Of<M>['input']>;
export type Response<M extends Method> = MessageJsonType<Of<M>['output']>;

export interface FieldError {
  field: string;
  description: string;
  descriptionVi?: string;
}

// An answer that is none. `code` is gRPC's name; PROGRAM_GONE: hoso-counter did not answer at all.
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly reason = '',
    readonly fields: FieldError[] = [],
  ) {
    super(message);
  }
  // Nobody is signed in any more, or the browser was not let in.
  get signedOut(): boolean {
    return this.code === 'UNAUTHENTICATED';
  }
}

const DEADLINE_MS = 20_000; // It answers from its own disk; only SignIn and SendNow wait for a network.
const SCAN_DEADLINE_MS = 300_000; // A feeder full of sheets.

async function post(path: string, body: unknown, deadline = DEADLINE_MS): Promise<unknown> {
  let response: globalThis.Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Hoso': '1' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(deadline),
    });
  } catch {
    throw new ApiError('PROGRAM_GONE', 'hoso-counter does not answer');
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new ApiError(
    String(answer['code'] ?? `HTTP_${response.status}`),
    String(answer['message'] ?? ''),
    String(answer['reason'] ?? ''),
    (answer['fields'] as FieldError[] | undefined) ?? [],
  );
}

export async function call<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
  return (await post(`/api/${method}`, request, method === 'ScanPages' ? SCAN_DEADLINE_MS : DEADLINE_MS)) as Response<M>;
}

// Lets this browser in, with the key that hoso-counter printed as a part of its address.
export async function open(key: string): Promise<void> {
  await post('/api/open', { key });
}
