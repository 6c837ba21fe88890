import type { auth, BodyInput } from '@iperform/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { startSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

const route = getRouteApi('/sign-in');

/** What to say and what to do about it, per way a sign-in can fail. */
const signInError = (error: unknown): string => {
  if (!(error instanceof ApiError)) return errorText(error);
  switch (error.code) {
    case 'BAD_CREDENTIALS':
      return m.sign_in_bad_credentials();
    case 'COMPANY_REQUIRED':
      return m.sign_in_company_required();
    case 'SESSION_LIMIT':
    case 'SESSION_SUSPENDED':
      return m.sign_in_session_limit();
    case 'TOO_MANY_REQUESTS':
      return m.sign_in_too_many();
    case 'FORBIDDEN':
      return m.sign_in_forbidden();
    default:
      return errorText(error);
  }
};

export const SignInPage = () => {
  const { to } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const password = useRef<HTMLInputElement>(null);
  const [askCompany, setAskCompany] = useState(false);
  const [shown, setShown] = useState(false);
  const signIn = useMutation({
    mutationFn: (body: BodyInput<typeof auth.signIn>) => call(api.auth.signIn, { body }),
    onSuccess: (me) => {
      startSession(client, me);
      router.history.push(to ?? '/');
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'COMPANY_REQUIRED') setAskCompany(true);
      else password.current?.select();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const company = String(form.get('company') ?? '').trim();
    signIn.mutate({
      email: String(form.get('email')),
      password: String(form.get('password')),
      ...(company ? { company } : {}),
    });
  };
  return (
    <main className="grid min-h-dvh md:grid-cols-[minmax(240px,38%)_1fr]">
      <div className="hidden flex-col justify-between bg-rail p-10 text-[#cfe0dd] md:flex" aria-hidden="true">
        <span className="display text-[22px] text-white">iPerform</span>
        <div className="flex items-end gap-1.5">
          {[26, 42, 61, 84, 120].map((height, i) => (
            <span
              key={height}
              className={`w-10 rounded-[2px] ${i === 4 ? 'stage-won' : 'stage-open'}`}
              style={{
                height,
                background:
                  i === 4 ? 'var(--marigold)' : `color-mix(in oklab, #63c7c0 ${25 + i * 25}%, #17403e)`,
              }}
            />
          ))}
        </div>
      </div>
      <div className="flex items-center justify-center p-5">
        <form onSubmit={submit} className="flex w-full max-w-[340px] flex-col gap-4" method="post">
          <h1 tabIndex={-1} className="display text-[26px]">
            {m.sign_in_heading()}
          </h1>
          {to && !signIn.error && <p className="-mt-2 text-muted">{m.sign_in_returns()}</p>}
          {signIn.error && (
            <p role="alert" className="rounded-[5px] bg-danger-bg px-3 py-2 text-danger">
              {signInError(signIn.error)}
            </p>
          )}
          <TextField label={m.email()} name="email" type="email" autoComplete="username" required autoFocus />
          <div>
            <TextField
              label={m.password()}
              name="password"
              ref={password}
              type={shown ? 'text' : 'password'}
              autoComplete="current-password"
              required
            />
            <label className="mt-2 inline-flex min-h-6 items-center gap-2 text-[13px]">
              <input
                type="checkbox"
                className="check"
                checked={shown}
                onChange={(e) => setShown(e.target.checked)}
              />
              {m.show_password()}
            </label>
          </div>
          {askCompany && (
            <TextField
              label={m.company()}
              name="company"
              hint={m.sign_in_company_hint()}
              autoComplete="organization"
              autoCapitalize="none"
              required
              autoFocus
            />
          )}
          <Button type="submit" look="primary" busy={signIn.isPending} className="!min-h-10">
            {signIn.isPending ? m.signing_in() : m.sign_in()}
          </Button>
        </form>
      </div>
    </main>
  );
};
