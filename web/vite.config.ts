import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `npm run dev`: the page with a counter in memory behind it; open http://127.0.0.1:5173/#key=fake-key.
function fakeCounter(): Plugin {
  return {
    name: 'hoso-fake-counter',
    apply: (_config, { command, mode }) => command === 'serve' && mode === 'development',
    async configureServer(server) {
      const { FakeCounter } = (await server.ssrLoadModule('/dev/fake.ts')) as typeof import('./dev/fake');
      const { serveFake } = (await server.ssrLoadModule('/dev/http.ts')) as typeof import('./dev/http');
      const { morning } = (await server.ssrLoadModule('/dev/world.ts')) as typeof import('./dev/world');
      const fake = new FakeCounter();
      morning(fake);
      server.middlewares.use((request, response, next) => {
        serveFake(fake, request, response).then((done) => (done ? undefined : next()), next);
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), fakeCounter()],
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'], environment: 'node', testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 5_000 } }, // On a machine that does other things as well.
          fileParallelism: false,
        },
      },
    ],
  },
});
