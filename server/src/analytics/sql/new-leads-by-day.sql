-- scope: all
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 1
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: team
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id IN {scope_1:Array(String)} OR warrior_id IN {scope_2:Array(String)} OR has(shared_with, {scope_3:String}))
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: own
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id = {scope_1:String} OR has(shared_with, {scope_2:String}) OR warrior_id IN {scope_3:Array(String)})
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: assigned
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND warrior_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: shared
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND has(shared_with, {scope_1:String})
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: partner
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND partner_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: none
SELECT
  roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)}) AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 0
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;
