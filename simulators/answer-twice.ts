import type { FastifyReply } from 'fastify';

const LINGER_MS = 50;

/** One request, and its answer on the wire twice: whoever takes the second for the answer to his next request is wrong. */
export function answerTwice(reply: FastifyReply, body: object): FastifyReply {
  const text = JSON.stringify(body);
  const answer =
    'HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\nconnection: keep-alive\r\n' +
    `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  reply.hijack();
  const { socket } = reply.raw;
  socket?.write(answer + answer);
  setTimeout(() => socket?.destroy(), LINGER_MS).unref();
  return reply;
}
