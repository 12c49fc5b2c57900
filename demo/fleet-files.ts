import type { Schemas } from '../client/cabstand-client';
import type { Phone } from './phone';

type Kind = 'drivers' | 'vehicles';
type Import = Schemas['ImportResponse'];

const PATIENCE_MS = 60_000;

/** A file as an operator keeps it: a header, and a row a line. */
export interface FleetFile {
  readonly kind: Kind;
  readonly header: string;
  readonly rows: readonly string[];
}

/**
 * Brings in a file as an operator does: tried first, with a cell that somebody has mistyped; then, mended, all of it at once.
 * @param mistyped the row as it stands in the first draft, in place of the first
 * @returns what the trial said of the mistyped cell
 * @throws Error where the mended file is not brought in whole
 */
export async function bringIn(operator: Phone, { kind, header, rows }: FleetFile, mistyped: string): Promise<string> {
  const draft = await send(operator, kind, 'dry_run', [header, mistyped, ...rows.slice(1)]);
  const { data: errors } = await operator.client.api['/v1/imports/{id}/errors'].GET({
    params: { path: { id: draft.id }, query: {} },
  });
  const [error] = errors!.items.filter(({ isWarning }) => !isWarning);
  if (!error) throw new Error(`The draft of the ${kind} was found to be without fault.`);
  const whole = await send(operator, kind, 'atomic', [header, ...rows]);
  if (whole.state !== 'COMPLETED' || whole.rowsApplied !== rows.length) {
    throw new Error(
      `Of ${rows.length} ${kind} ${whole.rowsApplied} were brought in: ${whole.state} ${whole.reason ?? ''}`,
    );
  }
  return `line ${error.line}, ${error.column}: ${error.code}`;
}

async function send(
  operator: Phone,
  kind: Kind,
  mode: 'dry_run' | 'atomic',
  lines: readonly string[],
): Promise<Import> {
  const { data } = await operator.client.api['/v1/imports'].POST({
    params: { query: { kind, mode } },
    body: `${lines.join('\r\n')}\r\n` as never,
    bodySerializer: (text: unknown) => text as BodyInit,
    headers: { 'content-type': 'text/csv' },
  });
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { data: now } = await operator.client.api['/v1/imports/{id}'].GET({ params: { path: { id: data!.id } } });
    if (now!.state !== 'WAITING' && now!.state !== 'RUNNING') return now!;
    if (Date.now() > end) throw new Error(`The import of ${kind} is ${now!.state} after ${PATIENCE_MS / 1000} s.`);
  }
}
