import { setTimeout as sleep } from 'node:timers/promises';
import { BenchService } from '../bench/bench-service';
import { Balancer } from './balancer';

const READY_WITHIN_MS = 120_000;

/** Several processes of the service behind one address. */
export class Cluster {
  private readonly nodes = new Map<string, BenchService>();

  private constructor(
    readonly balancer: Balancer,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(count: number, environment: Readonly<Record<string, string>>): Promise<Cluster> {
    // Each trusts the one proxy before it, or its callers would share a rate limit.
    const cluster = new Cluster(await Balancer.start(), { ...environment, TRUST_PROXY: '1' });
    try {
      const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
      await Promise.all(names.map((name) => cluster.startNode(name)));
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get url(): string {
    return this.balancer.url;
  }

  /** Of one of them, past the balancer: for what is made before anything is shown. */
  get firstUrl(): string {
    return [...this.nodes.values()][0]!.url;
  }

  get names(): string[] {
    return [...this.nodes.keys()];
  }

  get running(): string[] {
    return [...this.nodes].filter(([, node]) => node.runs).map(([name]) => name);
  }

  /** Resolves when requests are sent to it. */
  async startNode(name: string): Promise<void> {
    const node = await BenchService.start('../src/main', this.environment);
    this.nodes.set(name, node);
    this.balancer.put(name, node.url);
    for (const end = performance.now() + READY_WITHIN_MS; !this.balancer.ready.includes(name); await sleep(50))
      if (performance.now() > end) throw new Error(`${name} did not become ready.`);
  }

  /** With -9: what it was at ends in the middle. */
  async kill(name: string): Promise<void> {
    await this.nodes.get(name)!.kill();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.stop()));
    await this.balancer.stop();
  }
}
