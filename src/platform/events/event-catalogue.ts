import type { EventClass } from './domain-event';
import {
  byName,
  type CataloguedListener,
  contextOf,
  edgesBetween,
  heard,
  type ListenerClass,
  listenersOf,
} from './event-edges';
import { EVERY_EVENT } from './listener.decorators';

const INTRODUCTION = `# Events

Generated from the code by \`npm run events\`; CI refuses a stale copy.

Each event with its version, the thing it is about, and its listeners in the order they run. **In the transaction**: awaited by
the publisher, may veto, commits with the change; *many at once*: in one call, where they came about together. **After the commit**: from the outbox, tried again until done or dead-lettered;
a \`database\` effect happens exactly once, an \`outside\` one at least once; events with the same key keep their order. Personal
fields are stored apart in the audit, encrypted under the key of the person whom the subject names.`;

/** The page of every event and who listens to it. */
export function eventCatalogue(events: readonly EventClass[], classes: readonly ListenerClass[]): string {
  const listeners = classes.flatMap(listenersOf);
  const sorted = [...events].sort((a, b) => byName(a.type, b.type));
  const everywhere = listeners.filter(({ declaration }) => declaration.subject === EVERY_EVENT).map(described);
  const contexts = [...new Set(sorted.map(({ type }) => contextOf(type)))];
  return `${[
    INTRODUCTION,
    ...(everywhere.length > 0 ? ['Every event, in the transaction:', everywhere.join('\n')] : []),
    edges(sorted, listeners),
    ...contexts.flatMap((context) => [
      `## ${context}`,
      ...sorted.filter(({ type }) => contextOf(type) === context).map((event) => section(event, listeners)),
    ]),
  ].join('\n\n')}\n`;
}

/** What couples the contexts: which of them run inside whose transactions. */
function edges(events: readonly EventClass[], listeners: readonly CataloguedListener[]): string {
  const lines = edgesBetween(events, listeners)
    .filter(({ side }) => side === 'in-transaction')
    .map(({ from, to, types }) => `- ${from} → ${to}: ${types.map((type) => `\`${type}\``).join(', ')}`);
  return ['## Across contexts, in the transaction', lines.join('\n') || 'None.'].join('\n\n');
}

function section(event: EventClass, listeners: readonly CataloguedListener[]): string {
  const here = heard(event.type, listeners);
  const inTransaction = here.filter(({ declaration }) => declaration.side === 'in-transaction');
  const afterCommit = here.filter(({ declaration }) => declaration.side === 'after-commit');
  return [
    `### \`${event.type}\``,
    `\`${event.name}\`, version ${event.schemaVersion}, of: ${event.aggregateType}.${personalFields(event)}`,
    ...(inTransaction.length > 0 ? [`In the transaction:\n\n${inTransaction.map(described).join('\n')}`] : []),
    ...(afterCommit.length > 0 ? [`After the commit:\n\n${afterCommit.map(described).join('\n')}`] : []),
  ].join('\n\n');
}

function personalFields({ personal }: EventClass): string {
  if (!personal) return '';
  return ` Personal: ${personal.fields.map((field) => `\`${field}\``).join(', ')}; subject \`${personal.subject}\`.`;
}

function described({ owner, name, declaration }: CataloguedListener): string {
  const terms: string[] = [];
  if (declaration.side === 'in-transaction') {
    if (declaration.order !== 0) terms.push(`order ${declaration.order}`);
    if (declaration.together) terms.push('many at once');
  } else {
    terms.push(declaration.effect);
    if (declaration.key) terms.push(`key ${keyOf(declaration.key as (event: unknown) => unknown)}`);
    if (declaration.urgent) terms.push('urgent');
    if (declaration.attempts !== undefined) terms.push(`${declaration.attempts} attempts`);
  }
  return `- ${owner}: \`${name}\`${terms.length > 0 ? ` (${terms.join(', ')})` : ''}`;
}

/** A key is a function; run on an event that answers each field with its own path, it tells what it is made of. */
function keyOf(key: (event: unknown) => unknown): string {
  return `\`${String(key(pathOf([])))}\``;
}

function pathOf(path: readonly string[]): unknown {
  const text = `{${path.join('.')}}`;
  return new Proxy(() => text, {
    get: (_, name) => (typeof name === 'symbol' || name === 'toString' ? () => text : pathOf([...path, name])),
  });
}
