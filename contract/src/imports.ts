import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { customTypes } from './fields.ts';
import { customKey, id, ref, text, textOrEmpty } from './values.ts';

/** What a column of a file can become. `custom.<key>` writes a custom field; `ignore` drops the column. */
export const importTargets = [
  'ignore',
  'name',
  'firstName',
  'lastName',
  'organisation',
  'email',
  'phone',
  'source',
  'campaign',
  'product',
  'city',
  'state',
  'country',
  'value',
  'currency',
  'stage',
  'owner',
  'warrior',
  'partner',
  'tags',
  'note',
  'score',
  'lostReason',
  'wonValue',
  'wonOn',
  'createdAt',
  'nextFollowupAt',
  'externalId',
] as const;
export type ImportTarget = (typeof importTargets)[number];

const target = z.union([z.enum(importTargets), z.templateLiteral(['custom.', customKey])]);

export const importStates = [
  'uploaded',
  'mapped',
  'checking',
  'checked',
  'running',
  'done',
  'cancelling',
  'cancelled',
  'undoing',
  'undone',
  'failed',
] as const;
export type ImportState = (typeof importStates)[number];

export const rowOutcomes = ['created', 'updated', 'unchanged', 'duplicate', 'rejected'] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

const counts = z.object({
  read: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
});
export type ImportCounts = z.output<typeof counts>;

export const importColumn = z.object({
  index: z.int(),
  header: z.string(),
  samples: z.array(z.string()),
  /** Our guess by header and content, or what this company chose for this header last time. */
  suggestion: z.object({
    target,
    reason: z.enum(['saved', 'header', 'content', 'none']),
    /** Proposed custom field where `target` is a custom one that does not exist yet. */
    newField: z.object({ key: customKey, label: z.string(), type: z.enum(customTypes) }).nullable(),
  }),
});
export type ImportColumn = z.output<typeof importColumn>;

/** `duplicate` rows are those whose e-mail or phone is already on another lead, or on an earlier row of the file. */
export const importOptions = z.strictObject({
  /** What a row does that matches a lead by e-mail or phone. A match by external id always updates. */
  onMatch: z.enum(['skip', 'update', 'create']).default('skip'),
  /** Owner of rows without one; null leaves them unassigned. */
  ownerId: id.nullable().default(null),
  /** Source of rows without one. */
  source: textOrEmpty(100).default(''),
  /** Values that mean "empty", compared without case. */
  emptyValues: z.array(text(40)).max(20).default([]),
});
export type ImportOptions = z.output<typeof importOptions>;

export const importMapping = z.strictObject({
  columns: z
    .array(
      z.strictObject({
        index: z.int().min(0).max(999),
        target,
        /** Declares the custom field of `target` if the company has none by that key (needs `settings:write`). */
        newField: z.strictObject({ label: text(100), type: z.enum(customTypes) }).optional(),
      }),
    )
    .max(1000),
  options: importOptions,
});
export type ImportMapping = z.output<typeof importMapping>;

export const importRow = z.object({
  /** Line of the file, the header being 1. */
  row: z.int(),
  /** `kept`: left alone by an undo; `row` then only numbers them. */
  outcome: z.enum([...rowOutcomes, 'kept']),
  leadId: id.nullable(),
  name: z.string(),
  /** For rejected rows: every reason, with the column it concerns. For updates: what changes. */
  reasons: z.array(z.object({ column: z.string(), message: z.string() })),
  /** The cells as read, after fixes. */
  cells: z.array(z.string()),
});
export type ImportRow = z.output<typeof importRow>;

export const leadImport = z.object({
  id,
  state: z.enum(importStates),
  fileName: z.string(),
  size: z.int(),
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string(),
  delimiter: z.string(),
  /** Sheets of a workbook, and which one is read. */
  sheets: z.array(z.string()),
  sheet: z.string(),
  /** Empty in a list of imports: read one import for its columns. */
  columns: z.array(importColumn),
  /** Words of the file that probably mean "empty", like "Select": offered for `options.emptyValues`. */
  emptyValues: z.array(z.string()),
  mapping: importMapping.nullable(),
  /** Rows in the file; null until a check has counted them. */
  rows: z.int().nullable(),
  /** Rows handled so far in the current state; an undo handles `created` + `updated` of the result. */
  progress: z.int(),
  /** What the dry run would do. */
  check: counts.nullable(),
  /** What the run did: read = created + updated + unchanged + duplicate + rejected. */
  result: counts.nullable(),
  /** What the undo did. `kept` rows were changed by somebody since and stay. */
  undo: z.object({ deleted: z.int(), restored: z.int(), kept: z.int() }).nullable(),
  error: z.string(),
  createdBy: ref.nullable(),
  createdAt: z.int(),
  startedAt: z.int().nullable(),
  finishedAt: z.int().nullable(),
});
export type LeadImport = z.output<typeof leadImport>;

const params = z.strictObject({ id });
const one = { access: 'import:run', params, reply: leadImport } as const;

export const imports = {
  upload: endpoint({
    name: 'imports.upload',
    method: 'POST',
    path: '/api/v1/imports',
    access: 'import:run',
    summary: 'Upload a CSV or XLSX file; detects encoding, delimiter and columns',
    description: 'The body is the file itself, streamed, of any size up to 2 GiB.',
    query: z.strictObject({ filename: text(255) }),
    upload: 'application/octet-stream',
    reply: leadImport,
    status: 201,
    errors: ['UNPROCESSABLE_FILE', 'BODY_TOO_LARGE'],
  }),
  list: endpoint({
    name: 'imports.list',
    method: 'GET',
    path: '/api/v1/imports',
    access: 'import:run',
    summary: 'The 100 newest imports',
    reply: z.object({ items: z.array(leadImport) }),
  }),
  read: endpoint({
    ...one,
    name: 'imports.read',
    method: 'GET',
    path: '/api/v1/imports/:id',
    summary: 'One import, with its progress',
  }),
  map: endpoint({
    ...one,
    name: 'imports.map',
    method: 'PUT',
    path: '/api/v1/imports/:id/mapping',
    summary: 'Say what each column becomes; remembered for the next file with the same headers',
    body: importMapping,
    errors: ['IMPORT_STATE', 'VALIDATION_FAILED'],
  }),
  sheet: endpoint({
    ...one,
    name: 'imports.sheet',
    method: 'PUT',
    path: '/api/v1/imports/:id/sheet',
    summary: 'Read another sheet of the workbook',
    body: z.strictObject({ sheet: z.string().max(100) }),
    errors: ['IMPORT_STATE', 'VALIDATION_FAILED'],
  }),
  fix: endpoint({
    ...one,
    name: 'imports.fix',
    method: 'PUT',
    path: '/api/v1/imports/:id/fixes',
    summary: 'Correct single cells before the run; the file itself stays as it is',
    body: z.strictObject({
      fixes: z
        .array(
          z.strictObject({ row: z.int().min(2), column: z.int().min(0).max(999), value: textOrEmpty(2000) }),
        )
        .min(1)
        .max(500),
    }),
    errors: ['IMPORT_STATE'],
  }),
  check: endpoint({
    ...one,
    name: 'imports.check',
    method: 'POST',
    path: '/api/v1/imports/:id/check',
    summary: 'Dry run in the background: counts and the first rows of each outcome, nothing written',
    status: 202,
    errors: ['IMPORT_STATE'],
  }),
  run: endpoint({
    ...one,
    name: 'imports.run',
    method: 'POST',
    path: '/api/v1/imports/:id/run',
    summary: 'Import in the background',
    status: 202,
    errors: ['IMPORT_STATE'],
  }),
  cancel: endpoint({
    ...one,
    name: 'imports.cancel',
    method: 'POST',
    path: '/api/v1/imports/:id/cancel',
    summary: 'Stop a running check or import; what it has imported stays and can be undone',
    errors: ['IMPORT_STATE'],
  }),
  undo: endpoint({
    ...one,
    name: 'imports.undo',
    method: 'POST',
    path: '/api/v1/imports/:id/undo',
    summary: 'Undo an import: created leads are deleted, changed fields get their old values back',
    description:
      'A lead that somebody changed since is left alone and named in the rows with outcome `kept`.',
    status: 202,
    errors: ['IMPORT_STATE'],
  }),
  rows: endpoint({
    name: 'imports.rows',
    method: 'GET',
    path: '/api/v1/imports/:id/rows',
    access: 'import:run',
    summary: 'Rows of a check or a run by outcome; `kept` lists what an undo left alone',
    params,
    query: z.strictObject({
      outcome: z.enum([...rowOutcomes, 'kept']),
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ items: z.array(importRow), next: z.int().nullable() }),
  }),
  rejected: endpoint({
    name: 'imports.rejected',
    method: 'GET',
    path: '/api/v1/imports/:id/rejected.csv',
    access: 'import:run',
    summary: 'The rejected rows as CSV, each with its reason, ready to be corrected and imported again',
    params,
    reply: z.string(),
    stream: 'text/csv; charset=utf-8',
  }),
};
