import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { INTERNAL_ERROR, problemDocument, problemOf } from './problem';

/** Answers every error, wherever it was thrown, as a problem document. What nobody foresaw is logged with its request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerWithProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}

export function answerWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const known = problemOf(error);
  const problem = known ?? INTERNAL_ERROR;
  const path = pathOf(request.url);
  if (problem.status >= 500) {
    log.error({
      message: known ? problem.detail : 'Unexpected error',
      error,
      requestId: request.id,
      method: request.method,
      path,
    });
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (problem.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(Math.ceil(problem.retryAfterSeconds)));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .send(problemDocument(problem, path, request.id));
}

/** Without the query: it may hold what no answer and no log should repeat. */
function pathOf(url: string): string {
  const question = url.indexOf('?');
  return question < 0 ? url : url.slice(0, question);
}
