-- scope: all
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND 1
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: team
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND (owner_id IN {scope_1:Array(String)} OR warrior_id IN {scope_2:Array(String)} OR has(shared_with, {scope_3:String}))
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: own
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND (owner_id = {scope_1:String} OR has(shared_with, {scope_2:String}) OR warrior_id IN {scope_3:Array(String)})
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: assigned
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND warrior_id = {scope_1:String}
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: shared
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND has(shared_with, {scope_1:String})
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: partner
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND partner_id = {scope_1:String}
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;

-- scope: none
SELECT
  entry_stage_id AS row_key,
  0 AS is_total,
  countIf(nth = 1) AS part_entered,
  countIf(nth = 1 AND now_stage_id = entry_stage_id) AS part_still,
  countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, ''))) AS part_both,
  quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0) AS part_stay_ms
FROM (
  SELECT now_stage_id, entered, entry_stage_id, nth, stayed_ms
  FROM (
    SELECT
      stage_id AS now_stage_id,
      arrayMap(at -> toUnixTimestamp64Milli(at), history.at) AS times,
      arrayPushBack(arrayPopFront(arrayDifference(times)), -1) AS stays,
      arrayMap(at -> at >= {from_ms:Int64} AND at < {to_ms:Int64}, times) AS inside,
      arrayFilter((stage, yes) -> yes, history.to_stage_id, inside) AS entered,
      arrayFilter((ms, yes) -> yes, stays, inside) AS entered_stays,
      arrayEnumerateUniq(entered) AS numbers
    FROM (
      SELECT stage_id, history.to_stage_id, history.at
      FROM iperform_helper.lead_fact FINAL
      WHERE company_id = {scope_company:String} AND 0
        AND deleted = 0
    ) AS fact
  ) AS lead
  ARRAY JOIN entered AS entry_stage_id, numbers AS nth, entered_stays AS stayed_ms
) AS entry
GROUP BY row_key
ORDER BY is_total DESC, part_entered DESC, row_key;
