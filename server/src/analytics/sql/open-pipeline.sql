-- scope: all
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 1
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: team
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id IN {scope_1:Array(String)} OR warrior_id IN {scope_2:Array(String)} OR has(shared_with, {scope_3:String}))
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: own
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND (owner_id = {scope_1:String} OR has(shared_with, {scope_2:String}) OR warrior_id IN {scope_3:Array(String)})
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: assigned
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND warrior_id = {scope_1:String}
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: shared
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND has(shared_with, {scope_1:String})
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: partner
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND partner_id = {scope_1:String}
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;

-- scope: none
SELECT
  stage_id AS row_key,
  grouping(row_key) = 1 AS is_total,
  count() AS part_leads,
  sumIf(value_minor, currency = {currency:String}) AS part_value,
  sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), currency = {currency:String}) AS part_weighted,
  countIf(NOT currency = {currency:String}) AS part_foreign
FROM (
  SELECT stage_id, stage_kind, stage_since, owner_id, warrior_id, partner_id, source, campaign, product, city, state, country, value_minor, currency, won_value_minor, lost_reason, score, created_at
  FROM iperform_helper.lead_fact FINAL
  WHERE company_id = {scope_company:String} AND 0
    AND deleted = 0
    AND stage_kind = 'open'
) AS fact
GROUP BY GROUPING SETS ((row_key), ())
ORDER BY is_total DESC, part_leads DESC, row_key;
