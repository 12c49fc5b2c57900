import { INVARIANTS } from '../../test/races/invariants';
import type { Query } from './query';

const SHOWN = 3;

/** What several contexts keep of one thing they keep alike: the invariants that the races are held to, too. */
export async function contradictions(query: Query, organizationId: string): Promise<string[]> {
  const found: string[] = [];
  for (const [what, text] of Object.entries(INVARIANTS)) {
    const rows = await query<object>(text, [organizationId]);
    if (rows.length > 0) found.push(`There is ${what}: ${JSON.stringify(rows.slice(0, SHOWN))}.`);
  }
  return found;
}
