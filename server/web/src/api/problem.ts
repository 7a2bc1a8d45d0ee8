import type { Problem } from './types';

/** A refusal of the server, with its reasons. */
export class Refused extends Error {
    constructor(readonly problem: Problem) {
        super(problem.title);
    }
    get status(): number {
        return this.problem.status;
    }
    get code(): string {
        return this.problem.code;
    }
}

/** Nothing answered: the line is down or the server is not there. */
export class Unreachable extends Error {}

/** The problem of an answer that is none of ours, such as a proxy's page. */
export function plainProblem(status: number): Problem {
    return {
        type: 'about:blank', title: `HTTP ${status}`, status, code: 'internal',
        sentences: { 'zh-CN': `服务器出错（${status}），稍后再试`, en: `The server failed (${status}): try again later` },
    };
}

export function problemOf(body: unknown, status: number): Problem {
    const problem = body as Partial<Problem> | undefined;
    return problem && typeof problem === 'object' && problem.code && problem.sentences ? (problem as Problem) : plainProblem(status);
}
