import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configurationNames } from '../../src/platform/config/read-configuration';
import { PROJECT } from './source-tree';

const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
}

describe('the image', () => {
  const lines = read('Dockerfile').split('\n');
  const stages = lines.filter((line) => line.startsWith('FROM '));

  it('is built from the lock file, on a base with a version, and runs as nobody special', () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(stage).toMatch(/^FROM node:\d+\.\d+\.\d+-[a-z-]+( AS build)?$/);
    expect(lines.filter((line) => /\bnpm (ci|install|i)\b/.test(line))).toEqual([
      'RUN npm ci --ignore-scripts --no-audit --no-fund',
    ]);
    expect(lines.findLast((line) => /^(FROM|USER) /.test(line))).toBe('USER node');
    expect(lines.findIndex((line) => line.startsWith('HEALTHCHECK '))).toBeGreaterThan(lines.indexOf(stages[1]!));
  });

  it('is given what the build reads, and nothing that is not named', () => {
    const rules = read('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules).toContain('**/.env*');
    expect(rules.filter((rule) => rule.startsWith('!') && /env|deploy|git/.test(rule))).toEqual([]);
  });
});

describe('the containers', () => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
  const login = (url: string) => new URL(url.replace(/\$\{.*?\}/, 'password')).username;

  it('log in as those that the database is given', () => {
    const made = [...read('deploy/postgres/logins.sql').matchAll(/^CREATE ROLE (\w+) LOGIN/gm)].map(
      ([, name]) => name!,
    );
    const { backup, migrate, service } = services;
    expect(made).toEqual([
      login(migrate!.environment.DATABASE_OWNER_URL!),
      login(service!.environment.DATABASE_URL!),
      login(service!.environment.DATABASE_WORKER_URL!),
      login(backup!.environment.DATABASE_OWNER_URL!),
    ]);
    expect(read('deploy/postgres/logins.sql').match(/^CREATE ROLE \w+ LOGIN REPLICATION/gm)).toEqual([
      'CREATE ROLE backup LOGIN REPLICATION',
    ]);
    expect(read('deploy/postgres/replication.sh')).toContain('host replication backup samenet scram-sha-256');
    expect(service!.environment).not.toHaveProperty('DATABASE_OWNER_URL');
    expect(login(migrate!.environment.DATABASE_URL!)).toBe('service');
    expect(login(migrate!.environment.DATABASE_WORKER_URL!)).toBe('worker');
  });

  it('make the roles as docs/operating/database.md says', () => {
    const statements = (text: string) =>
      (text.match(/^(CREATE ROLE \w+ NOLOGIN|GRANT [^;]+);/gm) ?? []).map((line) => line.replace(/\s+/g, ' '));
    const documented = statements(read('docs/operating/database.md'));
    expect(documented.length).toBeGreaterThan(7);
    expect(statements(read('deploy/postgres/logins.sql'))).toEqual(documented);
  });

  it('bring no password along', () => {
    const secrets = Object.values(services)
      .flatMap(({ environment }) => Object.entries(environment))
      .filter(([name]) => name.endsWith('_PASSWORD'));
    expect(secrets).toHaveLength(5);
    for (const [name, value] of secrets) expect(value).toBe(`\${${name}:?}`);
    const given = [read('deploy/passwords.env.example'), read('deploy/service.env.example')].join('\n');
    expect(given.match(/^(\w+_(PASSWORD|SECRET|TOKEN|KEY)|AUDIT_KEY)=.+$/gm)).toBeNull();
  });

  it('set what there is to set', () => {
    const names = [...read('deploy/service.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name!);
    const set = [
      ...names,
      ...Object.keys(services.service!.environment),
      ...Object.keys(services.migrate!.environment),
      ...Object.keys(services.backup!.environment),
    ];
    expect(set.filter((name) => !configurationNames().includes(name))).toEqual([]);
  });

  it('run commands that the build makes, on a root that they cannot write to', () => {
    expect(services.migrate!.command!.slice(-2)).toEqual(['dist/src/migrate.js', 'run']);
    expect(services.backup!.command!.at(-1)).toBe('dist/src/backup.js');
    for (const name of ['service', 'migrate', 'backup']) expect(services[name]!.read_only).toBe(true);
  });
});
