import type { Lead } from '@iperform/contract';
import { Pencil } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { m } from '../../paraglide/messages.js';
import { FactEditor } from './fact-editor.tsx';
import type { Fact } from './facts.tsx';

interface InPlaceProps {
  fact: Fact;
  lead: Lead;
  children: ReactNode;
  big?: boolean;
}

/** A value with a pencil that turns it into its editor; the focus comes back to the pencil afterwards. */
export const InPlace = ({ fact, lead, children, big }: InPlaceProps) => {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);
  useEffect(() => {
    if (editing) edited.current = true;
    else if (edited.current) pencil.current?.focus();
  }, [editing]);
  if (editing)
    return <FactEditor fact={fact} lead={lead} big={big ?? false} onDone={() => setEditing(false)} />;
  return (
    <div className="record-inplace">
      <div className="min-w-0 break-words">{children}</div>
      {fact.editable && (
        <button
          ref={pencil}
          type="button"
          className="record-pencil"
          aria-label={m.record_edit({ field: fact.label })}
          title={m.record_edit({ field: fact.label })}
          onClick={() => setEditing(true)}
        >
          <Pencil size={13} aria-hidden="true" />
        </button>
      )}
    </div>
  );
};

/** The facts of a lead as ruled lines; empty ones stay out of the way until they are asked for. */
export const FactList = ({ facts, lead }: { facts: Fact[]; lead: Lead }) => {
  const [all, setAll] = useState(false);
  // A holder whose name is not among the choices has no words, but shows.
  const empty = (fact: Fact) =>
    fact.words(fact.read(lead)) === '' && (fact.input === 'lines' || !fact.show?.(lead));
  const hidden = facts.filter((fact) => empty(fact) && !fact.always && fact.editable);
  const shown = facts.filter((fact) => !empty(fact) || fact.always || (all && fact.editable));
  return (
    <section aria-label={m.record_facts()}>
      <dl className="record-facts">
        {shown.map((fact) => (
          <div key={fact.key} className="record-fact">
            <dt>{fact.label}</dt>
            <dd>
              <InPlace fact={fact} lead={lead}>
                {empty(fact) ? (
                  <span className="text-muted">{m.record_empty()}</span>
                ) : (
                  (fact.show?.(lead) ?? fact.words(fact.read(lead)))
                )}
              </InPlace>
            </dd>
          </div>
        ))}
      </dl>
      {hidden.length > 0 && (
        <button
          type="button"
          className="link min-h-8 text-[13px]"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? m.record_fewer_fields() : m.record_more_fields({ count: hidden.length })}
        </button>
      )}
    </section>
  );
};
