/** `npm run build`: the dashboard, for an image or before the first start. */
import { buildDashboard } from '../server/pages/build-dashboard.ts';

await buildDashboard();
console.log('The dashboard is built into dist/dashboard.');
