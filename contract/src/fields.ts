import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { customKey, text } from './values.ts';

export const customTypes = ['text', 'number', 'boolean', 'date', 'choice'] as const;
export type CustomType = (typeof customTypes)[number];

/** A field that a company declared for its leads. */
export const customField = z.object({
  key: z.string(),
  label: z.string(),
  type: z.enum(customTypes),
  /** For `choice`: the values allowed. */
  options: z.array(z.string()),
});
export type CustomField = z.output<typeof customField>;

export const fields = {
  list: endpoint({
    name: 'fields.list',
    method: 'GET',
    path: '/api/v1/fields',
    access: 'lead:read',
    summary:
      'The custom fields of the company, and the values in use of source, campaign, product, city and tag',
    reply: z.object({
      custom: z.array(customField),
      /** Up to 200 values each, most used first, of the leads you may see. */
      values: z.object({
        source: z.array(z.string()),
        campaign: z.array(z.string()),
        product: z.array(z.string()),
        city: z.array(z.string()),
        tag: z.array(z.string()),
      }),
    }),
  }),
  create: endpoint({
    name: 'fields.create',
    method: 'POST',
    path: '/api/v1/fields',
    access: 'settings:write',
    summary: 'Declare a custom field',
    body: z.strictObject({
      key: customKey,
      label: text(100),
      type: z.enum(customTypes),
      options: z.array(text(100)).max(200).default([]),
    }),
    reply: customField,
    status: 201,
    errors: ['CONFLICT'],
  }),
};
