import { Circuit } from './circuit';

describe('Circuit', () => {
  let time = 0;
  let circuit: Circuit;
  beforeEach(() => {
    time = 1_000;
    circuit = new Circuit(3, 100, () => time);
  });
  const fail = (times: number) => Array.from({ length: times }, () => circuit.failed());

  it('pauses after so many failures in a row, and tells which one began it', () => {
    expect(fail(2)).toEqual([false, false]);
    expect(circuit.letsThrough()).toBe(true);
    expect(fail(2)).toEqual([true, false]);
    expect(circuit.letsThrough()).toBe(false);
  });

  it('forgets failures at the first success', () => {
    fail(2);
    circuit.succeeded();
    fail(2);
    expect(circuit.letsThrough()).toBe(true);
  });

  it('lets one try after the pause, and the others once it has succeeded', () => {
    fail(3);
    time += 100;
    expect([circuit.letsThrough(), circuit.letsThrough()]).toEqual([true, false]);
    circuit.succeeded();
    expect([circuit.letsThrough(), circuit.letsThrough()]).toEqual([true, true]);
  });

  it('pauses again where the one that tries fails', () => {
    fail(3);
    time += 100;
    circuit.letsThrough();
    circuit.failed();
    time += 99;
    expect(circuit.letsThrough()).toBe(false);
    time += 1;
    expect(circuit.letsThrough()).toBe(true);
  });
});
