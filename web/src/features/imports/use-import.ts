import type { ImportMapping, LeadImport } from '@iperform/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { useRead, useSession } from '../../session.tsx';
import { isBusy } from './import-state.ts';

const POLL_MS = 1_000;

/** One import, followed while the server works on it: live events where they come, a look every second in any case. */
export const useImport = (id: string) =>
  useRead(
    api.imports.read,
    { params: { id } },
    { refetchInterval: ({ state }) => (state.data && isBusy(state.data.state) ? POLL_MS : false) },
  );

const FIXES_A_CALL = 500;

/** A cell of the file with another value: `row` as the file counts lines, `column` from 0. */
export interface Fix {
  row: number;
  column: number;
  value: string;
}

type Act = 'run' | 'cancel' | 'undo';

/** What can be done to an import. Each answer is put on the screen, and rows are asked for anew. */
export const useImportActs = (id: string) => {
  const client = useQueryClient();
  const { company } = useSession();
  const params = { id };
  const keep = (item: LeadImport): LeadImport => {
    client.setQueryData(keyOf(company.id, api.imports.read, { params }), item);
    void client.invalidateQueries({ queryKey: [company.id, 'imports', api.imports.rows.name] });
    void client.invalidateQueries({ queryKey: [company.id, 'imports', api.imports.list.name] });
    return item;
  };
  const acts: Record<Act, () => Promise<LeadImport>> = {
    run: () => call(api.imports.run, { params }),
    cancel: () => call(api.imports.cancel, { params }),
    undo: () => call(api.imports.undo, { params }),
  };
  return {
    /** Starts, cancels or undoes. */
    act: useMutation({ mutationFn: async (act: Act) => keep(await acts[act]()) }),
    /** Keeps the columns and starts a check. */
    map: useMutation({
      mutationFn: async (body: ImportMapping) => {
        await call(api.imports.map, { params, body });
        return keep(await call(api.imports.check, { params }));
      },
    }),
    sheet: useMutation({
      mutationFn: async (sheet: string) => keep(await call(api.imports.sheet, { params, body: { sheet } })),
    }),
    /** Corrects cells, as many calls as it takes, and starts a check. */
    fix: useMutation({
      mutationFn: async (fixes: Fix[]) => {
        for (let at = 0; at < fixes.length; at += FIXES_A_CALL)
          await call(api.imports.fix, { params, body: { fixes: fixes.slice(at, at + FIXES_A_CALL) } });
        return keep(await call(api.imports.check, { params }));
      },
    }),
  };
};
