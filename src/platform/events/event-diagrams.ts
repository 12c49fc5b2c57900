import type { EventClass } from './domain-event';
import { byName, contextOf, edgesBetween, type EventEdge, type ListenerClass, listenersOf } from './event-edges';
import { EVERY_EVENT } from './listener.decorators';

const BEGIN = '<!-- generated: begin -->';
const END = '<!-- generated: end -->';

/**
 * The page with what stands between its markers made anew; the rest is written by hand.
 * @throws Error where it has not each marker once, the first before the second
 */
export function withGenerated(page: string, generated: string): string {
  const [before, between, ...tooMany] = page.split(BEGIN);
  const [, after, ...more] = (between ?? '').split(END);
  if (before === undefined || after === undefined || tooMany.length + more.length > 0)
    throw new Error(`What is generated stands between ${BEGIN} and ${END}, each once.`);
  return `${before}${BEGIN}\n\n${generated}\n\n${END}${after}`;
}

/**
 * Contexts and what they hear of each other, as Mermaid: a diagram for each side of the commit, and a table.
 * @param contexts all of them, so that one that nobody hears and that hears nobody is drawn too
 */
export function eventDiagrams(
  contexts: readonly string[],
  events: readonly EventClass[],
  classes: readonly ListenerClass[],
): string {
  const listeners = classes.flatMap(listenersOf);
  const edges = edgesBetween(events, listeners);
  const ofEverything = listeners.filter(({ declaration }) => declaration.subject === EVERY_EVENT);
  const everything = [...new Set(ofEverything.map(({ owner }) => owner))].sort(byName);
  const published = (context: string) => events.filter(({ type }) => contextOf(type) === context).length;
  const nodes = [...new Set([...contexts, ...edges.flatMap(({ from, to }) => [from, to]), ...everything])].sort(byName);
  return [
    '### In the transaction',
    diagram(edges, 'in-transaction', everything),
    '### After the commit',
    diagram(edges, 'after-commit', []),
    '### Context by context',
    '| context | publishes | hears in the transaction | hears after the commit |\n|---|---|---|---|\n' +
      nodes
        .map((node) => {
          const all = everything.includes(node) ? ['every event'] : [];
          const heard = [[...all, ...heardBy(node, edges, 'in-transaction')], heardBy(node, edges, 'after-commit')];
          return `| ${node} | ${published(node) || ''} | ${heard.map((of) => of.join(', ')).join(' | ')} |`;
        })
        .join('\n'),
    '### After the commit, event by event',
    edges
      .filter(({ side }) => side === 'after-commit')
      .map(({ from, to, types }) => `- ${from} → ${to}: ${types.map((type) => `\`${type}\``).join(', ')}`)
      .join('\n') || 'None.',
  ].join('\n\n');
}

/** Solid arrows inside the promise, dotted ones after it; how many events each stands for. */
function diagram(edges: readonly EventEdge[], side: EventEdge['side'], everything: readonly string[]): string {
  const arrow = side === 'in-transaction' ? '-->' : '-.->';
  const drawn = edges.filter((edge) => edge.side === side);
  const nodes = [...new Set([...drawn.flatMap(({ from, to }) => [from, to]), ...everything])].sort(byName);
  return [
    '```mermaid',
    'flowchart LR',
    ...nodes.map((node) => `  ${node}[${node}]`),
    ...(everything.length > 0 ? ['  every([every event])'] : []),
    ...drawn.map(({ from, to, types }) => `  ${from} ${arrow}|${types.length}| ${to}`),
    ...everything.map((node) => `  every ${arrow} ${node}`),
    '```',
  ].join('\n');
}

function heardBy(node: string, edges: readonly EventEdge[], side: EventEdge['side']): string[] {
  return edges
    .filter((edge) => edge.to === node && edge.side === side)
    .map(({ from, types }) => `${from} (${types.length})`);
}
