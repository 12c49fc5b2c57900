import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCatalogue } from '../../src/events-catalogue';
import { DomainEvent } from '../../src/platform/events/domain-event';
import { eventCatalogue } from '../../src/platform/events/event-catalogue';
import { AfterCommit, EVERY_EVENT, InTransaction } from '../../src/platform/events/listener.decorators';

class Knocked extends DomainEvent<{ doorId: string; by: { name: string } }> {
  static override readonly type = 'door.knocked';
  static override readonly aggregateType = 'door';
  static override readonly schemaVersion = 2;
  static override readonly personal = { subject: 'by.name', fields: ['by.name'] };
}
class Opened extends DomainEvent<{ doorId: string }> {
  static override readonly type = 'door.opened';
  static override readonly aggregateType = 'door';
}

class AnswerDoor {
  @InTransaction(Knocked, { order: 5 })
  open(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @InTransaction(Knocked)
  look(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @AfterCommit(Knocked, { effect: 'outside', key: ({ payload }) => `door ${payload.doorId}`, attempts: 3 })
  bark(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @AfterCommit(Opened, { effect: 'database', key: (event) => event.aggregateId })
  greet(_: Opened): Promise<void> {
    return Promise.resolve();
  }
}
class WatchDoors {
  @InTransaction(Knocked, { order: 1 })
  note(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @InTransaction(EVERY_EVENT, { order: 9 })
  film(_: DomainEvent): Promise<void> {
    return Promise.resolve();
  }
}

describe('the event catalogue', () => {
  it('tells each event, its listeners in order, and what couples the contexts', () => {
    const page = eventCatalogue(
      [Opened, Knocked],
      [
        { owner: 'watch', type: WatchDoors },
        { owner: 'door', type: AnswerDoor },
      ],
    );
    expect(page.slice(page.indexOf('Every event, in'))).toBe(`Every event, in the transaction:

- watch: \`WatchDoors.film\` (order 9)

## Across contexts, in the transaction

- door → watch: \`door.knocked\`

## door

### \`door.knocked\`

\`Knocked\`, version 2, of: door. Personal: \`by.name\`; subject \`by.name\`.

In the transaction:

- door: \`AnswerDoor.look\`
- watch: \`WatchDoors.note\` (order 1)
- door: \`AnswerDoor.open\` (order 5)

After the commit:

- door: \`AnswerDoor.bark\` (outside, key \`door {payload.doorId}\`, 3 attempts)

### \`door.opened\`

\`Opened\`, version 1, of: door.

After the commit:

- door: \`AnswerDoor.greet\` (database, key \`{aggregateId}\`)
`);
  });

  it('leaves out no event and no listener of the sources', async () => {
    const page = await currentCatalogue();
    const root = join(__dirname, '../../src');
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(root, file), 'utf8'));
    const types = sources.flatMap((text) =>
      [...text.matchAll(/static override readonly type = '(.+?)'/g)].map(([, type]) => type!),
    );
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !page.includes(`### \`${type}\``))).toEqual([]);

    const declared = sources.flatMap((text) => [
      ...text.matchAll(/^ {2}@(?:InTransaction(?:Together)?|AfterCommit)\(/gm),
    ]).length;
    const lines = page.slice(page.indexOf('Every event, in')).match(/^- [a-z]+: `\w+\.\w+`/gm) ?? [];
    expect(lines).toHaveLength(declared);
  });
});
