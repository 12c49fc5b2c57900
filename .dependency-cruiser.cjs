/**
 * Who may import whom (DESIGN.md §1). test/architecture/imports.spec.ts runs this on the sources, and shows each rule to
 * catch a violation planted for it: a rule without one fails there.
 */
const SPEC = '\\.spec\\.ts$';
const NEST = '(^|/)@nestjs/';
const HTTP = '(^|/)(@fastify/|fastify(/|$)|openapi-fetch(/|$))|^(node:)?https?$';
const PERSISTENCE =
  '(^|/)(typeorm|pg)(/|$)|^src/platform/(database|transaction|outbox)/|^src/contexts/[^/]+/(persistence|projections)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'context-reaches-only-contracts',
      comment: 'A context exports facts: another context may import its contracts/ and nothing else.',
      severity: 'error',
      from: { path: '^src/contexts/([^/]+)/' },
      to: { path: '^src/contexts/', pathNot: ['^src/contexts/$1/', '^src/contexts/[^/]+/contracts/'] },
    },
    {
      name: 'contracts-are-plain',
      comment:
        'Contracts import only the event base and kernel types, so that importing one brings nothing else along.',
      severity: 'error',
      from: { path: '^src/contexts/([^/]+)/contracts/', pathNot: SPEC },
      to: { pathNot: ['^src/contexts/$1/contracts/', '^src/kernel/', '^src/platform/events/domain-event\\.ts$'] },
    },
    {
      name: 'platform-and-kernel-know-no-context',
      comment: 'Mechanisms and shared values serve every context and know none.',
      severity: 'error',
      from: { path: '^src/(platform|kernel)/' },
      to: { path: '^src/(contexts/|contexts\\.ts|entities\\.ts|app\\.module\\.ts)' },
    },
    {
      name: 'kernel-is-pure',
      comment: 'The kernel is values with arithmetic: it needs nothing but itself and the vocabulary of errors.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: SPEC },
      to: { pathNot: ['^src/kernel/', '^src/platform/errors/'] },
    },
    {
      name: 'domain-imports-no-nest',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: SPEC },
      to: { path: NEST },
    },
    {
      name: 'domain-imports-no-http',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: SPEC },
      to: { path: `${HTTP}|^src/contexts/[^/]+/http/|^src/platform/(http|auth)/` },
    },
    {
      name: 'domain-imports-no-persistence',
      comment:
        'The aggregate is the entity, so TypeORM is let through; test/architecture/domain.spec.ts sees that it is decorators only.',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: SPEC },
      to: { path: PERSISTENCE, pathNot: '(^|/)typeorm(/|$)' },
    },
    {
      name: 'domain-imports-no-application',
      comment: 'Use cases ask the domain, never the other way round.',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: SPEC },
      to: { path: '^src/contexts/[^/]+/application/' },
    },
    {
      name: 'http-imports-no-persistence',
      comment: 'A controller calls a use case or a query of application/, which holds the unit of work.',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/http/', pathNot: SPEC },
      to: { path: PERSISTENCE },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(src|migrations|simulators|demo|bench|client|replay)/', pathNot: SPEC },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Else a type-only import across contexts passes unseen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
