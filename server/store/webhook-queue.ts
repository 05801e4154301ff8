import { type Kysely, sql } from 'kysely';
import type { AttemptOutcome, DeliveryQueue, DueDelivery, Verdict } from '../../after-call/delivery.ts';
import { failingMsMax } from '../../after-call/verdict.ts';
import type { Jobs } from './jobs.ts';
import { storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';
import { switchOffAndTell, switchOffFailing } from './webhook-switch-off.ts';

type Sending = Pick<Jobs, 'sendInTransaction'>;

/**
 * The due deliveries, by the database's clock. A claim counts the attempt and holds for a while, so that a delivery whose
 * process died under way is claimed again; the attempt's number fences off a late answer.
 */
export function webhookQueueStore(db: Kysely<Tables>, jobs: Sending): DeliveryQueue {
  return {
    claim: async ({ limit, perEndpoint, perFailingEndpoint, failing, busy, claimMs }) => {
      const slots = sql`greatest(0, case when e.failing_since is null then ${perEndpoint}::int
        else ${perFailingEndpoint}::int end - coalesce((${toJsonText(Object.fromEntries(busy))}::jsonb ->> e.id)::int, 0))`;
      const { rows } = await sql<ClaimedRow>`
        with found as (
          select d.id, d.next_attempt_at, e.failing_since is not null as failing,
            row_number() over (partition by e.failing_since is null order by d.next_attempt_at) as place
          from webhook_endpoint e cross join lateral (
            select w.id, w.next_attempt_at from webhook_delivery w
            where w.endpoint_id = e.id and w.state = 'pending' and w.next_attempt_at <= now()
              and (w.claimed_until is null or w.claimed_until <= now())
            order by w.next_attempt_at limit ${slots}
            for update skip locked
          ) d
          where e.enabled
        ), due as (
          select id, failing from found where not failing or place <= ${failing}::int
          order by next_attempt_at limit ${limit}
        ), claimed as (
          update webhook_delivery w
          set attempts = attempts + 1, claimed_until = now() + make_interval(secs => ${claimMs / 1_000}::float8)
          from due where w.id = due.id
          returning w.*, due.failing
        ), begun as (
          insert into webhook_attempt (delivery_id, account_id, number, started_at)
          select id, account_id, attempts, clock_timestamp() from claimed
        )
        select c.id, c.endpoint_id, c.failing, c.attempts, c.failures, c.payload::text as payload, coalesce(c.url, e.url) as url,
          e.secret, case when e.previous_until > now() then e.previous_secret end as previous_secret
        from claimed c join webhook_endpoint e on e.id = c.endpoint_id
        order by c.next_attempt_at`.execute(db);
      return rows.map(toDue);
    },

    async settle(delivery, outcome, verdict) {
      if (verdict.state !== 'switched_off') {
        const { tooLong } = await settle(db, delivery, outcome, verdict);
        return tooLong ? switchOffFailing(db, jobs, delivery.endpointId) : null;
      }
      return db.transaction().execute(async (trx) => {
        await lockEndpoint(trx, delivery.endpointId);
        const { held } = await settle(trx, delivery, outcome, verdict);
        return held ? switchOffAndTell(trx, jobs, delivery.endpointId, 'it answered 410 Gone') : null;
      });
    },

    release: async ({ id, number }) => {
      await sql`update webhook_delivery set claimed_until = null where id = ${id} and attempts = ${number}`.execute(db);
    },
  };
}

type ClaimedRow = {
  id: string;
  endpoint_id: string;
  failing: boolean;
  attempts: number;
  failures: number;
  payload: string;
  url: string;
  secret: string;
  previous_secret: string | null;
};

function toDue(row: ClaimedRow): DueDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    number: row.attempts,
    failures: row.failures,
    url: row.url,
    payload: row.payload,
    failing: row.failing,
    secrets: row.previous_secret === null ? [row.secret] : [row.secret, row.previous_secret],
  };
}

/**
 * One statement: it is on the way of every delivery. A delivery that was switched off meanwhile stays so, unless it did
 * arrive; whether the endpoint fails is written only when it changes. `held` false: the delivery was claimed again since.
 * `tooLong`: the endpoint has failed for so long that it may have to be switched off.
 */
async function settle(
  db: Kysely<Tables>,
  delivery: DueDelivery,
  outcome: AttemptOutcome,
  verdict: Verdict,
): Promise<{ held: boolean; tooLong: boolean }> {
  const { status, error, ms, answer } = outcome;
  const { state } = verdict;
  const arrived = state === 'delivered';
  const delayMs = 'delayMs' in verdict ? verdict.delayMs : 0;
  const { rows } = await sql<{ failing_since: Date | null }>`
    with held as (
      update webhook_delivery set
        claimed_until = null,
        state = case when ${arrived}::boolean or state = 'pending' then ${state} else state end,
        delivered_at = case when ${arrived}::boolean then now() end,
        failures = failures + case when ${arrived}::boolean then 0 else 1 end,
        next_attempt_at = now() + make_interval(secs => ${delayMs / 1_000}::float8)
      where id = ${delivery.id} and attempts = ${delivery.number}
      returning id, endpoint_id
    ), told as (
      update webhook_attempt
      set status = ${status}::integer, error = ${error}::text, ms = ${ms}::integer, answer = ${storableText(answer)}
      where delivery_id = ${delivery.id} and number = ${delivery.number}
    ), marked as (
      update webhook_endpoint e set failing_since = case when not ${arrived}::boolean then now() end
      from held where e.id = held.endpoint_id and (e.failing_since is null) <> ${arrived}::boolean
    )
    select e.failing_since from held join webhook_endpoint e on e.id = held.endpoint_id`.execute(db);
  const since = rows[0]?.failing_since;
  return { held: rows.length > 0, tooLong: !arrived && since != null && Date.now() - since.getTime() > failingMsMax };
}

/** Before any of its deliveries: two of them that hear 410 at once would wait for each other. */
async function lockEndpoint(db: Kysely<Tables>, id: string): Promise<void> {
  await db.selectFrom('webhook_endpoint').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}
