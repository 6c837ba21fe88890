import { api, type Endpoint, type ErrorCode, errorStatus, problem } from '@iperform/contract';
import { z } from 'zod';
import { policy } from '../access/policy.ts';

// The API as OpenAPI 3.1, made from the same schemas that validate.

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
  });
  return json;
};

const parametersOf = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
    ...(name === 'filter' ? { description: 'JSON: a list of conditions that must all hold.' } : {}),
  }));
};

const always: ErrorCode[] = ['INVALID_REQUEST', 'INTERNAL', 'DATABASE_UNAVAILABLE'];

const errorsOf = (endpoint: Endpoint): Record<string, Json> => {
  const codes = new Set<ErrorCode>([...always, ...(endpoint.errors ?? [])]);
  if (endpoint.access !== 'public') codes.add('UNAUTHENTICATED');
  if (endpoint.access !== 'public' && endpoint.access !== 'session') codes.add('FORBIDDEN');
  if (endpoint.params !== undefined) codes.add('NOT_FOUND');
  if (endpoint.body !== undefined) {
    for (const code of [
      'MALFORMED_JSON',
      'VALIDATION_FAILED',
      'BODY_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
    ] as const) {
      codes.add(code);
    }
  }
  if (endpoint.versioned) codes.add('STALE_VERSION').add('VERSION_REQUIRED');
  const byStatus = Map.groupBy([...codes].sort(), (code) => errorStatus[code]);
  return Object.fromEntries(
    Array.from(byStatus, ([status, list]) => [
      String(status),
      {
        description: list.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};

const rolesWith = (endpoint: Endpoint): string => {
  if (endpoint.access === 'public') return 'Open to everybody.';
  if (endpoint.access === 'session') return 'Every signed-in user.';
  const permission = endpoint.access;
  const roles = Object.entries(policy)
    .filter(([, cells]) => cells[permission] !== 'none')
    .map(([role, cells]) => `${role} (${cells[permission]})`);
  return `Permission \`${permission}\`: ${roles.join(', ')}.`;
};

const operationOf = (endpoint: Endpoint): Json => {
  const success = endpoint.stream ?? 'application/json';
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string' },
    description,
  });
  return {
    operationId: endpoint.name,
    tags: [endpoint.name.split('.')[0]],
    summary: endpoint.summary,
    description: [endpoint.description, rolesWith(endpoint)].filter(Boolean).join('\n\n'),
    security: endpoint.access === 'public' ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: [
      ...parametersOf(endpoint.params, 'path'),
      ...parametersOf(endpoint.query, 'query'),
      ...(endpoint.versioned
        ? [header('If-Match', 'ETag of the version you change; or `version` in the body.')]
        : []),
      ...(endpoint.name === 'leads.create'
        ? [header('Idempotency-Key', 'Repeat a call safely with the same key.')]
        : []),
    ],
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
          },
        }),
    ...(endpoint.upload === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [endpoint.upload]: { schema: { type: 'string', format: 'binary' } } },
          },
        }),
    responses: {
      [String(endpoint.status ?? 200)]: {
        description: 'Success',
        content: {
          [success]: { schema: endpoint.stream ? { type: 'string' } : schemaOf(endpoint.reply, 'output') },
        },
      },
      ...errorsOf(endpoint),
    },
  };
};

let made: Json | undefined;

/** The document; made once. */
export const openapi = (): Json => {
  if (made !== undefined) return made;
  const endpoints: Endpoint[] = Object.values(api).flatMap((group) => Object.values(group) as Endpoint[]);
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  made = {
    openapi: '3.1.0',
    info: {
      title: 'iPerform',
      version: '1',
      description:
        'Leads from capture to won. Times are UTC epoch milliseconds, money is integer minor units with an ISO 4217 code. Errors are RFC 9457 problems with a stable `type` and `code`.',
    },
    servers: [{ url: '/' }],
    tags: Object.keys(api).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Token of `POST /i_auth`.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'iperform',
          description: 'Session of the web UI; changes carry `X-CSRF-Token`.',
        },
      },
    },
  };
  return made;
};
