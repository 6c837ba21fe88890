import type { CustomType, Role, StageKind } from '@iperform/contract';

// Row types of every table. Times are epoch milliseconds, booleans 0 or 1, JSON is text, money is minor units.

type Flag = 0 | 1;

/** The control database: one per installation. */
export interface MagentaTables {
  company: {
    id: string;
    slug: string;
    name: string;
    time_zone: string;
    currency: string;
    financial_year_start: number;
    /** SQLite: file name under the data directory. MySQL: name of the database on the server. */
    database_name: string;
    active: Flag;
    created_at: number;
  };
  /** Which companies an e-mail may sign in to. Kept in step with each company's `user`. */
  directory: { email_norm: string; company_id: string; user_id: string };
  /** A company rings when it has work; workers drain those that rang. `relayed_at`: analytics last moved. */
  bell: { company_id: string; rung_at: number; relayed_at: number };
  /** Tries counted per bucket (account or address) and window. */
  attempt: { bucket: string; window_start: number; tries: number };
  /** Keys of the installation; `secret` is encrypted with a key derived from ENV_DEC. */
  key_ring: { kid: string; purpose: string; public_pem: string; secret: string; created_at: number };
  migration: { step: string; at: number };
}

export interface LeadsTable {
  id: string;
  name: string;
  /** Folded for sorting and comparing without case. */
  name_sort: string;
  organisation: string;
  organisation_sort: string;
  emails: string;
  phones: string;
  source: string;
  campaign: string;
  product: string;
  city: string;
  state: string;
  country: string;
  value_minor: number;
  currency: string;
  status_id: string;
  status_kind: StageKind;
  status_since: number;
  salesperson_id: string | null;
  warrior_id: string | null;
  partner_id: string | null;
  tags: string;
  custom: string;
  next_followup_at: number | null;
  last_activity_at: number | null;
  score: number;
  lost_reason: string;
  won_value_minor: number | null;
  won_on: string | null;
  external_id: string | null;
  import_id: string | null;
  created_by: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  version: number;
}

/** `activity`: only the date of the last activity changed; its story stands in `followup_activity`. */
export type LogKind =
  | 'created'
  | 'changed'
  | 'moved'
  | 'deleted'
  | 'restored'
  | 'imported'
  | 'undone'
  | 'activity';

/** One company's operational database, without `leads`: those are read through `scoped()` alone. */
export interface OpenTables {
  user: {
    id: string;
    email: string;
    email_norm: string;
    name: string;
    role: Role;
    /** '' until a password was set. */
    password_hash: string;
    active: Flag;
    manager_id: string | null;
    partner_id: string | null;
    changed_on: number;
    created_at: number;
  };
  /** Closure of the reporting tree; every user is their own ancestor at depth 0. */
  user_tree: { ancestor_id: string; descendant_id: string; depth: number };
  /** Which warrior works for which salesperson (many to many). */
  warrior: { user_id: string; salesperson_id: string };
  partner: { id: string; name: string; active: Flag };
  lead_status: {
    id: string;
    name: string;
    kind: StageKind;
    position: number;
    probability: number;
    limit_days: number | null;
    requires: string;
  };
  setting: { name: string; value: string };
  custom_field: { field_key: string; label: string; type: CustomType; options: string; position: number };
  /** Normalised e-mails and phones: what makes two leads the same. */
  lead_contact: { kind: 'email' | 'phone'; value: string; lead_id: string };
  lead_tag: { tag: string; lead_id: string };
  /** Co-sales and other shares of a lead. */
  lead_share: { lead_id: string; user_id: string; created_at: number };
  /** What the search index reads: see `search.ts`. */
  lead_search: { lead_id: string; body: string };
  /** Append-only: who changed what. `version`: the lead's version after the change. */
  lead_logs: {
    id: string;
    lead_id: string;
    at: number;
    actor_id: string | null;
    via: string;
    kind: LogKind;
    changes: string;
    note: string;
    version: number;
    import_id: string | null;
  };
  /** Append-only: every entry into a stage. */
  lead_stage_history: {
    id: string;
    lead_id: string;
    from_status_id: string | null;
    to_status_id: string;
    at: number;
    actor_id: string | null;
  };
  followup_activity: {
    id: string;
    lead_id: string;
    kind: string;
    text: string;
    /** When a planned one is due; null for one that happened. */
    due_at: number | null;
    at: number;
    actor_id: string | null;
  };
  all_session: {
    /** SHA-256 of the secret part of the token. */
    id: string;
    user_id: string;
    platform: string;
    public_ip: string;
    ip: string;
    os: string;
    device: string;
    csrf: string;
    suspended: Flag;
    created_at: number;
    seen_at: number;
    expires_at: number;
  };
  outbox: { id: string; event: string; subject_id: string; at: number };
  job: {
    id: string;
    name: string;
    payload: string;
    state: 'ready' | 'running' | 'dead';
    run_at: number;
    attempts: number;
    /** Fencing token: raised by every claim; writes of an older claim are refused. */
    fence: number;
    lease_until: number;
    error: string;
    created_at: number;
  };
  lease: { name: string; holder: string; fence: number; until: number };
  idempotency: {
    user_id: string;
    idem_key: string;
    route: string;
    body_hash: string;
    resource_id: string;
    at: number;
  };
  lead_import: {
    id: string;
    state: string;
    file_name: string;
    size: number;
    format: 'csv' | 'xlsx';
    encoding: string;
    delimiter: string;
    sheets: string;
    sheet: string;
    columns: string;
    mapping: string | null;
    row_count: number | null;
    /** Rows handled in the current state: the checkpoint that a restart resumes from. */
    progress: number;
    check_counts: string | null;
    result_counts: string | null;
    undo_counts: string | null;
    error: string;
    created_by: string;
    created_at: number;
    started_at: number | null;
    finished_at: number | null;
  };
  /** Rows worth showing: first ones of each outcome of a check, every rejected one of a run. */
  lead_import_row: {
    import_id: string;
    phase: 'check' | 'run' | 'undo';
    row_no: number;
    outcome: string;
    lead_id: string | null;
    name: string;
    reasons: string;
    cells: string;
  };
  lead_import_fix: { import_id: string; row_no: number; column_no: number; value: string };
  /** What this company mapped a header to last time. */
  import_memory: { header: string; target: string };
  migration: { step: string; at: number };
}

export interface Tables extends OpenTables {
  leads: LeadsTable;
}
