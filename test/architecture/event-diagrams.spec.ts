import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCatalogue, currentDiagrams } from '../../src/events-catalogue';
import { DomainEvent } from '../../src/platform/events/domain-event';
import { eventDiagrams, withGenerated } from '../../src/platform/events/event-diagrams';
import { AfterCommit, EVERY_EVENT, InTransaction } from '../../src/platform/events/listener.decorators';

class Knocked extends DomainEvent<{ doorId: string }> {
  static override readonly type = 'door.knocked';
  static override readonly aggregateType = 'door';
}
class Opened extends DomainEvent<{ doorId: string }> {
  static override readonly type = 'door.opened';
  static override readonly aggregateType = 'door';
}
class Barked extends DomainEvent<{ dogId: string }> {
  static override readonly type = 'dog.barked';
  static override readonly aggregateType = 'dog';
}

class Dog {
  @InTransaction(Knocked)
  bark(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @InTransaction(Opened)
  look(_: Opened): Promise<void> {
    return Promise.resolve();
  }

  @AfterCommit(Opened, { effect: 'database' })
  greet(_: Opened): Promise<void> {
    return Promise.resolve();
  }
}
class Door {
  @InTransaction(Knocked)
  listenToItself(_: Knocked): Promise<void> {
    return Promise.resolve();
  }

  @AfterCommit(Barked, { effect: 'outside' })
  shut(_: Barked): Promise<void> {
    return Promise.resolve();
  }
}
class Camera {
  @InTransaction(EVERY_EVENT)
  film(_: DomainEvent): Promise<void> {
    return Promise.resolve();
  }
}

const page = () => readFileSync(join(__dirname, '../../docs/architecture.md'), 'utf8');

describe('the diagrams of events', () => {
  it('tell what is inside the transaction from what comes after the commit, and count it', () => {
    const drawn = eventDiagrams(
      ['cellar', 'dog', 'door'],
      [Knocked, Opened, Barked],
      [
        { owner: 'dog', type: Dog },
        { owner: 'door', type: Door },
        { owner: 'camera', type: Camera },
      ],
    );
    expect(drawn).toBe(`### In the transaction

\`\`\`mermaid
flowchart LR
  camera[camera]
  dog[dog]
  door[door]
  every([every event])
  door -->|2| dog
  every --> camera
\`\`\`

### After the commit

\`\`\`mermaid
flowchart LR
  dog[dog]
  door[door]
  dog -.->|1| door
  door -.->|1| dog
\`\`\`

### Context by context

| context | publishes | hears in the transaction | hears after the commit |
|---|---|---|---|
| camera |  | every event |  |
| cellar |  |  |  |
| dog | 1 | door (2) | door (1) |
| door | 2 |  | dog (1) |

### After the commit, event by event

- dog → door: \`dog.barked\`
- door → dog: \`door.opened\``);
  });

  it('draw as many edges inside the transaction as the catalogue lists', async () => {
    const listed = (await currentCatalogue()).split(/^## /m).find((part) => part.startsWith('Across contexts'))!;
    const edges = listed.match(/^- \S+ → \S+:/gm)!;
    expect(edges.length).toBeGreaterThan(10);
    expect((await currentDiagrams()).match(/^ {2}\w+ -->\|\d+\| \w+$/gm)).toHaveLength(edges.length);
  });

  it('stand in docs/architecture.md as the code is; if not: npm run events', async () => {
    expect(withGenerated(page(), await currentDiagrams())).toBe(page());
  });

  it('are put between the markers, and nowhere else', () => {
    const [begin, end] = ['<!-- generated: begin -->', '<!-- generated: end -->'];
    expect(withGenerated(`a\n${begin}old${end}\nz`, 'new')).toBe(`a\n${begin}\n\nnew\n\n${end}\nz`);
    for (const broken of ['', begin, `${end}${begin}`, `${begin}${end}${end}`, `${begin}${begin}${end}`])
      expect(() => withGenerated(broken, 'new')).toThrow('each once');
  });
});
