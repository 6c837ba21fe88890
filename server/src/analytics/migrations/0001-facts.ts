import type { AnalyticsStep } from './step.ts';

const id = 'LowCardinality(String)';
const word = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

/**
 * One row a lead, with its whole stage history inside: a lead and its history are written at once and can never
 * disagree, the scope columns stand beside both, and a funnel counts within rows instead of hashing millions of ids
 * (measured: a fifth of the time of the same count over a table of events). The newest version of a lead wins.
 */
export const facts: AnalyticsStep = {
  name: '0001-facts',
  up: ({ database, onCluster, replicated }) => [
    `CREATE TABLE IF NOT EXISTS ${database}.lead_fact${onCluster} (
      company_id ${id},
      lead_id String,
      version UInt32,
      deleted UInt8,
      stage_id ${id},
      stage_kind ${word},
      stage_since ${time},
      owner_id ${id},
      warrior_id ${id},
      partner_id ${id},
      shared_with Array(${id}),
      source ${word},
      campaign ${word},
      product ${word},
      city ${word},
      state ${word},
      country ${word},
      value_minor Int64,
      currency ${word},
      won_value_minor Nullable(Int64),
      won_on ${word},
      lost_reason ${word},
      score UInt8,
      tags Array(${word}),
      import_id ${id},
      created_at ${time},
      updated_at ${time},
      next_followup_at Nullable(${time}),
      last_activity_at Nullable(${time}),
      history Nested (id String, from_stage_id ${id}, to_stage_id ${id}, at ${time}, actor_id ${id})
    ) ENGINE = ${replicated}ReplacingMergeTree(version)
    ORDER BY (company_id, lead_id)
    SETTINGS non_replicated_deduplication_window = 1000`,
    // One row a stage entry, for readers that think in events.
    `CREATE VIEW IF NOT EXISTS ${database}.stage_event${onCluster} AS
    SELECT company_id, lead_id, version, deleted, stage_kind, owner_id, warrior_id, partner_id, shared_with,
      event.id AS id, event.from_stage_id AS from_stage_id, event.to_stage_id AS to_stage_id, event.at AS at,
      event.actor_id AS actor_id
    FROM ${database}.lead_fact FINAL
    ARRAY JOIN history AS event`,
  ],
};
