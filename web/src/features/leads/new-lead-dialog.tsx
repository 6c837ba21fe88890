import type { NewLead } from '@iperform/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { type FieldErrors, type Path, type Resolver, useForm } from 'react-hook-form';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { schemas } from '../../schemas.ts';
import { useRead, useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { instantOf, toMinor } from '../../ui/format.ts';
import { toast } from '../../ui/toast.tsx';
import { leadHref } from './href.ts';
import type { NewLeadPreset } from './new-lead-preset.ts';

/** The form as typed. */
interface Draft {
  name: string;
  organisation: string;
  phone: string;
  email: string;
  value: string;
  source: string;
  city: string;
  ownerId: string;
  stageId: string;
  nextDay: string;
}

/** Which field of the form a path of the request is about. */
const fieldOf: Record<string, Path<Draft>> = {
  emails: 'email',
  phones: 'phone',
  valueMinor: 'value',
  nextFollowupAt: 'nextDay',
};
const formField = (path: string): Path<Draft> =>
  fieldOf[path.split('.')[0] ?? ''] ?? (path.split('.')[0] as Path<Draft>);

// A follow-up planned for a day is due when work begins.
const MORNING = '10:00';

const toBody = (draft: Draft, timeZone: string, currency: string): NewLead => {
  const amount = draft.value.replace(/[,\s₹]/g, '');
  return {
    name: draft.name,
    ...(draft.organisation ? { organisation: draft.organisation } : {}),
    ...(draft.phone.trim() ? { phones: [draft.phone] } : {}),
    ...(draft.email.trim() ? { emails: [draft.email.trim()] } : {}),
    ...(amount ? { valueMinor: toMinor(Number(amount), currency) } : {}),
    ...(draft.source ? { source: draft.source } : {}),
    ...(draft.city ? { city: draft.city } : {}),
    ...(draft.ownerId ? { ownerId: draft.ownerId } : {}),
    ...(draft.stageId ? { stageId: draft.stageId } : {}),
    ...(draft.nextDay ? { nextFollowupAt: instantOf(draft.nextDay, MORNING, timeZone) } : {}),
  };
};

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

/** Quick create. The contract's own schema judges what is typed; what the server refuses lands on its field. */
export const NewLeadDialog = ({ preset, onClose }: { preset: NewLeadPreset; onClose: () => void }) => {
  const { company, may, user } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { stages, values } = useLookups();
  const people = useRead(api.people.list, {}, { enabled: may('people:read'), staleTime: 300_000 }).data;
  const owners = (people?.people ?? []).filter(({ id }) => people?.assignableOwners.includes(id));
  const first = useRef<HTMLInputElement>(null);
  const another = useRef(false);
  // The same content sent twice is one lead; changed content is another request.
  const sent = useRef({ body: '', key: '' });

  const messages: Partial<Record<Path<Draft>, string>> = {
    name: m.new_lead_name_needed(),
    phone: m.new_lead_phone_wrong(),
    email: m.new_lead_email_wrong(),
    value: m.new_lead_value_wrong(),
  };
  const resolver: Resolver<Draft> = (draft) => {
    const body = toBody(draft, company.timeZone, company.currency);
    const parsed = schemas.leads.create.body.safeParse(body);
    if (parsed.success) return { values: draft, errors: {} };
    const errors: FieldErrors<Draft> = {};
    for (const issue of parsed.error.issues) {
      const field = formField(issue.path.join('.'));
      errors[field] ??= { type: issue.code ?? 'custom', message: messages[field] ?? issue.message };
    }
    return { values: {}, errors };
  };
  const empty: Draft = {
    name: '',
    organisation: '',
    phone: '',
    email: '',
    value: '',
    source: '',
    city: '',
    ownerId: '',
    stageId: preset.stageId ?? '',
    nextDay: '',
  };
  const form = useForm<Draft>({ resolver, defaultValues: empty, shouldFocusError: true });
  const { errors } = form.formState;

  const create = useMutation({
    mutationFn: (draft: Draft) => {
      const body = toBody(draft, company.timeZone, company.currency);
      const text = JSON.stringify(body);
      if (sent.current.body !== text) sent.current = { body: text, key: newKey() };
      return call(api.leads.create, { body, headers: { 'idempotency-key': sent.current.key } });
    },
    onSuccess: (lead) => {
      void client.invalidateQueries({ queryKey: [company.id, 'leads'] });
      toast(m.new_lead_created({ name: lead.name }), {
        action: { label: m.open(), run: () => void navigate({ to: leadHref(lead.id) }) },
      });
      sent.current = { body: '', key: '' };
      if (!another.current) return onClose();
      form.reset({ ...empty, source: form.getValues('source'), ownerId: form.getValues('ownerId') });
      first.current?.focus();
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      for (const [i, { field, message }] of error.fields.entries())
        form.setError(formField(field), { type: 'server', message }, { shouldFocus: i === 0 });
    },
  });
  const submit = (again: boolean) => {
    another.current = again;
    if (!create.isPending) void form.handleSubmit((draft) => create.mutate(draft))();
  };
  const { ref: nameRef, ...name } = form.register('name');
  const problem =
    create.error && !(create.error instanceof ApiError && create.error.fields.length) ? create.error : null;

  return (
    <Dialog open onClose={onClose} title={m.new_lead()} initialFocus={first} width={560}>
      <form
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit(true);
          }
        }}
      >
        <DialogBody>
          {problem && (
            <p role="alert" className="mb-3 rounded-[5px] bg-danger-bg px-3 py-2 text-danger">
              {errorText(problem)}
            </p>
          )}
          <div className="grid gap-x-4 gap-y-3 pb-1 sm:grid-cols-2">
            <TextField
              className="sm:col-span-2"
              label={m.field_label({ field: 'name' })}
              error={errors.name?.message}
              autoComplete="off"
              required
              {...name}
              ref={(input) => {
                nameRef(input);
                first.current = input;
              }}
            />
            <TextField
              label={m.field_label({ field: 'organisation' })}
              error={errors.organisation?.message}
              autoComplete="off"
              {...form.register('organisation')}
            />
            <TextField
              label={m.field_label({ field: 'city' })}
              error={errors.city?.message}
              autoComplete="off"
              list="new-lead-cities"
              {...form.register('city')}
            />
            <TextField
              label={m.field_label({ field: 'phone' })}
              type="tel"
              error={errors.phone?.message}
              autoComplete="off"
              {...form.register('phone')}
            />
            <TextField
              label={m.field_label({ field: 'email' })}
              type="email"
              error={errors.email?.message}
              autoComplete="off"
              {...form.register('email')}
            />
            <TextField
              label={m.new_lead_value({ currency: company.currency })}
              inputMode="decimal"
              error={errors.value?.message}
              autoComplete="off"
              {...form.register('value')}
            />
            <TextField
              label={m.field_label({ field: 'source' })}
              error={errors.source?.message}
              autoComplete="off"
              list="new-lead-sources"
              {...form.register('source')}
            />
            <SelectField
              label={m.field_label({ field: 'stage' })}
              error={errors.stageId?.message}
              {...form.register('stageId')}
            >
              {stages
                .filter(({ kind }) => kind === 'open')
                .map(({ id, name: label }, i) => (
                  <option key={id} value={i === 0 ? '' : id}>
                    {label}
                  </option>
                ))}
            </SelectField>
            <SelectField
              label={m.field_label({ field: 'owner' })}
              error={errors.ownerId?.message}
              {...form.register('ownerId')}
            >
              <option value="">{m.owner_by_rule()}</option>
              {owners.map(({ id, name: label }) => (
                <option key={id} value={id}>
                  {id === user.id ? m.name_and_me({ name: label }) : label}
                </option>
              ))}
            </SelectField>
            <TextField
              label={m.field_label({ field: 'nextFollowupAt' })}
              type="date"
              error={errors.nextDay?.message}
              {...form.register('nextDay')}
            />
          </div>
          <datalist id="new-lead-sources">
            {values.source?.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
          <datalist id="new-lead-cities">
            {values.city?.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose} look="quiet">
            {m.cancel()}
          </Button>
          <Button
            className="max-md:hidden"
            busy={create.isPending}
            onClick={() => submit(true)}
            aria-keyshortcuts="Control+Enter"
          >
            {m.new_lead_and_next()}
          </Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            {m.new_lead_create()}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
};
