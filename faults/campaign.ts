import { setTimeout as sleep } from 'node:timers/promises';
import { OTP_SECRET } from '../bench/on-demand-world';
import { StartCodes } from '../src/contexts/ride/application/start-codes';
import type { Configuration } from '../src/platform/config/configuration';
import { Caller } from './caller';
import { lastPositionsKnown, LOSS_BOUND_MS, silentPhones } from './checks/positions';
import { brokenPromises, type Evidence } from './checks/promises';
import { outsideCalls } from './checks/receipts';
import { unfinished } from './checks/rides';
import { acknowledgedOnce } from './checks/writes';
import { gatherEvidence, lookAfterPlanting, receiptsOf } from './evidence';
import { type Met, tooLittle } from './floors';
import { Ledger } from './ledger';
import { Load } from './load/load';
import type { CampaignOptions } from './options';
import { type FaultKind, FaultPlan } from './plan';
import { PLANTS } from './plants';
import type { CampaignReport, Planted } from './report';
import { described, settled } from './settle';
import { Stage } from './stage';
import { strike } from './strike';
import { buildWorld, type World } from './world';

const SETTLE_MS = 90_000;
/** The lease of a call that a killed process was at is a minute. */
const LAST_SETTLE_MS = 150_000;
const DRAIN_MS = 180_000;
/** Once everything is whole, a write that is under way is answered within this, or is given up. */
const REST_MS = 20_000;
/** Once everything is whole, a phone that reports is believed within this. */
const HEARD_MS = 30_000;

/** Rounds of load and faults, and after each a look at everything that was promised. */
export class Campaign {
  private readonly faults = new Map<FaultKind, Met>();
  private readonly violations: string[] = [];
  private readonly begun = Date.now();
  private rounds = 0;
  private killsJudged = 0;
  private planted: Planted | null = null;

  private constructor(
    private readonly options: CampaignOptions,
    private readonly say: (text: string) => void,
    private readonly stage: Stage,
    private readonly caller: Caller,
    private readonly world: World,
    private readonly load: Load,
  ) {}

  /** @throws Error where something does not come back that should */
  static async run(options: CampaignOptions, say: (text: string) => void): Promise<CampaignReport> {
    const stage = await Stage.open(options.directory);
    try {
      await stage.service.start();
      const caller = new Caller(stage.url, new Ledger());
      const world = await buildWorld(stage, caller);
      const codes = new StartCodes({ otpSecret: OTP_SECRET } as Configuration);
      const load = new Load(caller, world, options.seed, (rideId) => codes.of(rideId));
      await load.arrive();
      say(`The service is up, and ${load.phones.length} drivers are at work`);
      return await new Campaign(options, say, stage, caller, world, load).play();
    } finally {
      await stage.close();
    }
  }

  private async play(): Promise<CampaignReport> {
    const { rounds, minutes, seed } = this.options;
    const plan = new FaultPlan(seed);
    const isOver = (): boolean =>
      minutes === null ? this.rounds >= rounds! : Date.now() - this.begun >= minutes * 60_000;
    do await this.round(plan);
    while (!isOver() && this.violations.length === 0);
    await this.drain();
    const report = await this.report();
    this.violations.push(...(this.violations.length > 0 ? [] : tooLittle(report)));
    if (this.options.plant !== null) await this.plant(this.options.plant);
    return { ...report, planted: this.planted };
  }

  private async round(plan: FaultPlan): Promise<void> {
    const { stage, load, caller } = this;
    const number = ++this.rounds;
    const since = Date.now();
    const struck = plan.nextRound();
    caller.reopen(number);
    load.begin();
    const kill = { at: 0, wholeSince: 0 };
    for (const fault of struck) {
      const beforeKill = (): void => void Object.assign(kill, { at: Date.now(), wholeSince: stage.wholeSince });
      const afterKill = (): Promise<void> => this.judgeKill(kill, since);
      this.count(fault.kind, await strike({ stage, load, caller, beforeKill, afterKill }, fault));
    }
    await sleep(Math.max(0, since + this.options.secondsARound * 1000 - Date.now()));
    await this.quiet();
    await this.restart();
    const settledAfter = Date.now();
    await this.settle(false, SETTLE_MS);
    const seconds = ((Date.now() - settledAfter) / 1000).toFixed(1);
    const before = this.violations.length;
    await this.judge(number, since);
    const writes = caller.ledger.writes.filter((write) => write.round === number);
    const count = (outcome: string): number => writes.filter((write) => write.outcome === outcome).length;
    this.say(
      `Round ${number}: ${struck.map(({ kind }) => kind).join(', ')}; ${count('acknowledged')} writes acknowledged, ` +
        `${count('refused')} refused, ${count('unanswered')} unanswered; settled after ${seconds} s; ` +
        (this.violations.length === before ? 'every promise kept' : `${this.violations.length - before} BROKEN`),
    );
  }

  private count(kind: FaultKind, hasMet: boolean): void {
    const { met, missed } = this.faults.get(kind) ?? { met: 0, missed: 0 };
    this.faults.set(kind, hasMet ? { met: met + 1, missed } : { met, missed: missed + 1 });
  }

  /** Everything is whole again, and nobody asks for more. */
  private async quiet(): Promise<void> {
    await this.stage.heal();
    const patience = setTimeout(() => this.caller.close(), REST_MS);
    await this.load.rest();
    clearTimeout(patience);
  }

  private async restart(): Promise<void> {
    await this.stage.service.kill();
    await this.stage.service.start();
    this.stage.disturb();
  }

  private async settle(leases: boolean, patienceMs: number): Promise<void> {
    const left = await settled((text, values) => this.stage.query(text, values), { leases, patienceMs });
    if (left) this.violations.push(`It did not settle within ${patienceMs / 1000} s: ${described(left)}.`);
  }

  /**
   * Right after a kill, before anybody reports again; only where nothing else had been broken before, which keeps positions
   * waiting. Counted where somebody had reported in this round: what is older was looked at after the one before.
   */
  private async judgeKill(kill: { at: number; wholeSince: number }, since: number): Promise<void> {
    if (kill.at - kill.wholeSince < 2 * LOSS_BOUND_MS) return;
    const told = this.load.positionsSince(kill.wholeSince);
    const by = kill.at - LOSS_BOUND_MS;
    if (told.some(({ at, answeredAt }) => at >= since && answeredAt <= by)) this.killsJudged++;
    const query: Evidence['query'] = (text, values) => this.stage.query(text, values);
    this.violations.push(...(await lastPositionsKnown(query, told, by)));
  }

  private async judge(round: number | null, since: number): Promise<void> {
    const evidence = await this.evidence(round, since);
    this.violations.push(...(await brokenPromises(evidence)));
    this.violations.push(...this.caller.ledger.astonishing.splice(0), ...this.stage.service.falls.splice(0));
    // Whatever was lost of where drivers are is whole again once each has reported.
    const reported = Date.now();
    this.violations.push(...(await silentPhones(this.load.phones, HEARD_MS)));
    await sleep(LOSS_BOUND_MS);
    this.violations.push(...(await lastPositionsKnown(evidence.query, this.load.positionsSince(reported), Date.now())));
  }

  /** Where something is wrong already, what is found would say nothing of the plant. */
  private async plant(name: string): Promise<void> {
    this.planted = 'not tried';
    if (this.violations.length > 0) return;
    const evidence = await this.evidence(null, 0);
    const found = await lookAfterPlanting(this.stage.pool, PLANTS[name]!, evidence).catch((error: unknown) => {
      this.violations.push(`The ${name} could not be planted, or looked for: ${String(error)}`);
      return [];
    });
    this.planted = found.some((sentence) => PLANTS[name]!.seenAs.test(sentence)) ? 'seen' : 'not seen';
    this.violations.push(...found);
    if (this.planted === 'not seen') this.violations.push(`The planted ${name} is not seen.`);
  }

  /** Of a round, or of all. */
  private evidence(round: number | null, since: number): Promise<Evidence> {
    const { stage, caller, world, load } = this;
    return gatherEvidence({ stage, caller, world, load }, round, since);
  }

  /** With nothing broken and nothing new, every ride comes to its end, and everything that was leased is done. */
  private async drain(): Promise<void> {
    const { stage, load, caller } = this;
    if (this.violations.length > 0) return;
    load.takeNoMore();
    caller.reopen(this.rounds + 1);
    load.begin();
    const query: Evidence['query'] = (text, values) => stage.query(text, values);
    for (const end = Date.now() + DRAIN_MS; (await unfinished(query)).length > 0 && Date.now() < end;) await sleep(500);
    await this.quiet();
    this.violations.push(...(await unfinished(query)));
    await this.settle(true, LAST_SETTLE_MS);
    await this.judge(null, this.begun);
  }

  private async report(): Promise<Omit<CampaignReport, 'planted'>> {
    const { ledger } = this.caller;
    const positions = this.load.positionsSince(0);
    const query: Evidence['query'] = (text, values) => this.stage.query(text, values);
    const { lost, duplicates } = await acknowledgedOnce(query, ledger.writes);
    const receipts = receiptsOf(this.stage);
    const { repeated } = await outsideCalls(query, () => receipts);
    const [audited] = await this.stage.query<{ count: number }>('SELECT count(*)::int AS count FROM audit.entries');
    return {
      ...{ seed: this.options.seed, rounds: this.rounds, secondsARound: this.options.secondsARound },
      ...{ faults: this.faults, lost, duplicates, byKind: ledger.byKind },
      acknowledged: ledger.count('acknowledged'),
      refused: ledger.count('refused'),
      unanswered: ledger.count('unanswered'),
      sentAgain: ledger.writes.filter(({ tries }) => tries > 1).length,
      messages: receipts.messages.length,
      questions: receipts.questions.length,
      repeatedCalls: repeated,
      positions: positions.length,
      underWay: positions.filter(({ rideId }) => rideId !== null).length,
      killsJudged: this.killsJudged,
      auditEntries: audited!.count,
      seconds: (Date.now() - this.begun) / 1000,
      violations: this.violations,
    };
  }
}
