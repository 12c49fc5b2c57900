import type { FastifyReply } from 'fastify';
import type { Outlet } from '../application/event-stream';

/** A reader who was asked to end and takes nothing is cut off after this. */
const LINGER_MS = 1_000;

/** Takes the answer over from Fastify: from here on what is written goes to the socket, and its buffer is heeded. */
export function beginEventStream(reply: FastifyReply): Outlet {
  reply.hijack();
  const { raw } = reply;
  // The connection serves nothing else afterwards, and so holds up no shutdown.
  raw.shouldKeepAlive = false;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // nginx would gather what it should pass on.
    'x-accel-buffering': 'no',
  });
  raw.on('error', () => raw.destroy());
  return {
    write: (text) => raw.write(text),
    onDrain: (act) => void raw.on('drain', act),
    onClose: (act) => void (raw.closed ? act() : raw.on('close', act)),
    end: () => {
      if (raw.writableNeedDrain) return void raw.destroy();
      raw.end();
      setTimeout(() => raw.destroy(), LINGER_MS).unref();
    },
    get closed() {
      return raw.destroyed || raw.writableEnded;
    },
  };
}
