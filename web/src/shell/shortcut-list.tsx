import { m } from '../paraglide/messages.js';
import { activeShortcuts, setSingleKeys, useSingleKeys } from '../shortcuts.ts';
import { Dialog, DialogBody } from '../ui/dialog.tsx';
import { CheckField } from '../ui/field.tsx';

const keyNames: Record<string, string> = {
  mod: 'Ctrl',
  alt: 'Alt',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const shownAs = (keys: string): string[] =>
  keys.split('+').map((key) => keyNames[key] ?? (key.length === 1 ? key.toUpperCase() : key));

/** The shortcuts of the screen behind it, and the switch that turns single keys off. */
export const ShortcutList = ({ onClose }: { onClose: () => void }) => {
  const on = useSingleKeys();
  const byLabel = new Map<string, string[]>();
  for (const { keys, label } of activeShortcuts()) byLabel.set(label, [...(byLabel.get(label) ?? []), keys]);
  return (
    <Dialog open onClose={onClose} title={m.shortcut_list()} width={440}>
      <DialogBody>
        <dl>
          {[...byLabel].map(([label, all]) => (
            <div key={label} className="flex items-center justify-between gap-4 border-b border-line py-2">
              <dt>{label}</dt>
              <dd className="flex items-center gap-1">
                {all.map((keys, i) => (
                  <span key={keys} className="flex items-center gap-1">
                    {i > 0 && <span className="text-[12px] text-muted">{m.or()}</span>}
                    {shownAs(keys).map((key) => (
                      <kbd key={key} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <div className="py-4">
          <CheckField
            label={m.shortcut_single_keys()}
            checked={on}
            onChange={(e) => setSingleKeys(e.target.checked)}
          />
        </div>
      </DialogBody>
    </Dialog>
  );
};
