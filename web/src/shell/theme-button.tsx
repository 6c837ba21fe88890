import { Moon, Sun } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { IconButton } from '../ui/button.tsx';
import { setTheme, useTheme } from '../ui/theme.ts';
import { useMedia } from '../ui/use-media.ts';

/** One click changes light and dark; "as the system" is in the account menu. */
export const ThemeButton = () => {
  const choice = useTheme();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = choice === 'system' ? systemDark : choice === 'dark';
  return (
    <IconButton
      label={dark ? m.theme_to_light() : m.theme_to_dark()}
      className="max-md:hidden"
      onClick={() => setTheme(dark ? 'light' : 'dark')}
    >
      {dark ? <Sun size={17} /> : <Moon size={17} />}
    </IconButton>
  );
};
