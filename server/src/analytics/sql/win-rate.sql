-- scope: all
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 1
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: team
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id IN {scope_1:Array(String)} OR warrior_id IN {scope_2:Array(String)} OR has(shared_with, {scope_3:String}))
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: own
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id = {scope_1:String} OR has(shared_with, {scope_2:String}) OR warrior_id IN {scope_3:Array(String)})
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: assigned
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND warrior_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: shared
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND has(shared_with, {scope_1:String})
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: partner
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND partner_id = {scope_1:String}
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;

-- scope: none
SELECT
  owner_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_closed,
  countIf(stage_kind = 'won') AS part_won,
  countIf(stage_kind = 'lost') AS part_lost
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 0
    AND deleted = 0
    AND toUnixTimestamp64Milli(stage_since) >= {from_ms:Int64} AND toUnixTimestamp64Milli(stage_since) < {to_ms:Int64}
    AND stage_kind IN ('won', 'lost')
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_closed DESC, row_key
LIMIT 502;
