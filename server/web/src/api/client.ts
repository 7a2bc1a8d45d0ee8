import createClient from 'openapi-fetch';
import { problemOf, Refused, Unreachable } from './problem';
import type { paths } from './schema';

type Reauthenticate = () => Promise<boolean>;
let reauthenticate: Reauthenticate | null = null;

/** Asked when a session has run out: true when somebody signed in again and the request may be replayed. */
export function onExpiry(handler: Reauthenticate): void {
    reauthenticate = handler;
}

// Signing in, and looking whether somebody is, answer 401 themselves and must not ask again.
function asksForSession(request: Request): boolean {
    const path = new URL(request.url).pathname;
    return !path.startsWith('/api/v1/sessions') && path !== '/api/v1/me' && !request.headers.has('Draft-Secret');
}

/** When the server last answered: an idle session ends so long after it. */
let answeredAt = Date.now();
export const lastAnswer = (): number => answeredAt;

async function ask(request: Request): Promise<Response> {
    try {
        const response = await fetch(request);
        answeredAt = Date.now();
        return response;
    } catch (cause) {
        if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
        throw new Unreachable();
    }
}

async function send(request: Request): Promise<Response> {
    const spare = request.clone();
    const response = await ask(request);
    // The replay carries the same Idempotency-Key, so that nothing is done twice.
    if (response.status === 401 && reauthenticate && asksForSession(spare) && (await reauthenticate())) return ask(spare);
    return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: send });

interface Answer<T> {
    data?: T;
    error?: unknown;
    response: Response;
}

/** The data of an answer, or its refusal thrown. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
    const { data, error, response } = await answer;
    if (!response.ok) throw new Refused(problemOf(error, response.status));
    return data as T;
}
