import type { Dataset } from './dataset.ts';

/**
 * One row an entry of a lead into a stage in the period. `entered`: all stages the lead entered in the period, once an
 * entry; `nth`: which of the lead's entries into this stage it is, 1 for the first; `stayed_ms`: how long the lead
 * stayed, -1 where it has not left; `now_stage_id`: where the lead is now.
 */
export const stageEntries = {
  name: 'stage-entries',
  table: 'lead_fact',
  columns: ['stage_id', 'history.to_stage_id', 'history.at'],
  expand: (fact) => `SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM ${fact}
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms`,
} as const satisfies Dataset;
