import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { errorText } from '../error-text.ts';
import { m } from '../paraglide/messages.js';
import { getLocale, setLocale } from '../paraglide/runtime.js';
import { signOut, useSession } from '../session.tsx';
import { MenuItem, MenuLine, MenuRadio } from '../ui/menu.ts';
import { MenuButton } from '../ui/popup-button.tsx';
import { Avatar } from '../ui/tags.tsx';
import { setTheme, useTheme } from '../ui/theme.ts';
import { toast } from '../ui/toast.tsx';

/** Who you are and where, theme, language, shortcuts, sign out. */
export const AccountMenu = ({ onShortcuts }: { onShortcuts: () => void }) => {
  const { user, company } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const theme = useTheme();
  const leave = async (): Promise<void> => {
    try {
      await signOut(client, () => navigate({ to: '/sign-in', search: {} }));
    } catch (error) {
      toast(errorText(error), { tone: 'error' });
    }
  };
  return (
    <MenuButton
      label={m.account_menu({ name: user.name })}
      popupLabel={m.account()}
      className="btn btn-quiet btn-icon"
      button={<Avatar name={user.name} />}
    >
      {() => (
        <>
          <div className="px-2.5 py-2">
            <div className="font-semibold">{user.name}</div>
            <div className="text-[13px] text-muted">{user.email}</div>
            <div className="text-[13px] text-muted">
              {company.name} · {m.role({ role: user.role })}
            </div>
          </div>
          <MenuLine />
          <MenuRadio
            label={m.theme()}
            value={theme}
            options={[
              { value: 'light', label: m.theme_light() },
              { value: 'dark', label: m.theme_dark() },
              { value: 'system', label: m.theme_system() },
            ]}
            onChange={(value) => setTheme(value === 'light' || value === 'dark' ? value : 'system')}
          />
          <MenuRadio
            label={m.language()}
            value={getLocale()}
            options={[
              { value: 'en', label: 'English' },
              { value: 'hi', label: 'हिन्दी' },
            ]}
            onChange={(value) => setLocale(value === 'hi' ? 'hi' : 'en')}
          />
          <MenuLine />
          <MenuItem onSelect={onShortcuts}>{m.shortcut_list()}</MenuItem>
          <MenuItem onSelect={leave}>{m.sign_out()}</MenuItem>
        </>
      )}
    </MenuButton>
  );
};
