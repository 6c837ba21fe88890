-- scope: all
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 1
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: team
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id IN {scope_1:Array(String)} OR warrior_id IN {scope_2:Array(String)} OR has(shared_with, {scope_3:String}))
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: own
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id = {scope_1:String} OR has(shared_with, {scope_2:String}) OR warrior_id IN {scope_3:Array(String)})
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: assigned
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND warrior_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: shared
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND has(shared_with, {scope_1:String})
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: partner
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND partner_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;

-- scope: none
SELECT
  source AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 0
    AND deleted = 0
    AND toUnixTimestamp64Milli(created_at) >= {from_ms:Int64} AND toUnixTimestamp64Milli(created_at) < {to_ms:Int64}
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key
LIMIT 502;
