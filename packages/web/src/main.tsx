import './design/tokens.css';
import './design/base.css';
import './design/parts.css';
import './app/shell.css';
import './timeline/timeline.css';
import './search/search.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { App } from './app/app.tsx';

z.config({ jitless: true }); // zod would try `new Function`, which the CSP forbids and the console reports

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
