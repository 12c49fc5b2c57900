import type { People } from './people';

/** How the organization with the resources rules, and no other: by this an answer can be told to be its own. */
export const OWN_RULES = {
  duty: { lateGraceMinutes: 17 },
  hours: { limitMinutes: 719 },
  matching: { offerSeconds: 19 },
  city: { noShowWaitMinutes: 11 },
  preferenceKey: 'night_rides',
  documentCity: 'Jaipur',
} as const;

/** As it stands in an answer. */
export const saidOf = (rule: object): string => JSON.stringify(rule).slice(1, -1);

/** @param policies as they are, to be sent back */
export async function ruleOtherwise(
  people: People,
  policies: Readonly<Record<'duty' | 'hours' | 'matching', object>>,
): Promise<{ cancellationPolicyId: string; surgeId: string }> {
  const put = async (path: string, body: object): Promise<string> => {
    const answer = await people.asAdmin('PUT', path, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body.id as string;
  };
  await put('/v1/duty-policy', { ...policies.duty, ...OWN_RULES.duty });
  await put('/v1/hours-policy', { ...policies.hours, ...OWN_RULES.hours });
  await put('/v1/dispatch/policy', { ...policies.matching, ...OWN_RULES.matching });
  await put(`/v1/preferences/${OWN_RULES.preferenceKey}`, {
    ...{ name: 'Night rides', description: 'Whether he is offered them.', category: 'TRIP', kind: 'BOOLEAN' },
    ...{ defaultValue: true, approvalRequired: true, active: true },
  });
  const until = { from: '2026-12-23T12:00:00Z', until: '2026-12-23T16:00:00Z' };
  const surge = { vehicleClass: 'HATCHBACK', multiplierPermille: 1200, reason: 'The day before the feast', ...until };
  await people.application.sql(
    `INSERT INTO verification.document_sets (id, organization_id, version, subject_type, city, documents, configured_at)
     VALUES (gen_random_uuid(), $1, 1, 'driver', $2, '[]', $3)`,
    [people.organizationId, OWN_RULES.documentCity, people.now],
  );
  return {
    cancellationPolicyId: await people.make('/v1/cancellation-policies', { terms: { freeMinutes: 7 } }),
    surgeId: await put('/v1/cities/DELHI_NCR/surge', surge),
  };
}
