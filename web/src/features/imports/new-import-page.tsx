import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { keyOf } from '../../queries.ts';
import { useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import './imports.css';
import { ProgressBar } from './progress-bar.tsx';
import { StepsBar } from './steps-bar.tsx';
import { uploadFile } from './upload.ts';

const accepted =
  '.csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The first step: a file, dropped or picked, on its way to the server. */
export const NewImportPage = () => {
  const { company, csrfToken, format } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const picker = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const [problem, setProblem] = useState('');
  const [over, setOver] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (chosen: File | undefined) => {
    if (!chosen || running.current) return;
    const controller = new AbortController();
    running.current = controller;
    setProblem('');
    setShare(0);
    setFile(chosen);
    try {
      const item = await uploadFile(chosen, {
        csrfToken: csrfToken ?? '',
        onProgress: setShare,
        signal: controller.signal,
      });
      client.setQueryData(keyOf(company.id, api.imports.read, { params: { id: item.id } }), item);
      void client.invalidateQueries({ queryKey: [company.id, 'imports', api.imports.list.name] });
      void navigate({ to: '/imports/$id', params: { id: item.id }, replace: true });
    } catch (error) {
      if (!controller.signal.aborted) setProblem(errorText(error));
      setFile(null);
    } finally {
      running.current = null;
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void start(event.dataTransfer.files[0]);
  };
  return (
    <Page>
      <PageHeader
        title={m.imp_new()}
        above={
          <nav aria-label={m.imp_trail()} className="text-[13px] text-muted">
            <Link to="/imports" className="link text-ink!">
              {m.imp_title()}
            </Link>
          </nav>
        }
      />
      <StepsBar step="upload" />
      {file ? (
        <div className="panel max-w-[640px] p-5">
          <p className="mb-2 font-semibold break-words">{file.name}</p>
          <ProgressBar
            label={m.imp_uploading()}
            share={share < 1 ? share : null}
            text={
              share < 1
                ? m.imp_uploaded_part({ percent: format.percent(Math.floor(share * 100)) })
                : m.imp_reading()
            }
          />
          <div className="mt-3">
            <Button onClick={() => running.current?.abort()}>{m.cancel()}</Button>
          </div>
        </div>
      ) : (
        <section
          className={`imp-drop ${over ? 'imp-drop-over' : ''}`}
          aria-label={m.imp_drop_label()}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <FileUp size={28} strokeWidth={1.5} aria-hidden="true" className="text-muted" />
          <p className="text-[15px] font-semibold">{m.imp_drop()}</p>
          <Button look="primary" onClick={() => picker.current?.click()}>
            {m.imp_pick()}
          </Button>
          <input
            ref={picker}
            type="file"
            accept={accepted}
            className="hidden"
            tabIndex={-1}
            aria-label={m.imp_pick()}
            onChange={(event) => {
              void start(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          <p className="hint">{m.imp_drop_hint()}</p>
        </section>
      )}
      {problem && (
        <p role="alert" className="imp-problem">
          {problem}
        </p>
      )}
    </Page>
  );
};
