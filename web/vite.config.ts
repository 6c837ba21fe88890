import { paraglideVitePlugin } from '@inlang/paraglide-js';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contractData } from './vite-plugins/contract.ts';
import { apiReference, precompress } from './vite-plugins/delivery.ts';
import { fontPreload } from './vite-plugins/font-preload.ts';
import { checkMessages, paraglideOptions } from './vite-plugins/messages.ts';

const messagesAgree = (): Plugin => ({ name: 'iperform:messages', buildStart: checkMessages });

export default defineConfig({
  base: '/',
  plugins: [
    messagesAgree(),
    paraglideVitePlugin(paraglideOptions),
    contractData(),
    react(),
    tailwindcss(),
    fontPreload(),
    apiReference(),
    precompress(),
  ],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/i_auth': 'http://127.0.0.1:8080' } },
});
