import type { Analytics } from '../server/src/analytics/analytics.ts';

// Facts straight into the engine, the same at every run: what a relay would have carried in hours.

/** Stage entries of a lead. */
export const entriesEach = 5;

const each = 100_000;
const year = 365 * 86_400_000;
export const factsFrom = Date.UTC(2025, 6, 1);

/** Facts of `leads` leads over the year from `factsFrom`, each with `entriesEach` stage entries. */
export const fillFacts = async (
  analytics: Analytics,
  companyId: string,
  stages: string[],
  leads: number,
): Promise<void> => {
  for (let from = 0; from < leads; from += each) {
    await analytics.command(
      `INSERT INTO ${analytics.database}.lead_fact (company_id, lead_id, version, deleted, stage_id, stage_kind,
        stage_since, owner_id, source, campaign, product, city, country, value_minor, currency, score, created_at,
        updated_at, history.id, history.from_stage_id, history.to_stage_id, history.at, history.actor_id)
      WITH
        cityHash64(number) AS hash,
        {begin:Int64} + intDiv(number * {year:Int64}, {leads:Int64}) AS born,
        arrayMap(i -> {stages:Array(String)}[i < 5 ? i : 5 + hash % 3], range(1, 6)) AS path,
        arrayMap(i -> fromUnixTimestamp64Milli(toInt64(born + i * (86400000 + hash % 864000000)), 'UTC'), range(0, 5)) AS times
      SELECT {company:String}, concat('01FACT', leftPad(toString(number), 20, '0')), 5, 0, path[5],
        ['open', 'won', 'lost'][1 + hash % 3], times[5], concat('owner', toString(hash % 40)),
        concat('source', toString(hash % 8)), concat('campaign', toString(hash % 40)),
        concat('product', toString(hash % 4)), concat('city', toString(hash % 10)), 'India', hash % 50000000, 'INR',
        hash % 101, times[1], times[5], arrayMap(i -> concat(toString(number), '-', toString(i)), range(0, 5)),
        arrayPushFront(arrayPopBack(path), ''), path, times, arrayMap(i -> concat('owner', toString(hash % 40)), path)
      FROM numbers({from:UInt64}, {count:UInt64})`,
      {
        company: companyId,
        stages,
        begin: factsFrom,
        year,
        leads,
        from,
        count: Math.min(each, leads - from),
      },
    );
  }
};
